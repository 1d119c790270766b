"""A tiny GloVe: its four gradients are derived from the cost, compiled to NumPy, checked, and trained with.

python examples/glove.py
"""

import numpy as np

import derive

COST = r"\sum_{i,j=1}^{V} f(X_{ij}) \left(w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij}\right)^2"
LET = r"w: V x d rows, \tilde{w}: V x d rows, b: V, \tilde{b}: V, X: V x V positive, f: function"
LETTERS = {"w": "w_k", "w_tilde": r"\tilde{w}_k", "b": "b_k", "b_tilde": r"\tilde{b}_k"}

CORPUS = """
the king rules the land and the queen rules the land . the king loves the queen . the queen loves the king .
the old king wears a crown and the old queen wears a crown . a prince is the son of the king .
a princess is the daughter of the queen . the prince loves the princess and the princess loves the prince .
the dog chases the cat and the cat chases the mouse . the dog sleeps and the cat sleeps . the mouse eats cheese .
the cat drinks milk and the dog drinks water . the old dog sleeps near the fire . the old cat sleeps near the fire .
a small mouse fears the cat and a small cat fears the dog . the dog eats meat . the cat eats fish .
the sun warms the land and the rain waters the land . the rain falls on the field . the sun shines on the field .
the wind moves the rain and the sun follows the rain . corn grows on the field and wheat grows on the field .
"""


def meetings(text: str, window: int = 4) -> tuple[list[str], np.ndarray]:
    """The words, and how often each met each: a neighbour at distance k counts 1/k."""
    tokens = text.split()
    words = sorted(set(tokens) - {"."})
    place = {word: k for k, word in enumerate(words)}
    counts = np.zeros((len(words), len(words)))
    for at, word in enumerate(tokens):
        for far in range(1, window + 1):
            other = tokens[at + far] if at + far < len(tokens) else "."
            if "." in (word, other):
                break
            counts[place[word], place[other]] += 1 / far
            counts[place[other], place[word]] += 1 / far
    return words, counts


def weight(x: np.ndarray) -> np.ndarray:
    """How much a pair is trusted; pairs that never met do not count."""
    return np.where(x < 0.2, 0.0, np.minimum(1.0, (np.asarray(x) / 10) ** 0.75))


def difference(cost, given: dict, name: str, at: tuple, step: float = 1e-4) -> float:
    """The central difference of the cost by one entry."""

    def moved(by: float) -> float:
        array = given[name].copy()
        array[at] += by
        return float(cost(**{**given, name: array}))

    return (moved(step) - moved(-step)) / (2 * step)


def main() -> None:
    """Derive, check, train; then see whether the vectors explain the counts, as they should."""
    words, counts = meetings(CORPUS)
    size, width = len(words), 8
    rng = np.random.default_rng(0)
    trained = {
        "w": rng.normal(size=(size, width)) / width,
        "w_tilde": rng.normal(size=(size, width)) / width,
        "b": np.zeros(size),
        "b_tilde": np.zeros(size),
    }
    given = {**trained, "X": np.where(counts > 0, counts, 0.1), "f": weight}  # 0.1: any number that weighs nothing

    cost = derive.read(COST, let=LET).numpy()
    gradients = {}
    for name, letter in LETTERS.items():
        derivation = derive.gradient(COST, letter, let=LET)
        gradients[name] = derivation.numpy()
        print(f"by {letter:11} {derivation.verify().status:9} {derivation.result.latex()}")

    print("\ncompared with finite differences (largest relative error of 20 entries):")
    for name, gradient in gradients.items():
        exact = gradient(**given)
        spots = [tuple(rng.integers(n) for n in exact.shape) for _ in range(20)]
        worst = max(abs(exact[s] - difference(cost, given, name, s)) / (1 + abs(exact[s])) for s in spots)
        print(f"  {name:8} {'below 1e-6' if worst < 1e-6 else f'{worst:.1e}: too large'}")

    print(f"\n{size} words, vectors of {width}:")
    speed = {name: np.full(array.shape, 1e-8) for name, array in trained.items()}
    for epoch in range(201):
        if epoch % 50 == 0:
            print(f"  epoch {epoch:3}   cost {float(cost(**given)):8.2f}")
        slopes = {name: gradient(**given) for name, gradient in gradients.items()}
        for name, slope in slopes.items():  # AdaGrad, as in the paper
            speed[name] += slope**2
            given[name] = given[name] - 0.1 * slope / np.sqrt(speed[name])

    print("\nhow often two words met, and what the vectors say:")
    fitted = np.exp(given["w"] @ given["w_tilde"].T + given["b"][:, None] + given["b_tilde"])
    for pair in ("king queen", "cat mouse", "rain field", "old dog"):
        here = tuple(words.index(word) for word in pair.split())
        print(f"  {pair:12} {counts[here]:5.2f} {fitted[here]:6.2f}")


if __name__ == "__main__":
    main()

"""Rows about GloVe: its equation term by term, the way to it, its gradients, its weights; word2vec beside it."""

from __future__ import annotations

from collections.abc import Iterator
from math import log
from typing import Any

from derive.api.derivations import Derivation, differentiate, gradient
from derive.catalog.linear import claim
from derive.catalog.parts import Claimed, Code, Derived, Facts, Judged, Numbers, Part, Picture, Table, Words
from derive.catalog.section import Section
from derive.verdicts import Verdict, worst

GLOVE = r"\sum_{i,j=1}^{V} f(X_{ij}) \left(w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij}\right)^2"
GLOVE_LET = r"w: V x d rows, \tilde{w}: V x d rows, b: V, \tilde{b}: V, X: V x V positive, f: function"
MODEL = r"w^\top \tilde{w} + b + \tilde{b} - \log X"
MODEL_LET = r"w: 2, \tilde{w}: 2, b: scalar, \tilde{b}: scalar, X: positive"
EXAMPLE: dict[str, Any] = {"w": [1.0, 2.0], "w_tilde": [3.0, 1.0], "b": 0.5, "b_tilde": 0.2, "X": 20.0}
LATEX = {"w": "w", "w_tilde": r"\tilde{w}", "b": "b", "b_tilde": r"\tilde{b}", "X": "X"}
SOFTMAX = r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}"
ETA = 0.01
EPSILON = 1e-8
ROLES = {
    "w": "the vector of the word", "w_tilde": "the vector of the context word", "b": "how frequent the word is",
    "b_tilde": "how frequent the context word is", "X": "how often the two were counted together",
}  # fmt: skip
ALPHA, MOST = 0.75, 100.0


# ---- the equation ----------------------------------------------------------------------------------------------------


def equation(made: Section) -> Iterator[Part]:
    """What each term does, the worked example, the gradients of its squared error, one update."""
    from derive.api.explain import explain

    e = explain(MODEL, let=MODEL_LET, at=_at(), roles=ROLES)
    q = e.quantities[0]
    rows = []
    for t in q.terms:
        said = "; ".join(s.words for s in t.said)
        slope = f"${t.partial.result.latex()}$" if t.partial else ""
        rows.append((f"${t.latex}$", t.kind, t.role, slope, said))
    yield Words(f"How the difference ${q.of.latex()}$ responds to each term:")
    yield Table(("term", "what it is", "its role", "slope", "response"), tuple(rows))
    yield Judged("Every slope is derived and every response judged.", e.verify())
    yield Words("An example:")
    yield Numbers(tuple((k, LATEX[k], v) for k, v in EXAMPLE.items()))
    product, bias = _dot(EXAMPLE), EXAMPLE["b"] + EXAMPLE["b_tilde"]
    fitted, wanted = product + bias, log(EXAMPLE["X"])
    yield Numbers((("fitted", r"w^\top \tilde{w} + b + \tilde{b}", fitted), ("wanted", r"\log X", wanted),
                   ("difference", r"\text{difference}", fitted - wanted)))  # fmt: skip
    yield Words("The squared difference has these gradients:")
    yield from map(Derived, made)
    slopes = {
        d.problem.wrt.plain: d.numpy()(**{k: v for k, v in EXAMPLE.items() if k in d.numpy().letters}) for d in made
    }
    yield Words("In the example:")
    yield Numbers(
        tuple((f"d{k}", rf"\frac{{\partial J}}{{\partial {LATEX[k]}}}", _plain(v)) for k, v in slopes.items())
    )
    after = _updated(slopes)
    left = _dot(after) + after["b"] + after["b_tilde"]
    before, less = (fitted - wanted) ** 2, (left - wanted) ** 2
    yield Words(f"One step of size $\\eta = {ETA}$ against them:")
    yield Numbers(tuple((f"{k}_after", f"{LATEX[k]}'", after[k]) for k in slopes))
    yield Numbers((("J", "J", before), ("J_after", "J'", less)))
    yield Judged("The step makes the squared difference smaller.",
                 Verdict("verified" if less < before else "refuted", samples=1))  # fmt: skip


def _at() -> str:
    names = {"w_tilde": r"\tilde{w}", "b_tilde": r"\tilde{b}"}
    return ", ".join(f"{names.get(k, k)} = {v}" for k, v in EXAMPLE.items())


def _dot(at: dict[str, Any]) -> float:
    return float(sum(a * b for a, b in zip(at["w"], at["w_tilde"], strict=True)))


def _plain(v: Any) -> Any:
    import numpy as np

    a = np.asarray(v, float)
    return float(a) if a.size == 1 else a.ravel().tolist()


def _updated(slopes: dict[str, Any]) -> dict[str, Any]:
    import numpy as np

    return {k: _plain(np.asarray(EXAMPLE[k]) - ETA * np.reshape(v, np.shape(EXAMPLE[k]))) for k, v in slopes.items()}


# ---- from ratios to the cost -----------------------------------------------------------------------------------------


WISH = (
    (r"$F\left((w_i - w_j)^\top \tilde{w}_k\right) = P_{ik} / P_{jk}$",
     "the ratio tells what sets words $i$ and $j$ apart", "all counts are positive, so that there is a ratio"),
    (r"$F(a - b) = F(a) / F(b)$",
     r"$(w_i - w_j)^\top \tilde{w}_k = w_i^\top \tilde{w}_k - w_j^\top \tilde{w}_k$, a difference for a quotient",
     "$F$ is positive"),
    ("$F(a) = e^{c a}$", "the only such function", "$F$ has a derivative"),
    ("$F = \\exp$", "the factor $c$ goes into the vectors", "$c \\neq 0$: not all ratios are one"),
    (r"$w_i^\top \tilde{w}_k = \log P_{ik} = \log X_{ik} - \log X_i$",
     "the logarithm of both sides", "$X_{ik} > 0$"),
    (r"$w_i^\top \tilde{w}_k + b_i = \log X_{ik}$",
     r"a bias $b_i$ takes the place of $\log X_i$", r"$\log X_i$ depends on $i$ alone"),
    (r"$w_i^\top \tilde{w}_k + b_i + \tilde{b}_k = \log X_{ik}$",
     "words and context words may change places", "$X_{ik} = X_{ki}$, as a window to both sides counts"),
)  # fmt: skip


def glove(made: Section) -> Iterator[Part]:
    """From ratios to the cost; the four gradients; the update of AdaGrad, with numbers."""
    yield from _from_ratios()
    yield Words("The cost is the weighted sum of the squares of what is missing. Its four gradients:")
    yield from map(Derived, made)
    yield Words(
        r"AdaGrad adds up the squares of all slopes so far, $G \leftarrow G + g \odot g$, and divides each slope by "
        r"the root of its sum, $\theta \leftarrow \theta - \eta \, g / \sqrt{G}$, so that a rare word, which is seldom "
        "moved, moves far. With the derived gradients:"
    )
    yield Code(_adagrad(made.derivations))
    costs = trained(made.derivations)
    yield Numbers((("J_0", "J_0", costs[0]), ("J_50", "J_{50}", costs[-1])))
    yield Judged("On a small table of counts, fifty such steps make the cost smaller.",
                 Verdict("verified" if costs[-1] < costs[0] else "refuted", samples=len(costs)))  # fmt: skip
    yield Picture("cost", "The cost over steps of AdaGrad.", lambda: _cost(costs))


def _from_ratios() -> Iterator[Part]:
    """Each step from the ratio of two probabilities to the equation, with its reason and its condition."""
    let = r"w: V x d rows, \tilde{w}: V x d rows"
    yield Words("The way to the cost begins with a wish about the ratio of two probabilities:")
    yield Table(("step", "because", "if"), WISH)
    yield Words("The steps that can be checked, in this order. The argument of $F$ is a difference:")
    difference = r"(w_i - w_j)^\top \tilde{w}_k = w_i^\top \tilde{w}_k - w_j^\top \tilde{w}_k"
    yield Claimed(claim(difference, let))
    yield Words(
        "A difference goes to a quotient, and so a sum to a product: $F(a + t) = F(a) F(t)$. The right side, "
        "differentiated by $t$, gives $F'(a) = F'(0) F(a)$ at $t = 0$:"
    )
    yield Derived(differentiate("F(a) F(t)", "t", let="F: function"))
    yield Words("With $c = F'(0)$, compare such a function with $e^{c a}$:")
    yield Derived(differentiate("F(a) e^{-c a}", "a", let="F: function, c: scalar"))
    yield Words(
        "This is zero where $F' = c F$, so the product is constant, and it is $F(0) = F(0)^2 = 1$. "
        "Hence $F(a) = e^{c a}$, and it does what was wished:"
    )
    yield Claimed(claim(r"e^{c (a - b)} = \frac{e^{c a}}{e^{c b}}", "a: scalar, b: scalar, c: scalar"))
    yield Words(r"With $e^{w_i^\top \tilde{w}_k} = P_{ik} = X_{ik} / X_i$ the wish is met, and the logarithm splits:")
    yield Claimed(claim(r"\log \frac{X_{ik}}{\sum_{j=1}^{V} X_{ij}} = \log X_{ik} - \log \sum_{j=1}^{V} X_{ij}",
                        "X: V x V positive"))  # fmt: skip
    yield Words(
        r"So $w_i^\top \tilde{w}_k = \log X_{ik} - \log X_i$. With a bias $b_i$ for $\log X_i$, and a bias "
        r"$\tilde{b}_k$ that makes words and context words equal again, this is "
        r"$w_i^\top \tilde{w}_k + b_i + \tilde{b}_k = \log X_{ik}$."
    )


def _adagrad(made: tuple[Derivation, ...]) -> str:
    """The update as a program that runs: the gradients are derived in it."""
    rows = [f'    "{d.problem.wrt.args[0].plain}": r"{d.problem.wrt.args[0].latex}_k",' for d in made]
    return "\n".join([
        "import numpy as np", "", "import derive", "", "COST = (", f'    r"{GLOVE[:54]}"', f'    r"{GLOVE[54:]}"', ")",
        f'LET = r"{GLOVE_LET}"', "PARAMETERS = {", *rows, "}",
        "gradients = {name: derive.gradient(COST, x, let=LET).numpy() for name, x in PARAMETERS.items()}", "", "",
        "def step(given, squares, eta=0.05):",
        '    """One update of all parameters; squares begin with a small number."""',
        "    slopes = {name: slope(**given) for name, slope in gradients.items()}",
        "    for name, g in slopes.items():", "        squares[name] = squares[name] + g**2",
        "        given[name] = given[name] - eta * g / np.sqrt(squares[name])",
    ])  # fmt: skip


def trained(made: tuple[Derivation, ...], size: int = 5, width: int = 2, steps: int = 50) -> list[float]:
    """Costs while vectors are trained on a small random table of counts."""
    import numpy as np

    from derive.expression import Expression

    rng = np.random.default_rng(0)
    counts = np.exp(rng.normal(1, 1, (size, size)))
    given: dict[str, Any] = {"X": counts + counts.T, "f": lambda x: np.minimum(1.0, (np.asarray(x) / 10) ** ALPHA)}
    given |= {"w": rng.normal(size=(size, width)), "w_tilde": rng.normal(size=(size, width))}
    given |= {"b": np.zeros(size), "b_tilde": np.zeros(size)}
    cost = Expression(made[0].problem.of, made[0].problem.scope).numpy()
    slopes = {d.problem.wrt.args[0].plain: d.numpy() for d in made}
    return adagrad(cost, slopes, given, steps, 0.3)


def adagrad(cost: Any, slopes: Any, given: dict[str, Any], steps: int, eta: float) -> list[float]:
    """The costs before each step; `given` is moved in place."""
    import numpy as np

    squares = {name: np.full(np.shape(given[name]), EPSILON) for name in slopes}
    costs = [float(cost(**given))]
    for _ in range(steps):
        moves = {name: slope(**given) for name, slope in slopes.items()}
        for name, g in moves.items():
            squares[name] = squares[name] + np.reshape(g, squares[name].shape) ** 2
            given[name] = given[name] - eta * np.reshape(g, squares[name].shape) / np.sqrt(squares[name])
        costs.append(float(cost(**given)))
    return costs


def _cost(costs: list[float]) -> Any:
    from derive.write.picture_curves import curves

    return curves([("$J$", range(len(costs)), costs)], "steps", "$J$", size=(4.6, 2.8), logarithmic="y")


# ---- the weights -----------------------------------------------------------------------------------------------------


def weighting(made: Section) -> Iterator[Part]:
    """Continuity, slope, kink, concavity, and the picture beside a linear weight."""
    weight, cost = made
    yield Derived(weight)
    yield Facts(_weight_facts(weight))
    yield Picture(
        "weight", r"The weight for $\alpha = 3/4$ and $x_{\max} = 100$ beside a linear one.", lambda: _weights(weight)
    )
    yield Words("In the cost the weight depends on the counts alone, and so it stays a factor:")
    yield Derived(cost)


def _weight_facts(d: Derivation) -> tuple[tuple[str, str, Verdict | None], ...]:
    """At x_max the two pieces meet, their slopes do not; below it the curve is concave for α < 1."""
    below = r"\left(\frac{x}{x_{\max}}\right)^\alpha"
    let = r"x: positive, x_{\max}: positive, \alpha: positive"
    meets = _verified(r"\left(\frac{x_{\max}}{x_{\max}}\right)^\alpha = 1", let)
    slope = differentiate(below, "x", let=let)
    bend = differentiate(below, "x", order=2, let=let)
    left = float(slope.numpy()(x=MOST, x_max=MOST, alpha=ALPHA))
    kink = d.numpy()
    sides = [float(kink(x=MOST + s, x_max=MOST, alpha=ALPHA)) for s in (-1e-6, 1e-6)]
    agrees = abs(sides[0] - left) < 1e-6 and sides[1] == 0
    grows = worst([slope.verify(), _verified(f"{slope.result.latex()} > 0", let)])
    given = rf"{bend.result.latex()} < 0, \alpha = \frac{{3}}{{4}}"
    concave = worst([bend.verify(), _verified(given, r"x: positive, x_{\max}: positive")])
    return (
        ("continuous at $x_{\\max}$", "both pieces are $1$ there", meets),
        ("increasing below it", f"the slope ${slope.result.latex()}$ is positive", grows),
        ("kink at $x_{\\max}$", f"the slope falls from $\\alpha / x_{{\\max}} = {left:g}$ to $0$",
         Verdict("verified" if agrees else "refuted", samples=2)),
        ("concave below it", f"for $\\alpha = 3/4$ the second derivative ${bend.result.latex()}$ is negative", concave),
    )  # fmt: skip


def _verified(text: str, let: str) -> Verdict:
    from derive.api.claims import verify

    return verify(text, let=let)


def _weights(d: Derivation) -> Any:
    import numpy as np

    from derive.expression import Expression
    from derive.write.picture_curves import curves

    x = np.linspace(0.5, 150, 121)
    tree = d.kernel.steps[0].choice[1]
    f = Expression(tree, d.problem.scope).numpy()
    y = f(x=x, x_max=MOST, alpha=ALPHA)
    line = f(x=x, x_max=MOST, alpha=1.0)
    return curves([(r"$\alpha = 3/4$", x, y), ("linear", x, line)], "$x$", "$f(x)$", size=(5.0, 3.0))


# ---- beside it -------------------------------------------------------------------------------------------------------


def word2vec(made: Section) -> Iterator[Part]:
    """Skip-gram with a full softmax and with negative samples; GloVe beside word2vec."""
    full, centre, context, negative = made.derivations
    yield Words(
        r"Skip-gram predicts a context word $o$ from a word with vector $v$. With a softmax over all words, the "
        "gradient is the vector that was expected minus the one that was seen:"
    )
    yield Derived(full)
    yield Words(
        r"A sum over all words is dear. Negative sampling asks for each pair whether it was seen: the context word, "
        r"with vector $c$, was; $K$ words drawn at random, with vectors $u_k$, were not."
    )
    yield from map(Derived, (centre, context, negative))
    yield Words(r"Each gradient is an error times the other vector. So it is in GloVe, with another error:")
    glove = differentiate_row()
    rows = (
        ("word2vec", f"${context.result.latex()}$", "$\\sigma$ minus 1 or 0", "each pair of the text, as it comes"),
        (
            "GloVe",
            f"${glove.result.latex()}$",
            "a squared error of logarithms, weighted",
            "each pair once, with its count",
        ),
    )
    yield Table(("model", "gradient by one vector, of one pair", "error", "what is gone through"), rows)
    yield Judged("The gradient of GloVe in this table is derived as the others.", glove.verify())


def differentiate_row() -> Derivation:
    """The gradient of one term of GloVe's cost by the vector of the word."""
    let = r"w: d, \tilde{w}: d, b: scalar, \tilde{b}: scalar, X: positive, f: function"
    made: Any = gradient(rf"f(X) \left({MODEL}\right)^2", "w", let=let)
    return made


def cross_entropy(made: Section) -> Iterator[Part]:
    """The Jacobian of the softmax, the gradient of the loss, numbers."""
    import numpy as np

    softmax: Any = gradient(f"p_i, {SOFTMAX}", "z_j", let="z: n, i: index 1..n")
    (loss,) = made
    yield Words("First the softmax itself; each probability answers to each score:")
    yield Derived(softmax)
    yield Words("Then the loss, in which the logarithm undoes the exponential:")
    yield Derived(loss)
    scores, label = np.array([2.0, 1.0, -1.0]), np.array([1.0, 0.0, 0.0])
    p = np.exp(scores) / np.exp(scores).sum()
    slope = loss.numpy()(z=scores, y=label)
    yield Words("With numbers:")
    yield Numbers((("z", "z", scores.tolist()), ("y", "y", label.tolist()), ("p", "p", p.tolist()),
                   ("dz", r"\frac{\partial L}{\partial z}", np.ravel(slope).tolist())))  # fmt: skip
    fits = bool(np.allclose(np.ravel(slope), p - label, atol=1e-12) and abs(np.sum(slope)) < 1e-12)
    yield Judged("The gradient is $p - y$ and its entries add to zero: what one score gains, the others lose.",
                 Verdict("verified" if fits else "refuted", samples=1))  # fmt: skip

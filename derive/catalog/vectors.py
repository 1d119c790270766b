"""Rows about words in a text: counts and their ratios, vectors and analogies, latent semantic analysis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from derive.catalog.corpus import Counts, cooccurrence, train
from derive.catalog.corpus_text import FAMILY, ICE, SKIPPED
from derive.catalog.own_files import plane, ratio_bars, ratios
from derive.catalog.parts import Code, Derived, Judged, Numbers, Part, Picture, Table, Words
from derive.catalog.section import Section
from derive.verdicts import Verdict

PROBES = ("solid", "gas", "water", "fashion")
ANALOGIES = (
    ("man", "king", "woman", "queen"), ("boy", "prince", "girl", "princess"), ("father", "mother", "son", "daughter"),
    ("king", "queen", "man", "woman"), ("uncle", "aunt", "husband", "wife"),
)  # fmt: skip
SHOWN = ("king", "queen", "man", "woman", "prince", "princess", "boy", "girl", "father", "mother", "uncle", "aunt",
         "he", "she")  # fmt: skip
PAIRS = tuple((k, k + 1) for k in range(0, len(SHOWN), 2))
RANK = 2


def said(holds: bool, samples: int = 1, error: float = 0.0) -> Verdict:
    """The verdict of something that was computed."""
    return Verdict("verified" if holds else "refuted", error, samples=samples)


# ---- counts ----------------------------------------------------------------------------------------------------------


def counts(made: Section) -> Iterator[Part]:
    """From a text to counts, probabilities, and the ratios that tell ice from steam."""
    first = ". ".join(s.strip() for s in ICE.split(".")[:3]).replace("\n", " ")
    yield Words(f"The text begins: {first}. Words such as “the” are skipped.")
    small = cooccurrence("the king loves the queen . the queen loves the king", None, False, SKIPPED)
    yield Words(
        "How it is counted, in a text of two sentences: “the king loves the queen. The queen loves the king.” With the "
        "sentence as context, each pair of its words counts once, in both directions:"
    )
    yield _table(small)
    near = cooccurrence("the king loves the queen . the queen loves the king", 2, True, SKIPPED)
    yield Words(
        "With a window of two words and the weight $1/d$ at distance $d$, what stands further away counts less:"
    )
    yield _table(near)
    symmetric = bool((near.table == near.table.T).all() and (small.table == small.table.T).all())
    yield Judged("Both tables are symmetric, $X_{ij} = X_{ji}$.", said(symmetric))
    found = cooccurrence(ICE, None, False, SKIPPED)
    yield Words(
        f"The text about ice and steam has ${len(found.words)}$ different words. "
        r"$P_{ij} = X_{ij} / \sum_k X_{ik}$ is how likely word $j$ is near word $i$. One probability says little; the "
        "ratio of two tells which words belong to ice, which to steam, and which to both or to neither:"
    )
    rows = []
    for word in PROBES:
        p, q = found.probability("ice", word), found.probability("steam", word)
        rows.append((word, f"${found.of('ice', word):g}$", f"${found.of('steam', word):g}$", f"${p:.4f}$", f"${q:.4f}$",
                     f"${p / q:.3f}$"))  # fmt: skip
    yield Table(("$k$", r"$X_{\text{ice}, k}$", r"$X_{\text{steam}, k}$", r"$P_{\text{ice}, k}$",
                 r"$P_{\text{steam}, k}$", "ratio"), tuple(rows))  # fmt: skip
    ratio = {w: found.probability("ice", w) / found.probability("steam", w) for w in PROBES}
    fine = ratio["solid"] > 2 and ratio["gas"] < 0.5 and all(0.5 < ratio[w] < 2 for w in ("water", "fashion"))
    yield Judged("The ratio is large for solid, small for gas, and near one for water and fashion.", said(fine, 4))
    yield Words("Of any other text, `derive show cooccurrence --from any.txt` prints the same, and in Python:")
    yield Code(
        'from derive.catalog.corpus import cooccurrence\n\ncounts = cooccurrence(open("any.txt").read(), window=5)\n'
        'print(counts.probability("ice", "solid"))'
    )
    both = dict(sorted(ratios(found, "ice", "steam").items(), key=lambda pair: pair[1]))
    yield Picture("ratios", "The ratio of both probabilities, logarithmic: ice to the right, steam to the left.",
                  lambda: ratio_bars(both, "ice", "steam"))  # fmt: skip


def _table(c: Counts) -> Table:
    head = ("$X_{ij}$", *c.words)
    return Table(head, tuple((w, *(f"${v:g}$" for v in row)) for w, row in zip(c.words, c.table.tolist(), strict=True)))


# ---- vectors ---------------------------------------------------------------------------------------------------------


def analogies(made: Section) -> Iterator[Part]:
    """The cosine and its gradient; vectors trained with the derived gradients; analogies; a picture."""
    yield Words("How near two words are is measured by the cosine of the angle between their vectors:")
    yield Derived(made[0])
    cosine = made[0].numpy()
    u, v = [3.0, 4.0], [2.0, 1.0]
    slope = cosine(u=u, v=v).ravel()
    yield Words("The gradient stands at a right angle to $u$: the cosine does not change with the length.")
    yield Numbers((("u", "u", u), ("v", "v", v), ("slope", r"\frac{\partial \cos}{\partial u}", slope.tolist()),
                   ("inner", r"u^\top \frac{\partial \cos}{\partial u}", _tiny(float(slope @ u)))))  # fmt: skip
    yield Judged("Their inner product is zero.", said(abs(float(slope @ u)) < 1e-12, error=abs(float(slope @ u))))
    vectors = train(cooccurrence(FAMILY, 8, True, SKIPPED - {"is"}))
    yield Words(f"Vectors of ten numbers for the ${len(vectors.words)}$ words of a small text about a family with and "
                "without a crown, trained with the gradients that are derived in the row glove. As $a$ is to $b$, so "
                "is $c$ to the word nearest to $d = c + (b - a)$:")  # fmt: skip
    found = [(*q, *vectors.analogy(*q[:3])) for q in ANALOGIES]
    rows = tuple((f"{a} is to {b} as {c} is to", d, f"${cos:.3f}$") for a, b, c, _, d, cos in found)
    yield Table(("asked", "nearest", "cosine"), rows)
    right = sum(q[3] == q[4] for q in found)
    yield Judged(f"{right} of {len(found)} are what a reader would say.", said(right >= len(found) - 1, len(found)))
    yield Words("Of any file of vectors in GloVe's text format:")
    yield Code(
        'from derive.catalog.corpus import load\n\nvectors = load("glove.6B.50d.txt")\n'
        'print(vectors.analogy("man", "king", "woman"))'
    )
    yield Picture("plane", "The vectors in the plane of their two principal components; each line joins a pair.",
                  lambda: plane(vectors, SHOWN, PAIRS, [k % 2 for k in range(len(SHOWN))]))  # fmt: skip


def _tiny(x: float) -> float:
    return 0.0 if abs(x) < 1e-12 else x


# ---- latent semantic analysis ----------------------------------------------------------------------------------------


def latent(made: Section) -> Iterator[Part]:
    """Gradients of two factorisations; the truncated SVD is where they vanish, and nothing is lower."""
    import numpy as np

    yield Words(r"To write a table of counts $X$ as a product of two thin matrices is to make this small:")
    yield from map(Derived, made.derivations[:2])
    yield Words("The same with the names that topic models use:")
    yield from map(Derived, made.derivations[2:])
    x = np.log1p(cooccurrence(ICE, None, False, SKIPPED).table)
    left, sizes, right = np.linalg.svd(x)
    u, v = left[:, :RANK] * sizes[:RANK], right[:RANK].T
    slopes = [d.numpy()(X=x, U=u, V=v) for d in made.derivations[:2]]
    steepest = max(float(np.abs(s).max()) for s in slopes) / float(sizes[0])
    yield Words(
        r"The truncated singular value decomposition $X \approx U_k \Sigma_k V_k^\top$ answers it. Here $X$ holds "
        r"$\log(1 + X_{ij})$ of the text about ice and steam, "
        rf"${len(x)} \times {len(x)}$, and $k = {RANK}$."
    )
    zero = said(steepest < 1e-12, 2, steepest)
    yield Judged("At the truncated decomposition of NumPy both derived gradients are zero.", zero)
    least = float((sizes[RANK:] ** 2).sum())
    reached = float(((x - u @ v.T) ** 2).sum())
    off = abs(reached / least - 1)
    yield Judged(r"What is left there is $\sum_{i > k} \sigma_i^2$.", said(off < 1e-12, 1, off))
    path = _descent(made, x)
    yield Numbers(
        (
            ("least", r"\sum_{i > k} \sigma_i^2", least),
            ("start", "J_0", path[0]),
            ("end", rf"J_{{{len(path) - 1}}}", path[-1]),
        )
    )
    above = path[-1] / least - 1
    yield Judged("Gradient descent with the derived gradients, from a random start, comes down to it and not below.",
                 said(-1e-9 < above < 1e-3, len(path), abs(above)))  # fmt: skip
    yield Picture(
        "descent", "Gradient descent, and the bound that the singular values give.", lambda: _down(path, least)
    )
    rows = (
        ("what is factorised", r"a table of counts, often weighted", r"$\log X_{ij}$, with biases"),
        ("error", "every entry counts the same, zeros too", "weighted by $f(X_{ij})$, zeros left out"),
        ("solution", "a truncated decomposition, the minimum", "steps along gradients"),
        ("symmetry", "any rotation of both factors is as good", "the same, but for the biases"),
    )
    yield Table(("", "LSA", "GloVe"), rows, "Both write a table as a product of two thin matrices.")


def _descent(made: Section, x: Any) -> list[float]:
    """The squared error before each step of gradient descent from a random start."""
    import numpy as np

    rng = np.random.default_rng(1)
    u, v = rng.normal(size=(len(x), RANK)), rng.normal(size=(len(x), RANK))
    by_u, by_v = made[0].numpy(), made[1].numpy()
    eta, found = 0.2 / float(np.linalg.norm(x, 2)), []
    for _ in range(201):
        found.append(float(((x - u @ v.T) ** 2).sum()))
        u, v = u - eta * by_u(X=x, U=u, V=v), v - eta * by_v(X=x, U=u, V=v)
    return found


def _down(path: list[float], least: float) -> Any:
    from derive.write.picture_curves import curves

    steps = range(len(path))
    shown = [
        (r"$\Vert X - U V^\top \Vert_F^2$", steps, path),
        (r"$\sum_{i > k} \sigma_i^2$", steps, [least] * len(path)),
    ]
    return curves(shown, "steps", "", size=(5.0, 3.0), logarithmic="y")

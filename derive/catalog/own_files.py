"""The rows about words on a reader's own file: counts of any text, analogies of any vectors in GloVe's text format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from derive.catalog.corpus import MOST_WORDS, Counts, Vectors, cooccurrence, load, sentences
from derive.catalog.corpus_text import SKIPPED
from derive.catalog.parts import Judged, Part, Picture, Table, Words
from derive.errors import UsageError
from derive.files import read_bytes
from derive.verdicts import Verdict

WINDOW = 5
SHORT = 3  # letters of a word that says little by itself
MOST_TICKS = 9
FREQUENT, EXTREMES, NEAREST = 6, 5, 6  # words of a table of counts; on each end of the ratios; near a word


def counts_of_file(path: str, asked: tuple[str, ...]) -> Iterator[Part]:
    """Counts and probabilities of the most frequent words, and the ratios for two words."""
    text = read_bytes(path).decode("utf-8", "replace")
    how_often = Counter(w for s in sentences(text) for w in s)
    found = cooccurrence(text, WINDOW, most=MOST_WORDS)
    kept = "" if len(found.words) == len(how_often) else f" The {MOST_WORDS} most frequent are kept."
    yield Words(
        f"The file {Path(path).name} has ${sum(how_often.values())}$ words, ${len(how_often)}$ of them different."
        f"{kept} Each word is counted with the ${WINDOW}$ words before and after it in its sentence, with the weight "
        "$1/d$ at distance $d$."
    )
    usual = [w for w, _ in how_often.most_common() if len(w) > SHORT and w not in SKIPPED and w in found.words]
    shown = list(dict.fromkeys([*asked, *usual]))[: max(FREQUENT, len(asked))]
    yield Table(("$X_{ij}$", *shown), tuple((w, *(f"${found.of(w, c):.3g}$" for c in shown)) for w in shown))
    symmetric = bool((found.table == found.table.T).all())
    said = Verdict("verified" if symmetric else "refuted", 0.0, samples=len(found.words))
    yield Judged("The table is symmetric, $X_{ij} = X_{ji}$.", said)
    one, other = (*asked, *(w for w in usual if w not in asked))[:2] if len({*asked, *usual}) > 1 else ("", "")
    if not other:
        return
    ratio = ratios(found, one, other)
    if not ratio:
        yield Words(f"No word stands near both “{one}” and “{other}”.")
        return
    order = sorted(ratio, key=lambda w: -ratio[w])
    ends = order if len(order) <= 2 * EXTREMES else order[:EXTREMES] + order[-EXTREMES:]
    yield Words(rf"The ratio $P_{{ik}} / P_{{jk}}$ for $i$ = “{one}” and $j$ = “{other}”, where both are positive:")
    rows = tuple((k, f"${found.probability(one, k):.4f}$", f"${found.probability(other, k):.4f}$", f"${ratio[k]:.3f}$")
                 for k in ends)  # fmt: skip
    yield Table(("$k$", "$P_{ik}$", "$P_{jk}$", "ratio"), rows)
    yield Picture("ratios", f"The ratio of both probabilities, logarithmic: {one} to the right, {other} to the left.",
                  lambda: ratio_bars({k: ratio[k] for k in reversed(ends)}, one, other))  # fmt: skip


def ratios(c: Counts, one: str, other: str) -> dict[str, float]:
    """P_ik / P_jk for every word k that stands near both."""
    near = [w for w in c.words if w not in (one, other) and c.of(one, w) and c.of(other, w)]
    return {w: c.probability(one, w) / c.probability(other, w) for w in near}


def ratio_bars(ratio: dict[str, float], one: str, other: str) -> Any:
    """Bars from 1 to each ratio, logarithmic, from the lowest row up."""
    from derive.write.picture_plot import INK, LINE, figure

    fig, axes = figure(4.8, 0.9 + 0.28 * len(ratio))
    axes.barh(list(ratio), [v - 1 for v in ratio.values()], left=1,
              color=[LINE[0] if v > 1 else LINE[1] for v in ratio.values()])  # fmt: skip
    axes.set_xscale("log")
    low, high = min(*ratio.values(), 1), max(*ratio.values(), 1)
    ticks = [m * 10.0**e for e in range(-6, 7) for m in (1, 2, 5) if low / 1.3 < m * 10.0**e < high * 1.3]
    ticks = ticks if len(ticks) < MOST_TICKS else [t for t in ticks if f"{t:e}"[0] == "1"]
    axes.set_xticks(ticks, [f"${t:g}$" for t in ticks])
    axes.set_xticks([], minor=True)
    named = [rf"P_{{\mathrm{{{w}}}, k}}" for w in (one, other)]
    axes.set_xlabel(rf"${named[0]} \, / \, {named[1]}$", color=INK)
    return fig


# ---- vectors ---------------------------------------------------------------------------------------------------------


def analogies_of_file(path: str, asked: tuple[str, ...]) -> Iterator[Part]:
    """What is nearest to c + (b - a) for three words, or to each word; their cosines; a picture."""
    vectors = load(path)
    if not asked:
        raise UsageError("which words?", help='three for an analogy: --words "man, king, woman"')
    yield Words(f"The file {Path(path).name} has ${len(vectors.words)}$ vectors of ${vectors.rows.shape[1]}$ numbers.")
    if len(asked) == 3:
        a, b, c = asked
        d = vectors[c] + vectors[b] - vectors[a]
        near = vectors.nearest(d, but=asked, count=NEAREST)
        yield Words(f"As {a} is to {b}, so is {c} to the word nearest to $d = c + (b - a)$:")
        yield Table(("word", "cosine"), tuple((w, f"${cos:.4f}$") for w, cos in near))
        shown = [*asked, *(w for w, _ in near[:3])]
        pairs: tuple[tuple[int, int], ...] = ((0, 1), (2, 3)) if len(shown) > 3 else ((0, 1),)
    else:
        near_each = [(w, vectors.nearest(vectors[w], but=(w,), count=NEAREST)) for w in asked]
        yield Table(("word", "nearest words, with the cosine"),
                    tuple((w, ", ".join(f"{v} ${cos:.3f}$" for v, cos in near)) for w, near in near_each))  # fmt: skip
        shown = list(dict.fromkeys([*asked, *(v for _, near in near_each for v, _ in near[:2])]))
        pairs = ()
    yield Words("The cosines of these words:")
    table = _cosines(vectors, asked)
    yield Table(("", *asked), tuple((w, *(f"${v:.3f}$" for v in row)) for w, row in zip(asked, table, strict=True)))
    bounded = all(abs(v) <= 1 + 1e-9 for row in table for v in row)
    yield Judged(
        "All lie between $-1$ and $1$.", Verdict("verified" if bounded else "refuted", 0.0, samples=len(table))
    )
    yield Picture("plane", "The vectors in the plane of their two principal components.",
                  lambda: plane(vectors, shown, pairs))  # fmt: skip


def _cosines(vectors: Vectors, words: Sequence[str]) -> list[list[float]]:
    import numpy as np

    rows = np.stack([vectors[w] for w in words])
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    found: list[list[float]] = (unit @ unit.T).tolist()
    return found


def plane(vectors: Vectors, words: Sequence[str], pairs: Sequence[tuple[int, int]], colours: Sequence[int] = ()) -> Any:
    """Words in the plane of the two principal components of their vectors."""
    import numpy as np

    from derive.write.picture_plot import INK
    from derive.write.picture_points import named_points

    kept = Vectors(tuple(words), np.stack([vectors[w] for w in words]))
    fig = named_points(words, kept.flat(), pairs, colours)
    fig.axes[0].set_xlabel("first component", color=INK)
    fig.axes[0].set_ylabel("second component", color=INK)
    return fig

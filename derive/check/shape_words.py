r"""Shapes that the words give: `the features ⟦X⟧ are in ⟦\mathbb{R}^{n \times d}⟧`, `an ⟦m \times n⟧ matrix ⟦A⟧`.

They are read as the declaration that they say in words, `X \in \mathbb{R}^{n \times d}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.check.reading import again
from derive.check.text import Formula
from derive.expr.heads import Letter
from derive.expr.scope import Scope
from derive.read.elaborate import Reading, Statement

FORMULA = r"⟦(?:(?!\\times)[^⟧])*⟧"
NAMES = rf"(?P<names>{FORMULA}(?:(?:,|,? and) {FORMULA})*)"
SPACE = r"⟦(?P<space>\\mathbb ?\{?R\}?[^⟧]*|\\R\b[^⟧]*|\\mathbf\{R\}\^[^⟧]*|ℝ[^⟧]*)⟧"
SIZES = r"⟦(?P<sizes>[^⟧]*\\times[^⟧]*)⟧"
LENGTH = r"⟦(?P<length>[^⟧=<>]*)⟧"
FITTING = re.compile(
    r"\b(?:correct|right|appropriate|suitable|compatible|matching|conformable) (?:sizes?|dimensions?|shapes?)\b|"
    r"\bmakes? sense\b",
    re.IGNORECASE,
)
KIND = r"(?:[a-z]+ ){0,2}"  # `real`, `weight`, `square`
OF = r"(?:of|with|has|have|is of)(?: the)? (?:shape|size|dimensions?|dimensionality)"
PHRASES = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        rf"{NAMES} (?:(?:is|are|be|lies?|lives?|both|each) ){{0,2}}"
        rf"(?:(?:a|an|some|any) {KIND}(?:vectors?|points?|matri(?:x|ces)) )?(?:in|from) {SPACE}",
        rf"{SIZES}[- ]{KIND}matri(?:x|ces) {NAMES}",
        rf"{NAMES} (?:is|are|be) (?:an? )?{KIND}{SIZES}[- ]{KIND}matri(?:x|ces)",
        rf"{NAMES},? {OF} {SIZES}",
        rf"{LENGTH}[- ]dimensional {KIND}vectors? {NAMES}",
        rf"vectors? {NAMES},? of (?:length|size|dimension) {LENGTH}",
    )
)


def declared(f: Formula) -> Iterator[tuple[Statement, Reading]]:
    """The declarations in the words around a formula: of each phrase whose last formula it is."""
    if f.display:
        return
    own = f"⟦{f.text.text}⟧"
    text = re.sub(r"\s+", " ", f"{f.lead}{own}{f.tail}")
    start = len(re.sub(r"\s+", " ", f.lead))
    for phrase in PHRASES:
        for m in phrase.finditer(text):
            last = max(m.end(n) for n, t in m.groupdict().items() if t)
            if start < last <= start + len(own):
                yield from _read(m)


def any_sizes(f: Formula) -> frozenset[str]:
    """The letter that a formula is, where its sentence says no more of its size than that it is a fitting one."""
    text = f.text.text.strip()
    return frozenset([text] if text.isalpha() and len(text) == 1 and FITTING.search(f.lead + f.tail) else [])


def _read(m: re.Match[str]) -> Iterator[tuple[Statement, Reading]]:
    parts = m.groupdict()
    sizes = parts.get("sizes") or parts.get("length") or ""
    space = parts.get("space") or rf"\mathbb{{R}}^{{{sizes}}}"
    for name in re.findall(FORMULA, parts["names"]):
        reading = again(rf"{name[1:-1]} \in {space}", Scope())
        if reading is None:
            continue
        for s in reading.statements:
            if s.kind == "declaration" and all(isinstance(t, Letter) for t in s.trees):
                yield s, reading

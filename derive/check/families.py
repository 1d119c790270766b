r"""Letters that a document indexes by the index of a sum somewhere: `z_i` is an entry of z elsewhere too."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from derive.check.tex import expanded
from derive.check.text import Document, Formula
from derive.errors import DeriveError
from derive.expr.names import Name
from derive.read.indexing import could_index, parts_of
from derive.read.latex import parse
from derive.read.survey import Survey, survey
from derive.source import Source

RUN = re.compile(r"(?<![A-Za-z\\{])[A-Za-z]+(?![A-Za-z])(?=(\s*(?:_|:?=))?)")
COMMAND = re.compile(r"\\[A-Za-z]+\*?(?:\s*\{[A-Za-z0-9 .,\-]*\})?|(?<=[_^])\{[^{}]*\}")
MOST = 2_000  # formulas that are looked at
LONGEST = 2_000  # characters


def indexed_in(d: Document) -> frozenset[str]:
    """Plain names of the letters that have an index of a sum, and stand nowhere with a word or a capital below."""
    found: set[Name] = set()
    other: set[Name] = set()
    for said in _surveys(d):
        for name, subs in said.subscripts.items():
            parts = [p for sub in subs for p in parts_of(sub)]
            if not all(map(could_index, parts)) or any(p.kind == "name" and not p.value.base.islower() for p in parts):
                other.add(name)
            elif any(p.kind == "name" and p.value in said.bound for p in parts):
                found.add(name)
    return frozenset(n.plain for n in found - other)


def _surveys(d: Document) -> Iterable[Survey]:
    for f in [f for f in d.found if isinstance(f, Formula)][:MOST]:
        text = expanded(f.text, d.macros) if d.macros else f.text
        if len(text.text) > LONGEST or "_" not in text.text:
            continue
        try:
            source = Source(text.text)
            yield survey(parse(source), source)
        except DeriveError:
            continue


def spelled_in(d: Document) -> frozenset[str]:
    r"""Names of three letters and more that a document writes without dress, `net_{h1} = …`: the same run of letters in
    two formulas, never another one around it, with a subscript or a meaning of its own; not a product of letters that
    also stand alone."""
    count: Counter[str] = Counter()
    named: set[str] = set()
    for f in [f for f in d.found if isinstance(f, Formula)][:MOST]:
        bare = COMMAND.sub(lambda m: " " * len(m[0]), f.text.text)
        runs = list(RUN.finditer(bare))
        count.update({m[0] for m in runs})
        named |= {m[0] for m in runs if m[1]}
    single = {w for w in count if len(w) == 1}
    return frozenset(w for w in named if len(w) > 2 and count[w] > 1 and not set(w) <= single)

"""Subscripts: index, label (part of the name) or entry, decided once a letter from the whole text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derive.expr.names import GREEK, Name
from derive.read.naming import is_integer, items, label, unbrace, walk
from derive.read.survey import is_label
from derive.read.syntax import Syntax

if TYPE_CHECKING:
    from derive.read.context import Context


class Indexing:
    """genuine: names that are indices in this text; indexed: bases with such an index, and with how many."""

    def __init__(self, ctx: Context) -> None:
        self.ctx = ctx
        self.genuine: set[Name] = set(ctx.survey.bound) | _of_deltas(ctx)
        self.indexed: dict[Name, set[int]] = {}
        self._close()

    def _close(self) -> None:
        """Bases indexed by an index, and the other letters that index them, until nothing is new."""
        scope, survey = self.ctx.scope, self.ctx.survey
        for names in survey.subscripts.values():
            for sub in names:
                for part in parts_of(sub):
                    if part.kind == "name" and part.value.plain in scope.ranges:
                        self.genuine.add(part.value)
        pending = {
            base: left
            for base, subs in survey.subscripts.items()
            if (left := [s for s in subs if not self._is_declared(base, s)])
        }
        while True:
            found = [base for base, subs in pending.items() if self._is_indexed(base, subs)]
            if not found:
                return
            for base in found:
                counts = self.indexed.setdefault(base, set())
                for sub in pending.pop(base):
                    parts = parts_of(sub)
                    if all(could_index(p) for p in parts):
                        counts.add(len(parts))
                        self.genuine |= {p.value for p in parts if p.kind == "name" and is_index_letter(p.value)}

    def _is_declared(self, base: Name, sub: Syntax) -> bool:
        """Is the letter with this subscript declared as a whole, like `x_t`?"""
        whole = replace(base, label=label(sub, self.ctx.source))
        return any(n.plain in self.ctx.scope.letters for n in (whole, replace(whole, font="")))

    def _is_indexed(self, base: Name, subs: list[Syntax]) -> bool:
        declared = self.ctx.scope.letters.get(base.plain)
        if declared is not None:
            return bool(declared.shape)
        parts = [p for sub in subs for p in parts_of(sub)]
        if base.plain in self.ctx.scope.indexed and any(p.kind == "name" and is_index_letter(p.value) for p in parts):
            return True
        return any(self.mentions(p, self.genuine) for p in parts)

    @staticmethod
    def mentions(node: Syntax, names: set[Name]) -> bool:
        """Does one of the names occur?"""
        return any(n.kind == "name" and n.value in names for n in walk(node))


def _of_deltas(ctx: Context) -> set[Name]:
    r"""The indices of an undeclared `\delta_{ij}`."""
    delta = Name("delta")
    found = [parts_of(sub) for sub in ctx.survey.subscripts.get(delta, ())]
    if ctx.scope.letters.get("delta") is not None or not all(len(parts) == 2 for parts in found):
        return set()
    return {p.value for parts in found for p in parts if p.kind == "name" and is_index_letter(p.value)}


def parts_of(sub: Syntax) -> list[Syntax]:
    """The indices of a subscript: `i,j`, `ij`, `t-1`."""
    found = [unbrace(p) for p in items(unbrace(sub))]
    if len(found) == 1 and found[0].kind == "name" and found[0].value.label.isdigit():  # `i1` in x_{i1}
        name, span = found[0].value, found[0].span
        if name == Name(name.base, label=name.label):
            return [Syntax("name", Name(name.base), (), span), Syntax("number", name.label, (), span)]
    if len(found) == 1 and found[0].kind == "term" and not any(found[0].value):
        kids = [unbrace(k) for k in found[0].kids]
        if (
            all(k.kind == "name" and single(k.value) or is_integer(k) and len(k.value) == 1 for k in kids)
            and len(kids) < 5
        ):
            return kids
    return found


def single(name: Name) -> bool:
    """One letter without font or accent."""
    return not name.font and not name.accents and (len(name.base) == 1 or name.base in GREEK)


def is_index_letter(name: Name) -> bool:
    """A letter that may count: one small letter."""
    return single(name) and (name.base.islower() or name.base == "ell")


def could_index(part: Syntax) -> bool:
    """Could this be an index: a letter, a number, or sums and products of such?"""
    return all(
        n.kind in ("sum", "sign", "term", "group", "sub", "prime", "number")
        or n.kind == "name"
        and single(n.value)
        or n.kind == "sup"  # the label `y^{(i)}` of an example
        and is_label(n.kids[1])
        and unbrace(n.kids[1]).kind == "group"
        for n in walk(part)
    )

"""Capitals that stand together: words such as `MSE`, or products."""

from __future__ import annotations

from collections import defaultdict

from derive.expr.names import Name
from derive.read.naming import core_name, unbrace, walk
from derive.read.syntax import Syntax


def capital(node: Syntax) -> bool:
    """One capital without scripts?"""
    return (
        node.kind == "name"
        and node.value == Name(node.value.base)
        and len(node.value.base) == 1
        and node.value.base.isupper()
    )


def run_of_capitals(kids: tuple[Syntax, ...] | list[Syntax], ops: list[str], at: int) -> int:
    """Where the run of capitals that stand together from `at` on ends; `ops` has the operator before each."""
    end = at
    while (
        end < len(kids)
        and capital(kids[end])
        and (end == at or ops[end] == "" and kids[end].span.start == kids[end - 1].span.end)
    ):
        end += 1
    return end


_OUTCOMES = frozenset(["TP", "FP", "TN", "FN"])  # of a classification


def words_in(tree: Syntax) -> set[str]:
    """Words in capitals: a run that occurs twice, and none of whose letters stands without the others."""
    counts: dict[str, int] = defaultdict(int)
    letters: dict[str, int] = defaultdict(int)
    for node in walk(tree):
        if node.kind == "name" and len(node.value.base) == 1:
            letters[node.value.base] += 1
        if node.kind != "term":
            continue
        ops, at = ["", *node.value], 0
        while at < len(node.kids):
            end = run_of_capitals(node.kids, ops, at)
            if end - at > 1:
                counts["".join(k.value.base for k in node.kids[at:end])] += 1
            at = max(end, at + 1)
    words = {w for w, n in counts.items() if n > 1 and len(set(w)) == len(w) and all(letters[c] == n for c in w)}
    outcomes = _OUTCOMES & counts.keys()
    return words | outcomes if len(outcomes) > 1 else words


def apart_in(tree: Syntax) -> set[Name]:
    """The capitals that stand alone somewhere, beside no other capital: their runs are products."""
    runs: set[int] = set()
    for node in walk(tree):
        ops = ["", *node.value] if node.kind == "term" else []
        at = 0
        while ops and at < len(node.kids):
            end = run_of_capitals(node.kids, ops, at)
            runs |= {id(k) for k in node.kids[at:end]} if end - at > 1 else set()
            at = max(end, at + 1)
        if node.kind == "sub":
            runs.add(id(node.kids[0]))  # the letter of a family says nothing about products
    return {n.value for n in walk(tree) if capital(n) and id(n) not in runs}


def products_in(tree: Syntax) -> set[int]:
    r"""Where capitals begin that stand together as the argument of a function of matrices: `\tr(AXB)`, `(AB)^\top`."""
    return {start for node in walk(tree) for start in _arguments(node)}


def _arguments(node: Syntax) -> list[int]:
    pairs = zip(node.kids, node.kids[1:], strict=False) if node.kind in ("term", "call") else ()
    found = [g for f, g in pairs if core_name(f) in _OF_MATRICES]
    if node.kind == "sup" and unbrace(node.kids[1]).kind in ("symbol", "sign") or node.kind == "sup" and _is_t(node):
        found.append(node.kids[0])
    return [g.kids[0].span.start if g.kind == "group" and g.kids else g.span.start for g in found]


def _is_t(node: Syntax) -> bool:
    sup = unbrace(node.kids[1])
    return sup.kind == "name" and sup.value.base == "T"


_OF_MATRICES = {Name(w) for w in ("tr", "Tr", "trace", "det", "Det", "rank", "vec", "diag")}


def doubled(kids: list[Syntax], ops: list[str], at: int) -> Syntax | None:
    r"""`SS_{res}`: a capital twice, with a label of several letters, is one name; the square of S is `S^2`."""
    first, second = kids[at], kids[at + 1] if at + 1 < len(kids) and ops[at + 1] == "" else None
    if second is None or not capital(first) or second.kind != "sub" or second.kids[0].kind != "name":
        return None
    label = unbrace(second.kids[1])
    several = label.kind == "term" and not any(label.value) and len(label.kids) > 2
    word = several or label.kind == "words" or label.kind == "name" and len(label.value.base) > 1
    if second.kids[0].value != first.value or second.span.start != first.span.end or not word:
        return None
    name = Name(first.value.base * 2)
    return Syntax("sub", None, (Syntax("name", name, (), first.span), second.kids[1]), first.span.to(second.span))

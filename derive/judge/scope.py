"""What a scope and the trees themselves say about the samples at which a claim is judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from derive.expr.definitions import written_out
from derive.expr.heads import All, Call, Derivative, Entry, Letter, Range, Relation, Row, Sum, base, letters, shape
from derive.expr.imaginary import turns
from derive.expr.names import GREEK
from derive.expr.scope import IMAGINARY, NO_SIZE, Scope
from derive.expr.trees import nodes
from derive.numeric.axes import index_size

Tree = Any


def named_function(*trees: Tree) -> str | None:
    """An abstract function whose name is a word: it may be a known one that is not in the table."""
    for t in trees:
        for e in nodes(t):
            if isinstance(e, Call) and e.function.kind == "function":
                word = e.function.plain.partition("_")[0]
                if len(word) > 1 and word.isalpha() and word not in GREEK:
                    return str(e.function.plain)
    return None


def hidden_dependence(*trees: Tree) -> str | None:
    """Why a slope can't be known: a function whose label names the letter that it is differentiated by, as q_φ by φ."""
    for t in trees:
        for e in nodes(t):
            if not isinstance(e, Derivative):
                continue
            for by in {base(v) for v in e.variables if isinstance(v, (Letter, Entry, Row))}:
                for call in nodes(e.of):
                    if isinstance(call, Call) and _labelled(call, by):
                        return (
                            f"how `{call.function.plain}` depends on `{by.plain}`, which its label names, is not known"
                        )
    return None


def _labelled(call: Any, by: Letter) -> bool:
    label = call.function.plain.partition("_")[2]
    return (
        call.function.kind == "function"
        and f"_{by.plain}_" in f"_{label}_"
        and not any(by in letters(a) for a in call.args)
    )


def other_claim(scope: Scope, *trees: Tree) -> str | None:
    """Why a counterexample may concern the reading alone: what an undeclared letter was taken for."""
    if IMAGINARY in scope.guesses and turns(*trees):
        return "`i` was read as a letter, which nothing declares; as the imaginary unit it would be another claim"
    known = frozenset().union(*(letters(t) for t in trees))
    for x in sorted(known, key=lambda x: str(x.plain)):
        if f"{x.plain} {NO_SIZE}" in scope.guesses:
            return f"`{x.plain}` may be a size, which nothing declares: declare the matrices, as in `A: n x n`"
    return None


def rank(t: Tree) -> int:
    form = shape(t)
    return sum(1 for s in form if s != 1) if len(form) == 2 else len(form)


def free_indices(trees: Sequence[Tree], axes: Sequence[Any]) -> list[Any]:
    """Binders for the free index letters that are no axes yet: the sides must agree for all of their values."""
    known = {a.args[0] if isinstance(a, (All, Range)) else a for a in axes}
    free = frozenset().union(*(letters(t) for t in trees)) - known
    sizes = {x: index_size(trees, x) for x in free if "integer" in x.assumptions and not x.shape}
    return [All(x, sizes[x]) for x in sorted(sizes, key=lambda x: x.plain) if sizes[x] is not None]


def rounded(scope: Scope, *trees: Tree) -> bool:
    """Do samples keep what is known of a letter only to the rounding of float64: QᵀQ = I, Σ p = 1, a given value?"""
    known = frozenset().union(*(letters(t) for t in trees))
    words = frozenset().union(*(x.assumptions for x in known))
    return bool(words & {"orthogonal", "sums-to-one"} or scope.values or scope.facts)


def normalised(scope: Scope) -> frozenset[Letter]:
    """Letters of which a fact says that their entries sum to one along the last index."""
    return frozenset(x for fact in scope.facts for x in _sum_is_one(fact))


def _sum_is_one(fact: Any) -> Iterable[Letter]:
    match fact:
        case Relation(args=(_, Sum(args=(Entry(args=(Letter() as x, *_, i)), binder)), one)) if one == 1:
            return (x,) if fact.op == "=" and binder.args[0] == i else ()
    return ()


def conditions(scope: Scope, trees: Sequence[Tree], straight: Sequence[Any]) -> tuple[list[Any], bool]:
    """Facts that samples can be chosen by, about letters of the trees; and whether there are others."""
    free = frozenset().union(*(letters(t) for t in trees))
    kept, loose = [], False
    for fact in scope.facts:
        if not isinstance(fact, Relation) or not letters(fact) & free:
            continue
        if tuple(_sum_is_one(fact)):
            continue
        written = written_out(fact, straight) if straight else fact
        if fact.op in ("<", "≤", ">", "≥", "≠") and not shape(fact.args[1]) and letters(written) <= free:
            kept.append(written)
        else:
            loose = True
    return kept, loose

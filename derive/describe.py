"""How a text was understood, in plain words: what "I read: …" says."""

from __future__ import annotations

from typing import Any

from derive.expr.heads import Function, Letter, shown
from derive.expr.structured import MARKS
from derive.expression import Expression, Readable, Statement, Statements
from derive.write.text import write as to_text


def describe(what: Readable) -> str:
    """How a text was understood, in plain words: the formula, what its letters and functions are, what was guessed."""
    scope = getattr(what, "scope", None)
    lines = [f"I read: {what}"]
    if scope is None:
        return lines[0]
    used = _letters_of(what)
    for x in sorted(used, key=lambda x: x.plain):
        lines.append(f"  {x.plain}: {_letter_words(x)}")
    for f in sorted(scope.functions.values(), key=lambda f: f.plain):
        if isinstance(f, Function) and f.kind != "elementary":
            lines.append(f"  {f.plain}: {'elementwise function' if f.kind == 'elementwise' else 'function'}")
    for name, (lo, hi) in sorted(scope.ranges.items()):
        lines.append(f"  {name}: index {to_text(lo)}..{to_text(hi)}")
    lines += [f"  guessed: {g}" for g in dict.fromkeys(scope.guesses)]
    return "\n".join(lines)


def _letters_of(what: Any) -> frozenset[Letter]:
    from derive.expr.trees import all_letters

    if isinstance(what, Statements):
        return frozenset().union(*(_letters_of(s) for s in what.statements))
    sides = what.sides if isinstance(what, Statement) else (what,)
    return frozenset().union(*(all_letters(s.tree) for s in sides if isinstance(s, Expression)))


def _letter_words(x: Letter) -> str:
    words = sorted(x.assumptions - MARKS - {"rows"})
    if not x.shape:
        kind = "integer" if "integer" in words else "scalar"
        words = [w for w in words if w != "integer"]
    elif len(x.shape) == 2 and x.shape[1] == 1:
        kind = f"vector of {to_text(x.shape[0])}"
    elif "rows" in x.assumptions:
        kind = f"{to_text(x.shape[0])} rows of {to_text(x.shape[1])}"
    else:
        kind = f"{shown(x.shape)} {'matrix' if len(x.shape) == 2 else 'family'}"
    return ", ".join([kind, *words])


def declared(x: Letter) -> str:
    """A letter as `--let` declares it."""
    words = " ".join(sorted(x.assumptions - MARKS))
    sizes = [to_text(n) for n in x.shape]
    if len(sizes) == 2 and x.shape[1] == 1:
        sizes.pop()
    return f"{' x '.join(sizes) or ('' if words else 'scalar')} {words}".strip()


def kind_of(f: Function) -> str:
    """A function as `--let` declares it."""
    return "matrix function" if f.kind == "matrix" else str(f.kind)

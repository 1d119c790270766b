"""What would mend two shapes that do not match: a declaration, a transpose, a vector of ones."""

from __future__ import annotations

from collections.abc import Callable

from derive.read.syntax import Syntax
from derive.read.terms import Info, Term, find, is_one, is_scalar, shown

Text = Callable[[Syntax], str]


def mend(text: Text, t: Term, other: Term | None, inner: bool) -> str | None:
    """Help for an error; text: the text of a node."""
    added = broadcast(text, t, other) if other is not None and not inner else None
    if added is not None:
        return added
    if (taken := _mistaken(t, other)) is not None:
        return taken
    if other is None or t.shape is None or other.shape is None or not len(t.shape) == len(other.shape) == 2:
        return None
    (m, n), (p, q) = ([str(find(k)) for k in s] for s in (t.shape, other.shape))
    names = f"`{text(t.node)}`", f"`{text(other.node)}`"
    if (m, n) == (q, p):
        return f"transpose one of them: {names[0]} or {names[1]}"
    if not inner:
        return f"{_taken(t, other)}: declare sizes that agree with `--let`"
    fits = [name for name, end in zip(names, (m == p, n == q), strict=True) if end]
    if n == p or (m, n) != (p, q) and not fits:
        return f"{_taken(t, other)}: declare sizes that agree with `--let`"
    entrywise = r", or entry by entry with `\odot`" if (m, n) == (p, q) else ""
    return f"the product fits with {fits[0]} transposed{entrywise}"


def _mistaken(*terms: Term | None) -> str | None:
    """Which letters were taken for what, and how to say it otherwise; None where all of it was declared."""
    known = _letters(*terms)
    if all(x.declared is not None for x in known):
        return None
    return (
        f'I took {_said(known)}; declare what is meant, as in `--let "{known[0].latex or known[0].name.latex}: m x n"`'
    )


def _taken(*terms: Term) -> str:
    known = _letters(*terms)
    return f"I took {_said(known)}" if known else "their sizes differ"


def _said(known: list[Info]) -> str:
    return ", ".join(f"{x.plain} as {_taken_for(x)}" for x in known)


def _letters(*terms: Term | None) -> list[Info]:
    """The first letters of these terms."""
    found: dict[str, Info] = {}
    stack = [t for t in terms if t is not None]
    while stack and len(found) < 6:
        t = stack.pop()
        if isinstance(t.value, Info) and t.op in ("letter", "entry", "row"):
            found.setdefault(t.value.plain, t.value)
        stack += t.args[::-1]
    return [x for x in found.values() if x.shape is not None and x.role != "index"]


def _taken_for(x: Info) -> str:
    """`a vector of n (declared)`."""
    assert x.shape is not None
    why = "declared" if x.declared is not None else "by its font" if x.name.font == "bold" else "not declared"
    if is_scalar(x.shape):
        kind = "a scalar"
    elif is_one(x.shape[1]):
        kind = f"a vector of {shown(x.shape[:1])}"
    else:
        kind = f"a matrix {shown(x.shape)}" if len(x.shape) == 2 else f"a family {shown(x.shape)}"
    return f"{kind} ({why})"


def broadcast(text: Text, t: Term, other: Term) -> str | None:
    """How a vector is added to every column, or every row, of a matrix."""
    pairs = [(a, b) for a, b in ((t, other), (other, t)) if len(a.shape or ()) == len(b.shape or ()) == 2]
    for a, b in pairs:
        (n, one), (p, q) = ([str(find(k)) for k in s] for s in (a.shape, b.shape))  # type: ignore[union-attr]
        name = text(a.node)
        if one != "1" or "1" in (p, q) or n not in (p, q):
            continue
        if n == p:
            return rf"to add `{name}` to every column, write `{name} \mathbf{{1}}^\top`"
        row = f", or declare it a row, `{name}: 1 x {n}`" if name.isidentifier() else ""
        return rf"to add `{name}` to every row, write `\mathbf{{1}} {name}^\top`{row}"
    return None

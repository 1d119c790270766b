r"""Expectations under a named density as integrals, `\mathbb{E}_{z \sim q(z \mid x)}[f]` as `\int q(z \mid x) f \, dz`,
and divergences `KL(q(z) \,\|\, p(z))` as the integrals that they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from derive.check.chance import DENSITIES, head_of
from derive.errors import DeriveError
from derive.expr.heads import Call, Frac, Given, Letter, letters, times
from derive.expr.operators import Integral, Over
from derive.expr.scope import Scope
from derive.expr.trees import rebuild, substitute, walk
from derive.expression import parsed
from derive.notation import call
from derive.read.latex import parse
from derive.read.naming import unbrace
from derive.read.syntax import Syntax
from derive.source import Source

DIVERGENCES = ("KL", "D_KL", "mathrm_KL")
KNOWN = 200  # labels that are remembered


def conditionals(trees: Sequence[Any]) -> dict[str, Any]:
    """name -> its density, where all that is said of it is one conditional: q of `q(z | x)`."""
    found: dict[str, set[Any]] = {}
    for t in trees:
        for _, e in walk(t):
            if _is_density(e):
                found.setdefault(e.function.plain, set()).add(e)
    alone = {n: next(iter(own)) for n, own in found.items() if len(own) == 1}
    return {n: e for n, e in alone.items() if any(isinstance(a, Given) for a in e.arguments)}


def expected(t: Any, laws: Mapping[str, Any] | None = None) -> Any:
    """The tree with its expectations and divergences as integrals; laws: what names of densities are short for, `q` of
    `z \\sim q`. Raises: ShapeError where they have no meaning."""
    known = laws or {}

    def visit(e: Any) -> Any:
        if not isinstance(e, Call) or e.function.kind == "elementary" or any(e.function.order):
            return e
        if head_of(e.function) == "E" and len(e.arguments) == 1:
            drawn = _density_of(e.function.latex)
            if drawn is None:
                return e
            whole = known.get(drawn.function.plain, drawn)
            return _integral(whole if _variables(whole) == _variables(drawn) else drawn, e.arguments[0])
        return _divergence(e) if e.function.plain in DIVERGENCES else e

    return rebuild(t, visit)


def _integral(density: Any, body: Any) -> Any:
    """The integral of a body by a density, over the letters that the density is of; the body says what they are."""
    known = {x.plain: x for x in letters(body)}
    density = substitute(density, {x: known[x.plain] for x in letters(density) if known.get(x.plain, x) != x})
    return Integral(times(density, body), *(Over(x) for x in _variables(density)))


def _variables(density: Any) -> list[Any]:
    return [a for a in density.arguments if isinstance(a, Letter)]


def _divergence(e: Any) -> Any:
    """`KL(q(z | x) || p(z))`, whose second density stands behind a bar or a comma."""
    found = [d for a in e.arguments for d in (a.args if isinstance(a, Given) else (a,))]
    if len(found) != 2 or not all(map(_is_density, found)) or not _variables(found[0]):
        return e
    return _integral(found[0], call("log", Frac(*found)))


def _is_density(e: Any) -> bool:
    named = isinstance(e, Call) and head_of(e.function) in DENSITIES
    return named and all(isinstance(p, Letter) for a in e.arguments for p in (a.args if isinstance(a, Given) else (a,)))


@lru_cache(maxsize=KNOWN)
def _density_of(latex: str) -> Any:
    r"""The density that the label of an expectation names: `z \sim q`, `z \sim q(z|x)`, `q(z|x)`; None for others."""
    try:
        source = Source(latex)
        node = unbrace(parse(source, macros={}))
        if node.kind != "sub":
            return None
        label = unbrace(node.kids[1])
        if label.kind != "relation":
            return _read(_text(label, source))
        if label.value != ("~",) or len(label.kids) != 2:
            return None
        letter, law = label.kids
        found = _read(_text(law, source)) if law.kind == "term" else None
        return found or _read(f"{_text(law, source)}({_text(letter, source)})")
    except DeriveError:
        return None


def _text(node: Syntax, source: Source) -> str:
    return source.text[node.span.start : node.span.end]


def _read(text: str) -> Any:
    """A density as it is written, if it is one."""
    found = parsed(text, Scope(), "latex")[0].statements
    trees = found[0].trees if len(found) == 1 else ()
    return trees[0] if len(trees) == 1 and _is_density(trees[0]) and _variables(trees[0]) else None

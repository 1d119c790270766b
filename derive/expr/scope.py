"""What each letter is: kind, shape, index range, assumptions, value; and the `--let` syntax that declares it.

A `Scope` is immutable. Names are keyed by their plain spelling (`w_tilde`, `lambda_`), so that LaTeX and Python text
find the same letter. Assumptions come with what follows from them: `positive-definite` brings `symmetric` and
`invertible`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sympy import Integer

from derive.errors import ReadError, ShapeError, UsageError
from derive.expr.declarations import BoundText, Declared, SizeText, declarations
from derive.expr.heads import (
    ONE,
    Function,
    Letter,
    letter,
    minus,
    plus,
    resized,
    shown,
    size_product,
    times,
)
from derive.expr.names import Name, from_plain
from derive.expr.trees import substitute
from derive.source import Source

SQUARE = frozenset(["symmetric", "positive-definite", "invertible", "orthogonal", "diagonal"])
SHAPED = frozenset(["one-hot", "sums-to-one"])
IMPLIED = {"positive-definite": ("symmetric", "invertible"), "orthogonal": ("invertible",), "diagonal": ("symmetric",),
           "one-hot": ("sums-to-one",)}  # fmt: skip
NO_SIZE = "is a number, though it may be a size"  # a guess of n beside matrices of several sizes that nothing tells
IMAGINARY = "i is a letter, judged as the imaginary unit"  # a guess, where a text shows it


@dataclass(frozen=True, slots=True)
class Scope:
    """letters: plain name -> Letter (shape and assumptions inside it); functions: plain name -> Function;
    ranges: plain name of an index -> (lo, hi) trees; values: plain name -> nested tuples of numbers;
    definitions: (letter, tree) pairs, in order; facts: relations assumed true (trees); style: the author's spellings
    (a `notation.Style`, or None); guesses: what was decided without a declaration, one plain sentence each;
    dependents: plain names of letters that the text writes bare and that are functions, as `y` of ∂y/∂x;
    conventions: what undeclared letters are by their style, pairs such as ("upper", "matrix");
    indexed: plain names of letters whose subscripts are indices, as other formulas of their document say;
    spelled: names of several letters that their document writes without dress; roles: plain name -> what a letter
    stands for, in words.
    """

    letters: Mapping[str, Letter] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    ranges: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    definitions: tuple[tuple[Any, Any], ...] = ()
    facts: tuple[Any, ...] = ()
    style: Any = None
    guesses: tuple[str, ...] = ()
    dependents: frozenset[str] = frozenset()
    conventions: tuple[tuple[str, str], ...] = ()
    indexed: frozenset[str] = frozenset()
    spelled: frozenset[str] = frozenset()
    roles: Mapping[str, str] = field(default_factory=dict)

    @property
    def firsts(self) -> dict[str, int]:
        """Where the declared indices begin to count, by their plain names."""
        return {x: int(lo) for x, (lo, _) in self.ranges.items() if isinstance(lo, Integer)}

    @property
    def words(self) -> frozenset[str]:
        """The declared names of several letters, which texts may spell without dress: `rel`, `dW`."""
        declared = (w for x in (*self.letters, *self.functions) if len(w := from_plain(x).base) > 1)
        return self.spelled.union(declared)

    def with_letters(self, *new: Letter) -> Scope:
        """The scope with these letters added."""
        return replace(self, letters={**self.letters, **{x.plain: x for x in new}})


Let = str | Sequence[str] | Mapping[str, Any]


def parse_let(let: Let | Scope | None, base: Scope | None = None) -> Scope:
    """The scope that declarations make, on top of `base`.

    let: a text (`"W: m x n, x: n"`), a list of texts, or a dictionary (`{"W": "m x n", "x": 3, "y": ("m", 1)}`).
    Sizes become integer letters, shared between declarations and put among the letters.
    Raises: ReadError with a caret, ShapeError for assumptions or values that do not fit the shape.
    """
    base = base or Scope()
    if let is None:
        return base
    if isinstance(let, Scope):
        return let
    found = [d for source in _sources(let) for d in declarations(source)]
    _reject_twins(found)
    sizes = _size_letters(found, base)
    scope = _resized(base, sizes)
    for d in found:
        scope = _declare(scope, d, sizes)
    for d in found:
        if d.kind == "value":
            scope = _give_value(scope, d)
    return scope


def _sources(let: Let) -> Iterable[Source]:
    if isinstance(let, str):
        return [Source(let, "let")]
    if isinstance(let, Mapping):
        return [Source(_entry_text(name, value), "let") for name, value in let.items()]
    if isinstance(let, Sequence) and all(isinstance(t, str) for t in let):
        return [Source(t, "let") for t in let]
    raise UsageError(f"`let` is a text, a list of texts or a dictionary, not {type(let).__name__}")


def _entry_text(name: Any, value: Any) -> str:
    match value:
        case _ if not isinstance(name, str):
            raise UsageError(f"a name in `let` is a text, not {type(name).__name__}")
        case str():
            return f"{name} {value}" if value.lstrip().startswith("=") else f"{name}: {value}"
        case bool() | None:
            raise UsageError(f"`let` says {value} of {name}: expected a kind such as 'scalar' or 'm x n'")
        case int():
            return f"{name}: {value}"
        case tuple() if all(isinstance(s, (int, str)) for s in value):
            return f"{name}: " + (" x ".join(map(str, value)) if value else "scalar")
        case float():
            return f"{name} = {value!r}"
        case _ if hasattr(value, "tolist"):
            return f"{name} = {value.tolist()!r}"
        case list():
            return f"{name} = {value!r}"
    raise UsageError(f"`let` says {type(value).__name__} of {name}: expected a kind such as 'scalar' or 'm x n'")


def _reject_twins(found: Sequence[Declared]) -> None:
    seen: set[tuple[str, bool]] = set()
    for d in found:
        for k, (name, _) in enumerate(d.names):
            key = (name.plain, d.kind == "value")
            if key in seen:
                raise ReadError(f"`{name.plain}` is declared twice", d.place(k))
            seen.add(key)


# ---- sizes ----


def _size_letters(found: Sequence[Declared], base: Scope) -> dict[str, Letter]:
    """The integer letter of every name used as a size or a bound, with what is declared of it."""
    words: dict[str, tuple[str, ...]] = {}
    for d in found:
        for k, (name, _) in enumerate(d.names):
            if d.kind == "array" and not d.sizes:
                words[name.plain] = d.words
            elif d.kind not in ("value", "index") and name.plain in {
                n.plain for other in found for n in _names_in(other)
            }:
                raise ReadError(f"`{name.plain}` is declared as no number, and used as a size", d.place(k))
    letters: dict[str, Letter] = {}
    for d in found:
        for name in _names_in(d):
            known = base.letters.get(name.plain)
            if known is not None and known.shape and name.plain not in words:
                raise ReadError(f"`{name.plain}` is {shown(known.shape)}, and used as a size", d.place())
            assume = words.get(name.plain, known.assumptions if known is not None else ())
            if "negative" in assume:
                raise ReadError(f"`{name.plain}` is declared negative, and used as a size", d.place())
            letters[name.plain] = letter(name.latex, name.plain, assume=" ".join([*assume, "integer"]))
    return letters


def _names_in(d: Declared) -> Iterable[Name]:
    products = [*d.sizes, *(p for bound in d.bounds or () for _, p in bound)]
    return (part for product in products for part in product if isinstance(part, Name))


def _size(product: SizeText, sizes: Mapping[str, Letter]) -> Any:
    return size_product(*(Integer(p) if isinstance(p, int) else sizes[p.plain] for p in product))


def _bound(bound: BoundText, sizes: Mapping[str, Letter]) -> Any:
    terms = [times(*(Integer(p) if isinstance(p, int) else sizes[p.plain] for p in product)) for _, product in bound]
    return plus(*(t if sign > 0 else minus(t) for t, (sign, _) in zip(terms, bound, strict=True)))


def _resized(base: Scope, sizes: Mapping[str, Letter]) -> Scope:
    """The base with its letters' sizes replaced by letters that are now declared more narrowly."""
    table = {old: new for name, new in sizes.items() if (old := base.letters.get(name)) is not None and old != new}
    if not table:
        return base.with_letters(*sizes.values())
    letters = [resized(x, [substitute(s, table) for s in x.shape]) for x in base.letters.values()]
    return base.with_letters(*letters, *sizes.values())


# ---- letters ----


def _declare(scope: Scope, d: Declared, sizes: Mapping[str, Letter]) -> Scope:
    if d.role:
        scope = replace(scope, roles={**scope.roles, **{name.plain: d.role for name, _ in d.names}})
    for k, (name, _) in enumerate(d.names):
        plain = name.plain
        if d.kind in ("value", "role") or d.kind == "array" and plain in sizes:
            continue
        if d.kind in ("function", "elementwise", "matrix"):
            letters = {n: x for n, x in scope.letters.items() if n != plain}
            found = Function(name.latex, plain, d.kind)
            scope = replace(scope, letters=letters, functions={**scope.functions, plain: found})
            continue
        functions = {n: f for n, f in scope.functions.items() if n != plain}
        ranges = {n: r for n, r in scope.ranges.items() if n != plain}
        if d.kind == "index":
            if d.bounds is not None:
                ranges[plain] = (_bound(d.bounds[0], sizes), _bound(d.bounds[1], sizes))
            x = letter(name.latex, plain, assume="integer")
        else:
            x = _array(d, k, sizes)
        scope = replace(scope, functions=functions, ranges=ranges).with_letters(x)
    return scope


def _array(d: Declared, k: int, sizes: Mapping[str, Letter]) -> Letter:
    name = d.names[k][0]
    form = tuple(_size(s, sizes) for s in d.sizes)
    form = (form[0], ONE) if len(form) == 1 else form
    words = set(d.words).union(*(IMPLIED.get(w, ()) for w in d.words))
    for word in sorted(words):
        if word in SQUARE and (len(form) != 2 or form[0] != form[1]):
            raise ShapeError(f"`{word}` needs a square matrix: {name.plain} is {shown(form)}", d.place(k))
        if word in SHAPED and not form or word in ("rows", "pairs", "columns") and len(d.sizes) != 2:
            wanted = "a vector" if word in SHAPED else "two sizes"
            raise ShapeError(f"`{word}` needs {wanted}: {name.plain} is {shown(form)}", d.place(k))
    if "columns" in words and not words & SHAPED:
        raise ReadError(
            f"`columns` says where the ones of {name.plain} are", d.place(k), "write `Y: K x N one-hot columns`"
        )
    if {"positive", "negative"} <= words:
        raise ReadError(f"{name.plain} can't be both positive and negative", d.place(k))
    return letter(name.latex, name.plain, sizes=form, assume=" ".join(words))


# ---- values ----


def _give_value(scope: Scope, d: Declared) -> Scope:
    """The value put into the scope; an undeclared letter gets its shape, sizes that are letters get their value."""
    name = d.names[0][0]
    form = _form(d.value)
    known = scope.letters.get(name.plain)
    if known is None:
        sizes: tuple[Any, ...] = tuple(Integer(n) for n in form)
        scope = scope.with_letters(letter(name.latex, name.plain, sizes=(*sizes, ONE) if len(sizes) == 1 else sizes))
        return replace(scope, values={**scope.values, name.plain: d.value})
    values = {**scope.values, name.plain: d.value}
    declared: tuple[Any, ...] = known.shape[:1] if len(form) == 1 and known.shape[1:] == (ONE,) else known.shape
    misfit = ShapeError(
        f"{name.plain} is {shown(known.shape)}, its value is {'×'.join(map(str, form)) or 'a number'}", d.place()
    )
    if len(declared) != len(form):
        raise misfit
    for size, n in zip(declared, form, strict=True):
        if isinstance(size, Letter):
            size = values.setdefault(size.plain, Integer(n))
        if isinstance(size, Integer) and size != n:
            raise misfit
    return replace(scope, values=values)


def _form(value: Any) -> tuple[int, ...]:
    sizes: list[int] = []
    while isinstance(value, tuple):
        sizes.append(len(value))
        value = value[0]
    return tuple(sizes)

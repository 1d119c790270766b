"""Trees compiled to NumPy: readable source, one named line for each larger part, common parts once.

Own compiler and not `sympy.lambdify`: that recurses over the depth (it fails from 150 nested calls), takes 0.3 s to
import, knows no named axes, samples or differences, and its source can't be pasted. Only source written here from a
tree is executed; every name in it is made into an identifier first.
"""

from __future__ import annotations

import builtins
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from derive.errors import DeriveError, DomainError, ShapeError, Unsupported, UsageError
from derive.expr.heads import ONE, D, Function, Letter, shape, shown
from derive.expr.node import size_text
from derive.expr.origins import Dimension
from derive.numeric import arithmetic, differences, indices, matrices, operators, special
from derive.numeric.axes import free_axes
from derive.numeric.emit import Emitter
from derive.numeric.values import Value, aligned, wrapped
from derive.numeric.weights import weighed

HEADS = (
    arithmetic,
    differences,
    indices,
    matrices,
    operators,
    special,
)  # imported for their emitters
STEP = 2.0**-7
OUTSIDE = "an index is outside its array"
FUNCTION_NAMES = ("f", "g", "h", *(f"f{k}" for k in range(1000)))


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a function takes: its keyword, its name in the source, and the letter, function, size or differential."""

    plain: str
    name: str
    of: Any
    role: str  # "value", "function", "size", "index", "direction"
    first: int = 0  # the least value of an index

    @property
    def form(self) -> tuple[Any, ...]:
        """The core sizes."""
        x = self.of.args[0] if self.role == "direction" else self.of
        if self.role not in ("value", "direction"):
            return ()
        return tuple(s for s in x.shape if s != ONE) if len(x.shape) == 2 else tuple(x.shape)


@dataclass(frozen=True, slots=True)
class Program:
    """Source of one function of several results, its parameters, and the index letters that are its leading axes.

    differs: it takes differences and so a `step`; entrywise: scalars alone occur, so that arrays may stand for them.
    """

    name: str
    source: str
    parameters: tuple[Parameter, ...]
    axes: tuple[Letter, ...]
    differs: bool
    entrywise: bool
    lines: tuple[str, ...] = ()
    returns: str = ""

    def function(self, np: Any, math: Any = math, seconds: float | None = None) -> Callable[..., Any]:
        """The function, with `np` and `math` the modules or stand-ins; seconds: for special functions, else refused."""
        return executed(self.source, self.name, np, math, seconds)


def executed(source: str, name: str, np: Any, math: Any = math, seconds: float | None = None) -> Any:
    """What source that was written here calls by this name."""
    space: dict[str, Any] = {"np": np, "math": math}
    if "mpmath." in source:
        space["mpmath"] = import_module("derive.numeric.real").RealFunctions(seconds)
    exec(builtins.compile(source, "<derive>", "exec"), space)
    return space[name]


def program(
    trees: Sequence[Any],
    *,
    axes: Sequence[Any] = (),
    names: Sequence[tuple[Letter, Any]] = (),
    letters: Sequence[Letter] = (),
    batched: bool = False,
    precise: bool = False,
    firsts: Mapping[str, int] | None = None,
    zero: frozenset[Dimension] | None = None,
    varying: frozenset[Letter] | None = None,
    single: bool = True,
    each: Sequence[Sequence[Any]] | None = None,
    fixed: frozenset[str] = frozenset(),
) -> Program:
    """The program of trees that share their parts. batched: every letter has samples in front.

    axes: index letters (or their binders) that become leading axes of every result, in this order; each: axes of each
    result, in place of `axes`; fixed: names of letters whose parts get lines of their own; firsts, zero: as in Emitter.
    """
    trees = weighed(trees)
    em = Emitter(
        trees, names, batched=batched, precise=precise, others=letters, firsts=firsts, zero=zero, varying=varying
    )
    em.fixed = fixed
    results = []
    for t, own in zip(trees, each or [axes] * len(trees), strict=True):
        env, order = free_axes(em, trees, own)
        results.append(_result(em, em.values([t], env)[0], t, order, single or each is not None))
    header = _sizes(em)
    parameters = _parameters(em)
    signature = ", ".join(p.name for p in parameters) + (
        f"{', ' if parameters else ''}step={STEP}" if em.stepped else ""
    )
    name = next(x for x in FUNCTION_NAMES if x not in em.params.values())
    lines = [f"def {name}(*, {signature}):" if signature else f"def {name}():"]
    note = "; ".join(f"{p.name}: {_form_text(p)}" for p in parameters if p.form or p.role == "function")
    if note and not batched:
        lines.append(f'    """{note}."""')
    lines += [f"    {text}" for text in (*header, *em.lines)]
    returns = results[0] if single else "(" + ", ".join(results) + ",)"
    lines.append(f"    return {returns}")
    source = "\n".join(lines) + "\n"
    if not batched and not precise:
        used = [f"import {m}\n" for m in ("math", "mpmath") if re.search(rf"\b{m}\.", source)]
        source = f"{''.join(used)}import numpy as np\n\n\n{source}"
    body = (*header, *em.lines)
    return Program(name, source, parameters, tuple(x for x, _ in order), em.stepped, em.entrywise(), body, returns)


def _form_text(p: Parameter) -> str:
    if p.role == "function":
        return "function"
    return "(" + ", ".join(size_text(s) for s in p.form) + ("," if len(p.form) == 1 else "") + ")"


def _result(em: Emitter, v: Value, tree: Any, order: Sequence[Any], public: bool) -> str:
    """The text that is returned: leading axes in the order asked for, all there; a row as a row."""
    wanted = tuple(sorted((a for _, a in order), key=lambda a: a.number))
    v = em.line(v) if len(v.code) > 64 else v
    if order and public:
        missing = [a for a in wanted if a not in v.axes]
        if missing:
            dims = em.dims([*(a.size for a in wanted), *v.core])
            v = em.line(aligned(v, wanted, v.rank))
            return f"np.broadcast_to({v.code}, {dims})"
        asked = tuple(a for _, a in order)
        if asked != v.axes:
            chars = em.chars([*v.axes, *(("core", k) for k in range(v.rank))])
            core = "".join(chars[("core", k)] for k in range(v.rank))
            dots = "..." if v.batch else ""
            subs = [dots + "".join(chars[a] for a in part) + core for part in (v.axes, asked)]
            return f'np.einsum("{subs[0]}->{subs[1]}", {v.code})'
        return v.code
    if order:
        return aligned(v, wanted, v.rank).code
    form = shape(tree)
    if public and len(form) == 2 and form[0] == ONE and v.rank == 1:
        return f"{wrapped(v, 5)}[..., None, :]"
    return v.code


def _sizes(em: Emitter) -> list[str]:
    """Lines that read sizes from arrays; a size that none shows becomes a parameter."""
    lines = []
    for n in list(em.sizes):
        found = _shower(n, [x for x in em.params if isinstance(x, Letter)]) or _shower(n, em.others)
        if found is None:
            em.params[n] = em.sizes[n]
            continue
        x, place = found
        lines.append(f"{em.sizes[n]} = {em.param(x)}.shape[{place}]")
    return lines


def _shower(n: Any, candidates: Sequence[Letter]) -> tuple[Letter, int] | None:
    for x in candidates:
        core = [s for s in x.shape if s != ONE] if len(x.shape) == 2 else list(x.shape)
        if n in core:
            return x, core.index(n) - len(core)
    return None


def _parameters(em: Emitter) -> tuple[Parameter, ...]:
    found = []
    for x, name in em.params.items():
        if isinstance(x, Function):
            found.append(Parameter(x.plain, name, x, "function"))
        elif isinstance(x, D):
            found.append(Parameter("d" + x.args[0].plain, name, x, "direction"))
        elif x in em.sizes:
            found.append(Parameter(x.plain, name, x, "size"))
        else:
            role = "index" if name in em.counted else "value"
            found.append(Parameter(x.plain, name, x, role, em.counted.get(name, 0)))
    return tuple(sorted(found, key=lambda p: p.plain))


# ---- the public function -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Compiled:
    """A tree as a function of keyword arguments.

    letters: the names it takes; source: what it runs, to be pasted anywhere; accepted: further names of the problem.
    """

    letters: tuple[str, ...]
    source: str
    accepted: frozenset[str] = field(repr=False)
    program: Program = field(repr=False)
    again: Callable[[], Program] = field(repr=False)
    _ready: dict[bool, Any] = field(default_factory=dict, repr=False, compare=False)

    def __call__(self, **given: Any) -> Any:
        """The value at the given letters. Scalars may be arrays: they are broadcast, and lead the result.

        Raises: UsageError for names that are missing or unknown, ShapeError for arrays that do not fit.
        """
        unknown = sorted(set(given) - set(self.letters) - self.accepted)
        if unknown:
            raise UsageError(f"{unknown[0]} does not occur; it takes {', '.join(self.letters) or 'nothing'}")
        given = {**given, **_standing_still(self.program, given)}
        missing = [name for name in self.letters if name not in given]
        if missing:
            raise UsageError(f"the value of {missing[0]} is missing: give {missing[0]}=…")
        values, many = arguments(self.program, given)
        return self._run(many and not self.program.entrywise, values)

    def _run(self, batched: bool, values: dict[str, Any]) -> Any:
        import numpy as np

        if batched not in self._ready:
            self._ready[batched] = (self.again() if batched else self.program).function(np)
        return calling(self._ready[batched], values)


def calling(function: Callable[..., Any], values: Mapping[str, Any]) -> Any:
    """What a compiled function returns; NumPy's errors in words. A size is a number of NumPy's, which takes axes."""
    import numpy as np

    given = {name: np.int64(v) if type(v) is int else v for name, v in values.items()}
    try:
        with np.errstate(all="ignore"):
            return function(**given)
    except ZeroDivisionError:
        raise DomainError("division by zero") from None
    except np.linalg.LinAlgError as e:
        raise DomainError(f"a matrix that has no inverse: {str(e).lower()}") from None
    except IndexError:
        raise ShapeError(OUTSIDE) from None
    except MemoryError:
        raise Unsupported("too large to evaluate") from None
    except DeriveError:
        raise
    except (ValueError, TypeError, OverflowError) as e:
        raise ShapeError(f"the values given do not fit: {e}") from None


def compile(  # noqa: A001 the word of the trade
    tree: Any,
    *,
    axes: Sequence[Any] = (),
    names: Sequence[tuple[Letter, Any]] = (),
    letters: Sequence[Letter] = (),
    firsts: Mapping[str, int] | None = None,
    varying: frozenset[Letter] | None = None,
) -> Compiled:
    """The tree as a NumPy function.

    axes: index letters (or binders `All`, `Range`) that become leading axes, in this order; names: definitions
    (letter, tree); letters: letters of the problem, which are accepted and may show a size; firsts: where index
    letters begin to count, 1 unless given; varying: letters that differentials move, by default all.
    """

    def make(batched: bool) -> Program:
        return program([tree], axes=axes, names=names, letters=letters, firsts=firsts, varying=varying, batched=batched)

    first = make(False)
    sizes = {s.plain for x in (*letters, *(p.of for p in first.parameters)) if isinstance(x, Letter) for s in x.shape
             if isinstance(s, Letter)}  # fmt: skip
    extra = {x.plain for t in (tree, *(t for _, t in names)) for x in getattr(t, "letters", ())}
    accepted = frozenset({*(x.plain for x in letters), *sizes, *extra, *("d" + x.plain for x in letters)})
    return Compiled(tuple(p.plain for p in first.parameters), first.source, accepted, first, lambda: make(True))


def arguments(made: Program, given: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """The values by their names in the source, checked; and whether a scalar is an array."""
    import numpy as np

    values: dict[str, Any] = {}
    sizes: dict[Any, tuple[int, str]] = {}
    many = False
    for p in made.parameters:
        value = given[p.plain]
        if p.role == "function":
            if not callable(value):
                raise UsageError(f"{p.plain} is a function: give a callable")
            values[p.name] = value
            continue
        try:
            a = np.asarray(value)
        except ValueError:
            raise ShapeError(f"{p.plain} is no array of numbers") from None
        if a.dtype.kind not in "biuf":
            raise ShapeError(f"{p.plain} is no array of real numbers")
        if p.role in ("index", "size"):
            values[p.name] = _whole(p, a)
            continue
        a = a.astype(float, copy=False)
        if not p.form:
            one = a.size == 1 and a.ndim and p.of.shape  # a 1×1 array
            many = many or bool(a.ndim) and not one
            values[p.name] = a.reshape(()).item() if not a.ndim or one else a
            if not a.ndim or one:
                values[p.name] = np.float64(values[p.name])
            continue
        values[p.name] = _fitted(p, a, sizes)
    return values, many


def _standing_still(made: Program, given: Mapping[str, Any]) -> dict[str, Any]:
    """Zeros for the differentials that are not given, beside one that is: letters without one are constant."""
    import numpy as np

    directions = [p for p in made.parameters if p.role == "direction"]
    still = [p for p in directions if p.plain not in given]
    if len(still) == len(directions):
        return {}
    sizes: dict[Any, int] = {}
    for p in made.parameters:
        if p.form and p.plain in given:
            dims = [n for n, s in zip(np.shape(given[p.plain]), _full(p), strict=False) if s != ONE]
            sizes.update(zip(p.form, dims, strict=False))
    known = [p for p in still if all(getattr(s, "is_Integer", False) or s in sizes for s in p.form)]
    return {p.plain: np.zeros([sizes.get(s) or int(s) for s in p.form]) for p in known}


def _full(p: Parameter) -> tuple[Any, ...]:
    x = p.of.args[0] if p.role == "direction" else p.of
    return tuple(x.shape)


def _whole(p: Parameter, a: Any) -> int:
    if a.ndim or int(a) != a or p.role == "size" and a < 0:
        raise UsageError(f"{p.plain} is {'a size' if p.role == 'size' else 'an index'}: give one whole number")
    if p.role == "index" and a < p.first:
        raise UsageError(f"{p.plain} is an index that counts from {p.first}, and {int(a)} is below")
    return int(a)


def _fitted(p: Parameter, a: Any, sizes: dict[Any, tuple[int, str]]) -> Any:
    """An array brought to the core shape; sizes must agree between letters."""
    full = _full(p)
    if a.ndim == len(full) and a.ndim == 2 and len(p.form) == 1:
        if a.shape[0 if full[0] == ONE else 1] != 1:
            raise ShapeError(f"{p.plain} is {shown(full)}, not an array of shape {a.shape}")
        a = a.reshape(-1)
    if a.ndim != len(p.form):
        raise ShapeError(f"{p.plain} is {shown(full)}, not an array of shape {a.shape}")
    for s, n in zip(p.form, a.shape, strict=True):
        if isinstance(s, Letter):
            known, by = sizes.setdefault(s, (n, p.plain))
            if known != n:
                raise ShapeError(f"sizes differ: {s.plain} is {known} in {by}, and {n} in {p.plain}")
        elif getattr(s, "is_Integer", False) and int(s) != n:
            raise ShapeError(f"{p.plain} is {shown(full)}, not an array of shape {a.shape}")
    return a

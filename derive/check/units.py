"""Functions of code that belong together: a value and its gradient (`affine_forward`, `affine_backward`), or a loss.

What a forward function returns is paired with what the backward function is given: the gradients are those of the sum
of `dout * out`. A loss may have its gradients in the same function.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from derive.check.flat import COSTS, Bare

BACKWARD = ("backward", "bwd", "backprop", "bprop", "back")
FORWARD = ("forward", "fwd", "fprop", "__call__")
SLOPES = ("grad", "gradient", "derivative", "deriv", "prime", "der", "d", "jac", "jacobian", "nabla")
WHOLE = ("loss", "cost", "f", "objective", "J", "L", "loss_fn", "cost_function", "loss_function", "compute_cost",
         "compute_loss", "func", "fun")  # fmt: skip
ALONE = ("grad", "gradient", "compute_gradient", "compute_grad", "compute_gradients", "df", "grad_fn", "dloss",
         "gradient_function", "gradient_fn", "fprime", "loss_grad", "jac")  # fmt: skip
UPSTREAM = re.compile(r"^_?(d|grad|g_|g$|up|delta)|grad|_g$|delta")
MODULES = frozenset(["np", "numpy", "torch", "tf", "jnp", "math", "pi", "e", "inf", "self", "True", "False", "None"])
BY = re.compile(r"(?:d_?(?P<of>\w+?)_?d_?|(?:grad|d|partial)_)(?P<by>[A-Za-z]\w*)$")  # `df_dx`, `grad_mu`
SMALL = 1.0  # constants of an object up to which they are no sizes


@dataclass(frozen=True)
class Unit:
    """forward: a function; backward: that of its gradients, or None where it has them itself.

    upstream: the gradients by what forward returns, that backward is given; caches: its other arguments; constants:
    small numbers of the object; functions: those of the text; first: the line before the first;
    by: the argument that its one gradient is of.
    """

    name: str
    forward: ast.FunctionDef
    backward: ast.FunctionDef | None
    functions: Mapping[str, ast.FunctionDef]
    first: int
    upstream: tuple[str, ...] = ()
    caches: tuple[str, ...] = ()
    constants: Mapping[str, float] = field(default_factory=dict)
    elementwise: bool = False
    by: str = ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """The arguments of forward."""
        return arguments(self.forward)

    @property
    def written(self) -> Sequence[ast.stmt]:
        """The statements in which the gradients are."""
        return self.forward.body if self.backward is None else self.backward.body


def arguments(f: ast.FunctionDef) -> tuple[str, ...]:
    """The names of a function's arguments, its object left out."""
    return tuple(a.arg for a in (*f.args.args, *f.args.kwonlyargs) if a.arg not in ("self", "cls"))


def units(blocks: Sequence[tuple[Sequence[ast.stmt], int]]) -> Iterator[Unit]:
    """The units of blocks of code, one after the other, each its statements and the line on which it begins."""
    functions: dict[str, ast.FunctionDef] = {}
    for statements, first in blocks:
        bare = [Bare().visit(s) for s in statements]
        functions |= _functions(bare)
        yield from _of(functions, _functions(bare), first - 1, {})
        for s in bare:
            if isinstance(s, ast.ClassDef):
                own = _functions(s.body)
                constants = _constants(own.pop("__init__", None))
                yield from _of({**functions, **own}, own, first - 1, constants)


def _functions(statements: Sequence[ast.stmt]) -> dict[str, ast.FunctionDef]:
    found = {}
    for s in statements:
        if isinstance(s, ast.FunctionDef):
            found[s.name] = s
        elif isinstance(s, ast.Assign) and isinstance(s.value, ast.Lambda) and isinstance(s.targets[0], ast.Name):
            back = ast.copy_location(ast.Return(s.value.body), s)
            found[s.targets[0].id] = ast.copy_location(
                ast.FunctionDef(s.targets[0].id, s.value.args, [back], [], None), s
            )
    return found


def _constants(init: ast.FunctionDef | None) -> dict[str, float]:
    found = {}
    for s in init.body if init else ():
        match s:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=float() as number)) if number < SMALL:
                found[name] = number
    return found


def _of(functions: Mapping[str, ast.FunctionDef], own: Mapping[str, ast.FunctionDef], first: int,
        constants: Mapping[str, float]) -> Iterator[Unit]:  # fmt: skip
    taken = set()
    for name, back in own.items():
        for base, slope in (*_bases(name), *_by_argument(name, back, own)):
            forward = own.get(base)
            if forward is None or forward is back:
                continue
            taken |= {name, base}
            by = found["by"] if (found := BY.match(name)) and found["by"] in arguments(back) else ""
            yield from (replace(u, by=by) for u in _pair(forward, back, slope, functions, first, constants))
            break
    for name, f in own.items():
        if name not in taken:
            yield Unit(name, f, None, functions, first, constants=constants)


def _outer(f: ast.FunctionDef, functions: Mapping[str, ast.FunctionDef]) -> set[str]:
    """The names that a function uses and that neither it nor another function is."""
    nodes = [n for s in f.body for n in ast.walk(s)]
    called = {id(n.func) for n in nodes if isinstance(n, ast.Call)}
    read = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load) and id(n) not in called}
    made = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return read - made - {a.arg for a in f.args.args} - set(functions) - MODULES


def _bases(name: str) -> Iterator[tuple[str, bool]]:
    """The names that what a function of gradients belongs to may have, and whether it is given no other gradient."""
    plain = name.strip("_")
    if plain in ALONE:
        yield from ((w, True) for w in WHOLE)
    for back in BACKWARD:
        if back in plain:
            head, _, tail = name.partition(back)
            for end in (tail, ""):
                yield from ((f"{head}{f}{end}", False) for f in FORWARD)
            yield head.rstrip("_"), False
    for word in SLOPES:
        for joint in ("_", ""):
            if joint or len(word) > 3:
                yield name.removesuffix(f"{joint}{word}"), True
                yield name.removeprefix(f"{word}{joint}"), True


def _by_argument(name: str, back: ast.FunctionDef, own: Mapping[str, ast.FunctionDef]) -> Iterator[tuple[str, bool]]:
    """The function that `df_dx` or `grad_mu` belongs to: the one with these arguments that is none of a gradient."""
    found = BY.match(name)
    if found is None or found["by"] not in arguments(back):
        return
    alike = [n for n, f in own.items() if arguments(f) == arguments(back) and f is not back and not BY.match(n)]
    if found["of"] in alike:
        yield found["of"], True
    elif len(alike) == 1 and not found["of"]:
        yield alike[0], True


def _pair(forward: ast.FunctionDef, back: ast.FunctionDef, slope: bool, functions: Mapping[str, ast.FunctionDef],
          first: int, constants: Mapping[str, float]) -> Iterator[Unit]:  # fmt: skip
    own, given = arguments(forward), arguments(back)
    upstream = []
    for name in given:
        if name in own or not UPSTREAM.search(name) or slope and len(given) == 1:
            break
        upstream.append(name)
    caches = tuple(n for n in given if n not in upstream)
    if slope and (_outer(forward, functions) or _outer(back, functions)):
        return  # numbers of the text around them, which may be any
    if slope or upstream:
        whole = any(w in forward.name.lower() for w in (*COSTS, "objective"))
        yield Unit(forward.name, forward, back, functions, first, tuple(upstream), caches, constants,
                   slope and not upstream and not whole)  # fmt: skip

"""Networks of L layers: definitions that say what layer l is, and a loss of layer L.

The gradient goes by induction: the adjoint of the last layer, then that of layer l from that of layer l + 1, whatever
stands beyond; the parameters of layer l rest on the adjoint of layer l.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from derive.derivation import Derivation
from derive.errors import Unsupported
from derive.expr.definitions import Definition
from derive.expr.heads import Letter, index, letter, letters, resized
from derive.expr.names import Name, from_plain
from derive.expr.program import Program, program_of
from derive.expr.scope import Scope
from derive.expr.trees import substitute
from derive.plans.backward import Adjoint, backward
from derive.rules.matrix.backward import first_order

Tree = Any
BEFORE = re.compile(r"(?P<index>[a-z])_minus_1")
WRITTEN = (2, 3, 4)  # numbers of layers at which the induction is tried out


@dataclass(frozen=True, slots=True)
class Layers:
    """layer: the definitions of layer l; index, last: the labels `l`, `L`; rest: the definitions around them; loss."""

    layer: tuple[Definition, ...]
    index: str
    last: str
    rest: tuple[Definition, ...]
    loss: tuple[Letter, Tree]

    @property
    def carried(self) -> Letter:
        """What layer l takes from the layer before it, as layer l gives it: a_l."""
        bases = {_base(x) for _, t in self.layer for x in letters(t) if _label(x) == f"{self.index}_minus_1"}
        return next(x for x, _ in reversed(self.layer) if _base(x) in bases)

    @property
    def pivot(self) -> Letter:
        """The name whose adjoint goes from layer to layer: the one that takes what is carried, or what is carried."""
        before = f"{self.index}_minus_1"
        takes = [x for x, t in self.layer if any(_label(u) == before for u in letters(t))]
        return takes[0] if len(takes) == 1 else self.carried

    def at(self, x: Tree, layer: str) -> Tree:
        """A tree of layer l as that of another: `l+1`, `L`, `3`."""
        return substitute(x, {u: self._moved(u, layer) for u in letters(x)})

    def _moved(self, x: Letter, layer: str) -> Letter:
        labels = {self.index: layer, f"{self.index}_minus_1": _previous(layer)}
        label = labels.get(_label(x))
        made = resized(x, [substitute(n, self._sizes(layer)) for n in x.shape])
        if label is None:
            return made
        name = replace(from_plain(_base(x)), label=label)
        return Letter(name.latex, name.plain, *made.args[2:])

    def _sizes(self, layer: str) -> dict[Any, Any]:
        """Sizes of layer l and of the one before it, where they are two."""
        now = self.carried.shape
        before = next(x for _, t in self.layer for x in letters(t) if _base(x) == _base(self.carried)
                      and _label(x) == f"{self.index}_minus_1").shape  # fmt: skip
        if not now or now == before or not all(isinstance(s[0], Letter) for s in (now, before)):
            return {}
        return {now[0]: _size(layer), before[0]: _size(_previous(layer))}

    def definitions(self, layer: str) -> tuple[Definition, ...]:
        """The definitions of a layer."""
        return tuple((self.at(x, layer), self.at(t, layer)) for x, t in self.layer)

    def ending(self, layer: str) -> tuple[Definition, ...]:
        """The definitions after the last layer, the loss among them, where that layer is called so."""
        top = {x: self.at(_like(x, self.layer), layer) for _, t in (*self.rest, self.loss) for x in letters(t)
               if _label(x) == self.last and _like(x, self.layer) is not None}  # fmt: skip
        sizes = {
            x.shape[0]: y.shape[0] for x, y in top.items() if x.shape and y.shape and isinstance(x.shape[0], Letter)
        }
        table = dict(top)
        for _, t in (*self.rest, self.loss):
            for x in letters(t) - set(table):
                form = tuple(substitute(n, sizes) for n in x.shape)
                if form != tuple(x.shape):
                    table[x] = resized(x, form)
        return tuple((table.get(x, x), substitute(t, table)) for x, t in (*self.rest, self.loss))


def layers_of(definitions: Iterable[Definition], loss: tuple[Letter, Tree]) -> Layers | None:
    """The layers that definitions describe; None where they describe none."""
    known = [d for d in definitions if isinstance(d[0], Letter)]
    found = {m["index"] for _, t in known for x in letters(t) if (m := BEFORE.fullmatch(_label(x)))}
    if len(found) != 1:
        return None
    (i,) = found
    layer = tuple(d for d in known if _label(d[0]) == i)
    rest = tuple(d for d in known if d not in layer and _label(d[0]) != "0")
    made = Layers(layer, i, i.upper(), rest, loss)
    bases = {_base(x) for x, _ in layer}
    carried = {_base(x) for _, t in layer for x in letters(t) if _label(x) == f"{i}_minus_1"}
    ends = {_base(x) for _, t in (*rest, loss) for x in letters(t) if _label(x) == i.upper()}
    return made if carried & bases and ends & bases else None


@dataclass(frozen=True, slots=True)
class Induction:
    """base: the adjoint of the last layer; step: that of layer l from layer l + 1, and the gradients of its letters;
    programs: what each was derived from; written: networks of few layers, written out."""

    base: tuple[Adjoint, ...]
    step: tuple[Adjoint, ...]
    written: tuple[tuple[int, tuple[Derivation, ...]], ...]


def induction(made: Layers, wrt: tuple[Letter, ...], scope: Scope) -> Induction:
    """The backward pass of all layers. Raises: Unsupported where a rule is missing or a variable is of no layer."""
    if any(_label(v) != made.index for v in wrt):
        raise Unsupported(f"gradients by letters of layer {made.index}, such as W_{made.index}, are derived")
    following = f"{made.index}+1"
    top = _program(made.definitions(made.last) + made.ending(made.last))
    base = backward(top, (made.at(made.pivot, made.last),), _scope(scope, top))
    pivot = made.at(made.pivot, following)
    delta = letter(f"\\delta_{{{following}}}", f"delta_{made.index}_plus_1", sizes=tuple(pivot.shape))
    upto = made.definitions(following)
    upto = upto[: [x for x, _ in upto].index(pivot) + 1]
    loss = top.output, first_order([(delta, pivot)])
    middle = _program((*made.definitions(made.index), *upto, loss))
    asked = (made.at(made.pivot, made.index), *(made.at(v, made.index) for v in wrt))
    step = backward(middle, asked, _scope(scope, middle).with_letters(delta), {pivot: delta})
    return Induction(base, step, tuple((n, _written(made, wrt, scope, n)) for n in WRITTEN))


def _written(made: Layers, wrt: tuple[Letter, ...], scope: Scope, count: int) -> tuple[Derivation, ...]:
    """All gradients of a network of so many layers, written out."""
    parts = [d for k in range(1, count + 1) for d in made.definitions(str(k))]
    program = _program((*parts, *made.ending(str(count))))
    asked = tuple(made.at(v, str(k)) for k in range(1, count + 1) for v in wrt)
    return tuple(a.derivation for a in backward(program, asked, _scope(scope, program)))


def _program(definitions: tuple[Definition, ...]) -> Program:
    *others, (output, tree) = definitions
    found = program_of(others, output, tree)
    if found is None:
        raise Unsupported("these layers make no program")
    return found


def _scope(scope: Scope, program: Program) -> Scope:
    used = {x for d in program.definitions for t in d for x in letters(t)}
    sizes = {n for x in used for size in x.shape for n in letters(size)}
    return replace(scope, definitions=program.definitions, letters={}).with_letters(*used, *sizes)


def _label(x: Letter) -> str:
    return str(x.plain).partition("_")[2]


def _base(x: Letter) -> str:
    return str(x.plain).partition("_")[0]


def _like(x: Letter, layer: tuple[Definition, ...]) -> Letter | None:
    """The letter of layer l of which x is that of the last layer."""
    used = {u for d in layer for t in d for u in letters(t)}
    own = sorted((u for u in used if _base(u) == _base(x)), key=lambda u: len(u.plain))
    return own[0] if own else None


def _previous(layer: str) -> str:
    if layer.isdigit():
        return str(int(layer) - 1)
    return layer.removesuffix("+1") if layer.endswith("+1") else f"{layer}-1"


def _size(layer: str) -> Letter:
    name = Name("n", label=layer)
    found = index(name.latex)
    return Letter(name.latex, name.plain, found.args[2], found.args[3])

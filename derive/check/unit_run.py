"""A unit of code carried out from values of its inputs, and such values found by trying shapes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from derive.check.arrays import Misfit, Unknown
from derive.check.code_edits import promised
from derive.check.flat import COSTS
from derive.check.inputs import LABEL, drawn
from derive.check.machine import Machine
from derive.check.unit_values import LOST, Env, Need, is_array
from derive.check.units import Unit

MOST_TRIALS = 2_000  # runs of one unit while shapes are tried
MOST_FITS = 30
LOSSES = ("loss", "L", "J", "cost", "E", "total_loss", "error", "total_cost", "loss_val")
SCALARS = re.compile(r"^(reg\w*|lam\w*|lmbda|l2\w*|eps\w*|alpha|lr|learning_rate|momentum|tau|temp\w*|delta|gamma_|C|p|"
                     r"keep_prob|sigma2?|margin|weight_decay)$")  # fmt: skip
ROWS = re.compile(r"^(b\d?|b[a-z_]\w*|beta\w*|gamma\w*|bias\w*|scale|shift)$")
WHOLE = {"stride": 1, "pad": 1, "padding": 1}
SHAPES = (
    *((4, 2), (4, 3), (3, 2), (2, 3), (2, 4), (3, 4), (2, 8), (3, 8), (2, 2), (3, 3), (4, 4)),
    *((4,), (3,), (2,), (8,), (4, 1), (3, 1), (2, 1), (1, 4), (1, 3), (1, 2), (1, 1), ()),
    *((2, 2, 4, 4), (2, 2, 3, 3), (2, 3, 4)),
)

Values = dict[str, Any]


@dataclass
class Run:
    """What became of a unit: its loss, the values of names after it, and what it returned by the argument it is of.

    misfits: expressions whose shapes do not fit."""

    loss: Any = None
    env: Env = field(default_factory=lambda: Env({}))
    returned: dict[str, Any] = field(default_factory=dict)
    misfits: set[int] = field(default_factory=set)


def run(unit: Unit, inputs: Mapping[str, Any], edited: Mapping[int, ast.expr] | None = None, loss_only: bool = False,
        ) -> Run:  # fmt: skip
    """Carry a unit out. Raises: Need, Misfit, Unknown."""
    machine = Machine(unit.functions, edited or {}, tolerated=_tolerated)
    env = Env({**unit.constants, **inputs})
    back = machine.run(unit.forward.body, env)
    made = Run(env=env)
    if unit.backward is None:
        _own(unit, back, machine, made)
    else:
        machine.edited = {}
        _paired(unit, _outputs(unit, back, machine, env), made)
        if not loss_only:
            machine.edited, machine.tolerated = edited or {}, lambda name, known: True
            back = machine.run(unit.backward.body, env)
    if not loss_only:
        _take(unit, back, machine, made)
    made.misfits = machine.misfits
    return made


def _tolerated(name: str, env: Env) -> bool:
    """A misfit in a gradient does not say that the inputs are wrong."""
    return any(env.has(t) for t in promised(name))


def _own(unit: Unit, back: ast.expr | None, machine: Machine, made: Run) -> None:
    """The loss of a function that has its gradients itself."""
    import numpy as np

    parts = [] if back is None else back.elts if isinstance(back, ast.Tuple) else [back]
    names = [n for n in LOSSES if made.env.has(n) and n not in arguments_of(unit)]
    if names:
        made.loss = made.env[names[0]]
    elif parts and any(w in unit.name.lower() for w in COSTS):
        made.loss = machine.value(parts[0], made.env)
    if not is_array(made.loss) or np.size(made.loss) != 1:
        raise Misfit("no loss")
    made.loss = float(np.ravel(made.loss)[0])


def arguments_of(unit: Unit) -> tuple[str, ...]:
    """The arguments of the forward function."""
    return unit.arguments


def _outputs(unit: Unit, back: ast.expr | None, machine: Machine, env: Env) -> list[Any]:
    """What the forward function returns, or what it kept last."""
    if back is not None:
        return [machine.value(p, env) for p in (back.elts if isinstance(back, ast.Tuple) else [back])]
    last = unit.forward.body[-1]
    if isinstance(last, ast.Assign) and isinstance(last.targets[0], ast.Name) and env.has(last.targets[0].id):
        return [env[last.targets[0].id]]
    raise Unknown("nothing is returned")


def _paired(unit: Unit, outputs: list[Any], made: Run) -> None:
    """The loss: the sum of what backward is given times what forward returned; the caches as backward calls them."""
    import numpy as np

    count = max(1, len(unit.upstream))
    values, rest = outputs[:count], outputs[count:]
    if not all(is_array(v) for v in values) or len(values) < count:
        raise Unknown("no value that has a gradient")
    total = 0.0
    for name, out in zip(unit.upstream or ("",), values, strict=True):
        if not name and not unit.elementwise and np.size(out) != 1:
            raise Misfit("no loss")
        if name and not made.env.has(name):
            made.env.give(name, drawn(f"d {name}", np.shape(out), 0))
        total += float(np.sum(np.asarray(out, float) * (made.env[name] if name else 1.0)))
    made.loss = total
    for name, kept in zip(unit.caches, rest, strict=False):
        if not made.env.has(name):
            made.env.give(name, kept)


def _take(unit: Unit, back: ast.expr | None, machine: Machine, made: Run) -> None:
    """What is returned without a name that says of which argument it is the gradient."""
    if back is None:
        return
    parts = back.elts if isinstance(back, ast.Tuple) else [back]
    own = unit.arguments
    if unit.backward is None or len(parts) not in (1, len(own)):
        return
    if unit.by:
        own = (unit.by,)
    elif len(parts) < len(own) and any(LABEL.match(n) for n in own):
        return  # `mse_prime(y_true, y_pred)`: by which of them nobody says
    for name, part in zip(own, parts, strict=False):
        if isinstance(part, ast.Name) and any(made.env.has(t) for t in promised(part.id)):
            continue
        found = machine.tried(part, made.env)
        if is_array(found) or found is LOST:
            made.returned[name] = found


# ---- inputs ----------------------------------------------------------------------------------------------------------


def fits(unit: Unit) -> Iterator[Values]:
    """Values of the inputs with which the unit can be carried out."""
    stack: list[Values] = [{}]
    found = 0
    for _ in range(MOST_TRIALS):
        if not stack or found >= MOST_FITS:
            return
        inputs = stack.pop()
        try:
            run(unit, inputs)
        except Need as need:
            stack += [{**inputs, str(need): v} for v in reversed(list(_choices(str(need))))]
        except Unknown:
            continue
        else:
            found += 1
            yield inputs


def _choices(name: str) -> Iterator[Any]:
    """Values for an input, the likeliest shapes first: of labels and biases one row, of rates none."""
    if name in WHOLE or SCALARS.match(name):
        yield float(WHOLE[name]) if name in WHOLE else drawn(name, (), 0)
        return
    row = bool(ROWS.match(name))
    for form in sorted(SHAPES, key=len) if LABEL.match(name) else SHAPES:
        if row and len(form) > 1 and 1 not in form:
            continue
        yield drawn(name, form, 0)
        if LABEL.match(name) and len(form) == 2 and 1 not in form:
            yield drawn(name, form, 1)

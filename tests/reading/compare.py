"""Is a row of the table read rightly?  The sides that `derive.read` gives, against the references of the row."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

import helpers
import numpy as np

SEEDS = (0, 1)
SPELLINGS = {":=": "=", "≔": "=", "≡": "=", "==": "=", "<=": "≤", ">=": "≥", "!=": "≠", "~": "≈"}
FONT_WORDS = {"bold", "cal", "bb", "sf", "frak", "scr", "rm", "it"}
KNOWN = {"ReLU": helpers.relu, "sigmoid": helpers.sigmoid, "softmax": helpers.softmax, "tanh": np.tanh}


class NotRight(Exception):
    """A formula is not read, or read as something else; the text says what was seen."""


def fault(derive: Any, row: dict[str, Any]) -> str | None:
    """What is wrong with the reading of a row; None when every side with a reference has its value."""
    if row.get("expect") == "shape":
        return _shape_fault(derive, row)
    try:
        reading = derive.read(row["latex"], let=row["let"])
        if row.get("declares"):
            return _declaration_fault(reading, row["declares"])
        for number, side in _paired(row, reading):
            if row["sides"][number] is not None:
                _compare_side(row, number, side)
    except NotRight as error:
        return f"wrong: {error}"
    except Exception as error:
        return _failure(derive, error)
    return None


def _shape_fault(derive: Any, row: dict[str, Any]) -> str | None:
    """None when the sides are refused because their shapes do not fit."""
    try:
        derive.read(row["latex"], let=row["let"])
    except derive.ShapeError:
        return None
    except Exception as error:
        return _failure(derive, error)
    return "wrong: the shapes of the sides do not fit, and that was not said"


def _failure(derive: Any, error: Exception) -> str:
    """An error of the library is a refusal; any other is a crash."""
    kind = "refused" if isinstance(error, derive.DeriveError) else "crashed"
    return f"{kind}: {type(error).__name__}: {error}"


def _declaration_fault(reading: Any, declares: dict[str, list[Any]]) -> str | None:
    """Names and sizes of a declaration; a size that is 1 may be left out."""
    names = [_plain_key(str(name)) for name in reading.names]
    wanted = {_plain_key(name): [str(size) for size in sizes if str(size) != "1"] for name, sizes in declares.items()}
    if names != list(wanted):
        return f"wrong: declares {names}, expected {list(wanted)}"
    sizes = [str(size) for size in reading.shape if str(size) != "1"]
    return None if sizes in wanted.values() else f"wrong: shape {sizes}, expected {wanted}"


def _paired(row: dict[str, Any], reading: Any) -> Iterator[tuple[int, Any]]:
    """(number of the side in the row, side as read); the counts and the relations must agree."""
    wanted = row.get("statements") or [{"sides": row["sides"], "relations": row["relations"]}]
    found = list(_statements(reading))
    if len(found) < len(wanted):  # more are conditions or remarks that follow, of no value
        raise NotRight(f"{len(found)} statements, expected {len(wanted)}")
    offset = 0
    for want, (sides, relations) in zip(wanted, found, strict=False):
        if [_relation(r) for r in relations] != [_relation(r) for r in want["relations"]]:
            raise NotRight(f"relations {relations}, expected {want['relations']}")
        if len(sides) != len(want["sides"]):
            raise NotRight(f"{len(sides)} sides, expected {len(want['sides'])}")
        yield from zip(itertools.count(offset), sides)
        offset += len(sides)


def _relation(text: Any) -> str:
    return SPELLINGS.get(str(text), str(text))


def _statements(reading: Any) -> Iterator[tuple[list[Any], list[Any]]]:
    """Every statement in the reading, as (sides, relations); an expression is a statement of one side."""
    if reading is None:
        raise NotRight("nothing came back")
    if isinstance(reading, (list, tuple)):
        for part in reading:
            yield from _statements(part)
        return
    inner = getattr(reading, "statements", None)
    if inner and not callable(inner):
        yield from _statements(tuple(inner))
    elif hasattr(reading, "sides"):
        yield list(reading.sides), list(reading.relations)
    else:
        yield [reading], []


def _compare_side(row: dict[str, Any], number: int, side: Any) -> None:
    if side is None:
        raise NotRight(f"side {number} is empty")
    for seed in SEEDS:
        env, letters = helpers.build_values(row, seed)
        wanted = _number(helpers.evaluate(row["sides"][number], env))
        found = _value(row, side, letters, wanted.shape)
        if not _agree(found, wanted, row, number):
            raise NotRight(f"side {number}: {_shown(found)}, expected {_shown(wanted)}")


def _value(row: dict[str, Any], side: Any, letters: dict[str, Any], shape: tuple[int, ...]) -> np.ndarray:
    """The value of a side; its free index letters run over the axes of the reference."""
    function = side.numpy() if hasattr(side, "numpy") else side
    if not callable(function):
        return _number(function)
    known = {_plain_key(name): value for name, value in {**KNOWN, **letters}.items()}
    known.update({_plain_key(other): letters[name] for other, name in (row.get("aliases") or {}).items()})
    given, running = {}, []
    for name in function.letters:
        if name in letters or _plain_key(name) in known:
            given[name] = letters.get(name, known.get(_plain_key(name)))
        elif name in (row.get("free") or []):
            running.append(name)
        else:
            raise NotRight(f"a letter that is not there: {name}")
    running.sort(key=(row.get("free") or []).index)
    if not running:
        return _number(function(**given))
    cells = np.ndindex(*shape[: len(running)])
    values = {c: _number(function(**given, **{n: i + 1 for n, i in zip(running, c, strict=True)})) for c in cells}
    return np.array(list(values.values())).reshape(
        shape[: len(running)] + np.squeeze(next(iter(values.values()))).shape
    )


def _plain_key(name: str) -> str:
    """A key that does not depend on the font of a name, nor on the order of its label and superscript."""
    words = re.findall(r"[A-Za-z]+|\d+", re.sub(r"\\(?=[a-zA-Z])", " ", name))
    fonts = FONT_WORDS | {"mathbf", "boldsymbol", "mathcal", "mathrm", "text", "textrm", "mathsf", "left", "right"}
    kept = [word for word in words if word not in fonts]
    return "_".join(kept[:1] + sorted(kept[1:]))


def _number(value: Any) -> np.ndarray:
    array = np.asarray(value)
    if np.iscomplexobj(array):
        if np.max(np.abs(array.imag), initial=0.0) > 1e-9:
            raise NotRight("a complex value")
        array = array.real
    return array.astype(float)


def _agree(found: np.ndarray, wanted: np.ndarray, row: dict[str, Any], number: int) -> bool:
    """Equal in shape and value; a column may be (n,), a row is not a column."""
    either_layout = number in (row.get("transpose_ok") or [])
    if found.ndim == wanted.ndim == 2 and found.shape != wanted.shape and not either_layout:
        return False
    got, want = np.squeeze(found), np.squeeze(wanted)
    orders: list[tuple[int, ...]] = [tuple(range(want.ndim))]
    if row.get("axes_free") or (either_layout and want.ndim == 2):
        orders = list(itertools.permutations(range(want.ndim)))
    return any(_close(got, np.transpose(want, order), row.get("rtol", 1e-6)) for order in orders)


def _close(got: np.ndarray, want: np.ndarray, rtol: float) -> bool:
    scale = 1.0 + float(np.max(np.abs(want), initial=0.0))
    return got.shape == want.shape and bool(np.allclose(got, want, rtol=rtol, atol=max(1e-9, rtol / 100) * scale))


def _shown(array: np.ndarray) -> str:
    return f"{np.array2string(np.ravel(array)[:4], precision=6)} of shape {array.shape}"

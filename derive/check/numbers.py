"""Links that end in written numbers, judged with the values of the document: what an item says of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from derive.check.known import Known
from derive.check.sides import holds_log, in_base
from derive.check.usual import in_binary
from derive.check.values import Compared, Numbers, alike, compare, digits, entry_of, is_number
from derive.check.wording import Words
from derive.expr.heads import Call, Decimal, Derivative, Letter, Times, letters
from derive.expr.operators import At
from derive.expr.trees import walk
from derive.verdicts import Verdict


def compared(
    left: Any, right: Any, relation: str, numbers: Numbers, line: Callable[[int], int]
) -> dict[str, Any] | None:
    """What an item says of a link with a number on a side; None where the values of the document don't decide it."""
    if relation not in ("=", "≈", "≡") or not (is_number(left) or is_number(right)):
        return None
    if not _decidable(left, right):
        return None
    found = compare(left, right, relation, numbers)
    if found is None:
        return None
    if found.kind == "right":
        reason = None if found.root is None else follows(line(found.root))
        return {"kind": "claim", "status": "verified", "reason": reason, "root": found.root,
                "verdict": Verdict("verified", 0.0, 0.5, 1)}  # fmt: skip
    return _false(found, is_number(right))


def follows(line: int) -> str:
    """What is said of a number that is right but for an earlier false one."""
    return f"follows from the number on line {line}, which is false"


def _decidable(left: Any, right: Any) -> bool:
    """Has a side letters, or do decimals in a sum or product carry errors of their own?"""
    return bool(
        letters(left) or letters(right) or any(isinstance(e, Decimal) for t in (left, right) for _, e in walk(t))
    )


def _false(found: Compared, ends: bool) -> dict[str, Any]:
    """A number that is not what it is said to be."""
    value, said = entry_of(found.left, found.where), entry_of(found.right, found.where)
    place = f"entry {', '.join(map(str, _short(found)))}: " if _short(found) else ""
    apart, as_said = _apart(value, said)
    at: dict[str, Any] = {"left": value, "right": said} if ends else {"left": said, "right": value}
    verdict = Verdict("refuted", abs(value - said), 0.5, 1, 0, {"at": {}, **at})
    made: dict[str, Any] = {"kind": "claim", "status": "refuted", "verdict": verdict, "help": f"it is {apart}"}
    if found.kind == "rounding":
        made |= {"code": "D102", "severity": "warning", "message": f"{place}{as_said} is badly rounded"}
    else:
        made |= {"code": "D101", "message": f"{place}the number is {apart}, not {as_said}"}
    return made | {"reason": made["message"]}


def _apart(value: float, said: float) -> tuple[str, str]:
    """Both numbers with as many digits as tell them apart."""
    for n in range(6, 17):
        a, b = f"{value:.{n}g}", f"{said:.{n}g}"
        if a != b:
            break
    return a, b


def _short(found: Compared) -> tuple[int, ...]:
    """The place in a vector or matrix; of a vector one number."""
    import numpy as np

    form = np.shape(found.left)
    return found.where[:1] if len(form) == 2 and form[1] == 1 else found.where


def written(tree: Any) -> Iterator[str]:
    """The digits of a number as written, of every entry of a matrix."""
    yield from digits(tree)


def carried(left: Any, right: Any, relation: str, numbers: Numbers) -> tuple[str, ...]:
    """The new digits of a step between numbers that is right but for their rounding: `1 / (1 + e) = 1 / 3.718`."""
    if relation != "=" or letters(left) or letters(right) or is_number(right):
        return ()
    new = tuple(dict.fromkeys(d for d in written(right) if d not in set(written(left))))
    return new if new and alike(left, right, numbers, new) else ()


def loose(left: Any, right: Any, known: Known, words: Words, alone: bool) -> bool:
    """Is an equation that the numbers above contradict rather a condition, or one to solve?

    It is where the words say so; of a function that a differential equation is to give; where a slope stands among
    other terms; and of letters alone whose values another section gave.
    """
    if words.denied or alone and words.supposed and letters(left) | letters(right):
        return True
    nodes = [e for t in (left, right) for _, e in walk(t)]
    if alone and any(isinstance(e, Derivative) for e in nodes) and not isinstance(left, (Derivative, At)):
        return True
    if any(isinstance(e, Call) and e.function.plain in known.solving for e in nodes):
        return True
    if alone and (_at_a_point(left) or _at_a_point(right)):
        return True
    given = [n for x in letters(left) | letters(right) if (n := known.section_of(x)) is not None]
    return alone and not words.asserted and bool(given) and known.section not in given


def _at_a_point(t: Any) -> bool:
    """Is it a letter before a number in brackets, `y(0)`, or a primed one before a letter, `y'(t_0)`: a function at a
    point, perhaps, and no product?"""
    if not isinstance(t, Times) or len(t.args) != 2 or not isinstance(t.args[0], Letter):
        return False
    return not letters(t.args[1]) or "_prime" in t.args[0].plain and isinstance(t.args[1], Letter)


def by_base(
    left: Any, right: Any, relation: str, numbers: Numbers, line: Callable[[int], int]
) -> dict[str, Any] | None:
    """What an item says where log is the one to base 10 or 2, or numbers are binary."""
    ways = [(f"log is to base {n}", in_base(left, n), in_base(right, n)) for n in (10, 2)]
    ways = ways if holds_log(left) or holds_log(right) else []
    pairs = ((in_binary(left), right), (left, in_binary(right)))
    ways += [("it is a binary number", *pair) for pair in pairs if pair != (left, right)]
    for says, a, b in ways:
        found = compared(a, b, relation, numbers, line)
        if found is not None and found["status"] == "verified":
            return found | {"reason": says}
    return None

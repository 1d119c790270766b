r"""Known objects: what a density, an activation, a loss is. A post's own definition of one is compared with the usual
ways to write it (`objects_table`); it is false where it is none of them and one slip away from one.

A light object, such as the sigmoid, must be named, by the letter on the left or by the words before the formula; a
heavy one, such as the normal density, is recognised by its parts too; a property of a distribution (its mean, its
entropy) by the left side and the distribution that the section names.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

from derive.check.chance import head_of
from derive.check.distributions import DISTRIBUTIONS, Distribution
from derive.check.objects_row import Known
from derive.check.objects_table import OBJECTS
from derive.check.objects_ways import parts, ways
from derive.check.slips import Repair, nearest
from derive.errors import DeriveError
from derive.expr.heads import Call, Det, Entry, Given, Letter, Node, Power, Relation, base, minus, weight
from derive.expr.scope import Scope
from derive.expr.trees import walk
from derive.judge.lines import judge
from derive.judge.screen import agreeing
from derive.verdicts import Verdict

LARGEST = 60  # leaves of a definition
LEAST, LEAST_NAMED = 4, 2  # leaves of a definition that is compared with a repair; of one that its left side names
SECONDS, MOST_SECONDS = 2.5, 5.0  # for the search of a repair among the ways of one object, and of all
OTHER = re.compile(
    r"derivatives? |gradients? of|differentiat|inverse|unlike|instead of|wrong|incorrect|mistake|unnormali|"
    r"proportional|propto|"
    r"up to a|ignor|without|naive|common error",
    re.I,
)
DENSITY = re.compile(r"densit|distribut|\bp[dm]f\b|mass function|random variable|follows|probabilit|\\sim", re.I)
MEANS, VARIANCES = ("E", "mathbbE"), ("Var", "var", "V", "D")


@dataclass(frozen=True, slots=True)
class Slip:
    """A definition that is no usual way to write the object that it is said to be, by a counterexample, and the repair
    that makes it one."""

    name: str
    repair: Repair
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Told:
    """What the words say: those of the sentence, those of the section before the formula, and these with the formula
    and what follows it."""

    sentence: str = ""
    section: str = ""
    around: str = ""

    def named(self) -> list[Distribution]:
        """The distributions that the section names, the nearest first."""
        found = []
        for d in DISTRIBUTIONS:
            places = [m.end() for cue in (d.cue, d.heads) for m in cue.finditer(self.section)]
            if places:
                found.append((max(places), d))
        return [d for _, d in sorted(found, key=lambda p: -p[0])]


def slip_in_definition(left: Any, right: Any, words: str, section: str = "") -> Slip | None:
    """What is wrong with a definition that is one slip away from the object that it is said to be."""
    found = known_object(left, right, Told(words, section or words))
    return found if isinstance(found, Slip) else None


def known_object(left: Any, right: Any, told: Told) -> Slip | str | None:
    """The slip in a definition, or the name of the object that it is a usual way to write; None for anything else."""
    if weight(right) > LARGEST or isinstance(left, Call) and any(left.function.order) or _opaque(right):
        return None
    near = told.named()
    meant: list[tuple[Known, dict[Any, list[Any]]]] = []
    for known in OBJECTS:
        if _meant(known, left, right, told, near):
            found = [ways(known, part, left) for part in parts(right)]
            found[1:] = [{p: [*f, *map(minus, f)] for p, f in m.items()} for m in found[1:]]  # the sign stands outside
            meant += [(known, m) for m in found if m]
    for known, found_ways in meant:
        if any(agreeing(part, forms, Scope(), seconds=SECONDS) for part, forms in found_ways.items()):
            return known.name
    if OTHER.search(told.sentence):
        return None
    last = [(k, m) for k, m in meant if k.of is None or k.of in near[:1] or not near]
    end = time.process_time() + MOST_SECONDS
    last.sort(key=lambda pair: pair[0].of is not None)
    slips = [s for known, found_ways in last if (s := _slip(known, found_ways, left, end)) is not None]
    return max(slips, key=lambda s: weight(s.repair.tree), default=None)


def no_object(slip: Slip) -> dict[str, Any]:
    """What an item says of a slip."""
    return {"kind": "claim", "status": "refuted", "verdict": slip.verdict, "repair": slip.repair,
            "message": f"this is not {slip.name}"}  # fmt: skip


def _opaque(t: Any) -> bool:
    """Does it hold a function that nobody defined?"""
    return any(isinstance(e, Call) and e.function.kind != "elementary" for _, e in walk(t))


def _slip(known: Known, found: dict[Any, list[Any]], left: Any, end: float) -> Slip | None:
    """The likeliest edit of the definition that makes it one of the usual ways."""
    least = LEAST_NAMED if known.about or known.left or known.fixed or _left_name(left) in known.names else LEAST
    for part, forms in found.items():
        seconds = min(SECONDS, end - time.process_time())
        if weight(part) < least or seconds <= 0:
            continue
        try:
            made = nearest(part, forms, Scope(), seconds, pool=forms if known.fixed else ())
            verdict = judge(part, forms[made[1]], "=", Scope()) if made is not None else None
        except DeriveError:
            continue
        if made is not None and verdict is not None and verdict.status == "refuted":
            return Slip(known.name, made[0], verdict)
    return None


# ---- what is meant ---------------------------------------------------------------------------------------------------


def _meant(known: Known, left: Any, right: Any, told: Told, near: list[Distribution]) -> bool:
    """Is it said that this is the object: by its name on the left, by the words, or by the parts that only it has?"""
    if known.left:
        return True
    name = _left_name(left)
    if name in known.names or name and known.cue is not None and known.cue.fullmatch(name):
        return True
    if known.of is not None and known.of in near and known.about in _about(left, told):
        return True
    if known.cue is not None and known.cue.search(told.sentence):
        return True
    return bool(known.parts) and _is_density(left) and known.parts <= _signs(right)


def _left_name(left: Any) -> str:
    if isinstance(left, Call):
        return str(left.function.plain)
    if isinstance(left, Power) and left.args[1] == 2 and isinstance(left.args[0], Letter):
        return f"{left.args[0].plain}^2"
    named = base(left) if isinstance(left, (Letter, Entry)) else None
    return str(named.plain) if isinstance(named, Letter) else ""


def _is_density(left: Any) -> bool:
    return isinstance(left, Call) and left.function.kind != "elementary" and head_of(left.function) in "pPqN"


def _about(left: Any, told: Told) -> frozenset[str]:
    """The properties that a left side may be: E[X] a mean, M_X(t) a generating function."""
    name = _left_name(left)
    head = name.partition("_")[0]
    words = told.sentence.lower()
    found = set()
    if isinstance(left, Call) and left.function.kind != "elementary":
        single = len(left.arguments) == 1 and isinstance(left.arguments[0], Letter) and _is_plain(left.arguments[0])
        found |= {"mean"} if head in MEANS and single else set()
        found |= {"variance"} if head in VARIANCES and single else set()
        found |= {"cdf"} if head == "F" or head in ("P", "Pr") and _below(left) else set()
        found |= (
            {"mgf"} if head in ("M", "m", "G") and single and re.search("generating|mgf", told.section, re.I) else set()
        )
        found |= {"entropy"} if head in ("H", "h", "S") and "entropy" in told.section.lower() else set()
        density = head in ("p", "P", "Pr", "q", "f", "g", "N", "h", "pi") and not _below(left)
        found |= {"density"} if density and DENSITY.search(told.section) else set()
    elif isinstance(left, (Letter, Power)):
        found |= {"mean"} if name == "mu" and re.search("mean|expect", words) else set()
        found |= {"variance"} if name == "sigma^2" and "variance" in words else set()
        found |= {"entropy"} if name in ("H", "h") and "entropy" in words else set()
    return frozenset(found)


def _is_plain(x: Letter) -> bool:
    """Is it a letter of its own: no mean of a sample, no one of many?"""
    return "_" not in str(x.plain)


def _below(left: Call) -> bool:
    """`P(X <= x)`, which is no probability of a value."""
    first = left.arguments[0] if left.arguments else None
    return isinstance(first, Relation) and first.args[0].name != "=" or isinstance(first, Given)


def _signs(right: Any) -> frozenset[str]:
    """The functions and constants of a formula."""
    found: set[str] = set()
    for _, e in walk(right):
        if isinstance(e, Call):
            found.add(str(e.function.plain))
        elif isinstance(e, Det):
            found.add("det")
        elif not isinstance(e, Node) and str(e) == "pi":
            found.add("pi")
    return frozenset(found)

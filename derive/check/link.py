"""An equation of a document, what it is judged on, and the outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from derive.check.known import Fact
from derive.check.opened import Names
from derive.check.slips import Effort, Repair
from derive.check.values import Numbers
from derive.expr.scope import Scope
from derive.verdicts import Verdict

EQUAL = ("=", "≡", "≈")
ORDERED = ("<", ">", "≤", "≥")


@dataclass(frozen=True, slots=True)
class Link:
    """left, relation, right; continued: does it continue a chain; said: do the words say that it holds for all values;
    tied: do they tie letters; first: the first side of its chain; over: letters that they say it holds for;
    begins: the equation that its chain begins with."""

    left: Any
    right: Any
    relation: str = "="
    continued: bool = False
    said: bool = False
    tied: bool = False
    first: Any = None
    over: frozenset[str] = frozenset()
    begins: tuple[Any, Any] | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """kind: `claim` or `definition`; fact: the assumption that it needs; transposed: does it hold only with one side
    transposed; needs: an assumption that nothing above says; root: where the false number stands that it follows from;
    beside: does its own sentence say the assumption; relies: does it hold by what its names stand for.
    """

    kind: str
    status: str = ""
    reason: str | None = None
    verdict: Verdict | None = None
    repair: Repair | None = None
    fact: Fact | None = None
    transposed: bool = False
    needs: str = ""
    root: int | None = None
    beside: bool = False
    relies: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What a link is judged on. scope: of the reading; names: definitions above; facts: assumptions above; others: the
    same link in other readings; unspoken: assumptions of structure that the document's words allow; distant: functions
    that another section defined; declared: letters whose shape the document says;
    case: where the sentence says that it holds; former: the definitions before some were given anew in this section;
    hiding: letters that depend on what the formula differentiates by elsewhere; effort: of the document's searches."""

    scope: Scope
    names: Names
    facts: Sequence[Fact] = ()
    others: Callable[[], Iterator[tuple[Any, Any, Scope, Names]]] = lambda: iter(())
    unspoken: frozenset[str] = frozenset()
    distant: frozenset[str] = frozenset()
    declared: frozenset[str] = frozenset()
    seed: int = 0
    numbers: Numbers | None = None
    case: Sequence[Fact] = ()
    former: Names | None = None
    hiding: frozenset[str] = frozenset()
    effort: Effort | None = None

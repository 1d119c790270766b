"""Equations between probabilities and moments that nobody defined, judged in the finite model of `chance`, or in a
diagram of `events`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

from sympy import Integer

from derive.check.chance import MOST_PLACE, Model, averaged, head_of, heads, is_density, is_moment, model, modelled
from derive.check.classes import as_values, ranked, shortened, with_values
from derive.check.events import Case, Diagram, alone, comparable, diagram, measured
from derive.check.expected import conditionals, expected
from derive.check.few import COUNTS, families, sizes, written_out
from derive.check.sides import meant, opaque
from derive.check.slips import Repair, repaired
from derive.check.unwritten import holds_a_run, readings
from derive.errors import DeriveError
from derive.expr.heads import Call, Entry, Letter, Plus, Relation, base, letters, plus
from derive.expr.scope import Scope
from derive.expr.trees import rebuild, walk
from derive.judge.lines import judge
from derive.verdicts import Verdict

INDEPENDENT = "true where the letters are independent"
NOISE = frozenset(("epsilon", "varepsilon", "eta", "nu", "xi", "e", "u", "delta"))
CENTRED = "true where {} has the mean 0"
COMPLEMENTARY = "true where two of the events are complementary"
MOST_EVENTS = 4


@dataclass(frozen=True, slots=True)
class Judged:
    """status: `verified` of any probabilities, `undecided` where independence would make it true, `refuted` where
    nothing does: with the repair that makes it true, if there is one; sure: it says nothing but probabilities of
    events."""

    status: str
    reason: str | None
    verdict: Verdict
    repair: Repair | None = None
    sure: bool = False


def speaks(left: Any, right: Any) -> bool:
    """Does the model speak of this equation: has it densities or moments?"""
    calls = [e for t in (left, right) for _, e in walk(t) if isinstance(e, Call) and e.function.kind != "elementary"]
    try:
        return any(is_density(e) or is_moment(e) for e in calls) and model((left, right), False) is not None
    except DeriveError:
        return False


def _meaning(pair: tuple[Any, Any], laws: Mapping[str, Any]) -> Callable[[Any], Any]:
    """How a side is meant: expectations as integrals, labels of a density as values."""
    values, places, short = as_values(pair, is_density), ranked(pair, MOST_PLACE), shortened(pair)
    return lambda t: values(places(short(expected(t, laws))))


def by_model(left: Any, right: Any, seed: int = 0, seconds: float = 2.0, relation: str = "=") -> Judged | None:
    """What the model says of an equation, or of an inequality that holds; None where it has none, or where its failure
    says nothing."""
    written = left, right
    if (shown := diagram(written)) is not None:
        return _of_events(written, shown, seed, seconds, relation)
    try:
        laws = conditionals(written)
        told = _meaning((expected(left, laws), expected(right, laws)), laws)
        pair = told(left), told(right)
    except DeriveError:
        return None
    if relation == "=" and (known := families(pair)):
        return _of_few(written, known, seed, seconds)
    general = None if averaged(pair) else _judge(pair, False, seed, seconds, relation)
    if general is None:
        return None
    if general.holds:
        return Judged("verified", "of any probabilities, in a finite model", general)
    if relation != "=":
        return Judged(general.status, None, general)
    covariances = _covariances(pair)
    apart = None if covariances else _judge(pair, True, seed, seconds)
    if apart is None:
        apart = next((v for c in covariances if (v := _without(pair, c, seed, seconds)) and v.holds), None)
    if apart is not None and apart.holds:
        return Judged("undecided", INDEPENDENT, apart)
    if general.status != "refuted" or holds_a_run(pair) or apart is not None and apart.status != "refuted":
        return None
    if _without_random(pair):
        return None
    for says, other, sure in readings(pair, is_density):
        held = _judge(other, False, seed, seconds)
        if held is not None and held.holds:
            return Judged("verified" if sure else "undecided", says, held)
    for x, without in _centred(pair):
        bare = _judge(without, False, seed, seconds)
        if bare is not None and bare.holds:
            return Judged("undecided", CENTRED.format(x), bare)
    if _complementary(pair, seed, seconds):
        return Judged("undecided", COMPLEMENTARY, general)
    for independent in (False, True) if apart is not None else (False,):
        m = model(pair, independent)
        assert m is not None
        found = repaired(written, "=", Scope(), seconds, through=partial(_told, told, m))
        if found is not None or not independent and _one_density(pair, m):
            return Judged("refuted", None, general, found)
    return None


def _of_few(written: tuple[Any, Any], known: frozenset[Letter], seed: int, seconds: float) -> Judged | None:
    """What the model says of moments of sums over a family, written out for two and for three variables."""
    many = sizes(written, known)

    def few(t: Any, count: int) -> Any:
        return written_out(expected(t), known, many, count)

    try:
        pairs = [(few(written[0], n), few(written[1], n)) for n in COUNTS]
    except DeriveError:
        return None
    general = [_judge(p, False, seed, seconds) for p in pairs]
    if all(v is not None and v.holds for v in general):
        return Judged("verified", "for two and three variables, in a finite model", general[-1] or Verdict("verified"))
    apart = [] if _covariances(pairs[0]) else [_judge(p, True, seed, seconds) for p in pairs]
    if apart and all(v is not None and v.holds for v in apart):
        return Judged("undecided", INDEPENDENT, apart[-1] or Verdict("undecided"))
    if any(v is None or v.status != "refuted" for v in (*general, *apart)):
        return None
    wrong = general[0]
    assert wrong is not None
    for independent in (True, False)[0 if apart else 1 :]:
        count, other = COUNTS if not independent else COUNTS[::-1]  # where 1/2 is no 1/n; of others two are quicker
        m = model(pairs[COUNTS.index(count)], independent)
        assert m is not None
        found = repaired(written, "=", Scope(), seconds, through=partial(_few_told, few, m, count))
        if found is not None and _lasts(written, found, few, other, independent, seed, seconds):
            return Judged("refuted", None, wrong, found)
    return None


def _few_told(few: Callable[[Any, int], Any], m: Model, count: int, t: Any) -> Any:
    return modelled(few(t, count), m)


def _lasts(written: tuple[Any, Any], found: Repair, few: Callable[[Any, int], Any], count: int,
           independent: bool, seed: int, seconds: float) -> bool:  # fmt: skip
    """Does a repair hold for another number of variables too?"""
    sides = (found.tree, written[1]) if found.side == 0 else (written[0], found.tree)
    try:
        v = _judge((few(sides[0], count), few(sides[1], count)), independent, seed, seconds)
    except DeriveError:
        return False
    return v is not None and v.holds


def _covariances(pair: tuple[Any, Any]) -> list[Any]:
    """The covariances of two things, where both sides hold moments. Nobody writes what is 0 of independent letters, but
    where it is dropped."""
    found = [[e for _, e in walk(t) if isinstance(e, Call) and is_moment(e)] for t in pair]
    return [e for e in dict.fromkeys(found[0] + found[1]) if _of_others(e)] if all(found) else []


def _of_others(e: Any) -> bool:
    """Is it a covariance of things that share no variable?"""
    if len(e.arguments) != 2:
        return False
    if all(isinstance(a, Entry) for a in e.arguments):
        return bool(e.arguments[0] != e.arguments[1])
    first, second = ({x for x in letters(a) if str(x.plain)[:1].isupper()} or letters(a) for a in e.arguments)
    return not first & second


def _centred(pair: tuple[Any, Any]) -> Iterator[tuple[str, tuple[Any, Any]]]:
    """The equation where an error term, `E[a + ε]`, adds nothing to the mean that it stands in."""
    means = [e for t in pair for _, e in walk(t) if isinstance(e, Call) and is_moment(e) and head_of(e.function) == "E"]
    terms = {a for e in means if isinstance(e.arguments[0], Plus) for a in e.arguments[0].args if _is_noise(a)}
    for noise in sorted(terms, key=str):

        def visit(e: Any, noise: Any = noise) -> Any:
            inside = e.arguments[0] if isinstance(e, Call) and e in means else None
            if not isinstance(inside, Plus) or noise not in inside.args:
                return e
            return Call(e.function, plus(*(a for a in inside.args if a != noise)))

        yield str(base(noise).plain), (rebuild(pair[0], visit), rebuild(pair[1], visit))


def _without_random(pair: tuple[Any, Any]) -> bool:
    """Is there a moment of letters of which none is random in the model, though others are: `Var(\\hat p)`?"""
    m = model(pair, False)
    moments = [letters(e) for t in pair for _, e in walk(t) if isinstance(e, Call) and is_moment(e)]
    return m is not None and bool(m.random) and any(found and not found & m.random for found in moments)


def _is_noise(a: Any) -> bool:
    return isinstance(a, (Letter, Entry)) and str(base(a).plain).partition("_")[0] in NOISE


def _without(pair: tuple[Any, Any], covariance: Any, seed: int, seconds: float) -> Verdict | None:
    """The verdict where one covariance is 0."""
    left, right = (rebuild(t, lambda e: Integer(0) if e == covariance else e) for t in pair)
    return _judge((left, right), False, seed, seconds)


def _told(told: Callable[[Any], Any], m: Model, t: Any) -> Any:
    return modelled(told(t), m)


def _of_events(pair: tuple[Any, Any], d: Diagram, seed: int, seconds: float, relation: str) -> Judged | None:
    """What the diagram of its events says of an equation, or of an inequality."""
    general = _measured(pair, d, d.general(), seed, seconds, relation)
    if general is None or general.status == "undecided":
        return None
    if general.holds:
        return Judged("verified", "of any probabilities, in a diagram of the events", general)
    if relation != "=":
        return Judged(general.status, None, general)
    if not comparable(*pair):
        return None
    for case in d.cases():
        found = _measured(pair, d, case, seed, seconds)
        if found is not None and found.holds:
            return Judged("undecided", f"true where {case.words}", found)
    repair = repaired(pair, "=", Scope(), seconds, through=lambda t: measured(t, d, d.general()))
    sure = alone(pair)
    return Judged("refuted", None, general, repair, sure) if repair is not None or sure else None


def _measured(pair: tuple[Any, Any], d: Diagram, case: Case, seed: int, seconds: float,
              relation: str = "=") -> Verdict | None:  # fmt: skip
    try:
        left, right = (measured(t, d, case) for t in pair)
        return judge(left, right, relation, Scope(), seed=seed, seconds=seconds)
    except DeriveError:
        return None


def no_probabilities(left: Any, right: Any, seed: int = 0) -> Judged | None:
    """What is wrong with the definition of a probability or moment by others; None where nothing is."""
    if not isinstance(left, Call) or opaque(right) is None:
        return None
    found = by_model(left, right, seed)
    if found is None or found.status != "refuted":
        return None
    return found if found.repair is None or meant(found.repair, (left, right)) else None


def _judge(pair: tuple[Any, Any], independent: bool, seed: int, seconds: float,
           relation: str = "=") -> Verdict | None:  # fmt: skip
    try:
        m = model(pair, independent)
        if m is None:
            return None
        left, right = (modelled(t, m) for t in pair)
        return judge(left, right, relation, Scope(), seed=seed, seconds=seconds)
    except DeriveError:
        return None


def _complementary(pair: tuple[Any, Any], seed: int, seconds: float) -> bool:
    """Does it hold where one of the events is what another one is not?"""
    bare = {a for t in pair for _, e in walk(t) if isinstance(e, Call) and is_density(e) for a in heads(e, given=True)}
    events = sorted((x for x in bare if isinstance(x, Letter) and x.plain[:1].isupper()), key=lambda x: x.plain)
    for one, other in combinations(events[:MOST_EVENTS], 2):
        table = {one: Relation("=", one, Integer(1)), other: Relation("=", one, Integer(0))}
        told = with_values(table)
        verdict = _judge((told(pair[0]), told(pair[1])), False, seed, seconds)
        if verdict is not None and verdict.holds:
            return True
    return False


def _one_density(pair: tuple[Any, Any], m: Model) -> bool:
    """Do the sides speak of one density alone, at least three times, with conditions?"""
    calls = [e for t in pair for _, e in walk(t) if isinstance(e, Call) and e.function.kind != "elementary"]
    bare = {x for t in pair for x in letters(t)}
    named = {e.function for e in calls}
    conditional = any(len(e.arguments) > 1 for e in calls)
    single = len(named) == 1 and all(map(is_density, calls)) and len(bare) <= len(m.slots)
    return single and len(calls) >= 3 and conditional

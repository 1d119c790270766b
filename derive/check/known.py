"""What a document has said so far: declarations, definitions, values, assumptions, and how long they hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sympy import Integer, Tuple

from derive.check.lefts import argument_letter, is_pattern, named_by, same
from derive.check.opened import Names, from_start, parameters
from derive.check.reach import reached
from derive.check.values import Numbers, Value
from derive.check.weights import other_weight
from derive.expr.heads import Call, Entry, Function, Letter, Row, base, letters, weight
from derive.expr.inert import Inert
from derive.expr.operators import Integral
from derive.expr.scope import Scope
from derive.expr.trees import walk
from derive.read.elaborate import Reading, Statement

MOST_DEFINITIONS = 200
LARGEST_DEFINITION = 300  # leaves
NEAR = 2  # paragraphs in which a shape that words gave still counts against what does not fit


@dataclass(frozen=True, slots=True)
class Fact:
    """An equation that holds for a while: its sides; section; paragraph, 0 for the whole section; at: its place;
    said: did the author say that it is assumed?"""

    left: Any
    right: Any
    section: int
    paragraph: int
    at: int
    said: bool = False
    relation: str = "="


@dataclass(frozen=True, slots=True)
class Asked:
    """An equation above: its sides, place and paragraph; given: did it define a letter? text, number: its formula, and
    which of its statements it is."""

    left: Any
    right: Any
    at: int
    paragraph: int
    given: bool = False
    text: str = ""
    number: int = 0

    @property
    def letters(self) -> frozenset[Letter]:
        """The letters of it."""
        return letters(self.left) | letters(self.right)


@dataclass(slots=True)
class Known:
    """The context of the next formula. scope: letters declared or defined; firm: letters that were declared; values:
    by plain names; facts: assumptions of the section; rounded: digits of computed numbers, with the place of the false
    one that they follow from; lines: plain name -> where it was defined."""

    scope: Scope = field(default_factory=Scope)
    firm: Scope = field(default_factory=Scope)
    values: dict[str, Value] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    rounded: dict[str, int | None] = field(default_factory=dict)
    section: int = 0
    lines: dict[str, int] = field(default_factory=dict)
    sections: dict[str, int] = field(default_factory=dict)  # plain name -> in which section it was defined
    sources: dict[str, tuple[str, int]] = field(default_factory=dict)  # plain name -> its formula, number of statement
    case: list[Fact] = field(default_factory=list)  # what the sentence says of the formula that it is at
    over: frozenset[str] = frozenset()  # the letters that the sentence says it holds for
    reshaped: set[str] = field(default_factory=set)  # plain names that got a shape after they were used
    code: Mapping[str, Value] = field(default_factory=dict)  # literals of the code, by plain names
    passing: dict[str, Value] = field(default_factory=dict)  # values of this paragraph alone: "if x = 4"
    spoken: dict[str, int] = field(default_factory=dict)  # the paragraphs in which words gave letters their shapes
    paragraph: int = 0
    in_force: set[str] = field(default_factory=set)  # letters whose declared shapes this section says or relies on
    former: dict[str, tuple[Any, Any]] = field(default_factory=dict)  # what names of this section meant before
    sizes: set[str] = field(default_factory=set)  # letters that were declared only as sizes of others
    asked: Asked | None = None  # the last equation to solve
    solving: set[str] = field(default_factory=set)  # functions that differential equations are to give
    moving: set[str] = field(default_factory=set)  # those of them that stand above a bar: x of dx/dt
    outright: set[str] = field(default_factory=set)  # letters that the text gave a value, by no computation
    supposed: set[str] = field(default_factory=set)  # letters whose values are supposed, in this section
    squashed: int = -1  # the section in which σ(a) is the logistic function, whatever σ is elsewhere
    slopes: dict[Any, str] = field(default_factory=dict)  # derivatives that have values, with the names of these
    in_use: set[str] = field(default_factory=set)  # names that a true equation of this section relied on
    cue: str = ""  # how the words take the values that a list begins with, while it goes on
    block: int = 0  # the number of the example or exercise that it is in
    outer: Known | None = None  # what was known before it

    def enter(self, section: int, paragraph: int) -> None:
        """A new heading: assumptions end, letters may get new meanings. A new paragraph: what held in the last ends."""
        if paragraph != self.paragraph:
            self.paragraph, self.passing, self.cue = paragraph, {}, ""
            self.in_force -= {n for n, at in self.spoken.items() if paragraph - at > NEAR}
        if section != self.section:
            self.section, self.in_force, self.asked, self.former = section, set(), None, {}
            self.in_use = set()
            self._forget({n for n in self.supposed if n in self.values})
            self.supposed = set()
            self.facts = [f for f in self.facts if f.section == section]

    def names(self) -> Names:
        """The definitions, to write names out."""
        return Names(self.scope.definitions, self.scope.dependents)

    def formerly(self) -> Names | None:
        """The definitions, with those that this section gave first of what it gave twice."""
        if not self.former:
            return None
        kept = [d for d in self.scope.definitions if _name(d[0]) not in self.former]
        return Names((*kept, *self.former.values()), self.scope.dependents)

    def standing(self, paragraph: int) -> list[Fact]:
        """The assumptions that hold in a paragraph, the nearest first; a display continues the paragraph before it."""
        near = (0, paragraph, paragraph - 1, paragraph - 2)
        return [f for f in reversed(self.facts) if f.section == self.section and f.paragraph in near]

    def declared(self) -> frozenset[str]:
        """The matrices that were declared; of a vector its shape says little."""
        return frozenset(n for n, x in self.firm.letters.items() if len(x.shape) == 2 and x.shape[1] != 1)

    def declare(self, s: Statement, reading: Reading, spoken: bool = False) -> None:
        r"""`x \in \mathbb{R}^n`; spoken: in words, which hold for what is near."""
        found = [reading.scope.letters[n] for n in s.names if n in reading.scope.letters]
        sizes = [z for x in found for size in x.shape for z in letters(size)]
        self._forget({x.plain for x in found if self.scope.letters.get(x.plain) not in (None, x)})
        self._shapes(found)
        self.scope = self.scope.with_letters(*found, *sizes)
        self.firm = self.firm.with_letters(*found, *sizes)
        self.in_force |= {x.plain for x in found}
        self.spoken = {n: at for n, at in self.spoken.items() if n not in {x.plain for x in found}}
        self.spoken |= {x.plain: self.paragraph for x in found if spoken}
        self.sizes = (self.sizes | {z.plain for z in sizes}) - {x.plain for x in found}

    def stale(self) -> frozenset[str]:
        """The letters that are known as sizes alone, of letters that this section does not speak of: free here."""
        here = (self.firm.letters[n] for n in self.in_force if n in self.firm.letters)
        return frozenset(self.sizes - {z.plain for x in here for size in x.shape for z in letters(size)})

    def redeclares(self, *trees: Any) -> bool:
        """Has a letter another shape in some trees than the document declared?"""
        firm = self.firm.letters
        return any(x.plain in firm and x.shape != firm[x.plain].shape for t in trees for x in letters(t))

    def rely(self, reading: Reading) -> None:
        """An equation in which several declared letters stand together as declared: they still mean what they did."""
        for s in reading.statements:
            trees = [t for t in s.trees if not isinstance(t, Inert)]  # `v = (x, y)` may give them other shapes
            used = {x.plain for t in trees for x in letters(t) if x.shape and x == self.firm.letters.get(x.plain)}
            self.in_force |= used if len(used) > 1 else set()

    def define(self, left: Any, right: Any, reading: Reading, at: int) -> None:
        """`z = W x + b`: from here on z means that."""
        name = named_by(left)
        if self.sections.get(name.plain) == self.section:
            for d in self.scope.definitions:
                if same(d[0], left) and d[1] != right:
                    self.former.setdefault(name.plain, d)
        self._forget({name.plain}, left)
        if (
            name in letters(right)
            and not from_start(left, right)
            or weight(right) > LARGEST_DEFINITION
            or _mentions(right, left)
        ):
            return
        used = letters(left) | letters(right)
        own = frozenset(parameters(base(left))) if isinstance(base(left), Call) else frozenset()
        self._renew(own)
        keep = [x for x in used - own if not _is_bound_only(x)]
        functions = {f.plain: f for t in (left, right) for f in _functions(t)}
        ranges = {k: r for k, r in reading.scope.ranges.items() if k not in self.scope.ranges}
        turned = frozenset() if isinstance(left, (Entry, Row)) else self._leading_back(name, right)
        others = (d for d in self.scope.definitions[-MOST_DEFINITIONS:] if named_by(d[0]) not in turned)
        definitions = (*others, (left, right))
        self.scope = replace(
            self.scope.with_letters(*keep),
            functions={**self.scope.functions, **functions},
            definitions=definitions,
            ranges={**self.scope.ranges, **ranges},
        )
        self.lines[name.plain] = at
        self.sections[name.plain] = self.section

    def _leading_back(self, name: Any, right: Any) -> frozenset[Any]:
        """Names that lead from a new definition back to the name it defines: `s = log v`, once `v = e^s` is said;
        not those of families, which recur with other indices."""
        uses: dict[Any, frozenset[Any]] = {name: _named_in(right)}
        for d in self.scope.definitions:
            if not isinstance(d[0], (Entry, Row)):
                uses[named_by(d[0])] = uses.get(named_by(d[0]), frozenset()) | _named_in(d[1])
        return frozenset(x for x in reached(name, uses) if x != name and name in reached(x, uses))

    def _renew(self, own: frozenset[Any]) -> None:
        """The arguments of a new function are no letters of another shape any more, unless those are declared here."""
        old = {x.plain for x in own if isinstance(x, Letter) and x.plain not in self.in_force
               and x.plain in self.scope.letters and self.scope.letters[x.plain].shape != x.shape}  # fmt: skip
        if old:
            self.scope = replace(self.scope, letters={n: x for n, x in self.scope.letters.items() if n not in old})

    def numbers(self, code: bool = False) -> Numbers:
        """The values in force, those of entries among them: x_1 of x, a_12 of A; code: and what the code alone says."""
        own = {k: v for k, v in self.code.items() if k not in self.sections} if code else {}
        values = {**own, **self.values, **self.passing}
        entries = {name: v for plain, found in values.items() for name, v in found.entries(plain)}
        entries = {k: v for k, v in entries.items() if self.sections.get(k) is None}
        return Numbers({**entries, **values}, self.names(), self.rounded, self.slopes)

    def distant(self) -> frozenset[str]:
        """Names that another section defined, an example of its own, perhaps, and that this one did not rely on."""
        named = (_name(d[0]) for d in self.scope.definitions)
        return frozenset(n for n in named if self.sections.get(n) != self.section and n not in self.in_use)

    def section_of(self, x: Letter) -> int | None:
        """The section that gave a letter its number; None where it has none."""
        found = {**self.values, **self.passing}.get(x.plain)
        if found is not None:
            return found.section
        constant = any(d[0] == x and not letters(d[1]) for d in self.scope.definitions)
        return self.sections.get(x.plain) if constant else None

    def relied(self, *trees: Any) -> None:
        """An equation that holds by the definitions of its names: they, and what they use, mean here what they did."""
        meant = {_name(d[0]): frozenset(str(x.plain) for x in _named_in(d[1])) for d in self.scope.definitions}
        for name in {str(x.plain) for t in trees for x in _named_in(t)}:
            self.in_use |= {name} | reached(name, meant)

    def value(self, x: Letter, found: Value, keep: bool = False) -> None:
        """A number or array that the text gives a letter; keep: its definition stays."""
        if not keep:
            self._forget({x.plain})
            self.outright.add(x.plain)
        self._shapes([x])
        self.scope = self.scope.with_letters(x)
        self.values[x.plain] = found

    def passing_value(self, x: Letter, found: Value) -> None:
        """A number that a letter has in one case: slopes that were taken in another one are others here."""
        self.passing[x.plain] = found
        self._no_slopes()

    def _no_slopes(self) -> None:
        for plain in self.slopes.values():
            self.values.pop(plain, None)
        self.slopes = {}

    def slope(self, e: Any, found: Value) -> None:
        """A number or array that the text gives a derivative; it goes when a letter gets another value."""
        plain = self.slopes.setdefault(e, f"slope_{len(self.slopes)}")
        self.values[plain] = found

    def _shapes(self, found: Sequence[Letter]) -> None:
        """Letters whose shape is news to a definition that uses them."""
        used = {y.plain: y.shape for d in self.scope.definitions for y in letters(d[1])}
        self.reshaped |= {x.plain for x in found if x.plain in used and used[x.plain] != x.shape}

    def reread(self, read: Callable[[str, Scope], Reading | None]) -> None:
        """The definitions read again with the shapes that their letters got after them: `h = W x` before x is given."""
        self.reshaped = set()
        valued = [x for n, x in self.scope.letters.items() if n in self.values]
        scope = replace(self.firm.with_letters(*valued), functions=self.scope.functions, definitions=())
        made: list[tuple[Any, Any]] = []
        for left, right in self.scope.definitions:
            source = self.sources.get(_name(left))
            reading = read(source[0], scope) if source is not None else None
            pair = _statement(reading, source[1], left) if reading is not None and source is not None else None
            left, right = pair or (left, right)
            made.append((left, right))
            own = frozenset(parameters(base(left))) if isinstance(base(left), Call) else frozenset()
            scope = scope.with_letters(*(x for x in (letters(left) | letters(right)) - own if not _is_bound_only(x)))
        self.scope = replace(self.scope.with_letters(*scope.letters.values()), definitions=tuple(made))

    def draw(self, plain: str) -> None:
        """A variable whose law is said here has lost what another section defined it as."""
        if self.sections.get(plain, self.section) != self.section:
            self._forget({plain})

    def integrated(self, reading: Reading, at: int) -> None:
        """A letter that is integrated from 0 on is no negative number in this section."""
        for s in reading.statements:
            for e in (e for t in s.trees for _, e in walk(t) if isinstance(e, Integral)):
                for x in (b.args[0] for b in e.binders if len(b.args) == 3 and b.args[1] == 0):
                    fact = Fact(x, Integer(0), self.section, 0, at, False, "≥")
                    if all(f.left != x or f.relation != "≥" for f in self.facts):
                        self.facts.append(fact)

    def forget(self, left: Any) -> None:
        """A name that gets a new meaning."""
        self._forget({_name(left)}, left)

    def _forget(self, names: set[str], left: Any = None) -> None:
        """Names that get a new meaning lose their old one; one entry of a family leaves the others alone."""
        if not names:
            return
        kept = tuple(d for d in self.scope.definitions if _name(d[0]) not in names or _beside(d[0], left))
        letters_ = {k: x for k, x in self.scope.letters.items() if k not in names}
        functions = {k: f for k, f in self.scope.functions.items() if k not in names}
        self.scope = replace(self.scope, definitions=kept, letters=letters_, functions=functions)
        if names & self.values.keys():
            self._no_slopes()
        for n in names:
            self.values.pop(n, None)

    def squash(self, text: str) -> None:
        r"""A formula with `\log \sigma(a)` or `1 - \sigma(a)`: there and below, σ before brackets is a function."""
        if SQUASHES.search(text):
            self.squashed = self.section

    def at(self, text: str) -> Scope:
        """The scope of a formula: without letters that it spells in another weight, x beside the vector in bold, and
        without a σ that it calls."""
        other = {k for k, x in self.scope.letters.items() if other_weight(x, text)}
        other |= {"sigma"} if self.squashed == self.section and CALLED.search(text) else set()
        if not other:
            return replace(self.scope, values={}, guesses=())
        kept = {k: x for k, x in self.scope.letters.items() if k not in other}
        return replace(self.scope, letters=kept, values={}, guesses=())

    def free(self, text: str) -> Scope:
        """The scope without the letters that stand for the arguments of this section's functions, unless declared."""
        here = (d[0] for d in self.scope.definitions if isinstance(d[0], Call))
        calls = [c for c in here if self.sections.get(c.function.plain) == self.section]
        own = {x.plain for c in calls for x in map(argument_letter, parameters(c)) if isinstance(x, Letter)}
        scope = self.at(text)
        kept = {n: x for n, x in scope.letters.items() if n not in own or n in self.firm.letters}
        return replace(scope, letters=kept)

    def given(self, text: str) -> Scope:
        """The scope with the letters that were declared or have values; the shapes of the others are open."""
        kept = {n: x for n, x in self.scope.letters.items() if n in self.values or n in self.firm.letters}
        kept = {n: x for n, x in kept.items() if not other_weight(x, text)}
        return replace(self.scope, letters=kept, values={}, guesses=(), definitions=())

    def local(self, text: str) -> Scope:
        """The scope with what this section defined, and what was declared."""
        here = tuple(d for d in self.scope.definitions if self.sections.get(_name(d[0])) == self.section)
        used = frozenset().union(*(letters(t) for d in here for t in d))
        called = {f.plain: f for d in here for t in d for f in _functions(t)}
        kept = {**self.firm.letters, **{x.plain: x for x in used}}
        kept = {k: x for k, x in kept.items() if not other_weight(x, text)}
        return replace(self.firm, letters=kept, functions={**self.firm.functions, **called}, definitions=here)


SQUASHES = re.compile(r"(?:\\(?:log|ln)\s*|1\s*-\s*)\\sigma\s*(?:\\left|\\[bB]igl?)?\s*\(")
CALLED = re.compile(r"\\sigma\s*(?:\\left|\\[bB]igl?)?\s*\((?!.*\\sigma\b\s*(?!\\left|\\[bB]igl?|\s|\())", re.DOTALL)


def _statement(reading: Reading, number: int, left: Any) -> tuple[Any, Any] | None:
    """The first two sides of a statement, where they still define the same name."""
    if number >= len(reading.statements) or len(reading.statements[number].trees) < 2:
        return None
    a, b = reading.statements[number].trees[:2]
    return (a, b) if is_pattern(a) and _name(a) == _name(left) else None


def _beside(one: Any, other: Any) -> bool:
    """Are they different entries of one family, `y_1` and `y_2`, or functions of different numbers of arguments?"""
    if isinstance(one, Call) and isinstance(other, Call):
        return len(parameters(one)) != len(parameters(other))
    if not isinstance(one, (Entry, Row)) or not isinstance(other, (Entry, Row)):
        return False
    return any(a != b and not (isinstance(a, Letter) and isinstance(b, Letter))
               for a, b in zip(one.args[1:], other.args[1:], strict=False))  # fmt: skip


def _name(left: Any) -> str:
    return str(named_by(left).plain)


def _functions(t: Any) -> Sequence[Function]:
    found = (e.function for _, e in walk(t) if isinstance(e, Call) and e.function.kind != "elementary")
    return [Function(f.args[0], f.args[1], f.args[2], Tuple(), f.args[4]) for f in found]


def _named_in(t: Any) -> frozenset[Any]:
    """The letters and functions of a tree."""
    return letters(t) | {e.function for _, e in walk(t) if isinstance(e, Call)}


def _mentions(t: Any, left: Any) -> bool:
    """Is a function defined by itself, with as many arguments? P(Y) as a product of P(y_i) is not."""
    if not isinstance(left, Call) or not set(parameters(left)) & letters(t):
        return False
    calls = (e for _, e in walk(t) if isinstance(e, Call) and e.function.plain == left.function.plain)
    return any(len(parameters(c)) == len(parameters(left)) for c in calls)


def _is_bound_only(x: Letter) -> bool:
    """The index of `p_i = …` is a place, no letter of the document."""
    return "integer" in x.assumptions and not x.shape

r"""Functions and what they reach, big operators and their bodies, environments: the larger forms of the grammar."""

from __future__ import annotations

from abc import abstractmethod

from derive.expr.names import Name
from derive.read.atoms import Atoms, Rule
from derive.read.naming import core_name, given_the_last
from derive.read.syntax import Syntax
from derive.read.table import (
    ACCENT_COMMANDS,
    ALIGNMENTS,
    BARS,
    BIG,
    FONT_COMMANDS,
    FUNCTION_COMMANDS,
    INTEGRALS,
    LETTER_COMMANDS,
    STATEMENT,
    SUM,
    SYMBOLS,
    TERM,
    TIGHT,
)
from derive.read.tokens import Token, fail
from derive.source import Span

_CHANCES = frozenset(["p", "q", "P", "Q", r"\pi", r"\Pr"])


def _is_chance(factors: list[Syntax]) -> bool:
    """Do the factors end with the call of a probability: `p(x)`, `\\pi_\\theta(a|s)`?"""
    name = core_name(factors[-2]) if len(factors) > 1 and factors[-1].kind == "group" else None
    return name is not None and name.base in ("p", "q", "P", "Q", "pi", "Pr")


class Forms(Atoms):
    """Operands that hold operands of their own."""

    # ---- functions and big operators ----

    def function(self, t: Token) -> Rule:
        r"""`\sin^2 x`, `\log_2 (x)`, `\log x y`: a function and what it reaches, or its bare name."""
        self.at += 1
        name = self.node("name", Name(FUNCTION_COMMANDS.get(t.text, t.text)), (), t.start)
        head = yield from self.scripts(name)
        a = self.token
        if a.kind in ("op", "left") and a.text in ("(", "[", r"\{") or a.text == r"\{":
            return (yield from self.called(head, t.start))
        if not (self.begins_operand() or a.text in ("-", "+") or a.text in BARS and self.opens_bar()):
            return head
        body = yield from self._reach(name.value.base in ("log", "ln"))
        return self.node("call", None, (head, body), t.start)

    def called(self, head: Syntax, start: int) -> Rule:
        """A function before the brackets of its arguments."""
        inner = yield from self.atom()
        content = inner.kids[0] if inner.kids else None
        if inner.value[0] == r"\{" and inner.value[1] != r"\}":
            self.expected(r"`\}`")
        if content is not None and content.kind == "statements" and set(content.value) == {"words: and"}:
            content = given_the_last(content, "list", ",")
        items = () if content is None else content.kids if content.kind == "list" else (content,)
        return (yield from self.scripts(self.node("call", None, (head, *items), start)))

    @abstractmethod
    def opens_bar(self) -> bool: ...

    def _reach(self, logarithm: bool) -> Rule:
        """What a function without brackets takes: the factors up to the next function, big or explicit operator; a
        logarithm of a probability, more probabilities alone."""
        start = self.token.start
        first = yield self.expr(TIGHT)
        factors = [first]
        only = first.kind == "group" and (first.value != ("{", "}") or self.token.text != "(") or first.kind == "big"
        while not only:
            op = self.operator()
            if op is None or op[0] != TERM or op[1] or self.starts_function() or self.token.text in BARS:
                break
            if SYMBOLS.get(self.token.text) == "ldots" and not self._goes_on():
                break
            if logarithm and _is_chance(factors) and not self._begins_chance():
                break
            factors.append((yield self.expr(TIGHT)))
        return first if len(factors) == 1 else self.node("term", ("",) * (len(factors) - 1), tuple(factors), start)

    def _begins_chance(self) -> bool:
        """Is the next letter one for probabilities, whatever accent or font it has, or do dots stand here?"""
        dressed = (*ACCENT_COMMANDS, *FONT_COMMANDS, "{")
        t = next(t for t in self.tokens[self.at :] if t.text not in dressed)
        return t.text in _CHANCES or SYMBOLS.get(t.text) == "ldots"

    def _goes_on(self) -> bool:
        """Does something stand behind the dots here that they stand before?"""
        self.at += 1
        found = self.operator()
        self.at -= 1
        return found is not None and found[0] == TERM

    @abstractmethod
    def starts_function(self) -> bool: ...

    def big(self, kind: str) -> Rule:
        r"""`\sum_{…}^{…}` and its body: everything to the right up to the next sum."""
        t = self.take()
        head = yield from self.scripts(self.node("symbol", kind, (), t.start))
        upper = lower = None
        if head.kind == "sup":
            upper, head = head.kids[1], head.kids[0]
        if head.kind == "sub":
            lower, head = head.kids[1], head.kids[0]
        if head.kind != "symbol":
            fail(self.source, f"a mark on `{t.text}`", t.start, t.end)
        if kind in INTEGRALS:
            return (yield from self._integral(kind, lower, upper, t))
        if self.closes(self.token) or self.token.kind in ("row", "soft", "words"):
            return self.node("big", kind, (None, lower, upper), t.start)
        return (yield from self.big_body(kind, lower, upper, t.start))

    def stacked(self, t: Token) -> Rule:
        r"""`\underset{x \to 0}{\lim} f`, `\overset{!}{=}`: what stands above or below something."""
        other = yield from self.argument("script")
        if t.text == r"\underset" and self.token.text in BIG:
            kind = BIG[self.token.text]
            self.at += 1
            return (yield from self.big_body(kind, other, None, t.start))
        base = yield from self.argument()
        while base.kind == "group" and base.value == ("{", "}") and base.kids:
            base = base.kids[0]
        kind = "sub" if t.text == r"\underset" else "sup"
        if base.kind == "big" and kind == "sub" and base.kids[0] is None:
            return (yield from self.big_body(base.value, other, None, t.start))
        return self.node(kind, None, (base, other), t.start)

    def big_body(self, kind: str, lower: Syntax | None, upper: Syntax | None, start: int) -> Rule:
        body = yield self.expr(TERM)
        return self.node("big", kind, (body, lower, upper), start)

    def _integral(self, kind: str, lower: Syntax | None, upper: Syntax | None, t: Token) -> Rule:
        self.frames.append("int")
        body = yield self.expr(SUM)
        self.frames.pop()
        variables = []
        while self.differential():
            self.at += 1
            variables.append((yield from self.scripts((yield from self.atom()))))
            if self.token.text in ("(", r"\left("):
                fail(self.source, "a measure `dp(x)` can't be read yet", self.token.start, self.token.end)
            if kind == "int" and "int" in self.frames:  # an inner integral takes one, the outermost the rest
                break
        return self.node("big", kind, (body, lower, upper, *variables), t.start)

    def differential(self) -> bool:
        """Is this the `d` of `d x`?"""
        t, following = self.token, self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        return t.text == "d" and t.kind == "letter" and (following.kind == "letter" or following.text in LETTER_COMMANDS
                                                         or following.text in FONT_COMMANDS
                                                         or following.text in ACCENT_COMMANDS)  # fmt: skip

    # ---- environments ----

    def environment(self) -> Rule:
        """An alignment (its rows are statements), a matrix, or cases."""
        t = self.take()
        if t.text in ALIGNMENTS:
            self.frames.append("align")
            body = yield self.expr(STATEMENT)
            self.frames.pop()
            if self.token.kind != "close":
                self.expected(f"`\\end{{{t.text}}}`")
            self.at += 1
            return self.node(body.kind, body.value, body.kids, t.start)
        rows: list[list[Syntax]] = []
        row: list[Syntax] = []
        self.frames.append("matrix")
        while True:
            row.append((yield self.expr(STATEMENT)))
            end = self.token
            if end.text != "&" and end.kind not in ("row", "close"):
                self.expected(r"`&`, `\\` or `\end`")
            self.at += 1
            if end.text == "&" and end.kind == "op":
                continue
            if len(row) > 1 or row[0].kind != "empty":
                rows.append(row)
            row = []
            if end.kind == "close":
                break
        self.frames.pop()
        stated = [c for r in rows for c in r if c.kind != "empty"]
        if stated and all(c.kind in ("relation", "statements", "declare") for c in stated):
            return self.node("statements", ("row",) * (len(stated) - 1), tuple(stated), t.start)
        return self._cases(t, rows) if "cases" in t.text else self._matrix(t, rows)

    def _matrix(self, t: Token, rows: list[list[Syntax]]) -> Syntax:
        for r in rows:
            while len(r) > 1 and r[-1].kind == "empty" and len(r) > min(map(len, rows)):
                r.pop()
        if all(len(r) == 1 and r[0].kind == "list" for r in rows) and len({len(r[0].kids) for r in rows}) == 1:
            rows = [list(r[0].kids) for r in rows]  # commas between entries
        width = max((len(r) for r in rows), default=0)
        if len(rows) > self.limits.side or width > self.limits.side:
            fail(self.source, f"a matrix of more than {self.limits.side} rows or columns", t.start, t.end)
        for r in rows:
            if len(r) != width:
                fail(self.source, f"a row of {len(r)} entries in a matrix of {width} columns", r[0].span.start)
        if not rows:
            fail(self.source, "a matrix without entries", t.start, t.end)
        return self.node("matrix", (t.text, len(rows), width), tuple(c for r in rows for c in r), t.start)

    def _cases(self, t: Token, rows: list[list[Syntax]]) -> Syntax:
        kids: list[Syntax] = []
        for r in rows:
            if len(r) == 3 and _only_words(r[1]):  # `1 & \text{if} & x > 0`
                del r[1]
            if len(r) > 2:
                fail(self.source, "a case has a value and a condition, not more", r[2].span.start)
            end = r[0].span.end
            kids += [r[0], r[1] if len(r) == 2 else Syntax("empty", None, (), Span(end, end))]
        if not kids:
            fail(self.source, "cases without a case", t.start, t.end)
        return self.node("cases", None, tuple(kids), t.start)


def _only_words(cell: Syntax) -> bool:
    """Does a cell hold words alone?"""
    return cell.kind == "words" or cell.kind == "statements" and all(k.kind == "empty" for k in cell.kids)

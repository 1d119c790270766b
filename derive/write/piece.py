"""Pieces of written LaTeX: a text with the facts that decide where parentheses are needed; how pieces are joined.

Nothing here looks into a text: what a neighbour must know stands in the piece's fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from derive.notation import ATOM, POWER, SUM, TERM, UNARY

CALL, REST = "call", "rest"
DOT = r" \cdot "


@dataclass(frozen=True, slots=True)
class Piece:
    """A written tree.

    text: the LaTeX, without its sign. level: how tightly it binds, in notation's levels. sign: a minus stands before
    it. tall: taller than a line, so that its parentheses grow. swallows: what it takes from its right: nothing, the
    factors up to the next function (`CALL`: `\\sin x`) or all of them (`REST`: `\\sum_i a_i`). closed: how a `CALL` is
    written so that it takes nothing. starts: it begins with a `digit`, a `function`, a `group` (an opening
    parenthesis) or a `d`. number: it is a number. named: a parenthesis after it would make a call of it. grouped: it
    ends with a parenthesis. nested: parentheses occur in it, so that those around it are better square.
    letter: it is a letter or an entry, which plain parentheses after it would make a call of in Python-like text.
    """

    text: str
    level: int = ATOM
    sign: bool = False
    tall: bool = False
    swallows: str = ""
    closed: str = ""
    starts: str = ""
    number: bool = False
    named: bool = False
    grouped: bool = False
    nested: bool = False
    letter: bool = False

    @property
    def full(self) -> str:
        """The text with its sign."""
        return "-" + self.text if self.sign else self.text


def wrapped(text: str, tall: bool, left: str = "(", right: str = ")") -> str:
    """The text in brackets, growing ones around what is tall."""
    return rf"\left{left}{text}\right{right}" if tall else f"{left}{text}{right}"


def fenced(text: str, tall: bool, left: str, right: str) -> str:
    """The text between delimiters that are commands, as `\\lvert x \\rvert`."""
    return rf"\left{left} {text} \right{right}" if tall else f"{left} {text} {right}"


def group(piece: Piece) -> Piece:
    """The piece in parentheses."""
    starts = "digit" if piece.number else "group"
    text, grown = wrapped(piece.full, piece.tall), wrapped(piece.full, True)
    return Piece(text, ATOM, tall=piece.tall, closed=grown, starts=starts, grouped=True, nested=True)


def bracket(piece: Piece) -> Piece:
    """The piece in parentheses, in square brackets where parentheses occur in it."""
    marks = ("[", "]") if piece.nested else ("(", ")")
    text = wrapped(piece.full, piece.tall or piece.nested, *marks)
    return Piece(text, ATOM, tall=piece.tall, starts="group", grouped=True, nested=True)


def at_least(piece: Piece, level: int) -> Piece:
    """The piece, in parentheses if it binds less tightly than `level` or has a sign."""
    return group(piece) if piece.sign or piece.level < level else piece


def script(text: str) -> str:
    """A sub- or superscript: braces around all but one character."""
    return text if len(text) == 1 else f"{{{text}}}"


def product(pieces: Sequence[Piece]) -> Piece:
    """Factors beside one another, with `\\cdot` where juxtaposition would mean something else."""
    first, *rest = pieces
    sign = first.sign and first.number
    head = replace(first, sign=False, level=ATOM) if sign else first
    factors = [at_least(p, UNARY) for p in (head, *rest)]
    for k, left in enumerate(factors[:-1]):
        if left.letter and factors[k + 1].starts == "group" and factors[k + 1].closed:
            factors[k + 1] = replace(factors[k + 1], text=factors[k + 1].closed)
    text = ""
    for factor, following in zip(factors, factors[1:], strict=False):
        joint = _joint(factor, following)
        text += _before(factor, following, joint) + joint
    last = factors[-1]
    return Piece(
        text + last.text,
        TERM,
        sign=sign,
        tall=any(p.tall for p in factors),
        swallows=last.swallows,
        starts=factors[0].starts,
        named=last.named,
        nested=any(p.nested for p in factors),
    )


def _before(factor: Piece, following: Piece, joint: str) -> str:
    """A factor as it must be written before the next one."""
    if factor.swallows == REST:
        return group(factor).text
    if factor.swallows == CALL and following.starts != "function" and joint != DOT:
        return factor.closed
    return factor.text


def _joint(left: Piece, right: Piece) -> str:
    """What stands between two factors."""
    if right.starts == "digit" or (left.number and right.number):
        return DOT
    if right.starts == "group" and left.named:
        return DOT
    if left.number and left.starts == "digit":
        return ""
    if right.starts == "d":
        return r"\, "
    return "" if left.grouped and right.starts == "group" else " "


def total(pieces: Sequence[Piece]) -> Piece:
    """Terms added, their signs as minus signs."""
    terms = [group(p) if p.level <= SUM else p for p in pieces]
    text = terms[0].full
    for term in terms[1:]:
        text += (" - " if term.sign else " + ") + term.text
    return Piece(text, SUM, tall=any(p.tall for p in terms), nested=any(p.nested for p in terms))


def negative(piece: Piece) -> Piece:
    """Minus the piece."""
    inner = at_least(piece, TERM)
    return replace(inner, level=TERM, sign=True, number=False)


def raised(base: Piece, exponent: str) -> Piece:
    """A power."""
    inner = at_least(base, ATOM)
    return Piece(
        f"{inner.text}^{script(exponent)}",
        POWER,
        tall=inner.tall,
        starts=inner.starts,
        named=inner.named,
        nested=inner.nested,
    )

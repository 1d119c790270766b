"""Parts of a row of MathML: their classes, the spaces between them, and the tokens that they are made from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape

from derive.errors import Unsupported
from derive.write.symbols import BIG, BIN, CLOSE, INNER, OP, OPEN, ORD, PUNCT, REL, TOKEN

THIN = '<mspace width="0.1667em"/>'


@dataclass(frozen=True, slots=True)
class Part:
    """Something in a row. xml: the element; kind: its class in TeX's sense; limits: do its scripts stand above and
    below it; char: the character of an operator, written when its neighbours are known."""

    xml: str
    kind: str = ORD
    limits: bool = False
    char: str = ""


@dataclass(slots=True)
class Tokens:
    """The tokens of a formula and the place of the next one."""

    latex: str
    all: list[str] = field(init=False)
    at: int = 0

    def __post_init__(self) -> None:
        self.all = [t for t in TOKEN.findall(self.latex) if not t.isspace()]

    @property
    def next(self) -> str:
        """The next token; empty at the end."""
        return self.all[self.at] if self.at < len(self.all) else ""

    def take(self, wanted: str | None = None) -> str:
        """The next token, which must be the wanted one. Raises: Unsupported."""
        token = self.next
        if not token or (wanted is not None and token != wanted):
            raise Unsupported(f"no MathML for this formula: expected {wanted or 'more'}, found {token or 'its end'}")
        self.at += 1
        return token


def box(parts: Sequence[Part], tight: bool = False) -> str:
    """Parts as one element."""
    if len(parts) == 1 and not parts[0].char:
        return parts[0].xml
    return f"<mrow>{joined(parts, tight)}</mrow>"


def joined(parts: Sequence[Part], tight: bool = False) -> str:
    """The elements of a row."""
    return "".join(xml for xml, _ in spaced(classed(parts), tight))


def classed(parts: Sequence[Part]) -> list[Part]:
    """The parts with TeX's rule for signs: an operator with nothing to join is an ordinary sign."""
    out: list[Part] = []
    for k, p in enumerate(parts):
        if p.kind == BIN:
            before = next((q.kind for q in reversed(out) if q.kind != "space"), OPEN)
            after = next((q.kind for q in parts[k + 1 :] if q.kind != "space"), CLOSE)
            if before in (BIN, OP, BIG, REL, OPEN, PUNCT) or after in (REL, CLOSE, PUNCT):
                p = replace(p, kind=ORD)
        if p.kind == REL and p.char and out and out[-1].kind == REL and out[-1].char:
            out[-1] = replace(out[-1], char=out[-1].char + p.char)  # no space within `+=`
        else:
            out.append(p)
    return out


def spaced(parts: Sequence[Part], tight: bool = False) -> Iterator[tuple[str, str]]:
    """The elements with thin spaces around functions and what is tall; none in scripts (`tight`)."""
    before = ""
    for p in parts:
        xml = operator(p, tight) if p.char else p.xml
        yield (THIN + xml if not tight and _thin(before, p.kind) else xml), p.kind
        before = p.kind


def _thin(left: str, right: str) -> bool:
    if right in (OP, BIG):
        return left in (ORD, OP, BIG, CLOSE, INNER)
    if right == INNER:
        return left in (ORD, CLOSE, INNER, OP)
    return left in (OP, INNER) and right == ORD or (left == INNER and right == OPEN)


def operator(p: Part, tight: bool = False) -> str:
    """An operator as its neighbours make it: fences do not grow by themselves, signs stand close to what follows."""
    match p.kind:
        case "open":
            how = ' form="prefix" stretchy="false"'
        case "close":
            how = ' form="postfix" stretchy="false"'
        case "ord":
            how = ' form="prefix" stretchy="false" lspace="0" rspace="0"'
        case "big":
            how = ' form="prefix"'
        case _:
            how = ' form="infix" stretchy="false"' + (' lspace="0" rspace="0"' if tight else "")
    return f"<mo{how}>{escape(p.char)}</mo>"

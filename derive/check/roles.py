r"""What the letters of a document stand for, as its prose says: "where $X_{ij}$ is the number of times …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.check.text import Document, Formula
from derive.errors import DeriveError
from derive.expr.scan import Scanner
from derive.source import Source

SHORTEST, LONGEST = 3, 160  # characters of a role
LOOKED_AT = 400
CLOSING = r"^(?:\$|\\\)|`)?\s*"
IS = re.compile(CLOSING + r"(?:is|are|be)\s+(?=(?:an?|the|our|its)\s)", re.IGNORECASE)
DENOTES = re.compile(CLOSING + r"(?:denotes?|stands? for|represents?|means|(?:[:–—]|-{1,3})(?=\s))\s*", re.IGNORECASE)
END = re.compile(
    r"[.;](?=\s|$)|\n[ \t>]*(?:\n|[-*+] |\d+\. )|,(?: and)?\s+(?:where |with )?\$|\s\((?=see|i\.e)|"
    r"\s+and\s+\$[^$\n]*\$\s+(?:is|are|denotes?|stands|represents?)\b|$"
)
EMPHASIS = re.compile(r"\*+|(?<![\w$\\])_+(?=\w)|(?<=\w)_+(?=[\s.,]|$)")
TAIL = re.compile(r"(?:,|\s(?:and|while|whereas|but|which|so|where|with))*$")


def roles_in(d: Document) -> dict[str, str]:
    """Plain names with what the prose behind them says that they are; the first one counts."""
    found: dict[str, str] = {}
    for name, role in _said(d):
        found.setdefault(name, role)
    return found


def key(latex: str) -> str | None:
    """The plain name that a text spells, whatever its braces; None for what is no name."""
    try:
        s = Scanner(Source(latex.strip()))
        name = s.name()
        return name.plain if name is not None and s.done() else None
    except DeriveError:
        return None


def _said(d: Document) -> Iterator[tuple[str, str]]:
    for f in d.found:
        if not isinstance(f, Formula) or f.display or (name := key(f.text.text)) is None:
            continue
        end = f.text.end(len(f.text.text))
        if (role := _role(d.source[end : end + LOOKED_AT])) is not None:
            yield name, role


def _role(after: str) -> str | None:
    """What the words behind a letter say that it is; None where they describe nothing."""
    says = IS.match(after) or DENOTES.match(after)
    if says is None:
        return None
    rest = after[says.end() :]
    end = END.search(rest)
    words = re.sub(r"\s+", " ", rest[: end.start()] if end is not None else rest)
    words = TAIL.sub("", EMPHASIS.sub("", words)).strip(" ,:")
    whole = words.count("$") % 2 == 0 and words[:1] not in ("$", "\\", "=", "`")
    return words if whole and SHORTEST <= len(words) <= LONGEST else None

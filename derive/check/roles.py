r"""What the letters of a document stand for, as its prose says: "where $X_{ij}$ is the number of times …".

The prose is looked at with one character in place of each formula, so that sentences can be matched: a letter that is,
denotes or is called something, letters in a row, "and $b$ the bias" behind another, items of lists, rows of tables,
and, where nothing else says it, the noun before a letter ("the learning rate $\eta$"), if it is a usual one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from derive.check.text import Document, Formula
from derive.errors import DeriveError
from derive.expr.scan import Scanner
from derive.source import Source

SHORTEST, LONGEST = 3, 160  # characters of a role
FIRST, ROOM = 0xE000, 6000  # the characters that stand for formulas, of Unicode's private use area
M = "[\ue000-\uf76f]"
ROW = rf"(?P<row>{M}(?:\s*,\s*{M})*(?:\s*,?\s*(?:and|or|&)\s+{M})?)"
A = r"(?:an?|the|our|its|their|one of the|any|each)\s"
ONE = rf"(?:is\s+(?={A}|called)|denotes\s|stands\s+for\s|represents\s|means\s|refers\s+to\s)"
MANY = rf"(?:(?:are|be|being)\s+(?={A}|called)|denote\s|stand\s+for\s|represent\s|mean\s|refer\s+to\s)"
SAYS = re.compile(rf"{ROW}\s*(?:(?P<one>{ONE})|{MANY})(?:\s*called\s+)?", re.I)
BARE = ROW.replace("row", "line")  # of a line that is no item
ITEM = re.compile(rf"(?m)^[ \t>]*(?:(?:[-*+]|\d+[.)])\s+{ROW}\s*(?:[:–—=,]|-{{1,3}})?|{BARE}\s*(?:[:–—]|-{{2,3}}))\s*"
                  r"(?=[A-Za-z])")  # fmt: skip
WRITTEN = re.compile(rf"\b(?:writes?|use|call|name)\s+{ROW}\s+(?:for\s+|to\s+denote\s+|(?={A}))", re.I)
ALSO = re.compile(rf"(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?P<row>{M})\s+(?:for\s+|to\s+)?(?={A})", re.I)
DENOTED = re.compile(rf"\b{A}(?P<what>[^.;:,()\ue000-\uf76f]{{3,60}}?)\s+(?:is|are)\s+(?:denoted|written|given)\s+"
                     rf"(?:by|as)\s+(?P<row>{M})", re.I)  # fmt: skip
DENOTED_ALSO = re.compile(rf"\s*,?\s+and\s+{A}(?P<what>[a-z \-]{{3,40}}?)\s+(?:by|as)\s+(?P<row>{M})", re.I)
NOUN = re.compile(rf"\b(?:an?|the|with|and|our|its)\s+(?P<what>(?:[a-z][a-z\-]+\s+){{1,3}})\(?(?P<row>{M})", re.I)
END = re.compile(
    rf"[.;](?=\s|$)|\n[ \t>]*(?:\n|[-*+] |\d+[.)] |\|)|,(?: and)?\s+(?:where |with |that )?{M}|\s\((?=see|i\.e)|"
    rf"\s+and\s+{M}\s+(?:{A}|is\b|are\b|denotes?\b|stands?\b|represents?\b|for\b|to\b)|"
    rf",(?=\s+(?:and\s+)?(?:with|let|we|so|then|which|while|it|this|there|hence|thus|if|no)\b)|$",
    re.I,
)
AGAIN = re.compile(r",\s+(?:the|a|our)\s")  # another sentence, behind the role of a single letter
FILLED = re.compile(r"<!--\s*derive:.*?<!--\s*/derive\s*-->", re.DOTALL)  # what was written by this program
EMPHASIS = re.compile(r"(?<=\S)\*+|\*+(?=\S)|(?<![\w$\\])_+(?=\w)|(?<=\w)_+(?=[\s.,]|$)")
TAIL = re.compile(r"(?:,|\s(?:and|while|whereas|but|which|so|where|with))*$")
EACH = re.compile(r",?\s*respectively$", re.I)
NOUNS = frozenset(
    "rate rates weight weights bias biases vector vectors matrix matrices input inputs output outputs label "
    "labels target targets prediction predictions loss cost error gradient momentum temperature pressure volume "
    "mass force charge energy power work distance radius length width height depth speed velocity acceleration "
    "time frequency wavelength angle area density mean variance deviation covariance probability likelihood prior "
    "posterior parameter parameters hyperparameter coefficient coefficients factor constant size dimension "
    "threshold penalty strength discount reward state action policy price interest principal capital resistance "
    "current voltage capacity step count counts margin embedding query key value feature features activation "
    "score scores logit logits eigenvalue eigenvector".split()
)
JOINING = "will our their is are be this that each every same of and or for to by as at in on we between from with into"
PLAIN = re.compile(rf"(?!(?:{JOINING.replace(' ', '|')})\b)[a-z-]+")
MEANING = re.compile(r"meaning|description|descri|what|role|stands|explanation|definition|denotes|quantity", re.I)
LINE = re.compile(r"(?m)^[ \t]*\|(?P<cells>.+)\|[ \t]*$")


def roles_in(d: Document) -> dict[str, str]:
    """Plain names with what the prose says that they are; the first one counts, and sentences before mere nouns."""
    page = _Page.of(d)
    found: dict[str, str] = {}
    for source in (page.tables, page.sentences, page.nouns):
        for name, role in source():
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


@dataclass(frozen=True, slots=True)
class _Page:
    """The prose of a document, a character in place of each formula. formulas: by that character."""

    prose: str
    formulas: Mapping[str, str]

    @classmethod
    def of(cls, d: Document) -> _Page:
        """The page of a document."""
        parts, formulas, at = [], {}, 0
        inline = [f for f in d.found if isinstance(f, Formula) and not f.display]
        for k, f in enumerate(inline[:ROOM]):
            start, end = f.text.origin(0), f.text.end(len(f.text.text))
            if start < at or end <= start:
                continue
            before = d.source[at:start].rstrip()
            mark = re.search(r"(?:`?\$`?|\\\(|:math:`|`)$", before)
            opened = before[: mark.start()] if mark else d.source[at:start]
            after = re.match(r"\s*(?:`?\$`?|\\\)|`)", d.source[end : end + 8])
            parts += [opened, chr(FIRST + k)]
            formulas[chr(FIRST + k)] = f.text.text
            at = end + (after.end() if after else 0)
        written = FILLED.sub("\n\n", "".join([*parts, d.source[at:]]))
        return cls(EMPHASIS.sub("", written), formulas)

    def names(self, row: str) -> list[str]:
        r"""The plain names of the letters in a row; of `x \in \mathbb{R}^n` that of x."""
        found = (key(re.split(r"\\in\b|\\sim\b", self.formulas[c])[0]) for c in row if c in self.formulas)
        return [n for n in found if n is not None]

    def role(self, words: str) -> str | None:
        """Words as a role: its formulas again between `$`; None where they describe nothing."""
        text = re.sub(r"\s+", " ", words)
        text = TAIL.sub("", text).strip(" ,:")
        shown = re.sub(M, lambda m: f"${self.formulas.get(m[0], '')}$", text)
        fits = text[:1] not in ("$", "\\", "=", "`", "(") and text[:1] not in self.formulas
        return shown if fits and SHORTEST <= len(shown) <= LONGEST else None

    # ---- where roles are said ----

    def sentences(self) -> Iterator[tuple[str, str]]:
        """Letters that are, denote, are called something; and what goes on behind them."""
        starts = [(m.start(), m) for pattern in (SAYS, ITEM, WRITTEN) for m in pattern.finditer(self.prose)]
        for _, m in sorted(starts, key=lambda s: s[0]):
            named = m.groupdict()
            row = named["row"] or named["line"]
            yield from self._from(row[-1] if named.get("one") else row, m.end())
        for m in DENOTED.finditer(self.prose):
            yield from self._named(m)
            if also := DENOTED_ALSO.match(self.prose, m.end()):
                yield from self._named(also)

    def _from(self, row: str, at: int) -> Iterator[tuple[str, str]]:
        """The role that begins at a place, for a row of letters, and those behind it: `and $b$ the bias`."""
        for _ in range(ROOM):
            end = END.search(self.prose, at)
            stop = end.start() if end else len(self.prose)
            again = AGAIN.search(self.prose, at, stop) if len(row) == 1 else None
            yield from self._shared(self.names(row), self.prose[at : again.start() if again else stop])
            more = ALSO.match(self.prose, stop)
            if more is None:
                return
            row, at = more["row"], more.end()

    def _shared(self, names: list[str], words: str) -> Iterator[tuple[str, str]]:
        """One role for every letter of a row, or one each: `the mean and the deviation, respectively`."""
        if EACH.search(words.strip()) and len(names) > 1:
            parts = re.split(r"\s*,\s*(?:and\s+)?|\s+and\s+", EACH.sub("", words.strip()))
            pairs = list(zip(names, parts, strict=False)) if len(parts) == len(names) else []
        else:
            pairs = [(n, words) for n in names]
        for name, part in pairs:
            if (role := self.role(part)) is not None:
                yield name, role

    def _named(self, m: re.Match[str]) -> Iterator[tuple[str, str]]:
        for name in self.names(m["row"]):
            yield name, f"the {' '.join(m['what'].split())}"

    def nouns(self) -> Iterator[tuple[str, str]]:
        """The noun before a letter: `the learning rate $\\eta$`, `the mass ($m$)`."""
        for m in NOUN.finditer(self.prose):
            words = m["what"].lower().split()
            kept = words[-next((k for k, w in enumerate(reversed(words)) if not PLAIN.fullmatch(w)), len(words)) :]
            if words[-1] in NOUNS:
                for name in self.names(m["row"]):
                    yield name, " ".join(kept)

    def tables(self) -> Iterator[tuple[str, str]]:
        """Rows whose first cell is a letter: the cell below a head such as "meaning", else the last one."""
        column = -1
        for m in LINE.finditer(self.prose):
            cells = [c.strip() for c in m["cells"].split("|")]
            if not cells[0] or not re.fullmatch(M, cells[0]):
                heads = [k for k, c in enumerate(cells) if k and MEANING.search(c)]
                column = heads[0] if heads else column if set("".join(cells)) <= set("-: ") else -1
                continue
            said = cells[column] if len(cells) > 1 and -len(cells) <= column < len(cells) else ""
            for name in self.names(cells[0]):
                if (role := self.role(said)) is not None:
                    yield name, role

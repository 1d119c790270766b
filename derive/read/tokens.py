r"""LaTeX as positioned tokens: one regular expression, then words told from products of letters.

Kinds: `number`, `letter`, `command` (`\alpha`), `op` (one spelling of an operator, bracket or mark), `word` (several
letters that are one name: `ReLU`, `\text{age}`), `words` (prose), `row` (`\\`), `soft` (`\quad`), `begin`, `close` (of
an environment), `stop`. White space and what only changes the look of a formula are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

from derive.errors import ReadError
from derive.expr.names import Name, from_plain
from derive.read.characters import MARKS, SIGNS, pieces
from derive.read.syntax import Limits
from derive.read.table import CONNECTIVES, LETTER_COMMANDS, LIMIT_WORDS, WORD_FUNCTIONS
from derive.source import Place, Source, Span


@dataclass(slots=True)
class Token:
    """A piece of the text [start, end); gap: white space stands before it."""

    kind: str
    text: str
    start: int
    end: int
    gap: bool = False


def fail(source: Source, message: str, start: int, end: int | None = None, help: str | None = None) -> NoReturn:
    """Raise a ReadError with a caret."""
    raise ReadError(message, Place(source, Span(start, max(start + 1, end or 0))), help)


_LOOK = (
    "enspace thinspace medspace negthinspace hfill hfil displaystyle textstyle scriptstyle limits nolimits nonumber "
    "notag big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm huge large Large small tiny "
    "centering allowbreak middle strut noindent null"
).replace(" ", "|")
# a space at least as wide as a quad
_FAR = (
    r"\\hspace\*?\s*\{\s*(?:(?:[1-9]\d*(?:\.\d*)?|0?\.[3-9]\d*)\s*(?:in|cm)|[1-9]\d*(?:\.\d*)?\s*em"
    r"|\d\d+(?:\.\d*)?\s*(?:pt|px|mm|ex))\s*\}"
)
_SPACE = (
    rf"(?:\s|~|\\[ ,;:!>/\n]|\\(?:{_LOOK})(?![A-Za-z])"
    rf"|(?!{_FAR})\\(?:tag|label|hspace|vspace|phantom|hphantom|vphantom|color|require)\*?\s*\{{[^{{}}]*\}}"
    r"|\\kern-?[\d.]+\w\w|\\(?:pause|onslide|uncover|only|visible)\b(?:<[^<>]*>)?|(?<!\\)%[^\n]*(?:\n|$))+"
)
_TOKEN = re.compile(
    rf"""(?P<wide>\s*(?:~[ ]?){{6,}}\s*)
 |(?P<space>{_SPACE})
 |\\(?:mathrm|operatorname\*?|mathop|text|textrm|mbox|rm)\s*\{{\s*(?P<arg>arg(?:\\[,;:! ]|\s|~)*(?:max|min))\s*\}}
 |(?P<upright>(?:\\(?:mathrm|mathit|operatorname|text|textrm|rm)\s*\{{|\{{\s*\\rm\s)\s*d\s*\}})
 |(?P<text>\\(?:text|textrm|textbf|textit|textsf|textnormal|texttt|textup|mbox|hbox|emph|textsc)\s*(?=\{{))
 |(?P<word>\\(?:mathrm|operatorname\*?|mathit|mathsf|mathtt|mathop|rm)\s*\{{\s*(?P<inner>[A-Za-z][A-Za-z0-9\-]+)\s*\}})
 |(?P<row>\\\\\*?(?:\[-?[\d.]+\s*(?:em|ex|pt|cm|mm|px|in)\])?|\\newline(?![a-z])|\\cr(?![a-z]))
 |(?P<quote>``[^`"$]*(?:"|''))
 |(?P<soft>\\q?quad(?![A-Za-z])|{_FAR})
 |(?P<env>\\(?P<verb>begin|end)\s*\{{(?P<name>[A-Za-z]+)\*?\}})
 |(?P<command>\\[A-Za-z]+)
 |(?P<escape>\\.)
 |(?P<number>\d{{1,3}}(?:\{{,\}}\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)
 |(?P<letter>[A-Za-z])
 |(?P<op>:=|==|>=|<=|<<|>>|!=|->|=>|\.\.\.+|\.[ ]\.[ ]\.|\|\||.)""",
    re.X | re.S,
)
_THOUSANDS = re.compile(r"(?:,\d{3})+(?!\d|[,.]\d)")
_GROUPED = re.compile(r"(?<![\d,.])[1-9]\d{0,2}(?:,\d{3})+(?!\d|[,.]\d)|,\s|[_^]\{[^{}]*\}")  # and scripts
_BRACKET = re.compile(r"\\.|[{}()\[\]]", re.S)


def check_limits(source: Source, limits: Limits) -> None:
    """Raise a ReadError where the text is too long or its brackets are nested too deeply."""
    if len(source.text) > limits.characters:
        fail(source, f"the text has {len(source.text)} characters, more than {limits.characters}", limits.characters)
    level = 0
    for m in _BRACKET.finditer(source.text):
        level += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(m[0], 0)
        if level > limits.levels:
            fail(source, f"brackets nested deeper than {limits.levels} levels", m.start())


def tokenize(source: Source, limits: Limits, macros: Mapping[str, str] | None = None,
             words: frozenset[str] = frozenset()) -> list[Token]:  # fmt: skip
    """The tokens of a text, macros written out, declared words whole, a `stop` last."""
    from derive.read.macros import written_out

    check_limits(source, limits)
    tokens = _pieces(source, limits)
    if any(t.kind == "command" or t.text == r"\1" for t in tokens):
        tokens = written_out(source, tokens, macros or {}, lambda body: _pieces(Source(body), limits))
    return _words(_unescaped(tokens), words)


def _unescaped(tokens: list[Token]) -> list[Token]:
    r"""The tokens of a formula that Markdown escapes, `z\_i`, with its subscripts; `step\_num` is a name."""
    found = [k for k, t in enumerate(tokens) if t.text == r"\_"]
    if not found or any(t.text == "_" for t in tokens):
        return tokens
    sure = any(tokens[k + 1].kind != "letter" or k and tokens[k - 1].kind not in ("letter", "number") for k in found)
    if not sure and not all(_between_letters(tokens, k) for k in found):
        return tokens
    return [Token("op", "_", t.start, t.end, t.gap) if t.text == r"\_" else t for t in tokens]


def _between_letters(tokens: list[Token], k: int) -> bool:
    """Does one letter alone stand before this place, and one behind it?"""
    before = k > 1 and tokens[k - 2].kind == "letter" and not tokens[k - 1].gap
    behind = tokens[k + 2].kind in ("letter", "number") and not tokens[k + 2].gap or tokens[k + 2].text == r"\_"
    return k > 0 and tokens[k - 1].kind == "letter" and not before and tokens[k + 1].kind == "letter" and not behind


def _pieces(source: Source, limits: Limits) -> list[Token]:
    """The tokens of a text as they stand, a `stop` last."""
    text, at, gap = source.text, 0, False
    out: list[Token] = []
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match is not None  # the last alternative takes any character
        if match.lastgroup == "space":
            at, gap = match.end(), True
            continue
        at = _append(source, limits, out, match, gap)
        gap = False
    out.append(Token("stop", "the end of the formula", len(text), len(text)))
    return _without_arrows(out)


_ARROWS = (r"\to", r"\rightarrow", r"\longrightarrow")


def _without_arrows(tokens: list[Token]) -> list[Token]:
    r"""The tokens without arrows between statements, which stand apart: `f = x y \quad \to \quad f' = y`."""
    out: list[Token] = []
    for t, following in zip(tokens, [*tokens[1:], None], strict=True):
        apart = bool(out) and out[-1].kind in ("soft", "row")
        beside = (following.kind if following is not None else "", out[-1].kind if out else "")
        if apart and t.text in _ARROWS and (beside[0] == "soft" or beside[1] == "row"):
            continue
        if not (apart and t.kind == "soft"):
            out.append(t)
    return out


def _append(source: Source, limits: Limits, out: list[Token], m: re.Match[str], gap: bool) -> int:
    """Append the token of one match; where the next one starts."""
    kind, text, start, end = str(m.lastgroup), m[0], m.start(), m.end()
    if kind == "text":
        end = _closing(source, end)
        inner = source.text[m.end() + 1 : end - 1]
        if len(inner) == 1 and inner.isalpha() and text.startswith(r"\textbf"):
            spots = (("command", r"\mathbf"), ("op", "{"), ("letter", inner), ("op", "}"))
            out += [Token(kind, piece, start, end, gap and k == 0) for k, (kind, piece) in enumerate(spots)]
            return end
        if out and out[-1].text == r"\#" and (number := name_of_words("#" + inner)) is not None:
            out[-1] = Token("word", number, out[-1].start, end, out[-1].gap)
            return end
        if inner in ("st", "nd", "rd", "th") and out and out[-1].text in ("^", "{"):
            out.append(Token("word", inner, start, end, gap))
            return end
        if re.fullmatch(r"-[A-Za-z]+", inner) and out and out[-1].kind == "letter" and not gap:  # `p-value`
            out[-1] = Token("word", out[-1].text + inner, out[-1].start, end, out[-1].gap)
            return end
        out += _text(inner, start, end, gap)
        return end
    if kind in ("word", "inner"):
        kind, text = "word", m["inner"]
    elif kind == "arg":  # `arg\,max`
        kind, text = "word", f"arg{m['arg'][-3:]}"
    elif kind == "upright":  # the d of a differential
        kind, text = "letter", "d"
    elif kind in ("env", "verb", "name"):
        kind, text = ("begin" if m["verb"] == "begin" else "close"), m["name"]
    elif kind == "wide" or text == r"\forall":
        kind, text = ("soft", text) if kind == "wide" else ("words", "for all")
    elif kind == "quote":
        kind, text = "word", text
    elif kind == "escape":
        kind, text = "op", "*" if text == r"\*" else text
    elif kind == "letter" and source.text[end : end + 1] in MARKS:
        signs, end = pieces(source.text, start, False) or ([], end)
        out += [Token(kind, x, start, end, gap and k == 0) for k, (kind, x) in enumerate(signs)]
        return end
    elif kind == "number":
        text = text.replace("{,}", "")
        more = _THOUSANDS.match(source.text, end)
        if more and text.isdigit() and len(text) < 4 and text[0] != "0" and _outside(source.text[:start]):
            text, end = (text + more[0]).replace(",", ""), more.end()
        if len(text) > limits.digits:
            fail(source, f"a number of more than {limits.digits} digits", start, end)
    elif kind == "op":
        if ord(text[0]) > 127 and (found := pieces(source.text, start, bool(out) and _operand(out[-1]))) is not None:
            signs, end = found
            out += [Token(kind, x, start, end, gap and k == 0) for k, (kind, x) in enumerate(signs)]
            return end
        kind, text = _symbol(source, text, start)
    out.append(Token(kind, text, start, end, gap))
    return end


def _outside(before: str) -> bool:
    """Outside of all brackets and of a list of numbers, where `60,000` is one number."""
    open_ = sum(before.count(c) for c in "([{") - sum(before.count(c) for c in ")]}")
    return not open_ and "," not in _GROUPED.sub("", before)


def _symbol(source: Source, text: str, start: int) -> tuple[str, str]:
    if text[0] == "." and len(text) > 2:
        return "command", r"\ldots"
    if text in SIGNS:
        return "command", SIGNS[text]
    if ord(text[0]) > 127:
        if not text.isalpha():
            shown = text if text.isprintable() else f"U+{ord(text):04X}"
            fail(source, f"the character {shown!r} is not known here", start)
        return "letter", text
    return "op", text


def _operand(t: Token) -> bool:
    """Does an operand end with this token?"""
    named = t.kind == "command" and (t.text in LETTER_COMMANDS or t.text == r"\infty")
    return named or t.kind in ("letter", "number", "word") or t.text in (")", "]", "}")


def _closing(source: Source, start: int) -> int:
    """Where the braces that open at `start` end."""
    level, text = 0, source.text
    for m in re.compile(r"\\.|[{}]", re.S).finditer(text, start):
        level += {"{": 1, "}": -1}.get(m[0], 0)
        if level == 0:
            return m.end()
    fail(source, "this brace is never closed", start)


def _text(inner: str, start: int, end: int, gap: bool) -> list[Token]:
    r"""`\text{…}`: one word is a name, a connective or several words are prose, punctuation alone is itself."""
    bare = inner.strip(" ~\n")
    if bare in ("-", "+", "="):
        return [Token("op", bare, start, end, gap)]
    if not bare.strip(" ~.,;:"):
        return [Token("op", c, start, end, True) for c in bare if c in ",;:"]
    if bare in LIMIT_WORDS:
        return [Token("word", bare, start, end, gap)]
    if re.fullmatch(r"[A-Za-z]+/[A-Za-z]+", bare):  # `GB/s`
        return [Token("word", bare.replace("/", "_per_"), start, end, gap)]
    one = re.fullmatch(r"[A-Za-z0-9][\w\-]*", bare) and bare.lower() not in CONNECTIVES and inner == bare
    return [Token("word" if one else "words", bare, start, end, gap)]


def name_of_words(text: str) -> str | None:
    """Several words as one name: `leaky ReLU` is leaky_ReLU; None where they say something about the formula."""
    words = re.findall(r"[A-Za-z0-9]+", text.replace("#", "number of "))
    plain = re.fullmatch(r"#?[\w\- ]+", text.strip(" ,.:;\n")) is not None
    if not plain or not any(w[0].isalpha() for w in words) or {w.lower() for w in words} & (CONNECTIVES - {"of"}):
        return None
    return "_".join(words)


def word_name(text: str, font: str) -> Name:
    """A word as a name; a letter with digits (`L1`) has them as its label."""
    if text.isascii() and text.isalnum() and not text.isalpha():
        name = from_plain(text)
        return Name(name.base, font, label=name.label)
    return Name(text, font)


# ---- letters that stand together: a word or a product ---------------------------------------------------------------


def _words(tokens: list[Token], words: frozenset[str]) -> list[Token]:
    out: list[Token] = []
    k = 0
    alone = _alone(tokens)
    repeated = _repeated(tokens, alone)
    while k < len(tokens):
        t = tokens[k]
        if t.kind != "letter" or not t.text.isascii():
            out.append(t)
            k += 1
            continue
        j = k + 1
        while tokens[j].kind == "letter" and not tokens[j].gap:
            j += 1
        following = tokens[j]
        if following.text == r"\_" and (end := _underscored(tokens, j)) > j:
            parts = "".join("_" if x.text == r"\_" else x.text for x in tokens[k:end])
            out.append(Token("word", parts, t.start, tokens[end - 1].end, t.gap))
            k = end
            continue
        if j == k + 1 and following.kind == "number" and _joined(out, following, tokens[j + 1]):
            out.append(Token("word", t.text + following.text, t.start, following.end, t.gap))
            k = j + 1
            continue
        letters = "".join(x.text for x in tokens[k:j])
        word = letters in repeated or _is_side(letters, tokens, k, j, alone)
        cut = 0 if word else _cut(letters, following, words)
        out += tokens[k : k + cut]
        if cut < j - k:
            out.append(_join(tokens[k + cut : j]))
        k = j
    return out


def _underscored(tokens: list[Token], at: int) -> int:
    r"""Where the name ends of which `\_` stands here: `step\_num`."""
    end = at
    while tokens[end].text == r"\_" and tokens[end + 1].kind in ("letter", "number") and tokens[end + 1].text.isalnum():
        end += 2
        while tokens[end].kind in ("letter", "number") and not tokens[end].gap:
            end += 1
    return end


def _alone(tokens: list[Token]) -> set[str]:
    """The letters that stand alone somewhere, not in a run."""
    marks = [t.kind == "letter" and t.text.isascii() for t in tokens]
    return {
        t.text for k, t in enumerate(tokens)
        if marks[k] and not (k and marks[k - 1] and not t.gap)
        and not (k + 1 < len(tokens) and marks[k + 1] and not tokens[k + 1].gap)
    }  # fmt: skip


def _repeated(tokens: list[Token], alone: set[str]) -> set[str]:
    """`pos` of `PE(pos, 2i) = \\sin(pos / …)`: small letters that stand together twice, and never otherwise."""
    runs: Counter[str] = Counter()
    upright: set[str] = set()  # not only in scripts, where letters together are indices
    k = 0
    while k < len(tokens):
        j = k + 1
        while tokens[k].kind == "letter" and tokens[j].kind == "letter" and not tokens[j].gap:
            j += 1
        run = "".join(t.text for t in tokens[k:j])
        if j > k + 1:
            runs[run] += 1
        if j > k + 1 and not (k and (tokens[k - 1].text in ("_", "^") or k > 1 and tokens[k - 2].text in ("_", "^"))):
            upright.add(run)
        k = j
    users = Counter(c for w in runs if w in upright or len(w) < 4 for c in set(w))  # `model` is a label
    return {
        w for w, n in runs.items()
        if n > 1 and len(w) > 2 and w.islower() and w.isascii() and w in upright and set(w) & set("aeou")
        and not set(w) & alone and all(users[c] == 1 for c in w)
    }  # fmt: skip


def _is_side(letters: str, tokens: list[Token], k: int, j: int, alone: set[str]) -> bool:
    """`loss = …`: small letters that are all of a side, none of which stands alone elsewhere, are one word."""
    if len(letters) < 3 or not letters.islower() or set(letters) & alone or not set(letters) & set("aeiou"):
        return False
    script = k > 1 and tokens[k - 2].text in ("_", "^")
    if len(letters) > 3 and k and not script and tokens[k - 1].text == "{" and tokens[j].text == "}":
        return True  # all of a pair of braces
    begins = k == 0 or tokens[k - 1].kind in ("row", "soft", "begin") or tokens[k - 1].text in ("=", "&")
    ends = tokens[j].kind in ("row", "soft", "stop", "close") or tokens[j].text in ("=", "&")
    ends = ends or tokens[j].text == "_" and tokens[k - 1].text != "="  # `net_j = …`
    return begins and ends and len(tokens) > j - k + 1


def _joined(before: list[Token], number: Token, after: Token) -> bool:
    """Is the letter before this number one name with it (`L1`), not a script or an argument (`x^a2`, `\\frac a2`)?"""
    if number.gap or not number.text.isdigit() or after.kind == "letter" and not after.gap or after.text == "^":
        return False
    if (
        before
        and before[-1].kind in ("letter", "number", "word")
        and not number.gap
        and before[-1].end == number.start - 1
    ):
        return False
    return not before or before[-1].text not in ("^", "_", r"\frac", r"\tfrac", r"\dfrac", r"\binom")


def _join(letters: list[Token]) -> Token:
    """A run of letters as one name; `where` without any dress is a word of the text."""
    word = "".join(x.text for x in letters)
    kind = "words" if word == "where" and letters[0].gap else "word"
    return Token(kind, word, letters[0].start, letters[-1].end, letters[0].gap)


def _cut(letters: str, following: Token, words: frozenset[str]) -> int:
    """How many of the letters are letters of their own; the rest is one word."""
    n = len(letters)
    opens = following.text in ("(", r"\left(", r"\left", "[") and not following.gap
    for c in range(n - 1):
        word = letters[c:]
        if word in words or word in WORD_FUNCTIONS and (opens or len(word) > 2 or c == 0):
            return c
    if n > 3 and letters[1:].islower() and (opens or n > 4 or letters[0].isupper()):
        return 0
    return n

r"""Macros: those of the text (`\newcommand`, `\def`, `\DeclareMathOperator`), those given, those that are conventions.

A macro is written out token by token; what it becomes stands at the place of the macro. A command that nobody defines
is written out only where the field has one meaning for it (`\E`, `\R`, `\bfx`), and that is reported as a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from derive.read import table, usual
from derive.read.tokens import Token, fail
from derive.source import Source

Tokenizer = Callable[[str], list[Token]]
MOST_TOKENS = 50_000
MOST_ROUNDS = 50
CONVENTIONS = {
    r"\E": r"\mathbb{E}", r"\EE": r"\mathbb{E}", r"\Expect": r"\mathbb{E}", r"\R": r"\mathbb{R}",
    r"\RR": r"\mathbb{R}", r"\N": r"\mathbb{N}", r"\Z": r"\mathbb{Z}", r"\ind": r"\mathbb{1}",
    r"\Ind": r"\mathbb{1}", r"\indicator": r"\mathbb{1}", r"\ones": r"\mathbf{1}", r"\zeros": r"\mathbf{0}",
    r"\eps": r"\epsilon", r"\T": r"\top", r"\tr": r"\operatorname{tr}", r"\trace": r"\operatorname{tr}",
    r"\relu": r"\operatorname{ReLU}", r"\ReLU": r"\operatorname{ReLU}", r"\sigmoid": r"\sigma",
    r"\KL": r"\operatorname{KL}", r"\loss": r"\mathcal{L}", r"\Loss": r"\mathcal{L}",
    r"\norm": r"\lVert #1 \rVert", r"\abs": r"\lvert #1 \rvert", r"\mat": r"\mathbf{#1}", r"\vect": r"\mathbf{#1}",
    r"\sgn": r"\operatorname{sign}", r"\cov": r"\operatorname{Cov}", r"\var": r"\operatorname{Var}",
    r"\Softmax": r"\operatorname{softmax}", r"\MSE": r"\operatorname{MSE}", r"\Normal": r"\mathcal{N}",
    r"\Gauss": r"\mathcal{N}", r"\data": r"\mathcal{D}", r"\dataset": r"\mathcal{D}", r"\real": r"\mathbb{R}",
    r"\reals": r"\mathbb{R}", r"\Reals": r"\mathbb{R}", r"\NN": r"\mathbb{N}", r"\expect": r"\mathbb{E}",
    r"\expectation": r"\mathbb{E}", r"\Exp": r"\mathbb{E}", r"\ev": r"\mathbb{E}", r"\prob": r"\mathbb{P}",
    r"\Prob": r"\mathbb{P}", r"\given": r"\mid", r"\one": r"\mathbf{1}", r"\zero": r"\mathbf{0}",
    r"\transpose": r"^\top", r"\trans": r"^\top", r"\inv": "^{-1}", r"\half": r"\tfrac12", r"\grad": r"\nabla",
    r"\d": "d", r"\dx": "dx", r"\dt": "dt", r"\e": r"\epsilon", r"\textcolor": "{#2}", r"\mathcolor": "{#2}",
    **dict.fromkeys((r"\pd", r"\pdv", r"\pderiv", r"\pdiff", r"\partialfrac"), r"\frac{\partial #1}{\partial #2}"),
    **dict.fromkeys((r"\dv", r"\deriv", r"\diff", r"\ddv"), r"\frac{d #1}{d #2}"),
    **dict.fromkeys((r"\ip", r"\inner", r"\innerprod", r"\dotp"), r"\langle #1, #2 \rangle"),
    **{"\\" + c: rf"\mathbf{{{c}}}" for c in "xywzuvshgqacmfnbXWAYUVQKMB"},
    **{"\\" + c: rf"\mathcal{{{c}}}" for c in "LDFHG"},
}  # fmt: skip
_FAMILIES = (
    (re.compile(r"\\(?:bf|b|bm|bs)([A-Za-z])"), r"\mathbf{%s}"), (re.compile(r"\\v([a-z])"), r"\mathbf{%s}"),
    (re.compile(r"\\m([A-Z])"), r"\mathbf{%s}"), (re.compile(r"\\(?:c|cal|mc)([A-Z])"), r"\mathcal{%s}"),
    (re.compile(r"\\bb([A-Z])"), r"\mathbb{%s}"), (re.compile(r"\\([A-Za-z])(?:b|bf|bold|vec|v)"), r"\mathbf{%s}"),
    (re.compile(r"\\([A-Z])(?:c|cal)"), r"\mathcal{%s}"), (re.compile(r"\\(?:wh|h|hat)([a-z])"), r"\hat{%s}"),
    (re.compile(r"\\(?:wt|t|til|tilde)([a-z])"), r"\tilde{%s}"),
)  # fmt: skip
_KNOWN = frozenset(
    {*table.OPERATORS, *table.OPENING, *table.CLOSING, *table.BARS, *table.BIG, *table.FUNCTION_COMMANDS,
     *table.ACCENT_COMMANDS, *table.FONT_COMMANDS, *table.FONT_SWITCHES, *table.FRACTIONS, *table.LETTER_COMMANDS,
     *table.SYMBOLS, *table.PREFIXES}
)  # fmt: skip
_LAID_OUT = frozenset(
    "\\" + w for w in (
        "left right begin end text textrm textbf textit textsf textnormal texttt textup mbox hbox emph textsc mathrel "
        "mathbin not sqrt underbrace overbrace underset overset stackrel substack quad qquad cr newline tag label "
        "hspace vspace phantom hphantom vphantom color require kern enspace thinspace medspace negthinspace hfill "
        "hfil displaystyle textstyle scriptstyle limits nolimits nonumber notag big Big bigg Bigg bigl bigr Bigl "
        "Bigr biggl biggr Biggl Biggr bigm Bigm huge large Large small tiny centering allowbreak middle strut "
        "noindent null pause onslide uncover only visible newcommand renewcommand providecommand def "
        "DeclareMathOperator choose over atop arg prime "
        "cases matrix ref eqref cite url href operatorname mathrm mathit mathsf mathtt mathop rm hline cline"
    ).split()
)  # fmt: skip
_DEFINED = re.compile(r"\\(?:newcommand|renewcommand|providecommand|def|DeclareMathOperator)\*?\s*\{?\s*(\\[A-Za-z]+)")
_DEFINES = (r"\newcommand", r"\renewcommand", r"\providecommand", r"\def", r"\DeclareMathOperator")


@dataclass(frozen=True, slots=True)
class Macro:
    """How many arguments it takes, and the tokens it becomes; `#` and a number stand for an argument."""

    arguments: int
    body: tuple[Token, ...]


def convention(command: str) -> str | None:
    r"""What an undefined command means by convention: `\mathbb{E}` for `\E`; None where it has no such meaning."""
    if command in _KNOWN:
        return None
    if command in CONVENTIONS:
        return CONVENTIONS[command]
    for pattern, written in _FAMILIES:
        if (m := pattern.fullmatch(command)) is not None:
            return written % m[1]
    return None


def unknown(command: str) -> bool:
    """Is this a command that nothing defines, and no slip in one that is known?"""
    if command in _KNOWN or command in _LAID_OUT or convention(command) is not None or usual.known(command):
        return False
    return near(command) is None


def near(command: str) -> str | None:
    """The known command that this one is a slip for."""
    known = [c for c in (*_KNOWN, *_LAID_OUT) if abs(len(c) - len(command)) < 3 and len(c) > 3]
    found = get_close_matches(command, known, 1, 0.82) if len(command) > 4 else []
    return found[0] if found else None


def guesses(text: str) -> list[str]:
    """A sentence for each command of a text that was taken by convention, or for one name."""
    found = dict.fromkeys(re.findall(r"\\[A-Za-z]+", text))
    defined = set(_DEFINED.findall(text))
    grouped = {c for c in found if convention(c) is None or re.search(re.escape(c) + r"\*?\s*\{", text)}
    usually = {c: usual.note(c) if c in grouped else None for c in found if c not in defined}
    meant = {c: m for c, u in usually.items() if (m := u or convention(c)) is not None}
    said = [f"{c} is {re.sub(' ?#[0-9] ?', '…', m)}" for c, m in meant.items()]
    return said + [f"{c} is one name: nothing says what it means" for c in found if c not in defined and unknown(c)]


def undefined(text: str) -> str | None:
    """The first command of a text that nothing defines."""
    defined = set(_DEFINED.findall(text))
    return next((c for c in re.findall(r"\\[A-Za-z]+", text) if c not in defined and unknown(c)), None)


def written_out(source: Source, tokens: list[Token], given: Mapping[str, str], tokenizer: Tokenizer) -> list[Token]:
    """The tokens without macros. Raises: ReadError where a macro lacks its argument or never ends."""
    macros = {name: _macro(tokenizer(body)) for name, body in given.items()}
    tokens = _defined(source, tokens, macros)
    for _ in range(MOST_ROUNDS):
        tokens, changed = _once(source, tokens, macros, tokenizer)
        if len(tokens) > MOST_TOKENS:
            fail(source, f"macros make more than {MOST_TOKENS} pieces of this text", 0)
        if not changed:
            return tokens
    fail(source, "a macro that leads back to itself", 0)


def _macro(body: list[Token]) -> Macro:
    numbers = [int(b.text[0]) for a, b in zip(body, body[1:], strict=False) if a.text == "#" and b.text[:1].isdigit()]
    return Macro(max(numbers, default=0), tuple(t for t in body if t.kind != "stop"))


def _defined(source: Source, tokens: list[Token], macros: dict[str, Macro]) -> list[Token]:
    """The tokens without definitions of macros, which are added to the table."""
    out: list[Token] = []
    k = 0
    while k < len(tokens):
        t = tokens[k]
        if t.text not in _DEFINES:
            out.append(t)
            k += 1
            continue
        k += 2 if tokens[k + 1].text == "*" else 1
        name, k = _argument(source, tokens, k)
        if len(name) != 1 or name[0].kind != "command":
            fail(source, f"expected a command after `{t.text}`", t.start, t.end)
        while tokens[k].text in ("[", "#") or tokens[k].kind == "number":
            k += 3 if tokens[k].text == "[" else 1
        body, k = _argument(source, tokens, k)
        if t.text == r"\DeclareMathOperator":
            body = [Token("word", "".join(x.text for x in body), t.start, t.end)]
        macros[name[0].text] = _macro(body)
    return out


def _argument(source: Source, tokens: list[Token], k: int) -> tuple[list[Token], int]:
    """The tokens of `{…}` or one token, and where the text goes on."""
    if tokens[k].kind == "stop":
        fail(source, "an argument of a macro is missing", tokens[k].start)
    if tokens[k].text != "{":
        return [tokens[k]], k + 1
    level, start = 0, k
    while tokens[k].kind != "stop":
        level += {"{": 1, "}": -1}.get(tokens[k].text, 0)
        k += 1
        if level == 0:
            return tokens[start + 1 : k - 1], k
    fail(source, "this brace is never closed", tokens[start].start)


def _once(
    source: Source, tokens: list[Token], macros: dict[str, Macro], tokenizer: Tokenizer
) -> tuple[list[Token], bool]:
    """Every macro of the text written out once."""
    out: list[Token] = []
    changed = False
    k = 0
    while k < len(tokens):
        t = tokens[k]
        found = macros.get(t.text) if t.kind in ("command", "op") else None
        use = usual.used(tokens, k, out[-1] if out else None) if found is None and t.text[:1] == "\\" else None
        if use is not None:
            out += _filled(_macro(tokenizer(use.body)), use.groups, t, tokens[use.after - 1].end)
            changed, k = True, use.after
            continue
        if found is None and t.kind == "command" and (meant := convention(t.text)) is not None:
            found = macros[t.text] = _macro(tokenizer(meant))
        if found is None:
            out.append(t)
            k += 1
            continue
        changed, k = True, k + 1
        arguments: list[list[Token]] = []
        for _ in range(found.arguments):
            argument, k = _argument(source, tokens, k)
            arguments.append(argument)
        out += _filled(found, arguments, t, tokens[k - 1].end)
    return out, changed


def _filled(macro: Macro, arguments: Sequence[Sequence[Token]], use: Token, end: int) -> list[Token]:
    """The body at the place of its use, which ends at `end`, arguments put in."""
    out: list[Token] = []
    body = iter(macro.body)
    start, stop = use.start, use.end
    for t in body:
        if t.text == "#" and (number := next(body, None)) is not None and number.text[:1].isdigit():
            out += arguments[int(number.text[0]) - 1]
            start, stop = end - 1, end
            rest = number.text[1:]
            out += [Token(number.kind, rest, start, stop)] if rest else []
        else:
            out.append(replace(t, start=start, end=stop, gap=t.gap and bool(out) or use.gap and not out))
    return [*out[:-1], replace(out[-1], end=end)] if out else out

"""LaTeX as this package writes it to MathML, which browsers lay out themselves: no script, no font, no network.

What stands between two parts follows TeX's classes (ordinary, operator, relation, …), so both look alike.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from html import escape
from typing import Any

from derive.errors import Unsupported
from derive.expr.trees import trampoline
from derive.write.mathml_parts import Part, Tokens, box, classed, joined, operator, spaced
from derive.write.symbols import (
    ACCENTS,
    BIG,
    BIN,
    FONTS,
    INNER,
    INTEGRALS,
    LIMITS,
    OP,
    ORD,
    REL,
    SPACES,
    SYMBOLS,
    UPRIGHT,
    WORDS,
    styled,
)

Work = Generator[Any, Any, Any]
MATRICES = {"matrix": "", "pmatrix": "()", "bmatrix": "[]", "Bmatrix": "{}", "vmatrix": "||", "Vmatrix": "‖‖",
            "smallmatrix": ""}  # fmt: skip
CLASSES = {r"\mathrel": REL, r"\mathbin": BIN, r"\mathop": OP, r"\mathord": ORD}
ALIGNED = ("aligned", "align*", "split", "alignedat")
ROW_END = r"\\"


def mathml(latex: str, display: bool = False) -> str:
    """A formula as one `<math>` element. Raises: Unsupported for a command that this package does not write."""
    return _math(joined(_parts(latex)), display)


def flowing(latex: str) -> str:
    """A formula in the style of a display as several elements, between which a narrow page may break it: before its
    relations and before what it adds up."""
    pieces: list[list[str]] = [[]]
    parts = classed(_parts(latex))
    for k, (xml, kind) in enumerate(spaced(parts)):
        if kind in (REL, BIN) and k and pieces[-1]:
            pieces.append([])
        pieces[-1].append(xml)
    return "<wbr>".join(_math("".join(p), True, inline=True) for p in pieces)


def _math(inside: str, display: bool, inline: bool = False) -> str:
    kind = ' display="block"' if display and not inline else ' displaystyle="true"' if inline else ""
    return f"<math{kind}>{inside}</math>"


def _parts(latex: str) -> list[Part]:
    tokens = Tokens(latex)
    parts: list[Part] = trampoline(_row(tokens))
    if tokens.next:
        raise Unsupported(f"no MathML for this formula: {tokens.next} was not expected")
    return parts


# ---- rows ----------------------------------------------------------------------------------------------------------


def _row(tokens: Tokens, *ends: str) -> Work:
    """The parts up to one of these tokens, each with its scripts."""
    parts: list[Part] = []
    while tokens.next and tokens.next not in ends:
        if tokens.next in ("^", "_", "'"):
            base = parts.pop() if parts and parts[-1].kind != "space" else Part("<mrow></mrow>")
            parts.append((yield _scripts(base, tokens)))
        else:
            parts.append((yield _part(tokens)))
    return parts


def _group(tokens: Tokens) -> Work:
    """An argument: what stands in braces, or one token."""
    if tokens.next != "{":
        token = tokens.next
        if token[:1].isdigit() and len(token) > 1:
            tokens.all[tokens.at : tokens.at + 1] = list(token)
        return [(yield _part(tokens))]
    tokens.take()
    parts = yield _row(tokens, "}")
    tokens.take("}")
    return parts


# ---- parts ---------------------------------------------------------------------------------------------------------


def _part(tokens: Tokens) -> Work:
    """One part of a row, without its scripts."""
    token = tokens.take()
    if token in COMMANDS:
        return (yield COMMANDS[token](token, tokens))
    return _leaf(token)


def _leaf(token: str) -> Part:
    if token.startswith(r"\text{"):
        words = token[6:-1].replace(r"\_", "_").replace(" ", "\u00a0")
        return Part(f"<mtext>{escape(words)}</mtext>", "space")
    if token in SYMBOLS:
        char, kind = SYMBOLS[token]
        if kind != ORD:
            return Part("", kind, kind == BIG and char not in INTEGRALS, char)
        return Part(f"<mi>{char}</mi>") if _is_letter(char) else Part("", ORD, char=char)
    if token in WORDS:
        return Part(_word(WORDS[token], token in LIMITS), OP, token in LIMITS)
    if token in SPACES:
        return Part(f'<mspace width="{SPACES[token]}em"/>', "space")
    if token[0].isdigit():
        return Part(f"<mn>{token}</mn>")
    if token.isalpha():
        return Part(f"<mi>{token}</mi>")
    raise Unsupported(f"no MathML for {token}")


def _is_letter(char: str) -> bool:
    return char.isalpha() or char in "∞∂∇∅ℓℏ⊤⊥⊺ℜℑ□△"


def _word(word: str, limits: bool = False) -> str:
    """The name of a function, upright; an operator where scripts may stand below it."""
    if limits:
        return f'<mo form="prefix" movablelimits="true" lspace="0" rspace="0">{escape(word)}</mo>'
    upright = ' mathvariant="normal"' if len(word) == 1 else ""
    return f"<mi{upright}>{escape(word)}</mi>"


def _scripts(base: Part, tokens: Tokens) -> Work:
    """A part with its sub- and superscript; primes are superscripts."""
    primes = 0
    below: list[Part] = []
    above: list[Part] = []
    while tokens.next in ("^", "_", "'"):
        mark = tokens.take()
        if mark == "'":
            primes += 1
        elif mark == "^":
            above += yield _group(tokens)
        else:
            below += yield _group(tokens)
    if primes:
        above = [Part(f'<mo lspace="0" rspace="0">{"′″‴⁗"[primes - 1] if primes < 5 else "′" * primes}</mo>'), *above]
    core = operator(base) if base.char else base.xml
    inside = core + "".join(box(s, tight=True) for s in (below, above) if s)
    ends = ("under", "over") if base.limits else ("sub", "sup")
    name = "m" + "".join(end for end, s in zip(ends, (below, above), strict=True) if s)
    return Part(f"<{name}>{inside}</{name}>", base.kind)


def _fraction(token: str, tokens: Tokens) -> Work:
    above = yield _group(tokens)
    below = yield _group(tokens)
    return Part(f"<mfrac>{box(above)}{box(below)}</mfrac>", INNER)


def _root(token: str, tokens: Tokens) -> Work:
    if tokens.next != "[":
        inside = yield _group(tokens)
        return Part(f"<msqrt>{box(inside)}</msqrt>")
    tokens.take()
    degree = yield _row(tokens, "]")
    tokens.take("]")
    inside = yield _group(tokens)
    return Part(f"<mroot>{box(inside)}{box(degree, tight=True)}</mroot>")


def _accent(token: str, tokens: Tokens) -> Work:
    inside = yield _group(tokens)
    wide = token in (r"\widehat", r"\widetilde", r"\overline")
    size = ' mathsize="60%"' if token == r"\vec" else ""
    mark = f'<mo stretchy="{str(wide).lower()}"{size}>{ACCENTS[token]}</mo>'
    return Part(f'<mover accent="true">{box(inside, tight=True)}{mark}</mover>')


def _stacked(token: str, tokens: Tokens) -> Work:
    """`\\underset{below}{base}`: the base keeps its class."""
    mark = yield _group(tokens)
    base = yield _group(tokens)
    name = "munder" if token == r"\underset" else "mover"
    core = operator(base[0]) if len(base) == 1 and base[0].char else box(base)
    return Part(f"<{name}>{core}{box(mark, tight=True)}</{name}>", base[0].kind if len(base) == 1 else ORD)


def _as_class(token: str, tokens: Tokens) -> Work:
    """`\\mathrel{+}`: a sign that stands as a relation stands."""
    inside = yield _group(tokens)
    kind = CLASSES[token]
    if len(inside) == 1 and inside[0].char:
        return Part("", kind, char=inside[0].char)
    return Part(box(inside), kind, kind == OP)


def _binomial(token: str, tokens: Tokens) -> Work:
    above = yield _group(tokens)
    below = yield _group(tokens)
    body = f'<mfrac linethickness="0">{box(above)}{box(below)}</mfrac>'
    return Part(f"<mrow>{_fence('(', 'prefix')}{body}{_fence(')', 'postfix')}</mrow>", INNER)


def _braces(token: str, tokens: Tokens) -> Work:
    inside = yield _row(tokens, "}")
    tokens.take("}")
    return Part(box(inside))


def _font(token: str, tokens: Tokens) -> Work:
    """Letters and digits in a font of their own; what is no letter stays."""
    letters = "".join((yield _letters(tokens)))
    text = "".join(styled(c, token) for c in letters)
    return Part(f"<mi>{escape(text)}</mi>")


def _upright(token: str, tokens: Tokens) -> Work:
    word = "".join((yield _letters(tokens)))
    limits = token == r"\operatorname*"
    return Part(_word(word, limits), OP if "operator" in token else ORD, limits)


def _letters(tokens: Tokens) -> Work:
    """The characters of an argument."""
    if tokens.next != "{":
        return [_char(tokens.take())]
    tokens.take()
    out, depth = [], 1
    while depth:
        token = tokens.take()
        depth += (token == "{") - (token == "}")
        if token not in "{}":
            out.append(_char(token))
    return out
    yield


def _char(token: str) -> str:
    if token in SYMBOLS:
        return SYMBOLS[token][0]
    if token in UPRIGHT:  # a word within a font
        return ""
    if token.startswith("\\") and token not in SPACES:
        raise Unsupported(f"no MathML for {token} in a name")
    return " " if token in SPACES else token


def _fenced(token: str, tokens: Tokens) -> Work:
    """`\\left( … \\right)`: fences as tall as what they hold."""
    opening = tokens.take()
    inside = yield _row(tokens, r"\right")
    tokens.take(r"\right")
    closing = tokens.take()
    body = _fence(opening, "prefix") + joined(inside) + _fence(closing, "postfix")
    return Part(f"<mrow>{body}</mrow>", INNER)


def _fence(token: str, form: str) -> str:
    if token == ".":
        return ""
    char = SYMBOLS[token][0] if token in SYMBOLS else token
    return f'<mo form="{form}" fence="true" stretchy="true" symmetric="true">{escape(char)}</mo>'


# ---- environments ----------------------------------------------------------------------------------------------------


def _environment(token: str, tokens: Tokens) -> Work:
    name = "".join((yield _letters(tokens)))
    rows = yield _rows(tokens)
    if "".join((yield _letters(tokens))) != name:
        raise Unsupported(f"no MathML for this formula: {name} is not closed")
    if name in MATRICES:
        return _table(rows, MATRICES[name], "center")
    if name == "cases":
        return _table(rows, "{", "left")
    if name in ALIGNED:
        return _table(rows, "", "right left", display=True)
    raise Unsupported(f"no MathML for the environment {name}")


def _rows(tokens: Tokens) -> Work:
    """Rows of cells up to `\\end`, which is taken."""
    rows: list[list[list[Part]]] = [[]]
    while True:
        rows[-1].append((yield _row(tokens, "&", ROW_END, r"\end")))
        match tokens.take():
            case r"\end":
                return rows
            case "\\\\":
                rows.append([])
                if tokens.next == "[":
                    while tokens.take() != "]":
                        pass


def _table(rows: list[list[list[Part]]], fences: str, sides: str, display: bool = False) -> Part:
    align = sides.split()
    body = ""
    for row in rows:
        cells = (f'<mtd style="text-align: {align[k % len(align)]}">{joined(cell)}</mtd>' for k, cell in enumerate(row))
        body += f"<mtr>{''.join(cells)}</mtr>"
    style = ' displaystyle="true"' if display else ""
    table = f"<mtable{style}>{body}</mtable>"
    if not fences:
        return Part(table, ORD if display else INNER)
    right = _fence(fences[1], "postfix") if len(fences) > 1 else ""
    return Part(f"<mrow>{_fence(fences[0], 'prefix')}{table}{right}</mrow>", INNER)


COMMANDS: dict[str, Callable[[str, Tokens], Work]] = {
    "{": _braces,
    **dict.fromkeys((r"\frac", r"\dfrac", r"\tfrac"), _fraction),
    r"\sqrt": _root,
    **dict.fromkeys(ACCENTS, _accent),
    **dict.fromkeys(FONTS, _font),
    **dict.fromkeys(UPRIGHT, _upright),
    **dict.fromkeys((r"\underset", r"\overset", r"\stackrel"), _stacked),
    **dict.fromkeys(CLASSES, _as_class),
    **dict.fromkeys((r"\binom", r"\dbinom", r"\tbinom"), _binomial),
    r"\left": _fenced,
    r"\begin": _environment,
}

"""Formulas of prose as plain text, for a terminal, a title or what stands for a picture that can't be seen."""

from __future__ import annotations

from collections.abc import Iterator
from unicodedata import normalize

from derive.write.symbols import ACCENTS, COMBINING, FONTS, SPACES, SYMBOLS, TOKEN, UPRIGHT, styled

FRACTIONS = (r"\frac", r"\dfrac", r"\tfrac")
NOTHING = (r"\left", r"\right", r"\displaystyle", "{", "}")
DEEPEST = 40  # groups within groups


def spoken(latex: str) -> str:
    """A short formula in a line of plain text: commands as their characters, quotients with a slash, scripts of more
    than a word in parentheses."""
    return " ".join(_row(iter(TOKEN.findall(latex)), "", 0).split())


def _row(tokens: Iterator[str], end: str, level: int) -> str:
    """What stands up to the token `end`."""
    out = ""
    for token in tokens:
        if token == end:
            return out
        out += _piece(token, tokens, level)
    return out


def _piece(token: str, tokens: Iterator[str], level: int) -> str:
    if token == "{" and level < DEEPEST:
        return _row(tokens, "}", level + 1)
    if token in ("^", "_"):
        return token + _bracketed(_argument(tokens, level), token == "_")
    if token in FRACTIONS:
        above, below = (_argument(tokens, level) for _ in range(2))
        return f"{_bracketed(above)}/{_bracketed(below)}"
    if token == r"\sqrt":
        return f"√{_bracketed(_argument(tokens, level))}"
    if token in ACCENTS:
        inner = _argument(tokens, level)
        return normalize("NFC", inner[:1] + COMBINING[ACCENTS[token]] + inner[1:])
    if token in FONTS:
        return "".join(styled(c, token) for c in _argument(tokens, level))
    if token in (r"\begin", r"\end"):
        return _fence(_argument(tokens, level), token == r"\begin")
    if token in UPRIGHT or token in NOTHING:
        return ""
    if token.startswith(r"\text{"):
        return token[6:-1]
    if token in SPACES:
        return " " if SPACES[token] > 0 else ""
    if token in ("&", "\\\\"):
        return " " if token == "&" else "; "
    return SYMBOLS[token][0] if token in SYMBOLS else token.strip("\\")


def _argument(tokens: Iterator[str], level: int) -> str:
    """What a command is about: a group, or the next token."""
    for token in tokens:
        if not token.isspace():
            return _piece(token, tokens, level).strip()
    return ""


def _bracketed(text: str, script: bool = False) -> str:
    """In parentheses, but for a word or a number."""
    single = len(text) <= 1 or text.replace("′", "").isalnum() or text.startswith("(") and text.endswith(")")
    return text if single or script and text.replace(",", "").replace(" ", "").isalnum() else f"({text})"


def _fence(environment: str, opens: bool) -> str:
    if "matrix" in environment:
        return "[" if opens else "]"
    return "{" if environment == "cases" and opens else ""

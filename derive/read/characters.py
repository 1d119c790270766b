r"""Characters outside of ASCII as LaTeX pieces: `≤`, `∑`, `½`, `x₁²`, `ŷ`, `𝐱`, `ℝ`, and the arrow on `→θ`."""

from __future__ import annotations

import unicodedata

from derive.expr.names import UNICODE_GREEK

Piece = tuple[str, str]  # kind of token, text

SIGNS = {
    "−": "-", "–": "-", "×": r"\times", "·": r"\cdot", "≤": r"\le", "≥": r"\ge", "≈": r"\approx", "≠": r"\neq",
    "∈": r"\in", "∞": r"\infty", "…": r"\ldots", "⋯": r"\cdots", "′": "'", "’": "'", "→": r"\to", "∗": "*",
    "≡": r"\equiv", "∂": r"\partial", "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∥": r"\|", "‖": r"\|", "⊤": r"\top",
    "∇": r"\nabla", "√": r"\sqrt", "⊙": r"\odot", "∘": r"\circ", "⊗": r"\otimes", "≔": ":=", "≝": ":=", "≜": ":=",
    "<<": r"\ll", ">>": r"\gg", "∝": r"\propto", "±": r"\pm", "⟨": r"\langle", "⟩": r"\rangle", "∣": "|", "⋅": r"\cdot",
    "∙": r"\cdot", "•": r"\cdot", "∓": r"\mp", "∼": r"\sim", "≪": r"\ll", "≫": r"\gg", "∉": r"\notin",
    "⊂": r"\subset", "⊆": r"\subseteq", "∪": r"\cup", "∩": r"\cap", "∅": r"\emptyset", "∧": r"\wedge", "∨": r"\vee",
    "¬": r"\neg", "∀": r"\forall", "∃": r"\exists", "⇒": r"\Rightarrow", "⟹": r"\Rightarrow", "⇔": r"\iff",
    "⟺": r"\iff", "←": r"\leftarrow", "↦": r"\mapsto", "⊥": r"\perp", "⊕": r"\oplus", "⌊": r"\lfloor",
    "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil", "∖": r"\setminus", "÷": r"\div", "′′": "''", "≅": r"\cong",
    "∆": r"\Delta", "Ω": r"\Omega", "µ": r"\mu", "ϵ": r"\epsilon", "ϕ": r"\phi", "ϑ": r"\vartheta", "∶": ":",
    "ᵀ": r"^\top", "″": "''", "∬": r"\iint",
}  # fmt: skip
ARROWS = {"→": r"\vec", "⇉": r"\mathbf"}  # right before a letter: an author's vector, an author's matrix
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿⁱ", "0123456789+-ni", strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₒₓₕₖₗₘₙₚₛₜᵢⱼᵣᵤᵥ", "0123456789+-aeoxhklmnpstijruv", strict=True))
MARKS = {"\u0302": r"\hat", "\u0303": r"\tilde", "\u0304": r"\bar", "\u0305": r"\bar", "\u20d7": r"\vec",
         "\u0307": r"\dot", "\u0308": r"\ddot"}  # fmt: skip
_FONTS = (("DOUBLE-STRUCK", r"\mathbb"), ("BOLD", r"\mathbf"), ("SCRIPT", r"\mathcal"), ("FRAKTUR", r"\mathfrak"),
          ("BLACK-LETTER", r"\mathfrak"))  # fmt: skip


def pieces(text: str, start: int, operand_before: bool) -> tuple[list[Piece], int] | None:
    """The pieces that stand for the character at this place, and where the text goes on; None for one that is
    itself."""
    c = text[start]
    following = text[start + 1 : start + 2]
    if c in ARROWS and not operand_before and (following.isalpha() or following == "\\"):
        return [("command", ARROWS[c])], start + 1
    for table, mark in ((RAISED, "^"), (LOWERED, "_")):
        if c in table:
            end = start
            while end < len(text) and text[end] in table:
                end += 1
            return _script(mark, [table[x] for x in text[start:end]]), end
    if c in SIGNS:
        known = SIGNS[c]
        if known[:1] == "^":
            return [("op", "^"), _one(known[1:])], start + 1
        return [_one(known)], start + 1
    if c in UNICODE_GREEK and following not in MARKS:
        return [_one("\\" + UNICODE_GREEK[c])], start + 1
    base, accents, end = _accented(text, start)
    if accents:
        inner = [_one("\\" + UNICODE_GREEK[base])] if base in UNICODE_GREEK else [("letter", base)]
        for a in accents:
            inner = [("command", a), ("op", "{"), *inner, ("op", "}")]
        return inner, end
    return _other(c, start + 1)


def _other(c: str, end: int) -> tuple[list[Piece], int] | None:
    """A letter of a mathematical alphabet, a fraction in one character."""
    plain = unicodedata.normalize("NFKC", c)
    if "⁄" in plain:
        top, _, low = plain.partition("⁄")
        return [("command", r"\tfrac"), *_braced(top), *_braced(low)], end
    if len(plain) != 1 or plain == c or not plain.isalpha():
        return None
    name = unicodedata.name(c, "")
    inner = [_one("\\" + UNICODE_GREEK[plain])] if plain in UNICODE_GREEK else [("letter", plain)]
    font = next((f for word, f in _FONTS if word in name), None)
    if c == "ℓ":
        return [("command", r"\ell")], end
    return (inner if font is None else [("command", font), ("op", "{"), *inner, ("op", "}")]), end


def _accented(text: str, start: int) -> tuple[str, list[str], int]:
    """The letter at this place, its accents, and where the text goes on: `ŷ`, or a letter with marks behind it."""
    parts = unicodedata.normalize("NFD", text[start])
    end = start + 1
    while end < len(text) and text[end] in MARKS:
        parts += text[end]
        end += 1
    return parts[0], [MARKS[m] for m in parts[1:] if m in MARKS], end


def _script(mark: str, characters: list[str]) -> list[Piece]:
    digits = "".join(characters)
    if digits.isdigit():
        return [("op", mark), ("number", digits)]
    inner = [("letter" if x.isalpha() else "number" if x.isdigit() else "op", x) for x in characters]
    return [("op", mark), ("op", "{"), *inner, ("op", "}")]


def _braced(digits: str) -> list[Piece]:
    return [("op", "{"), ("number", digits), ("op", "}")]


def _one(known: str) -> Piece:
    return ("command" if known[0] == "\\" and known[1:].isalpha() else "op"), known

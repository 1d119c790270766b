"""Which syntax a text without a declared one is in: LaTeX or Python-like."""

from __future__ import annotations

import re

from derive.expr.scope import Scope
from derive.notation import BY_LATEX
from derive.read.table import WORD_FUNCTIONS

MARKS = ("\\", "^", "_{", "{")  # what makes a text LaTeX


def is_latex(text: str) -> bool:
    """Does `auto` take the text as LaTeX at once: for a backslash, `^`, `_{`, `{`, or for `f'(x)`, `|x|`?"""
    return any(m in text for m in MARKS) or _primed_or_barred(text)


def _primed_or_barred(text: str) -> bool:
    """`f'(x)`, `|x|`, `n!`: no Python either, but a quoted text is, and so is what has `**`."""
    quote = text.find("'")
    primed = quote > 0 and (text[quote - 1].isalpha() or text[quote - 1] == ")") and '"' not in text
    barred = re.search(r"(^|[-+*/(,=<>])\s*\|", text) is not None
    return "**" not in text and (primed or barred or re.search(r"[\w)]!(?!=)", text) is not None)


def plain(text: str) -> bool:
    """Names of one or two letters (or of known functions), numbers and operators: `W_1 x + b`, `(ab)c = a(bc)`."""
    if "**" in text or "__" in text or re.search(r"[^\w\s+\-*/()=.,|'!<>\[\]]|[A-Za-z)]\s*\.", text):
        return False
    return all(len(w) < 3 or w in BY_LATEX or _is_word(w) for w in re.findall(r"[A-Za-z]+", text))


def _is_word(w: str) -> bool:
    """Does the LaTeX reader take these letters as one word?"""
    return w in WORD_FUNCTIONS or len(w) > 3 and w[1:].islower() and (w[0].isupper() or len(w) > 4)


def run_together(text: str, scope: Scope) -> bool:
    """`m x_i` written `mx_i`: a name whose two parts are letters of the same text or declared, and it is not."""
    if "*" in text:
        return False
    names = set(re.findall(r"[A-Za-z]\w*", text))
    known = names | set(scope.letters)
    runs = [n for n in names if re.fullmatch(r"[A-Za-z]{2}_\w+", n) and n not in scope.letters]
    return any(n[0] in known and n[1:] in known for n in runs)

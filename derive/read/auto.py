"""Which syntax a text without a declared one is in: LaTeX or Python-like."""

from __future__ import annotations

import re

from derive.expr.names import GREEK
from derive.expr.scope import Scope
from derive.notation import BY_LATEX, BY_PYTHON
from derive.read.table import WORD_FUNCTIONS

_KNOWN = {*GREEK, *WORD_FUNCTIONS, *BY_LATEX, *BY_PYTHON, "inv", "eye", "vec", "Sum", "Abs", "pi", "fro", "pinv", "adj"}
MARKS = ("\\", "^", "_{", "{")  # what makes a text LaTeX


def is_latex(text: str) -> bool:
    """Does `auto` take the text as LaTeX at once: for a backslash, `^`, `_{`, `{`, or for `f'(x)`, `|x|`?"""
    return any(m in text for m in MARKS) or _primed_or_barred(text)


def _primed_or_barred(text: str) -> bool:
    """`f'(x)`, `|x|`, `n!`: no Python either, but a quoted text is, and so is what has `**`."""
    quote = text.find("'")
    primed = quote > 0 and (text[quote - 1].isalpha() or text[quote - 1] == ")") and '"' not in text
    barred = re.search(r"(^|[-+*/(,=<>])\s*\|", text) is not None
    given = re.search(r"(?<!\w)[A-Za-z]\w*[(\[][\w\s,]*\w\s*\|\s*\w", text) is not None  # H(X|Y)
    return "**" not in text and (primed or barred or given or re.search(r"[\w)]!(?!=)", text) is not None)


def plain(text: str) -> bool:
    """Names of one or two letters (or of known functions), numbers and operators: `W_1 x + b`, `(ab)c = a(bc)`."""
    if "**" in text or "__" in text or re.search(r"[^\w\s+\-*/()=.,;|'!<>\[\]]|[A-Za-z)]\s*\.", text):
        return False
    return all(len(w) < 3 or w in BY_LATEX or _is_word(w) for w in re.findall(r"[A-Za-z]+", text))


def _is_word(w: str) -> bool:
    """Does the LaTeX reader take these letters as one word?"""
    return w in WORD_FUNCTIONS or len(w) > 3 and w[1:].islower() and (w[0].isupper() or len(w) > 4)


def run_together(text: str, scope: Scope) -> bool:
    """`m x_i` written `mx_i`: a name whose two parts are letters of the same text or declared, and it is not."""
    if re.fullmatch(r"[^(\[{,]*[=≈<>]\s*\d{1,3}(,\d{3})+\s*", text):  # n = 60,000
        return True
    if "*" in text:
        return False
    names = set(re.findall(r"[A-Za-z]\w*", text))
    known = names | set(scope.letters)
    runs = [n for n in names if re.fullmatch(r"[A-Za-z]{2}_\w+", n) and n not in scope.letters]
    return any(n[0] in known and n[1:] in known for n in runs) or _products(text, names, scope)


def _products(text: str, names: set[str], scope: Scope) -> bool:
    """`mx + b`, `rsr = s`, `Wx + b`: letters that stand together in a text without `*`; of three, one stands alone
    too; only the first of two is a capital."""
    if not _plainly(text) or any(n in scope.letters or n in scope.functions for n in names if len(n) > 1):
        return False
    runs = [n for n in names if n.isalpha() and 1 < len(n) < 4 and n not in _KNOWN and _may_be_product(n)]
    before = re.search(r"(?<![A-Za-z0-9_])[A-Za-z]\([^(),]*[+\-]", text)  # `a(b + c)` means the same in both
    return bool(runs or before) and all(len(n) == 2 or set(n) & names for n in runs)


def _may_be_product(name: str) -> bool:
    return name.islower() or len(name) == 2 and name[0].isupper() and name[1].islower() and name not in ("Re", "Im")


def _plainly(text: str) -> bool:
    """Names without marks, numbers and the simplest operators: nothing here is Python alone."""
    return re.fullmatch(r"[A-Za-z0-9\s+\-/()=.<>]*", text) is not None and not re.search(r"[A-Za-z)]\s*\.", text)

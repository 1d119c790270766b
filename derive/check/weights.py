"""Letters in bold and in plain weight: a plain x beside a vector x in bold is another letter."""

from __future__ import annotations

import re

from derive.expr.heads import Letter

COMMAND = re.compile(r"\\[A-Za-z]+")
BOLD = re.compile(r"\\(?:mathbf|textbf|boldsymbol|bm|bf|pmb|mathbold|vec)\b\s*\{?\s*")


def other_weight(x: Letter, text: str) -> bool:
    """Is the letter bold and the formula writes it in plain weight alone?"""
    name = BOLD.match(x.latex)
    if name is None or "vec" in name[0]:
        return False
    word = x.latex[name.end() :].rstrip("}").partition("}")[0]
    bold = re.compile(BOLD.pattern + re.escape(word))
    if len(word) == 1:
        return not bold.search(text) and word in COMMAND.sub(" ", text)
    return not bold.search(text) and bool(re.search(r"(?<![A-Za-z\\])" + re.escape(word) + r"(?![A-Za-z])", text))

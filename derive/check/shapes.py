"""What a formula that can't be read still shows: whether it states anything."""

from __future__ import annotations

import re

from derive.errors import DeriveError

GROUP = re.compile(r"\\(?:text\w*|mathrm|operatorname\*?|mbox|label|tag)\s*\{[^{}]*\}|[_^]\s*\{[^{}]*\}")
BRACES = re.compile(r"\{[^{}=]*\}")
RELATION = re.compile(
    r"[=<>≈≤≥≠≡]|\\(?:approx|equiv|neq?|leq?|geq?|leqslant|geqslant|lt|gt|ll|gg|simeq|cong|propto|coloneqq|doteq)\b"
)
MODEL = re.compile(r"\\(?:sim|gets|leftarrow|propto|overset|xleftarrow)\b|∼|←")
STATED = re.compile(r"\\(?:n?exists|forall|implies|impliedby|iff|Rightarrow|Leftrightarrow|land|lor|neg|vdash)\b")
NAMED = re.compile(r"\s*H_?(?:\{\s*\w+\s*\}|\w)\s*(?:\\colon|:(?!=))")  # `H_0: a = b = 0` names a hypothesis
MOST_LEVELS = 50  # of braces within braces
SETS = re.compile(r"^[A-Za-z\\{}_^ ']+:?=\s*(?:\\(?:left|[bB]igg?l?)\s*)?\\(?:l?\{|lbrace)")


def silent(text: str, error: DeriveError) -> str:
    """`mention` where it holds no relation, `definition` for the law of a variable, an update and a hypothesis, else
    `unread`."""
    if NAMED.match(text):
        return "definition"
    bare = outermost(text)
    if RELATION.search(bare):
        return "definition" if SETS.match(text.strip()) and len(RELATION.findall(bare)) == 1 else "unread"
    if STATED.search(bare):
        return "unread"
    return "definition" if MODEL.search(bare) else "mention"


def outermost(text: str) -> str:
    """The formula without its indices, words and what stands in braces without a relation."""
    for _ in range(MOST_LEVELS):
        before, text = text, BRACES.sub(" ", GROUP.sub(" ", text))
        if before == text:
            break
    return text

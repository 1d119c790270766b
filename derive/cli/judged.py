"""Claims with the verdict of each of their links, as text and as Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from derive.cli.mended import mended
from derive.expression import PYTHON, Expression
from derive.notation import WRITTEN
from derive.write.document import decade
from derive.write.markdown import target as named

Link = tuple[Expression, str, Expression, Any]
WIDE = 90


def judged_text(links: Sequence[Link]) -> str:
    """A line for each link, what stands behind its verdict below it."""
    rows = []
    for left, relation, right, verdict in links:
        rows.append(f"{verdict.status:10} {left.text()} {PYTHON.get(relation, relation)} {right.text()}")
        rows += [f"{'':10} {line}" for line in remarks(left, relation, right, verdict)]
    return "\n".join(rows)


def judged_markdown(links: Sequence[Link], target: str | None) -> str:
    """A displayed formula for each link and its verdict below it."""
    to = named(target)
    blocks = []
    for left, relation, right, verdict in links:
        blocks.append(to.shown(f"{left.latex()} {WRITTEN.get(relation, relation)} {right.latex()}"))
        said = ", ".join(remarks(left, relation, right, verdict)).replace(", at,", " at")
        blocks.append(to.paragraph(f"{to.strong(verdict.status.capitalize())}: {to.escape(said)}."))
    return "\n\n".join(blocks)


def remarks(left: Expression, relation: str, right: Expression, verdict: Any) -> list[str]:
    """What stands behind the verdict on a link, and what would make it true."""
    return [*reasons(verdict), *mended(left, relation, right, verdict)]


def reasons(v: Any) -> list[str]:
    """What stands behind a verdict, in words; the a long counterexample on lines of its own."""
    if v.status == "refuted" and v.counterexample:
        sides = f"left side {brief(v.counterexample['left'])}, right side {brief(v.counterexample['right'])}"
        at = [f"{name} = {brief(value)}" for name, value in v.counterexample["at"].items()]
        if not at:
            return [sides]
        together = f"at {', '.join(at)}: {sides}"
        return [together] if len(together) <= WIDE else [f"{sides}, at", *at]
    if v.status == "verified":
        return [f"{v.samples} points, largest error {decade(v.error)}"]
    if v.status == "proved":
        return ["both sides are the same rational function"]
    return [v.reason] if v.reason else []


def brief(value: Any) -> str:
    """A value with six digits, arrays as nested lists."""
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(brief, value))}]"
    return f"{value:.6g}" if isinstance(value, float) else str(value)

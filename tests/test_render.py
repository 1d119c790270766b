"""What is printed for readers renders: KaTeX, MathJax and pdflatex judge lines, rules, the post and verdicts."""

from __future__ import annotations

import re
from pathlib import Path

from printed import Formula, sections
from validators import refused

from derive.cli.main import ask
from derive.rules import RULES

POST = Path(__file__).resolve().parent.parent / "examples" / "post.built.md"
GALLERY = POST.parent.parent / "docs" / "gallery.md"
MATH = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$([^$\n]+?)\$(?!\d)", re.DOTALL)


def math(markdown: str) -> list[Formula]:
    """The formulas of a Markdown text with whether they stand on lines of their own; code and comments are none."""
    bare = re.sub(r"(?s)<!--.*?-->|^```.*?^```|`[^`\n]*`", "", markdown, flags=re.MULTILINE)
    return [(m[1] or m[2], m[1] is not None) for m in MATH.finditer(bare)]


def test_every_line_renders() -> None:
    steps = [step for section in sections() for d in section for step in d.steps]
    found = [(e.latex(), True) for step in steps for e in (step.before, step.after)]
    found += [(condition, False) for step in steps for condition in step.assumes]
    assert len(found) > 100
    assert not refused(found)


def test_the_rules_the_post_and_verdicts_render() -> None:
    rules = [pair for name in RULES for pair in math(ask(["rule", name, "--format", "markdown"]).text)]
    assert len(rules) >= len(RULES)
    post = math(POST.read_text(encoding="utf-8"))
    claims = [r"\frac{d}{dx} x^3 = 3x^2", r"\frac{d}{dx} x^3 = 2x^2"]
    verdicts = [pair for c in claims for pair in math(ask(["verify", c, "--format", "markdown"]).text)]
    assert post
    assert len(verdicts) >= len(claims)
    assert not refused([*rules, *post, *verdicts])


def test_the_gallery_renders() -> None:
    found = math(GALLERY.read_text(encoding="utf-8"))
    assert len(found) > 500
    assert not refused(found)


def test_formulas_are_ascii() -> None:
    found = [d.latex(detail) for s in sections() for d in s for detail in ("full", "brief")]
    assert all(text.isascii() for text in found)

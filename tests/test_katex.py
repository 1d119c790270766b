"""What is printed for readers renders: KaTeX, strict, judges every formula of the catalog, the rules and the post."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import derive
from derive.cli.main import ask

RENDER = Path(__file__).resolve().parent / "render"
POST = Path(__file__).resolve().parent.parent / "examples" / "post.built.md"
MATH = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$([^$\n]+?)\$(?!\d)", re.DOTALL)

PROBLEMS = [
    ("differentiate", r"\frac{1}{1+e^{-z}}", "z", None),
    ("differentiate", r"\sin(x^2) e^x \log_2 x / \sqrt[3]{x}", "x", None),
    ("differentiate", r"f(g(x)) \arctan(\sinh x) + \lvert x \rvert^3", "x", None),
    ("jacobian", r"x^2+y, \sin(xy)", "x, y", None),
    ("hessian", r"x^2 y + e^{xy}", "x, y", None),
    (
        "gradient",
        r"\sum_{i,j=1}^{V} f(X_{ij}) \left(w_i^\top \tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij}\right)^2",
        r"\tilde{w}_k",
        r"w: V x d rows, \tilde{w}: V x d rows, b: V, \tilde{b}: V, X: V x V positive, f: function",
    ),
]
NAMED = ["sigmoid", "tanh", "chain-rule", "jacobian-polar", "glove"]


def errors(formulas: list[tuple[str, bool]]) -> list[str]:
    """The formulas that KaTeX refuses, each with why."""
    node = shutil.which("node")
    if node is None or not (RENDER / "node_modules" / "katex").exists():
        reason = "KaTeX is not installed: `npm ci` in tests/render"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    asked = json.dumps([{"latex": latex, "display": display} for latex, display in formulas])
    got = subprocess.run([node, "katex.mjs"], input=asked, capture_output=True, text=True, cwd=RENDER, check=True,
                         timeout=60)  # fmt: skip
    return [f"{latex}\n    {why}" for (latex, _), why in zip(formulas, json.loads(got.stdout), strict=True) if why]


def math(markdown: str) -> list[tuple[str, bool]]:
    """The formulas of a Markdown text with whether they stand on lines of their own; code and comments are none."""
    bare = re.sub(r"(?s)<!--.*?-->|^```.*?^```|`[^`\n]*`", "", markdown, flags=re.MULTILINE)
    return [(m[1] or m[2], m[1] is not None) for m in MATH.finditer(bare)]


def test_katex_refuses_what_it_should() -> None:
    assert len(errors([("x^2", True), (r"\frac{1", True), ("é", True), (r"\nonsense", False)])) == 3


@pytest.mark.parametrize("problem", PROBLEMS, ids=[p[0] + " " + p[1][:20] for p in PROBLEMS])
def test_derivations_render(problem: tuple[str, str, str, str | None]) -> None:
    function, text, wrt, let = problem
    d = getattr(derive, function)(text, wrt, let=let)
    lines = [(e.latex(), True) for step in d.steps for e in (step.before, step.after)]
    whole = [(d.latex().strip().removeprefix("$$").removesuffix("$$"), True)]
    found = math(d.markdown())
    assert found
    assert not errors([*lines, *whole, *found, (d.result.latex(), False)])


@pytest.mark.parametrize("name", NAMED)
def test_the_catalog_renders(name: str) -> None:
    found = math(ask(["show", name, "--format", "markdown"]).text)
    assert found
    assert not errors(found)


def test_the_rules_render() -> None:
    from derive.rules import RULES

    found = [pair for name in RULES for pair in math(ask(["rule", name, "--format", "markdown"]).text)]
    assert len(found) >= len(RULES)
    assert not errors(found)


def test_the_post_renders() -> None:
    text = POST.read_text(encoding="utf-8")
    assert not errors(math(text))
    assert text.isascii() or not re.search(r"\$\$[^$]*[^\x00-\x7f][^$]*\$\$", text)


def test_verdicts_of_claims_render() -> None:
    for claim in (r"\frac{d}{dx} x^3 = 3x^2", r"\frac{d}{dx} x^3 = 2x^2"):
        assert not errors(math(ask(["verify", claim, "--format", "markdown"]).text))

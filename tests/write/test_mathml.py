"""What the LaTeX writer can write, MathML can: no formula is refused, and what comes out is well formed."""

from __future__ import annotations

import re
import sys
from itertools import product
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from printed import formulas, printed, sections

from derive.derivation import apply
from derive.errors import Unsupported
from derive.expr.names import FONT_COMMAND, GREEK, PLAIN_ACCENTS, Name
from derive.notation import FUNCTIONS, RELATIONS, WRITTEN
from derive.rules import RULES, page
from derive.write.latex import write
from derive.write.mathml import flowing, mathml

sys.path.append(str(Path(__file__).resolve().parent.parent / "laws"))
from forests import arrays, plain_scalars, scalars, written_out
from instances import cases

CHILDREN = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3}
patient = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def well_formed(latex: str) -> str:
    """The MathML of a formula, whole and in pieces, looked over: its letters."""
    made = mathml(latex, True)
    for text in (made, f"<p>{flowing(latex)}</p>".replace("<wbr>", "")):
        assert "\\" not in text, latex
        for node in ElementTree.fromstring(text).iter():
            assert len(node) == CHILDREN.get(node.tag, len(node)), (node.tag, latex)
            if node.tag in ("mi", "mo", "mn", "mtext"):
                assert (node.text or "").strip(), latex
    return re.sub(r"<[^>]*>", "", made)


def test_schemas() -> None:
    for r, k in cases():
        schema = r.schemas[k]
        made = apply(schema.lhs, r, (), schema.choice) if r.back is None else None
        for tree in (schema.lhs, *([made.after, *made.assumes] if made else [])):
            well_formed(write(tree))


def test_rule_pages() -> None:
    for name in RULES:
        p = page(name)
        for tree in (*(side for pair in p.formulas for side in pair), *p.conditions):
            well_formed(write(tree))


def test_catalog_and_problems() -> None:
    for section in sections():
        for d in section:
            for step in d.steps:
                for formula in (step.before.latex(), step.after.latex(), *step.assumes):
                    well_formed(formula)


def test_what_is_printed() -> None:
    for one in printed():
        for latex, _ in formulas(*one):
            well_formed(latex)


def test_notation() -> None:
    """Every name of a function, relation and letter."""
    for row in FUNCTIONS.values():
        well_formed(f"{row.latex} x")
    for sign in (*WRITTEN.values(), *filter(str.isascii, RELATIONS)):
        assert well_formed(f"a {sign} b")
    for base, font in product(("w", "loss", *GREEK), ("", *FONT_COMMAND)):
        well_formed(Name(base, font, ("hat", "tilde"), "max", "*", 1).latex)
    for accent in PLAIN_ACCENTS:
        well_formed(Name("w", "", (accent,), "1").latex)


@pytest.mark.parametrize(
    ("latex", "letters"),
    [
        (r"\bar{x} \mathrel{+}= \bar{z} y", "x¯+=z¯y"),
        (r"\int_0^1 \lim_{x \to 0} f(x) \, dx", "∫01limx→0f(x)dx"),
        (r"\operatorname*{argmax}_{i} A \otimes B", "argmaxiA⊗B"),
        (r"\underset{i}{\operatorname{argmin}} \mathbb{1}[x \le 0]", "argmini𝟙[x≤0]"),
        (r"\left. \frac{a}{b} \right|_{x = 0} \binom{n}{k}", "ab|x=0(nk)"),
    ],
)
def test_letters(latex: str, letters: str) -> None:
    assert well_formed(latex) == letters


@pytest.mark.parametrize("latex", [r"\nonsense", r"\frac{a}", r"\begin{tabular} a \end{tabular}", "a}"])
def test_what_is_refused(latex: str) -> None:
    with pytest.raises(Unsupported):
        mathml(latex)


@patient
@given(st.one_of(scalars, plain_scalars, arrays, written_out))
def test_random_trees(tree: Any) -> None:
    well_formed(write(tree))

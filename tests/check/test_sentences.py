"""The sentence around a formula, with its other formulas."""

from __future__ import annotations

from derive.check.documents import document
from derive.check.sentences import sentence

TEXT = r"""# Notes

First $a$ is given. For all real $x$ we have

$$
e^x \ge 1 + x
$$

and $x$ is free. Next (e.g. $b$) is another one.

- item $c$
"""


def test_sentences() -> None:
    found = document(TEXT, "post.md").found
    assert sentence(found, 0) == ("First ", " is given.")
    lead, tail = sentence(found, 2)
    assert lead.strip() == "For all real ⟦x⟧ we have"
    assert tail == " and ⟦x⟧ is free."
    assert sentence(found, 4)[0].strip() == "Next (e.g."
    assert sentence(found, 5)[0].strip() == "item"

"""The words around a definition, in documents."""

from __future__ import annotations

import pytest

from derive.check.claims import items
from derive.check.documents import document

ENTROPY = r"J(w) = -\frac1m \sum_{i=1}^m [y_i \log(q_i) + (1 - y_i) PART]"


def findings(text: str) -> list[str]:
    return [i.message or "" for i in items(document(text, "post.md")) if i.status == "refuted"]


@pytest.mark.parametrize("break_", [" $$ ", "\n\n$$\n", "\n$$"])
def test_the_words_before_a_display_say_what_it_is(break_: str) -> None:
    words = "Some of these losses are old.\n\nThe binary cross-entropy is:"
    end = break_[::-1]
    assert not findings(words + break_ + ENTROPY.replace("PART", r"\log(1 - q_i)") + end)
    said = findings(words + break_ + ENTROPY.replace("PART", r"(1 - \log(q_i))") + end)
    assert said == ["this is not the binary cross-entropy"]


def test_a_known_object_inside_of_a_sum_may_have_its_sign_outside() -> None:
    loss = ENTROPY.replace("PART", r"\log(1 - q_i)") + r" + \frac{\lambda}{2m} \lVert w \rVert^2"
    assert not findings(f"The regularised cross-entropy loss is\n\n$$\n{loss}\n$$\n")


@pytest.mark.parametrize("step", ["v_t = \\mu v_{t-1} - \\eta g_t", "w^{k+1} = w^k - \\alpha z^{k+1}"])
def test_the_steps_of_an_optimiser_have_many_forms(step: str) -> None:
    assert not findings(f"The momentum iterations are\n\n$$\n{step}\n$$\n")


def test_an_entry_of_a_product_has_no_name() -> None:
    assert not findings("The entropy is\n\n$$\n(A v)_i = \\sum_j a_{ij} v_j\n$$\n")


def test_the_name_of_a_loss() -> None:
    rows = r"\frac12 (y - t)^2 & \text{if } |y - t| < \delta \\ \delta (|y - t| - \frac12 PART) & \text{otherwise}"
    text = f"Then\n\n$$\nL_\\delta = \\begin{{cases}} {rows} \\end{{cases}}\n$$\n"
    assert not findings(text.replace("PART", r"\delta"))
    assert findings(text.replace("PART", "")) == ["this is not the Huber loss"]

"""What gives a name its meaning, and for how long it is relied on."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive

NORMAL = r"""# Normal

$$\mathcal{N}(x | \mu, \sigma^2) = \frac{1}{\sqrt{2 \pi \sigma^2}} \exp\left( -\frac{(x - \mu)^2}{2 \sigma^2} \right)$$

Its derivative is

$$\frac{\partial}{\partial \mu} \log \mathcal{N}(x | \mu, \sigma^2) = \frac{x - \mu}{\sigma^2}$$

and at the mean $\mathcal{N}(1 | 1, 4) = \frac{1}{2 \sqrt{2 \pi}}$.
"""

NET = r"""# The net

$$z = w x + b, \qquad h = \tanh(z), \qquad y = v h, \qquad L = \frac{1}{2} (y - t)^2$$

# Backward

$$\frac{\partial L}{\partial y} = y - t$$

and then

$$\frac{\partial L}{\partial z} = (y - t) v (1 - h^2)$$
"""

UNIT = r"""For a unit vector $v$ we get

$$\lVert a - (v^\top a) v \rVert^2 = a^\top a - (v^\top a)^2 .$$
"""


def found(text: str, folder: Path) -> list[tuple[int, str]]:
    (folder / "a.md").write_text(text, encoding="utf-8")
    r = derive.check(str(folder / "a.md"))
    return [(d.place[0], d.help) for d in r.diagnostics if d.severity != "info"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (r"{x - \mu}{\sigma^2}$$", r"{x - \mu}{\sigma}$$", 7),
        (r"{2 \sqrt{2 \pi}}$", r"{4 \sqrt{2 \pi}}$", 9),
        ("", "", 0),
    ],
)
def test_an_argument_may_be_a_power(old: str, new: str, line: int, tmp_path: Path) -> None:
    said = found(NORMAL.replace(old, new), tmp_path)
    assert [n for n, _ in said] == ([line] if line else [])


def test_names_of_another_section_count_once_they_are_relied_on(tmp_path: Path) -> None:
    assert found(NET, tmp_path) == []
    (line, help), *others = found(NET.replace("v (1 - h^2)", "x (1 - h^2)"), tmp_path)
    assert (line, others) == (11, []) and "v" in help


def test_a_letter_of_the_names_alone_is_a_repair(tmp_path: Path) -> None:
    ((_, help),) = found(NET.replace("= (y - t) v (1 - h^2)", "= (y - t) x (1 - h^2)"), tmp_path)
    assert help == "true with v in place of x"


def test_a_unit_vector_has_length_one(tmp_path: Path) -> None:
    assert found(UNIT, tmp_path) == []
    assert found(UNIT.replace("a unit vector", "a vector"), tmp_path)

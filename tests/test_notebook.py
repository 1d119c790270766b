"""What the answers show of themselves: in an executed notebook, and as text in a terminal."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from validators import absent

import derive

ROOT = Path(__file__).resolve().parent.parent
FORMULA = "text/latex"
CELLS = {
    "derive.read(r'\\frac{1}{1+e^{-z}}')": (FORMULA, r"\frac{1}{1 + e^{-z}}", "1/(1 + exp(-z))"),
    "derive.read('a = b + c')": (FORMULA, "$a = b + c$", "a = b + c"),
    "derive.differentiate('x^3', 'x')": ("text/markdown", "3x^2", "3*x**2"),
    "derive.verify('(x+1)^2 = x^2 + 2x')": ("text/html", "refuted", "refuted: left side "),
    "derive.show('sigmoid')": ("text/markdown", r"\sigma(z)", "sigmoid(z)"),
    "derive.graph('(x+y) w', at='x=2, y=3, w=4')": ("image/svg+xml", "<svg", "adjoint"),
    "derive.explain('y = a x')": ("text/markdown", "linear", "linear"),
    "derive.montecarlo('x', 'x ~ uniform(0, 1)', n=1000)": ("text/markdown", r"\approx", "E[x] = "),
    "derive.check('a.md')": ("text/html", "<td>D101</td>", "1:2: D101 the two sides differ"),
}
POST = "$(a+b)^2 = a^2 + ab + b^2$\n"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The data that the cells of a notebook show."""
    for name in ("nbclient", "ipykernel"):
        if find_spec(name) is None:
            absent(name, "pip install -e .[dev]")
    import nbformat
    from nbclient import NotebookClient

    folder = tmp_path_factory.mktemp("notebook")
    (folder / "a.md").write_text(POST, encoding="utf-8")
    first = f"import sys; sys.path.insert(0, {str(ROOT)!r}); import derive"
    new = nbformat.v4
    notebook = new.new_notebook(cells=[new.new_code_cell(code) for code in (first, *CELLS)])
    NotebookClient(
        notebook, timeout=100, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    return [cell.outputs[0]["data"] for cell in notebook.cells[1:]]


@pytest.mark.parametrize("code", CELLS)
def test_shows_itself_in_a_notebook(outputs: list[Any], code: str) -> None:
    kind, rich, plain = CELLS[code]
    shown = outputs[list(CELLS).index(code)]
    assert rich in shown[kind]
    assert plain in shown["text/plain"]
    assert " object at 0x" not in shown["text/plain"]


@pytest.mark.parametrize("code", CELLS)
def test_is_readable_in_a_terminal(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(POST, encoding="utf-8")
    shown = repr(eval(code, {"derive": derive}))
    assert CELLS[code][2] in shown
    assert max(map(len, shown.splitlines())) < 200


def test_a_chain_is_a_line_for_each_link() -> None:
    verdict = derive.verify("(x+1)^2 = x^2 + 2x + 1 = x^2 + 2x")
    first, second = str(verdict).splitlines()
    assert first == "proved" and second.startswith("refuted: left side ")
    assert verdict._repr_html_().count("<b ") == 2

"""The public graph: numbers, JSON, pictures."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

import derive

NET = (r"z_1 = W_1 x + b_1; h = \operatorname{ReLU}(z_1); z_2 = W_2 h + b_2; \hat y = \sigma(z_2);"
       r"L = -[y\log\hat y+(1-y)\log(1-\hat y)]")  # fmt: skip
AT = {"x": [1, 0.5, -1.5], "W_1": [[0.2, -0.4, 0.1], [0.7, 0.3, -0.5]], "b_1": [0.1, -0.2], "W_2": [[0.5, -1]],
      "b_2": 0.2, "y": 1}  # fmt: skip


def test_the_picture_of_every_lecture() -> None:
    g = derive.graph("(x+y)*w", at={"x": 2, "y": 3, "w": 4})
    nodes = {v.name: v for v in g.nodes}
    assert (nodes["a"].value, nodes[g.output].value) == (5, 20)
    assert [nodes[n].adjoint for n in ("w", "x", "y", "a")] == [5, 4, 4, 4]
    assert nodes["a"].op == "add" and nodes["a"].inputs == ("x", "y") and nodes["a"].latex == "x + y"
    assert g.verify().status in ("verified", "proved")


def test_a_network() -> None:
    g = derive.graph(NET, at=AT)
    nodes = {v.name: v for v in g.nodes}
    assert g.output == "L"
    np.testing.assert_allclose(nodes["z_1"].value, [-0.05, 1.4], atol=1e-12)
    assert nodes["y_hat"].value == pytest.approx(0.231475, abs=1e-6)
    assert nodes["L"].value == pytest.approx(1.463282, abs=1e-6)
    assert nodes["z_2"].adjoint == pytest.approx(-0.768525, abs=1e-6)
    np.testing.assert_allclose(nodes["W_2"].adjoint, [[0, -1.0759347]], atol=1e-6)
    assert g.verify().status == "verified"


def test_adjoints_are_gathered_where_a_node_is_used_twice() -> None:
    g = derive.graph(r"x \sigma(x) + x", at="x=1")
    s = 1 / (1 + np.exp(-1))
    assert {v.name: v for v in g.nodes}["x"].adjoint == pytest.approx(s + s * (1 - s) + 1)


@pytest.mark.parametrize(("text", "at", "let"), [
    (r"\ln\det A + \operatorname{tr}(A^\top B)", {"A": [[2, 1], [0, 4]], "B": [[1, 0], [3, 4]]}, None),
    (r"\sum_i w_i x_i^2", {"w": [1, 2], "x": [3, 4]}, None),
    (r"\lVert X w - y\rVert^2", {"X": [[1, 2], [3, 4], [5, 6]], "w": [1, -1], "y": [0, 1, 2]}, None),
    (r"\max(x, y) z + x^y", {"x": 1.5, "y": 2.5, "z": 3}, None),
    (r"y^\top \log \operatorname{softmax}(W x)", {"W": [[1, 2], [0, 1]], "x": [1, 2], "y": [0, 1]}, None),
])  # fmt: skip
def test_adjoints_agree_with_differences(text: str, at: dict[str, object], let: str | None) -> None:
    g = derive.graph(text, at=at, let=let)
    assert not g.note and g.verify().holds


def test_wrong_adjoints_would_be_seen() -> None:
    g = derive.graph("x^2 y", at="x=3, y=2")
    run, (adjoints, _) = g._run, g._backward
    assert run is not None and run.error(adjoints) < 1e-9
    wrong = {x: 2 * a for x, a in adjoints.items()}
    assert run.error(wrong) > 0.1


@pytest.mark.parametrize(("text", "at"), [
    ("x/y", "x=1, y=0"), ("sqrt(x)", "x=0"), (r"x\ln y", "x=0, y=0"), (r"\lvert x\rvert", "x=0"),
    (r"\max(x, y) z", "x=1, y=1, z=2"), (r"\operatorname{ReLU}(x)", "x=0"),
])  # fmt: skip
def test_where_there_is_no_slope_nothing_is_verified(text: str, at: str) -> None:
    said = derive.graph(text, at=at).verify()
    assert said.status == "undecided" and "at this point" in str(said.reason) or "this point is" in str(said.reason)


def test_near_the_edge_of_the_domain_smaller_steps_tell() -> None:
    assert derive.graph(r"x \ln x + \sqrt{y}", at="x=0.0001, y=0.0002").verify().holds


def test_without_numbers() -> None:
    g = derive.graph("(x+y)*w")
    assert all(v.value is None and v.adjoint is None for v in g.nodes)
    assert g.verify().holds and "da/dx = 1" in g.text()


def test_no_adjoints_of_a_vector() -> None:
    g = derive.graph("W x", at={"W": [[1, 2], [3, 4]], "x": [1, 1]})
    assert g.note == "the output is no scalar: there are no adjoints"
    assert g.nodes[-1].value == [3, 7] and g.verify().status == "undecided"


def test_a_missing_value_is_named() -> None:
    with pytest.raises(derive.UsageError, match="value of w"):
        _ = derive.graph("(x+y)*w", at="x=2, y=3").nodes


def test_json() -> None:
    record = json.loads(json.dumps(derive.graph("(x+y)*w", at="x=2, y=3, w=4").to_dict()))
    assert record["schema"] == 1 and record["output"] == "z"
    a = next(v for v in record["nodes"] if v["name"] == "a")
    assert {k: a[k] for k in ("op", "inputs", "latex", "value", "adjoint")} == {
        "op": "add", "inputs": ["x", "y"], "latex": "x + y", "value": 5, "adjoint": 4}  # fmt: skip


def test_svg_is_well_formed_and_shows_every_number() -> None:
    picture = derive.graph("(x+y)*w", at="x=2, y=3, w=4").svg()
    root = ET.fromstring(picture)
    words = ["".join(t.itertext()) for t in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"2", "3", "4", "5", "20", "1", "+", "×", "x", "y", "w", "a", "z"} <= set(words)
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")


def test_nodes_of_the_picture_stand_apart() -> None:
    g = derive.graph(NET, at=AT)
    places = list(g.layout.places.values())
    for k, (x, y) in enumerate(places):
        assert all(abs(x - u) >= 1 or abs(y - v) >= 0.99 for u, v in places[:k])


def test_text_pictures() -> None:
    g = derive.graph("(x+y)*w", at="x=2, y=3, w=4")
    assert g.mermaid().startswith("flowchart LR") and '-->|"2 | 4"|' in g.mermaid()
    assert g.dot().startswith("digraph {") and '"x" -> "a" [label="2 | 4"];' in g.dot()
    assert r"\begin{tikzpicture}" in g.tikz() and "{$a = x + y$}" in g.tikz()


def test_the_picture_as_svg_and_png(tmp_path: Path) -> None:
    g = derive.graph("(x+y)*w + x", at="x=2, y=3, w=4")
    for name, begin in (("g.svg", b"<svg"), ("g.png", b"\x89PNG")):
        g.picture(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(begin)
    shown = {t.get_text() for t in g.figure().axes[0].texts}
    assert {"$x$", "$y$", "$w$", "×", "+", "22"} <= shown
    assert "![Computational graph](g.png)" in g.markdown(picture="g.png")


MANY = (r"\ln(1+e^{a x + b y}) \cdot \frac{x^2 + y^2}{1 + c z} + \sin(x y) \cos(y z) + \sqrt{z + w^2} \tanh(a w)"
        r" + e^{-x^2} (b + c)")  # fmt: skip


def test_labels_of_forty_nodes_do_not_cover_each_other() -> None:
    g = derive.graph(MANY, at="x=1, y=0.5, z=2, w=0.3, a=0.7, b=-0.2, c=0.4")
    assert 35 <= len(g.nodes) <= 40
    texts = [t for t in ET.fromstring(g.svg()).iter("{http://www.w3.org/2000/svg}text")
             if t.get("class", "").startswith(("value", "adjoint"))]  # fmt: skip
    boxes = [(float(t.get("x", 0)), float(t.get("y", 0)), 6.0 * len("".join(t.itertext()))) for t in texts]
    covering = [(a, b) for k, a in enumerate(boxes) for b in boxes[:k]
                if abs(a[1] - b[1]) < 10 and abs(a[0] - b[0]) < (a[2] + b[2]) / 2]  # fmt: skip
    assert not covering


def test_a_program_whose_values_are_given_as_flat_lists() -> None:
    text = r"z_1 = W_1 x + b_1; h = \operatorname{ReLU}(z_1); z_2 = W_2 h + b_2; \hat y = \sigma(z_2); L = -y\log\hat y"
    at = ("x = [1, 0.5, -1.5], W_1 = [[0.2, -0.4, 0.1], [0.7, 0.3, -0.5]], b_1 = [0.1, -0.2], W_2 = [0.5, -1],"
          " b_2 = 0.2, y = 1")  # fmt: skip
    g = derive.graph(text, at=at)
    found = {v.name: v for v in g.nodes}
    assert found["L"].value == pytest.approx(1.46328, abs=1e-5) and g.verify().holds
    assert found["z_2"].adjoint == pytest.approx(-0.76852, abs=1e-5)

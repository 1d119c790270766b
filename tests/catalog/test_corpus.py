"""Counts, vectors and analogies, on texts small enough to count by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import derive
from derive.catalog.corpus import Vectors, cooccurrence, load, sentences, train
from derive.catalog.parts import Table
from derive.errors import UsageError

TEXT = "The king loves the queen. The queen loves the king!\n\nA king"


def test_sentences() -> None:
    assert sentences(TEXT, ["the"]) == [["king", "loves", "queen"], ["queen", "loves", "king"], ["a", "king"]]
    assert sentences("it's ÜBER 3 x") == [["it's", "über", "x"]]


def test_counts_by_hand() -> None:
    whole = cooccurrence(TEXT, None, False, ["the"])
    assert whole.of("king", "queen") == whole.of("queen", "king") == 2 and whole.of("a", "king") == 1
    assert whole.probability("king", "queen") == 2 / 5
    near = cooccurrence(TEXT, 1, True, ["the"])
    assert near.of("king", "queen") == 0 and near.of("king", "loves") == 2
    assert cooccurrence(TEXT, 2, True, ["the"]).of("king", "queen") == 1


def test_a_window_as_long_as_a_sentence_is_the_sentence() -> None:
    assert (cooccurrence(TEXT, 99, False).table == cooccurrence(TEXT, None, False).table).all()


def test_analogies_and_files(tmp_path: Path) -> None:
    v = Vectors(("a", "b", "c", "d", "e"), np.array([[1.0, 0], [1, 1], [3, 0], [3, 1.1], [-3, 1]]))
    assert v.analogy("a", "b", "c")[0] == "d"
    assert [w for w, _ in v.nearest(v["a"], count=2)] == ["a", "c"]
    file = tmp_path / "v.txt"
    file.write_text("".join(f"{w} {x} {y}\n" for w, (x, y) in zip(v.words, v.rows.tolist(), strict=True)))
    assert load(file).words == v.words and (load(file).rows == v.rows).all()
    for bad in ("", "a 1 2\nb 1\n", "a 1 x\n", "a\n"):
        file.write_text(bad)
        with pytest.raises(UsageError):
            load(file)


def test_unknown_words_are_said() -> None:
    with pytest.raises(UsageError, match="zebra"):
        cooccurrence(TEXT).of("zebra", "king")
    with pytest.raises(UsageError, match="no words"):
        cooccurrence("123 456")


def test_trained_vectors_explain_the_counts() -> None:
    few, many = (train(cooccurrence(TEXT, None, False, ["the"]), 3, steps) for steps in (0, 200))
    assert few.words == many.words and not np.allclose(few.rows, many.rows)


def test_words_with_spaces_and_a_header(tmp_path: Path) -> None:
    file = tmp_path / "v.txt"
    file.write_text("2 3\n. . 1 2 3\nat 0.5 -1 1e-2\n")
    v = load(file)
    assert v.words == (". .", "at") and v.rows.tolist() == [[1, 2, 3], [0.5, -1, 0.01]]
    with pytest.raises(UsageError, match="no such|read"):
        load(tmp_path / "none.txt")


def test_only_the_most_frequent_words_are_counted() -> None:
    few = cooccurrence("a b a b a c", None, False, most=2)
    assert few.words == ("a", "b") and few.of("a", "b") == cooccurrence("a b a b a c", None, False).of("a", "b")


def test_a_text_of_the_reader(tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("Ice stays solid. Steam stays warm. Ice is solid solid. Steam was solid once.")
    section = derive.show("cooccurrence", str(file), "ice, steam")
    assert section.verify().status == "verified"
    row = next(r for p in section.parts if isinstance(p, Table) for r in p.rows if r[0] == "solid" and len(r) == 4)
    found = cooccurrence(file.read_text())
    assert float(row[3].strip("$")) == pytest.approx(
        found.probability("ice", "solid") / found.probability("steam", "solid"), abs=1e-3
    )
    assert section.pictures[0].draw() is not None


def test_vectors_of_the_reader(tmp_path: Path) -> None:
    file = tmp_path / "v.txt"
    file.write_text("a 1 0\nb 1 1\nc 3 0\nd 3 1.1\ne -3 1\n")
    section = derive.show("word-analogies", str(file), "a, b, c")
    near = next(p for p in section.parts if isinstance(p, Table)).rows
    assert near[0][0] == "d" and section.verify().status == "verified"
    assert derive.show("word-analogies", str(file), "a, b").pictures[0].draw() is not None
    with pytest.raises(UsageError, match="which words"):
        derive.show("word-analogies", str(file))
    with pytest.raises(UsageError, match="takes no file"):
        derive.show("sigmoid", str(file))
    with pytest.raises(UsageError, match="of which file"):
        derive.show("cooccurrence", words="ice")

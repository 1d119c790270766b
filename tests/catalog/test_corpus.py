"""Counts, vectors and analogies, on texts small enough to count by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from derive.catalog.corpus import Vectors, cooccurrence, load, sentences, train
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

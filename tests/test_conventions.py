"""Conventions say what undeclared letters are; declarations are stronger; bad files get clear errors."""

from __future__ import annotations

from pathlib import Path

import pytest

import derive
from derive.cli.main import run
from derive.conventions import find

UPPER = {"upper": "matrix", "lower": "vector"}


def test_styles_of_letters() -> None:
    e = derive.read("A x + b", derive.conventions(UPPER))
    kinds = {name: len(x.shape) and (x.shape[1] != 1) + 1 for name, x in e.scope.letters.items()}
    assert (kinds["A"], kinds["x"], kinds["b"]) == (2, 1, 1)
    assert "A is a matrix by convention (upper)" in e.scope.guesses


def test_a_declaration_is_stronger() -> None:
    e = derive.read("A x", derive.conventions(UPPER, let="A: scalar, x: scalar"))
    assert e.shape == ()


def test_bold_and_greek() -> None:
    scope = derive.conventions({"bold-lower": "scalar", "greek": "vector"})
    assert derive.read(r"\mathbf{a} b", scope).shape == ()
    assert derive.read(r"\theta", scope).shape[1] == 1


def test_an_index_stays_an_index() -> None:
    scope = derive.conventions({"lower": "vector"})
    assert derive.read(r"\sum_{i=1}^n x_i i", scope).shape == ()


def test_declarations_that_always_hold() -> None:
    scope = derive.conventions({"let": ["X: n x d rows", "y: n"]})
    assert derive.read("X^T y", scope).shape[0].plain == "d"


def test_a_whole_problem_uses_them() -> None:
    d = derive.gradient("x^T A x", "x", let=derive.conventions(UPPER))
    assert d.result.shape[1] == 1


def test_files_from_the_directory_upwards(tmp_path: Path) -> None:
    inner = tmp_path / "posts" / "2024"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[tool.derive]\nupper = "matrix"\n')
    assert find(inner) == tmp_path / "pyproject.toml"
    assert derive.conventions(inner).conventions == (("upper", "matrix"),)
    (tmp_path / "posts" / "derive.toml").write_text('lower = "vector"\n')
    assert derive.conventions(inner).conventions == (("lower", "vector"),)


def test_a_pyproject_without_our_section_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert find(tmp_path) != tmp_path / "pyproject.toml"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('uper = "matrix"', "'uper' is no convention"),
        ('upper = "tensor"', "upper is 'tensor', expected one of scalar, vector, matrix"),
        ("upper = matrix", "is no TOML"),
        ("let = 3", "let is 3"),
        ('let = "x: n y"', "in `let`"),
    ],
)
def test_bad_files(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "derive.toml"
    path.write_text(text)
    with pytest.raises(derive.UsageError) as caught:
        derive.conventions(path)
    assert words in str(caught.value)
    assert "derive.toml" in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(derive.UsageError, match="can't be read"):
        derive.conventions(tmp_path / "none.toml")


def test_the_command_line_finds_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "derive.toml").write_text('upper = "matrix"\n')
    monkeypatch.chdir(tmp_path)
    assert run(["read", "A x", "--let", "x: n"]) == 0
    assert "a convention" in capsys.readouterr().out


def test_conventions_of_a_document(tmp_path: Path) -> None:
    from derive.conventions import beside

    (tmp_path / "derive.toml").write_text('upper = "matrix"\n', encoding="utf-8")
    post = tmp_path / "posts" / "a.md"
    post.parent.mkdir()
    post.write_text("$A x$", encoding="utf-8")
    assert derive.read("A x", beside(post)).shape != ()
    assert derive.read("A x", beside(post, "A: scalar")).shape == ()
    assert beside(tmp_path / "posts").conventions == (("upper", "matrix"),)

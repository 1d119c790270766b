"""Documents that mean no good, or are none: a clear message, time in proportion to length, others still checked."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import Cli

from derive.check.documents import document
from derive.check.lint import check
from derive.errors import DeriveError

SIZE = 80_000
PIECES = {
    "a.md": ("$", "$x", "$ ", "$\n", "\\[", "\\(", "\\begin{align}\n", "<!--", "`", "` `` ", "<script>", "{math}`",
             "$`", "> ", "#", "=", " ", "\n", "- ", "\\\\[", "$$a$}b", "\\newcommand{\\a}{", "<pre>", "$\\"),
    "a.tex": ("$", "$$", "\\begin{align}", "\\begin{verbatim}", "\\verb|", "%", "\\[", "\\def\\b#1{"),
    "a.rst": ("$", ":math:`", "`", ".. math::\n", "..\n"),
    "a.txt": ("$", "a=b\n", "=", "a = "),
    "a.ipynb": ("$", "[", '{"a":', "0"),
}  # fmt: skip
CASES = [(path, piece) for path, pieces in PIECES.items() for piece in pieces]


def seconds(path: str, text: str) -> float:
    begun = time.process_time()
    with suppress(DeriveError):
        document(text, path)
    return time.process_time() - begun


@pytest.mark.parametrize(("path", "piece"), CASES, ids=[f"{p} {s!r}" for p, s in CASES])
def test_time_grows_with_the_length(path: str, piece: str) -> None:
    half, whole = (seconds(path, piece * (size // len(piece))) for size in (SIZE // 4, SIZE))
    assert whole < 0.5 or whole < 9 * half, f"{half:.2f} s, and for four times the length {whole:.2f} s"


BAD = {
    "latin.md": (b"caf\xe9 $x = x$", "is no UTF-8: byte 0xe9 on line 1"),
    "utf16.md": ("$x = x$".encode("utf-16"), "is UTF-16, not UTF-8"),
    "binary.md": (bytes(range(256)), "is no text"),
    "none.ipynb": (b"this is no JSON", "the file is no JSON: unexpected this  (none.ipynb:1:1)"),
    "half.ipynb": (b'{"cells": [', "the file is no JSON: it ends or breaks here  (half.ipynb:1:12)"),
    "other.ipynb": (b'{"a": 1}', "the file is no notebook: it has no list of cells  (other.ipynb:1:1)"),
    "kind.ipynb": (b'{"cells": [{}]}', "kind.ipynb: the file is no notebook: its cell 1 has no cell_type"),
    "empty.ipynb": (
        b'{"cells": [{"cell_type": "code"}]}',
        "empty.ipynb: the file is no notebook: its cell 1 has no source",
    ),
    "odd.ipynb": (b'{"cells": [{"cell_type": "code", "source": [1]}]}', "its cell 1 has a source that is no text"),
    "word.ipynb": (b'{"cells": ["a"]}', "its cell 1 is no object"),
    "deep.ipynb": (b"[" * 5000, "nested too deeply  (deep.ipynb:1:201)"),
    "many.md": (b"$x$\n" * 20_001, "holds more than 20,000 formulas"),
}


def test_what_is_no_document_is_said_and_the_others_are_checked(cli: Cli, tmp_path: Path) -> None:
    for name, (data, _) in BAD.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "good.md").write_bytes(b"\xef\xbb\xbf# A\r\n\r\n$$\r\n(a+b)^2 = a^2 + 2ab + b^2\r\n$$\r\n")
    said = cli("check", *BAD, "good.md")
    assert said.status == 2
    for message in (message for _, message in BAD.values()):
        assert message in said.err
    assert said.err.count("error: ") == len(BAD)
    assert "good.md: 1 formula: 0 mentions, 0 definitions, 1 claim" in said.err
    assert "1 verified" in said.err


N = 25_000
LONG = {
    "braces": "{" * N + "x" + "}" * N,
    "brackets": "(" * N + "x" + ")" * N,
    "left": r"\left(" * N + "x" + r"\right)" * N,
    "fractions": r"\frac{1}{1+" * N + "x" + "}" * N,
    "fractions that end nowhere": r"\frac{" * N,
    "roots": r"\sqrt" * N + "x",
    "powers": "x^{" * N + "x" + "}" * N,
    "indices": "x_{" * N + "x" + "}" * N,
    "primes": "f" + "'" * N + "(x)",
    "signs": "-" * N + "x",
    "digits": "9" * N,
    "terms": "x + " * N + "x",
    "a chain": "x = " * N + "x",
    "matrices": r"\begin{pmatrix}" * N + "x" + r"\end{pmatrix}" * N,
    "a column": r"\begin{aligned}" + "a &= b \\\\\n" * N + r"\end{aligned}",
    "hidden signs": "\U0001d465\u0301\u202e" * N,
}


@pytest.mark.parametrize("name", LONG)
def test_a_formula_without_measure_is_not_read_and_counts(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"${LONG[name]} = x$\n\nFor all $1 + 1 = 3$.\n", encoding="utf-8")
    begun = time.process_time()
    report = check(str(tmp_path / "a.md"))
    assert time.process_time() - begun < 10
    assert (report.counts["formulas"], report.counts["unread"], report.counts["refuted"]) == (2, 1, 1)
    assert report.unread[0].reason


DEAR = r"""Let $A, B \in \mathbb{R}^{20000 \times 20000}$. For all $A$ and $B$: $A B = B A$.

$9^{9^{9^{9^9}}} = 3$, $10^{10^{10}} = 5$, $(10^9)! = 3$, $\binom{10^9}{10^8} = 4$ and $1 + 1 = 3$.

$\sum_{i=1}^{10^{12}} \sum_{j=1}^{10^{12}} i j = 3$ and $\prod_{i=1}^{999999} \prod_{j=1}^{999999} (i + j) = 3$.

```python
x = 2.0
y = np.ones((10**6, 10**6))
while True:
    x = x ** x
def f(x): return f(x)
z = f(3)
```
"""


def test_what_costs_more_than_there_is(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(DEAR)
    begun = time.process_time()
    report = check(str(tmp_path / "a.md"))
    assert time.process_time() - begun < 30
    assert [(d.code, d.place[0]) for d in report.diagnostics if d.severity == "error"] == [("D101", 3)]


def test_what_a_directory_holds_beside_files(cli: Cli, tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("the system has no pipes with names")
    (tmp_path / "post.md").mkdir()
    (tmp_path / "post.md" / "a.md").write_text("$1 + 1 = 2$\n")
    os.symlink(".", tmp_path / "again")
    os.symlink("self.md", tmp_path / "self.md")
    os.symlink("nowhere.md", tmp_path / "gone.md")
    os.mkfifo(tmp_path / "pipe.md")
    said = cli("check", ".")
    assert said.status == 2
    assert "no such file: ./gone.md" in said.err and "./self.md can't be read: " in said.err
    assert "pipe.md" not in said.err
    assert said.err.rstrip().splitlines()[-1].startswith("1 document, 2 could not be checked: 1 formula")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_file_that_may_not_be_read(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("$1 + 1 = 2$\n")
    (tmp_path / "a.md").chmod(0)
    said = cli("check", "a.md")
    assert said.status == 2 and "a.md can't be read: permission denied" in said.err


def test_places_with_a_byte_order_mark_and_windows_lines(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\xef\xbb\xbf# A\r\n\r\n$$\r\n(a+b)^2 = a^2 + ab + b^2\r\n$$\r\n")
    said = cli("check", "a.md")
    assert said.out.splitlines()[0].startswith("a.md:4:1: error D101")
    assert said.out.splitlines()[1] == "  (a+b)^2 = a^2 + ab + b^2"


@pytest.mark.parametrize("name", ["a.md", "a.tex", "a.txt"])
def test_an_environment_that_is_not_closed_is_said(cli: Cli, tmp_path: Path, name: str) -> None:
    text = "First $1 + 1 = 2$.\n\n\\begin{align}\nx &= y\n\nand later $2 + 2 = 4$.\n"
    (tmp_path / name).write_text(text, encoding="utf-8")
    said = cli("check", name)
    assert said.status == 2
    assert f"{name}:3:1: error D205: \\begin{{align}} is not closed" in said.out
    assert "2 verified" in said.err


def test_dollars_in_the_words_of_a_display(cli: Cli, tmp_path: Path) -> None:
    text = "$$\n(a b)^2 = a^2 b^2 \\quad \\text{for any $a$ and any $b$}\n$$\n\nthen\n\n$$\n1 + 1 = 3\n$$\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    assert cli("check", "a.md").out.startswith("a.md:8:1: error D101")


def test_a_display_that_is_not_closed_is_a_warning(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("First $1 + 1 = 2$.\n\n$$ x = 1\n\nno end\n", encoding="utf-8")
    said = cli("check", "a.md")
    assert said.status == 0 and "a.md:3:1: warning D205" in said.out

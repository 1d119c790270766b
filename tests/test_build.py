"""Blocks in posts: filled in place, the rest byte for byte, nothing else run, nothing read, nothing lost."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.build import COMMANDS, Filled, Outcome, Run, blocks, build, words
from derive.build import fill as filled
from derive.errors import DeriveError, UsageError

POST = "# A post\n\nText.\n\n<!-- derive: diff x^2 wrt=x -->\n<!-- /derive -->\n\nMore text.\n"
ANSWER = "$$\n2x\n$$\n\nverified"


def fill(text: str, run: Run, name: str = "") -> tuple[str, list[Outcome]]:
    outcomes: list[Outcome] = []
    return filled(text, run, outcomes.append, name), outcomes


def fake(command: list[str]) -> Filled:
    if "bad" in command:
        raise UsageError("no good")
    return Filled(ANSWER, "verified")


def test_a_block_is_filled_and_the_rest_stays() -> None:
    new, (outcome,) = fill(POST, fake)
    assert new == POST.replace("wrt=x -->\n", "wrt=x -->\n\n" + ANSWER + "\n\n")
    assert (outcome.line, outcome.command, outcome.state, outcome.verdict) == (
        5,
        "diff x^2 wrt=x",
        "filled",
        "verified",
    )


def test_filling_again_changes_nothing() -> None:
    once, _ = fill(POST, fake)
    again, (outcome,) = fill(once, fake)
    assert again == once
    assert outcome.state == "unchanged"


def test_an_old_result_is_replaced() -> None:
    old = POST.replace("<!-- /derive -->", "something\nold `<!-- x -->`\n<!-- /derive -->")
    assert fill(old, fake)[0] == fill(POST, fake)[0]


@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("tail", ["", "\n", " \n\n"])
def test_line_ends_bom_and_the_last_line_stay(bom: str, end: str, tail: str, tmp_path: Path) -> None:
    text = bom + "<!-- derive: diff x wrt=x -->\nold\n<!-- /derive -->\nmixed\r\nlast".replace("\n", end) + tail
    path = tmp_path / "post.md"
    path.write_bytes(text.encode())
    build(str(path), fake)
    got = path.read_bytes().decode()
    start, stop = got.index("-->") + 3, got.index("<!-- /derive")
    assert got[:start] == text[: text.index("-->") + 3]
    assert got[stop:] == text[text.index("<!-- /derive") :]
    assert got[start:stop] == end.join(["", "", *ANSWER.split("\n"), "", ""])
    build(str(path), fake)
    assert path.read_bytes().decode() == got


def test_bytes_that_are_no_utf8_survive(tmp_path: Path) -> None:
    path = tmp_path / "post.md"
    path.write_bytes(b"caf\xe9\n" + POST.encode() + b"\xff\x00")
    build(str(path), fake)
    assert path.read_bytes().startswith(b"caf\xe9\n")
    assert path.read_bytes().endswith(b"More text.\n\xff\x00")


def test_comments_on_one_line_and_after_text() -> None:
    new, outcomes = fill("<!-- derive: show sigmoid --><!-- /derive --> after", fake)
    assert new == f"<!-- derive: show sigmoid -->\n\n{ANSWER}\n\n<!-- /derive --> after"
    assert len(outcomes) == 1
    assert fill(new, fake)[0] == new


def test_a_command_over_several_lines() -> None:
    text = '<!-- derive: grad "x^\\top A x"\n     wrt=x\n     let="A: n x n, x: n"\n-->\n<!-- /derive -->\n'
    seen: list[list[str]] = []
    fill(text, lambda w: (seen.append(w), Filled("ok", "verified"))[1])
    assert seen == [["grad", "x^\\top A x", "--wrt", "x", "--let", "A: n x n, x: n"]]


@pytest.mark.parametrize(
    "hidden",
    [
        "```html\n{}```\n",
        "~~~~\n{}~~~\n~~~~\n",
        "  ```\n{}  ```\n",
        "> ```\n{}> ```\n",
        "- item\n\n  ```\n{}  ```\n",
        "```never closed\n{}",
        "Write `<!-- derive: diff x wrt=x -->` and `<!-- /derive -->`.\n",
        "    <!-- derive: diff x wrt=x -->\n    <!-- /derive -->\n",
    ],
)
def test_code_is_no_block(hidden: str) -> None:
    text = hidden.replace("{}", POST)
    assert fill(text, fake) == (text, [])


def test_a_block_after_a_fence_is_found() -> None:
    text = "```\ncode\n```\n\n`` ``` `` and ```inline```\n\n" + POST
    assert [b.line for b in blocks(text)] == [11]


def test_a_block_in_a_list_keeps_its_indent() -> None:
    new, _ = fill("1. one\n\n   <!-- derive: diff x wrt=x -->\n   <!-- /derive -->\n", fake)
    assert "\n   $$\n   2x\n   $$\n\n   verified\n\n   <!-- /derive -->\n" in new


def test_a_failing_block_keeps_its_content_and_the_others_are_filled(tmp_path: Path) -> None:
    text = "<!-- derive: diff bad -->\nold\n<!-- /derive -->\n\n" + POST
    new, (first, second) = fill(text, fake, "post.md")
    assert new.startswith("<!-- derive: diff bad -->\nold\n<!-- /derive -->\n")
    assert (first.state, first.line, second.state) == ("failed", 1, "filled")
    assert first.error is not None
    assert "post.md:1:1" in str(first.error)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a\n<!-- derive: diff x wrt=x -->\nnever closed", 2, "/derive"),
        (
            "<!-- derive: diff x wrt=x -->\n<!-- derive: diff x wrt=x -->\n<!-- /derive -->\n",
            1,
            "before the next block",
        ),
        ("a\nb\n<!-- derive: diff x", 3, "--> is missing"),
    ],
)
def test_what_is_not_closed_is_reported_with_its_line(text: str, line: int, says: str) -> None:
    new, outcomes = fill(text, fake, "post.md")
    assert outcomes[0].line == line
    assert outcomes[0].error is not None
    assert says in str(outcomes[0].error)
    assert all(o.state == "filled" for o in outcomes[1:])
    assert new.startswith(text[: text.index("<!-- derive") + 11])


@pytest.mark.parametrize(
    "command",
    [
        "build post.md", "check post.md", "read x", "rule chain", "python -c 1", "", "  ", "diff x wrt=x -o out",
        "diff x wrt=x output=out", "diff x wrt=x o=out", "diff x wrt=x --output=out", "diff - wrt=x", "diff --help",
        'diff "x wrt=x', "rm -rf .", "Diff x wrt=x", "diff x -o=out", "show --output out",
    ],
)  # fmt: skip
def test_a_block_runs_nothing_else(command: str) -> None:
    with pytest.raises(UsageError):
        words(command)


def test_the_words_of_a_command() -> None:
    assert words(r'diff "\frac{1}{x} \\ y" wrt="x" seed=3 no-verify') == [
        "diff", r"\frac{1}{x} \\ y", "--wrt", "x", "--seed", "3", "--no-verify",
    ]  # fmt: skip
    assert words(r"""verify "f'(x) = y" """) == ["verify", "f'(x) = y"]
    assert words("grad 'x = \"y\"' --wrt x") == ["grad", 'x = "y"', "--wrt", "x"]
    assert words("diff $(touch hack)x`id` wrt=x")[:2] == ["diff", "$(touch"]


def test_result_that_would_end_the_block_is_refused() -> None:
    new, (outcome,) = fill(POST, lambda w: Filled("a <!-- /derive --> b", "verified"))
    assert new == POST
    assert outcome.state == "failed"


def test_lines_are_those_of_the_filled_document() -> None:
    new, (_, second) = fill(POST + "<!-- derive: diff bad -->\n<!-- /derive -->\n", fake)
    assert new.splitlines()[second.line - 1] == "<!-- derive: diff bad -->"


def test_check_only_looks(tmp_path: Path) -> None:
    path = tmp_path / "post.md"
    path.write_text(POST)
    assert [o.state for o in build(str(path), fake, check=True)] == ["stale"]
    assert path.read_text() == POST
    build(str(path), fake)
    assert [o.state for o in build(str(path), fake, check=True)] == ["unchanged"]


def test_permissions_and_links_are_kept_and_nothing_is_left_over(tmp_path: Path) -> None:
    path, link = tmp_path / "post.md", tmp_path / "link.md"
    path.write_text(POST)
    path.chmod(0o640)
    link.symlink_to(path)
    build(str(link), fake)
    assert link.is_symlink()
    assert ANSWER in path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["link.md", "post.md"]


def test_a_file_without_change_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "post.md"
    path.write_text(fill(POST, fake)[0])
    os.utime(path, (1, 1))
    build(str(path), fake)
    assert path.stat().st_mtime == 1


def test_a_crash_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "post.md"
    path.write_text(POST)

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(DeriveError, match="can't be written: no space left"):
        build(str(path), fake)
    assert path.read_text() == POST
    assert os.listdir(tmp_path) == ["post.md"]


@pytest.mark.parametrize("name", ["missing.md", ".", "nul\0byte"])
def test_unreadable_files(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DeriveError):
        build(name, fake)


PIECES = st.sampled_from(
    ["<!-- derive: diff x wrt=x -->", "<!-- /derive -->", "```", "~~~", "\n", "\r\n", "text", "    ", "> ", "- ",
     "<!--", "-->", "<!-- derive:", "é", "\ufeff", "`"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30))
def test_any_text_is_survived_and_filling_is_idempotent(parts: list[str]) -> None:
    text = "".join(parts)
    once, outcomes = fill(text, fake)
    assert fill(once, fake)[0] == once
    if not outcomes:
        assert once == text
    for o in outcomes:
        assert o.state in ("filled", "unchanged", "failed")


def test_the_list_of_commands_is_closed() -> None:
    assert set(COMMANDS) == {
        "diff", "grad", "jacobian", "hessian", "d", "show", "verify", "graph", "explain", "montecarlo",
    }  # fmt: skip

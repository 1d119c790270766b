"""`derive build` as a user meets it: posts filled in place, a summary beside, statuses."""

from __future__ import annotations

import os
from pathlib import Path

from conftest import Cli

POST = '# Post\n\n<!-- derive: diff "x^2" wrt=x -->\n<!-- /derive -->\n'


def test_build_fills_and_checks(cli: Cli, tmp_path: Path) -> None:
    post = tmp_path / "post.md"
    post.write_text(POST)
    assert cli("build", "post.md", "--check").status == 1
    assert post.read_text() == POST
    said = cli("build", "post.md")
    assert said.status == 0, said.err
    assert said.out == ""
    assert "verified" in said.err or "proved" in said.err
    assert "post.md" in said.err
    assert "$$" in post.read_text()
    assert cli("build", "post.md", "--check").status == 0
    filled = post.read_text()
    cli("build", "post.md")
    assert post.read_text() == filled


def test_build_reports_a_failing_block_with_its_line(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "post.md").write_text(POST + '\n<!-- derive: diff "\\frac{1}{" wrt=x -->\nold\n<!-- /derive -->\n')
    said = cli("build", "post.md")
    assert said.status == 2
    line = (tmp_path / "post.md").read_text().splitlines().index('<!-- derive: diff "\\frac{1}{" wrt=x -->') + 1
    assert f"post.md:{line}: failed" in said.err
    assert "old" in (tmp_path / "post.md").read_text()
    assert "$$" in (tmp_path / "post.md").read_text()


def test_build_of_a_false_claim_is_status_1(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "post.md").write_text('<!-- derive: verify "x = x + 1" -->\n<!-- /derive -->\n')
    said = cli("build", "post.md")
    assert said.status == 1
    assert "refuted" in said.err


def test_build_runs_nothing_but_derivations(cli: Cli, tmp_path: Path) -> None:
    for command in ("build post.md", "rule", "diff x wrt=x -o stolen", "diff - wrt=x", "read x", "sh -c id"):
        (tmp_path / "post.md").write_text(f"<!-- derive: {command} -->\n<!-- /derive -->\n")
        assert cli("build", "post.md").status == 2
    assert os.listdir(tmp_path) == ["post.md"]


def test_build_of_several_files(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(POST)
    (tmp_path / "b.md").write_text("no blocks")
    said = cli("build", "a.md", "missing.md", "b.md")
    assert said.status == 2
    assert "$$" in (tmp_path / "a.md").read_text()
    assert "missing.md" in said.err
    assert (tmp_path / "b.md").read_text() == "no blocks"


def test_build_holds_to_the_conventions_beside_the_post(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / "derive.toml").write_text('lower = "vector"\nupper = "matrix"\n')
    (tmp_path / "derive.toml").write_text('lower = "scalar"\nupper = "scalar"\n')
    (folder / "post.md").write_text('<!-- derive: grad "x^T A x" wrt=x -->\n<!-- /derive -->\n')
    said = cli("build", "posts/post.md")
    assert said.status == 0, said.err
    assert "^T" in (folder / "post.md").read_text() or r"^\top" in (folder / "post.md").read_text()


BLOCKS = {
    'graph "(x+y) w" at="x=2, y=3, w=4"': "```mermaid",
    'graph "(x+y) w" at="x=2, y=3, w=4" picture': "](post-graph-",
    'graph "(x+y) w" picture=dot': "digraph",
    'explain "y = a x" picture': "the slope of the line",
    'montecarlo "x^2" draw="x ~ normal(0, 1)" count=1000 picture': "](post-montecarlo-",
    "show jacobian-polar": "the matrix above",
    'show cooccurrence from=mine.txt words="ice, steam" picture': "](post-cooccurrence.svg)",
    'show word-analogies from=v.txt words="a, b, c"': "cosine",
}


def test_every_command_of_the_course_fills_a_block(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("Ice stays solid. Steam stays warm. Ice is solid solid. Steam was solid once.")
    (tmp_path / "v.txt").write_text("a 1 0\nb 1 1\nc 3 0\nd 3 1.1\ne -3 1\n")
    post = tmp_path / "post.md"
    blocks = "\n\n".join(f"<!-- derive: {command} -->\n<!-- /derive -->" for command in BLOCKS)
    post.write_text(f"# Post\n\nHere $a$ is the slope of the line.\n\n{blocks}\n")
    said = cli("build", "post.md")
    assert said.status == 0, said.err
    for part, wanted in zip(post.read_text().split("<!-- derive:")[1:], BLOCKS.values(), strict=True):
        assert wanted in part
    assert cli("build", "post.md", "--check").status == 0


def test_a_block_reads_no_file_of_another_folder(cli: Cli, tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret.txt").write_text("one two three")
    (inner / "link.txt").symlink_to(tmp_path / "secret.txt")
    for file in ("../secret.txt", str(tmp_path / "secret.txt"), "link.txt"):
        (inner / "post.md").write_text(f'<!-- derive: show cooccurrence --from "{file}" -->\n<!-- /derive -->\n')
        said = cli("build", "inner/post.md")
        assert said.status == 2 and "own folder" in said.err

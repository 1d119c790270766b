"""`derive graph` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import Cli


def test_table(cli: Cli) -> None:
    said = cli("graph", "(x+y) w", "--at", "x=2, y=3, w=4")
    assert said.status == 0
    assert "x + y" in said.out and "dz/da = w = 4" in said.out
    assert "every local derivative was checked" in said.err


def test_json(cli: Cli) -> None:
    said = cli("graph", "(x+y) w", "--at", "x=2, y=3, w=4", "--format", "json")
    assert json.loads(said.out)["output"] == "z"


def test_pictures(cli: Cli, tmp_path: Path) -> None:
    assert cli("graph", "(x+y) w", "--picture", "dot").out.startswith("digraph")
    assert cli("graph", "(x+y) w", "-o", "g.svg").status == 0
    assert (tmp_path / "g.svg").read_text().startswith("<svg")


def test_missing_value(cli: Cli) -> None:
    said = cli("graph", "(x+y) w", "--at", "x=2, y=3")
    assert said.status == 2 and "the value of w" in said.err and not said.out


def test_what_is_undecided_is_not_done(cli: Cli) -> None:
    said = cli("graph", "x/y", "--at", "x=1, y=0")
    assert said.status == 1 and "undecided: x has no finite" in said.err

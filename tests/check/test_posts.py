"""Whole posts against their golden reports: clean, with slips, in odd notation, and one with an error that spreads.

Beside a clean post, `POST.slips` is a table of changes to it: line, what stands there, what is planted, and `says`, a
part of what must be said of it. `kind` is that of the slip; `follows` marks a number that follows faithfully from a
planted one, and must not be accused. `open` says what is not done yet: `found`, or only `repaired`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import derive
from derive.check.report import Report

POSTS = Path(__file__).resolve().parent.parent / "posts"


def written(r: Report) -> str:
    """The report as text: the counts, each finding but for its repair, and what follows from what."""
    rows = [" ".join(f"{k}={n}" for k, n in r.counts.items() if n)]
    for d in r.diagnostics:
        help = "" if d.help.startswith(("true with", "no single")) else f"; {d.help}"
        rows.append(f"{d.place[0]}:{d.place[1]}-{d.place[2]}:{d.place[3]} {d.severity} {d.code} {d.message}{help}")
    rows += [f"{r.place(c)[0]}: {c.reason}" for c in r.claims if c.root is not None]
    return "\n".join(rows) + "\n"


SIDECARS = (".golden", ".slips")


@pytest.mark.parametrize("post", sorted(p.name for p in POSTS.iterdir() if p.suffix not in SIDECARS))
def test_golden(post: str) -> None:
    golden = POSTS / f"{post}.golden"
    assert written(derive.check(str(POSTS / post))) == golden.read_text(encoding="utf-8")


def planted(post: str) -> tuple[str, list[dict[str, Any]]]:
    """The post with its slips, and their table."""
    rows = (POSTS / post).read_text(encoding="utf-8").split("\n")
    slips = tomllib.loads((POSTS / f"{post}.slips").read_text(encoding="utf-8"))["slip"]
    for s in slips:
        row = rows[s["line"] - 1]
        assert row.count(s["old"]) == 1, s
        rows[s["line"] - 1] = row.replace(s["old"], s["new"])
    return "\n".join(rows), slips


@pytest.mark.slow
@pytest.mark.parametrize("post", sorted(p.stem for p in POSTS.glob("*.slips")))
def test_planted_slips_are_found_and_nothing_else_is(post: str, tmp_path: Path) -> None:
    text, slips = planted(post)
    (tmp_path / post).write_text(text, encoding="utf-8")
    found = [d for d in derive.check(str(tmp_path / post)).diagnostics if d.severity != "info"]
    own = [s for s in slips if s["kind"] != "follows"]
    for s in own:
        here = [f"{d.message} {d.help}" for d in found if d.place[0] <= s["line"] <= d.place[2]]
        repaired = any(s.get("says", "") in said for said in here)
        assert s.get("open", "") == ("" if repaired else "repaired" if here else "found"), (s, here)
    lines = {s["line"] for s in own}
    elsewhere = [d for d in found if not lines & set(range(d.place[0], d.place[2] + 1))]
    assert not elsewhere


def test_an_error_that_spreads_is_one() -> None:
    r = derive.check(str(POSTS / "tutorial.md"))
    assert [(d.code, d.place[0]) for d in r.diagnostics if d.severity == "error"] == [("D101", 22)]
    followers = [c for c in r.claims if c.root is not None and c.status == "verified"]
    assert len(followers) >= 6 and all("line 22" in str(c.reason) for c in followers)
    assert r.counts["undecided"] == r.counts["unread"] == 0


def test_without_the_error_nothing_is_said(tmp_path: Path) -> None:
    text = (POSTS / "tutorial.md").read_text(encoding="utf-8")
    for old, new in (
        ("1.2 \\end", "1.4 \\end"), ("= -1.0", "= -1.2"), ("e^{1.0}", "e^{1.2}"), ("0.269", "0.231"),
        ("1.313", "1.463"),
        ("-0.731", "-0.769"), ("-0.877", "-1.076"), ("-0.366", "-0.384"), ("0.731 \\end", "0.769 \\end"),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    r = derive.check(str(tmp_path / "a.md"))
    assert not r.diagnostics and r.counts["undecided"] == 0


NUMBERS = r"""Let $x = 0.35$ and $w = 2.1$.

$$w x = VALUE$$
"""


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("0.735", None),
        ("0.74", None),
        ("0.73", None),
        ("0.736", "D102"),
        ("0.753", "D101"),
        ("0.7", None),
        ("7.35", "D101"),
    ],
)
def test_numbers_are_judged_by_the_digits_written(tmp_path: Path, value: str, code: str | None) -> None:
    (tmp_path / "a.md").write_text(NUMBERS.replace("VALUE", value), encoding="utf-8")
    found = [d.code for d in derive.check(str(tmp_path / "a.md")).diagnostics]
    assert found == ([code] if code else [])

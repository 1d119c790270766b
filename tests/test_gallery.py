"""The gallery shows every row, and its pictures are there; that its formulas render is in test_render."""

from __future__ import annotations

import re
from pathlib import Path

from derive.catalog.rows import ROWS

DOCS = Path(__file__).resolve().parent.parent / "docs"


def text() -> str:
    return (DOCS / "gallery.md").read_text(encoding="utf-8")


def test_every_row_stands_there_with_a_good_verdict() -> None:
    headings = re.findall(r"^## (\S+)$", text(), re.MULTILINE)
    assert headings == [row.name for row in ROWS]
    verdicts = re.findall(r"^\*(Verified|Proved): ", text(), re.MULTILINE)
    assert len(verdicts) == len(ROWS)
    assert "refuted" not in text() and "undecided" not in text().lower() and "Not decided" not in text()


def test_its_pictures_are_there_and_small() -> None:
    shown = re.findall(r"\]\((gallery/[^)]+)\)", text())
    files = {f"gallery/{p.name}" for p in (DOCS / "gallery").iterdir()}
    assert shown and set(shown) == files
    assert sum((DOCS / f).stat().st_size for f in shown) < 1_000_000

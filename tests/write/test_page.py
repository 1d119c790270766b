"""Pages of their own: one file that asks for nothing, laid out by a real browser at the width of a phone and a desk."""

from __future__ import annotations

import json
import re
from functools import cache
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from validators import chromium

import derive

WIDTHS = (360, 1000)
NAMES = ("sigmoid", "softmax-cross-entropy", "glove")
MEASURE = """
<script>
addEventListener("load", () => {
  const seen = [...document.querySelectorAll("iframe")].map(f => {
    const page = f.contentDocument, boxes = [...page.querySelectorAll("math")].map(m => m.getBoundingClientRect());
    const hidden = page.querySelectorAll("details:not([open]) math").length;
    return {width: page.documentElement.scrollWidth, maths: boxes.length, text: page.body.innerText.length,
            flat: boxes.filter(b => b.width < 2 || b.height < 2).length - hidden};
  });
  document.body.textContent = "<<" + JSON.stringify(seen) + ">>";
});
</script>
"""


@cache
def pages() -> dict[str, str]:
    """Pages of derivations by their names."""
    return {name: derive.show(name).html(check=False) for name in NAMES}


class Asked(HTMLParser):
    """The tags of a page and the addresses in their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        self.addresses += [v or "" for k, v in attrs if k in ("href", "src", "srcset", "data", "action", "poster")]
        assert not [k for k, _ in attrs if k.startswith("on")]


@pytest.mark.parametrize("name", NAMES)
def test_stands_alone(name: str) -> None:
    page = pages()[name]
    assert page.startswith("<!DOCTYPE html>")
    ElementTree.fromstring(re.sub(r"<((?:meta|wbr)[^>]*)>", r"<\1/>", page.removeprefix("<!DOCTYPE html>")))
    asked = Asked(page)
    assert not asked.tags & {"script", "link", "iframe", "img", "object", "embed", "form"}
    assert {"html", "head", "title", "body", "main", "style"} <= asked.tags
    assert all(a.startswith("#") and f'id="{a[1:]}"' in page for a in asked.addresses)
    assert not re.findall(r"https?://(?!www\.w3\.org/(?:1998/Math/MathML|2000/svg|1999/xlink))", page)
    assert "url(" not in page and "@import" not in page
    assert "\\(" not in page


def measured(made: list[str]) -> list[dict[str, int]]:
    """Pages as a browser lays them out, each at every width."""
    frames = "".join(
        f'<iframe srcdoc="{escape(page)}" style="width: {w}px; height: 800px; border: 0"></iframe>'
        for page in made for w in WIDTHS
    )  # fmt: skip
    dom = chromium(f"<!DOCTYPE html><meta charset=utf-8>{MEASURE}<body>{frames}", "--dump-dom")
    (said,) = re.findall(r"<<(\[.*\])>>", unescape(dom))
    found: list[dict[str, int]] = json.loads(said)
    return found


def test_is_laid_out() -> None:
    seen = measured(list(pages().values()))
    assert len(seen) == len(pages()) * len(WIDTHS)
    for k, (name, page) in enumerate(pages().items()):
        for width, got in zip(WIDTHS, seen[2 * k :], strict=False):
            assert got["maths"] == page.count("<math"), name
            assert got["flat"] <= 0, f"{name}: formulas without a size at {width}"
            assert got["width"] <= width, f"{name} is {got['width']} wide at {width}"
            assert got["text"] > 40, name


def test_the_measure_measures() -> None:
    (wide, _) = measured(['<body><div style="width: 2000px">x</div><math></math></body>'])
    assert wide["width"] >= 2000
    assert wide["flat"] == 1


def test_can_be_photographed(tmp_path: Path) -> None:
    shot = tmp_path / "page.png"
    chromium(pages()["sigmoid"], "--window-size=800,900", f"--screenshot={shot}")
    empty = tmp_path / "empty.png"
    chromium("<!DOCTYPE html><body></body>", "--window-size=800,900", f"--screenshot={empty}")
    assert shot.stat().st_size > 2 * empty.stat().st_size

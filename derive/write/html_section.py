"""A section of the catalog as a page of its own: derivations, tables, code, and its pictures drawn inside the page."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from derive.catalog.parts import Picture
from derive.errors import Unsupported
from derive.write.document import Page
from derive.write.document_section import block, mark
from derive.write.html import TARGET, rules, section, whole

if TYPE_CHECKING:
    from derive.catalog.section import Section
    from derive.verdicts import Verdict


def page(s: Section, pages: Mapping[int, Page], verdicts: Mapping[int, Verdict]) -> str:
    """The page: heading, a few words, the parts in order, at the end the rules that were used."""
    heading = s.title or "Derivation"
    blocks = [f"<h1>{TARGET.words(heading)}</h1>"]
    if s.prose:
        blocks.append(f'<p class="lead">{TARGET.words(s.prose)}</p>')
    for k, part in enumerate(s.parts):
        if k in pages:
            blocks.append(section(pages[k]))
        elif isinstance(part, Picture):
            blocks.append(_figure(part))
        else:
            blocks += block(part, TARGET, verdicts.get(k), mark)
    return whole(heading, "\n".join(b for b in [*blocks, rules(list(pages.values()))] if b))


def _figure(p: Picture) -> str:
    """The picture itself, as SVG; its caption alone on a machine that can't draw."""
    from derive.write.picture_plot import inline

    try:
        drawn = inline(p.draw())
    except Unsupported as e:
        drawn = f"<p>{escape(e.message)}</p>"
    return f"<figure>\n{drawn}\n<figcaption>{TARGET.words(p.caption)}</figcaption>\n</figure>"

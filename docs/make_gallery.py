"""Every row of the catalog on one page, with its verdict and its pictures: docs/gallery.md.

python docs/make_gallery.py          writes docs/gallery.md and docs/gallery/
python docs/make_gallery.py FOLDER   writes there
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import derive
from derive.catalog.parts import Claimed, Facts, Judged
from derive.catalog.rows import ROWS
from derive.catalog.section import Section
from derive.verdicts import Verdict
from derive.write.picture_plot import by_hand, drawn

DPI = 100
INTRODUCTION = """# Gallery

Every named derivation of the catalog as `derive show NAME --format markdown` prints it. Nothing here is typed in: lines
are derived by named rules and compared with finite differences, claims and properties are judged, numbers and pictures
are computed. `make gallery` writes this page anew.
"""


def section_of(s: Section, verdict: Verdict, folder: Path) -> str:
    """One row: heading, the section with its pictures, the verdict."""
    paths = {}
    for p in s.pictures:
        fig = p.draw()
        form = "svg" if by_hand(fig) else "png"
        name = f"{s.name}-{p.name}.{form}"
        (folder / name).write_bytes(drawn(fig, form, DPI))
        paths[p.name] = f"gallery/{name}"
    body = s.markdown(pictures=paths)
    lines, said = counted(s)
    parts = [f"lines derived: {lines}"] if lines else []
    parts += [f"claims and properties judged: {said}"] if said else []
    return f"## {s.name}\n\n{body}\n*{verdict.status.capitalize()}: {'; '.join(parts)}.*\n"


def counted(s: Section) -> tuple[int, int]:
    """(lines derived, claims and properties judged) of a section."""
    said = sum(isinstance(p, (Claimed, Judged)) for p in s.parts)
    said += sum(v is not None for p in s.parts if isinstance(p, Facts) for _, _, v in p.rows)
    return sum(len(d.steps) for d in s.all), said


def main(words: Sequence[str]) -> int:
    """Write the page; 1 where a row does not hold."""
    begun = time.perf_counter()
    folder = Path(words[0]) if words else Path(__file__).resolve().parent
    pictures = folder / "gallery"
    pictures.mkdir(parents=True, exist_ok=True)
    for old in pictures.iterdir():
        old.unlink()
    texts, index, bad, total = [], [], [], (0, 0)
    for row in ROWS:
        s = derive.show(row.name)
        verdict = s.verify()
        texts.append(section_of(s, verdict, pictures))
        index.append(f"* [{row.name}](#{row.name}): {row.title}")
        bad += [] if verdict.holds else [f"{row.name}: {verdict.status} {verdict.reason or ''}"]
        lines, said = counted(s)
        total = total[0] + lines, total[1] + said
    figures = f"{len(ROWS)} rows, {total[0]} lines derived and {total[1]} claims and properties judged"
    state = "all verified or proved" if not bad else f"{len(bad)} rows do not hold"
    head = f"{INTRODUCTION}\n{figures}: {state}.\n\n" + "\n".join(index) + "\n"
    (folder / "gallery.md").write_text("\n".join([head, *texts]), encoding="utf-8")
    print(f"{figures}: {state}; {time.perf_counter() - begun:.0f} s", *bad, sep="\n", file=sys.stderr)
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

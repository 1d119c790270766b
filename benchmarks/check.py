r"""What `derive check` finds: errata of real authors, planted slips, posts; and how long it takes.

python benchmarks/check.py errata FILE [ID…]     formulas before and after their authors' corrections
python benchmarks/check.py posts FOLDER          counts and every finding in real posts, with seconds a document
python benchmarks/check.py corpus FOLDER [N]     N formulas at random, each a document of its own: every finding
python benchmarks/check.py tables FOLDER [POST…] posts with the slips of their tables: planted, found, repaired
python benchmarks/check.py slips FOLDER [N]      N single changes of equations that verify: how many are found

FILE is JSON lines with `before`, `after`, `checkable`; FOLDER of `slips` holds the tables of tests/identities.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planted import Mutant, equations, mutants

from derive.check.lint import check
from derive.check.report import Report
from derive.errors import DeriveError
from derive.write.latex import write


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one formula: `found`, `verified`, `undecided`, `unread` or `nothing`; with its report."""

    said: str
    report: Report | None
    seconds: float


def one(latex: str, folder: Path, words: str = "It follows that") -> Outcome:
    """The report of a small document that holds one formula."""
    path = folder / "post.md"
    path.write_text(f"{words}\n\n$$\n{latex}\n$$\n", encoding="utf-8")
    begun = time.perf_counter()
    try:
        r = check(str(path))
    except DeriveError as e:
        return Outcome(f"failed: {e.message}", None, time.perf_counter() - begun)
    took, c = time.perf_counter() - begun, r.counts
    if any(d.severity in ("error", "warning") for d in r.diagnostics):
        return Outcome("found", r, took)
    for said in ("unread", "undecided", "verified"):
        if c[said]:
            return Outcome(said, r, took)
    return Outcome("nothing", r, took)


def details(o: Outcome) -> Iterator[str]:
    """The findings of a report, and what was not decided."""
    for d in o.report.diagnostics if o.report else ():
        yield f"    {d.code} {d.severity}: {d.message}; {d.help}"
    for i in o.report.items if o.report else ():
        if i.reason:
            yield f"    {i.kind} {i.status}: {i.reason} | {' '.join(i.latex.split())[:90]}"


def errata(path: Path, wanted: list[str]) -> None:
    """Formulas before and after their authors' corrections."""
    table: Counter[tuple[str, str, str]] = Counter()
    repaired = 0
    with tempfile.TemporaryDirectory() as folder:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if wanted and row["id"] not in wanted and row["checkable"] not in wanted:
                continue
            for side in ("before", "after"):
                o = one(row[side], Path(folder))
                table[row["checkable"], side, o.said] += 1
                helped = o.report is not None and any(d.help.startswith("true with") for d in o.report.diagnostics)
                repaired += side == "before" and row["checkable"] == "self-contained" and helped
                print(f"{row['id']} {side}: {o.said} ({row['family']}) {o.seconds:.1f} s", flush=True)
                if side == "after" or o.said != "found" or wanted:
                    print("\n".join(details(o)))
    for key, n in sorted(table.items()):
        print(f"{n:5} {' | '.join(key)}")
    print(f"{repaired:5} self-contained | before | with a repair that verifies")


def posts(folder: Path) -> None:
    """Counts, findings and seconds of real posts."""
    total: Counter[str] = Counter()
    for path in sorted(p for p in folder.iterdir() if p.suffix in (".md", ".rst", ".ipynb", ".html", ".tex")):
        if path.stem.isupper():
            continue
        begun = time.perf_counter()
        r = check(str(path))
        took = time.perf_counter() - begun
        total.update(r.counts)
        print(f"{path.name}: {took:.1f} s, " + ", ".join(f"{v} {k}" for k, v in r.counts.items()), flush=True)
        for d in r.diagnostics:
            print(f"    {d.place[0]}:{d.place[1]} {d.code} {d.severity}: {d.message}; {d.help}")
    print(", ".join(f"{v} {k}" for k, v in total.items()))


def corpus(folder: Path, count: int, seed: int = 0) -> None:
    """Formulas at random as single documents: every finding is an error of its author or a false alarm."""
    rows: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*.jsonl")):
        rows += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [r for r in rows if "eq" in r.get("feat", ["eq"])]
    table: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder_:
        for row in random.Random(seed).sample(rows, min(count, len(rows))):
            o = one(row["latex"], Path(folder_), "We have")
            table[o.said] += 1
            if o.said == "found" or o.said.startswith("failed"):
                print(f"{row['id']}: {' '.join(row['latex'].split())[:300]}")
                print("\n".join(x for x in details(o) if " claim" not in x), flush=True)
    print(dict(table))


def slips(folder: Path, count: int, seed: int = 0, batch: int = 10) -> None:
    """Planted slips: how many are reported as false, at their places, with a repair that verifies."""
    rng = random.Random(seed)
    every = [m for e in equations(folder) for m in mutants(e, rng, 12)]
    rng.shuffle(every)
    table: Counter[tuple[str, str]] = Counter()
    done = 0
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "post.md"
        for k in range(0, min(count, len(every)), batch):
            group = every[k : min(count, k + batch)]
            path.write_text("\n\n".join(_section(m) for m in group), encoding="utf-8")
            r = check(str(path))
            lines = path.read_text(encoding="utf-8").split("\n")
            starts = [n + 1 for n, text in enumerate(lines) if text == "$$"][::2]
            for m, line in zip(group, starts, strict=True):
                said = _fate(r, line)
                table[m.kind, said] += 1
                if said not in ("repaired", "found"):
                    why = [i.reason for i in r.items if r.place(i)[0] == line + 1]
                    print(f"    {m.of.name} {m.kind} {said} {why}: {m.of.left} = {write(m.right)}")
            done += len(group)
            hits = sum(n for (_, s), n in table.items() if s in ("repaired", "found"))
            print(f"{done} of {min(count, len(every))}: {100 * hits / done:.1f} % found", flush=True)
    for key, n in sorted(table.items()):
        print(f"{n:5} {' | '.join(key)}")


def _section(m: Mutant) -> str:
    return f"# {m.of.name}\n\n{m.of.words}\n\n$$\n{m.of.left} = {write(m.right)}\n$$"


def _fate(r: Report, line: int) -> str:
    """What was said of the formula that begins on the next line."""
    here = [i for i in r.items if r.place(i)[0] == line + 1]
    if any(i.status == "refuted" for i in here):
        return "repaired" if any(i.repair for i in here if i.status == "refuted") else "found"
    return next((i.status or i.kind for i in here), "nothing")


def tables(folder: Path, wanted: list[str]) -> None:
    """Posts with the slips of the table beside them: which are found and repaired, and what else is said."""
    total: Counter[str] = Counter()
    for table in sorted(folder.glob("*.slips")):
        if wanted and table.stem not in wanted:
            continue
        lines = (folder / table.stem).read_text(encoding="utf-8").split("\n")
        slips = tomllib.loads(table.read_text(encoding="utf-8"))["slip"]
        for s in slips:
            lines[s["line"] - 1] = lines[s["line"] - 1].replace(s["old"], s["new"])
        own = [s for s in slips if s["kind"] != "follows"]
        with tempfile.TemporaryDirectory() as name:
            path = Path(name) / table.stem
            path.write_text("\n".join(lines), encoding="utf-8")
            r = check(str(path))
        found = [d for d in r.diagnostics if d.severity in ("error", "warning")]
        here = [[d for d in found if d.place[0] <= s["line"] <= d.place[2]] for s in own]
        good = [any(s.get("says", "") in d.message + d.help for d in h) for s, h in zip(own, here, strict=True)]
        counts = {"planted": len(own), "found": sum(map(bool, here)), "repaired": sum(good)}
        total.update(counts)
        print(f"{table.stem}: {counts}", flush=True)
        for s, h, done in zip(own, here, good, strict=True):
            if not done:
                said = [f"{i.status or i.kind} ({i.reason})" for i in r.items if r.place(i)[0] == s["line"]]
                print(f"    {s['line']} {s['kind']} {s['new']}: {[d.help for d in h] or said}")
        for d in found:
            if not any(d in h for h in here):
                print(f"    besides: {d.place[0]} {d.code} {d.message}; {d.help}")
    print(dict(total))


def main(arguments: list[str]) -> int:
    """Run what is asked for."""
    match arguments:
        case ["errata", path, *wanted]:
            errata(Path(path), wanted)
        case ["tables", folder, *wanted]:
            tables(Path(folder), wanted)
        case ["posts", folder]:
            posts(Path(folder))
        case ["slips", folder, *rest]:
            slips(Path(folder), int(rest[0]) if rest else 1000, int(rest[1]) if rest[1:] else 0)
        case ["corpus", folder, *rest]:
            corpus(Path(folder), int(rest[0]) if rest else 300, int(rest[1]) if rest[1:] else 0)
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

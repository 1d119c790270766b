"""`derive check`: documents judged by workers, and the report in the formats of the command line."""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

from derive.check.documents import suffixes
from derive.check.limit import FORMULAS
from derive.check.workers import Order, Outcome, Record, checked
from derive.cli import reports
from derive.cli.answer import Answer
from derive.cli.terminal import note
from derive.errors import UsageError

LEFT_OUT = ("node_modules", "build", "_build", "dist", "site-packages", "__pycache__", "venv")
QUIET = 2.0  # seconds before a word is said about progress, where no terminal shows it as it goes
OFTEN, SELDOM = 0.2, 15.0  # seconds between words on a terminal, and elsewhere
NOT_CLOSED = "D205"  # as an error: a part of the document could not be read at all
MANY = 20  # documents whose summaries are listed one by one


def check_files(verb: str, **given: Any) -> Answer:
    """Check documents; one that can't be read is said, the others are checked."""
    if not given["files"]:
        raise UsageError("which document? a file is missing", help="derive check post.md")
    paths = list(dict.fromkeys(walked(given["files"])))
    order = Order(given["seed"], given["max_time"], min(given["jobs"], max(1, len(paths))), tuple(given["target"]))
    progress = Progress()
    records: list[Record] = []
    failed = 0
    for outcome in checked(paths, order, progress.tell):
        failed += outcome.record is None
        _take(outcome, records, progress)
    progress.clear()
    found = [d for r in records for d in reports.findings(r, given["strict"])]
    text = reports.FORMATS[given["output_format"]](records, given["strict"])
    false = any(d["severity"] == "error" for d in found) or given["strict"] and bool(found)
    unreadable = failed or any(d["code"] == NOT_CLOSED and d["severity"] == "error" for d in found)
    return Answer(
        text, 2 if unreadable else int(false), summary=_summaries(records, failed, given["verbose"]), plain=False
    )


def _take(outcome: Outcome, records: list[Record], progress: Progress) -> None:
    if outcome.record is not None:
        records.append(outcome.record)
        return
    progress.clear()
    note(f"error: {outcome.error}")


def walked(paths: Sequence[str]) -> Iterator[str]:
    """The files; of a directory, the documents below it in order, without what is hidden, built or somebody else's."""
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for folder, inner, names in os.walk(path):
            inner[:] = sorted(n for n in inner if not n.startswith(".") and n not in LEFT_OUT)
            documents = sorted(n for n in names if n.lower().endswith(suffixes()) and not n.startswith("."))
            yield from (p for p in (os.path.join(folder, n) for n in documents) if not _endless(p))


def _endless(path: str) -> bool:
    """Is it a pipe, a socket or a device, and no file?"""
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False  # it is said when it is read
    return not stat.S_ISREG(mode)


def _summaries(records: Sequence[Record], failed: int, verbose: bool) -> tuple[str, ...]:
    """What is said beside the report: what was not read if asked for, a line for each document, the whole."""
    lines = [line for r in records for line in reports.open_questions(r)] if verbose else []
    lines += [f"{r['path']}: {n}" for r in records for n in r["notes"]]
    if len(records) <= MANY or verbose:
        lines += [f"{r['path']}: {reports.counted(r['counts'], r['suppressed'])}" for r in records]
    if len(records) != 1 or failed:
        whole = {k: sum(r["counts"][k] for r in records) for r in records[:1] for k in r["counts"]}
        said = reports.number(len(records), "document") + (f", {failed} could not be checked" if failed else "")
        suppressed = sum(r["suppressed"] for r in records)
        lines.append(f"{said}: {reports.counted(whole, suppressed)}" if whole else said)
    return tuple(lines)


class Progress:
    """How far it is, on standard error: a line that is written over on a terminal, a line now and then elsewhere."""

    def __init__(self) -> None:
        self.shown = ""
        self.live = sys.stderr.isatty()
        self.begun = self.last = time.monotonic()

    def tell(self, done: int, of: int, path: str, formula: int) -> None:
        """Say how far it is, if it is time to."""
        now = time.monotonic()
        if not path or now - self.last < (OFTEN if self.live else SELDOM if self.last > self.begun else QUIET):
            return
        self.last = now
        where = f", formula {formula + 1}" if 0 <= formula < FORMULAS else ""
        line = f"{done} of {of} documents checked; {path}{where}" if of > 1 else f"checking {path}{where}"
        if not self.live:
            note(line)
            return
        self.clear()
        width = os.get_terminal_size(sys.stderr.fileno()).columns - 1
        self.shown = line[:width]
        sys.stderr.write(self.shown)
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self.shown:
            sys.stderr.write("\r" + " " * len(self.shown) + "\r")
            self.shown = ""

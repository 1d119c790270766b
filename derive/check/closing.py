"""Where what a text opens is closed: each kind of end is looked for once, however often it is asked for."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property


class Ends:
    """The next place of an end after a place. Asked for places in order, all answers together take one pass a kind."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._known: dict[str, tuple[int, re.Match[str] | None]] = {}

    def after(self, pattern: str, at: int) -> re.Match[str] | None:
        """The first match of a pattern that begins at a place or after it."""
        asked, found = self._known.get(pattern, (len(self.text) + 1, None))
        if asked <= at and (found is None or found.start() >= at):
            return found
        found = re.compile(pattern).search(self.text, at)
        self._known[pattern] = at, found
        return found

    def ticks(self, count: int, at: int) -> int | None:
        """Where a run of so many backticks, no more and no fewer, ends after a place."""
        starts = self._runs.get(count, [])
        k = bisect_left(starts, at)
        return starts[k] + count if k < len(starts) else None

    @cached_property
    def _runs(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for m in re.finditer("`+", self.text):
            found.setdefault(len(m[0]), []).append(m.start())
        return found

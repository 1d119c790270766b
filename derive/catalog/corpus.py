"""Counting words that stand together, training vectors on the counts, and looking for nearest words.

Works on the small text beside it and on any other; vectors are read from files in the text format of GloVe too.
"""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from derive.errors import UsageError

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SENTENCE = re.compile(r"[.!?;]+|\n\s*\n")
HEADER = re.compile(r"\d+ \d+")
MOST_WORDS = 3000  # of a table of counts: it is a full matrix


def sentences(text: str, skipped: Iterable[str] = ()) -> list[list[str]]:
    """The words of each sentence in lower case, some of them skipped."""
    hidden = frozenset(skipped)
    found = [[w for w in WORD.findall(s.lower()) if w not in hidden] for s in SENTENCE.split(text)]
    return [s for s in found if s]


@dataclass(frozen=True)
class Counts:
    """words: in alphabetical order; table: how often word j stood near word i."""

    words: tuple[str, ...]
    table: Any = field(repr=False)

    def of(self, word: str, context: str) -> float:
        """X_ij."""
        return float(self.table[self._place(word), self._place(context)])

    def probability(self, word: str, context: str) -> float:
        """P_ij = X_ij / X_i."""
        return self.of(word, context) / float(self.table[self._place(word)].sum())

    def _place(self, word: str) -> int:
        if word not in self.words:
            raise UsageError(f"{word!r} does not occur in the text")
        return self.words.index(word)


def cooccurrence(text: str, window: int | None = 5, weighted: bool = True, skipped: Iterable[str] = (),
                 most: int | None = None) -> Counts:  # fmt: skip
    """How often words stand together. window: how far, None for the whole sentence; weighted: a pair at distance d
    counts 1/d, otherwise 1; most: only so many words, the most frequent.

    Raises: UsageError for a text without words, or one of more words than a full table can hold.
    Source: Pennington, Socher and Manning, GloVe (2014), 4.2.
    """
    import numpy as np

    said = sentences(text, skipped)
    usual = Counter(w for s in said for w in s).most_common(most)
    words = tuple(sorted(w for w, _ in usual))
    if not words:
        raise UsageError("the text has no words")
    if len(words) > MOST_WORDS:
        raise UsageError(f"the text has {len(words)} different words, at most {MOST_WORDS}", help="take a part of it")
    place = {w: k for k, w in enumerate(words)}
    table = np.zeros((len(words), len(words)))
    for s in said:
        for i, word in enumerate(s):
            for j in range(i + 1, len(s) if window is None else min(len(s), i + 1 + window)):
                if word not in place or s[j] not in place:
                    continue
                count = 1 / (j - i) if weighted else 1.0
                table[place[word], place[s[j]]] += count
                table[place[s[j]], place[word]] += count
    return Counts(words, table)


@dataclass(frozen=True)
class Vectors:
    """words and an array with a row for each."""

    words: tuple[str, ...]
    rows: Any = field(repr=False)

    def __getitem__(self, word: str) -> Any:
        if word not in self.words:
            raise UsageError(f"there is no vector for {word!r}")
        return self.rows[self.words.index(word)]

    def nearest(self, vector: Any, but: Sequence[str] = (), count: int = 1) -> list[tuple[str, float]]:
        """The words whose vectors have the largest cosine with this one, and the cosines."""
        import numpy as np

        lengths = np.linalg.norm(self.rows, axis=1) * np.linalg.norm(vector)
        cosines = self.rows @ vector / np.where(lengths > 0, lengths, 1)
        best = np.argsort(-cosines, kind="stable")[: count + len(but)]
        return [(self.words[k], float(cosines[k])) for k in best if self.words[k] not in but][:count]

    def analogy(self, a: str, b: str, c: str) -> tuple[str, float]:
        """The word nearest to c + (b - a): as a is to b, so is c to it."""
        return self.nearest(self[c] + self[b] - self[a], but=(a, b, c))[0]

    def flat(self) -> Any:
        """The vectors in the plane of their two principal components."""
        import numpy as np

        centred = self.rows - self.rows.mean(axis=0)
        _, _, axes = np.linalg.svd(centred, full_matrices=False)
        return centred @ axes[:2].T


def load(path: str | Path) -> Vectors:
    """Vectors from a file in GloVe's text format: a word (that may hold spaces) and its numbers on each line; a first
    line of two whole numbers, as word2vec writes, is passed over. Lines are read one by one. Raises: UsageError."""
    import numpy as np

    words: list[str] = []
    numbers = array("d")
    width = 0
    for number, line in enumerate(_lines(path), 1):
        parts = line.rstrip().split(" ")
        if number == 1 and HEADER.fullmatch(line.strip()):
            width = int(parts[1])
            continue
        width = width or _numbers(parts)
        try:
            row = array("d", map(float, parts[len(parts) - width :]))
        except ValueError:
            row = array("d")
        if not row or len(parts) <= width:
            found = f"{len(parts) - 1} numbers" if len(parts) <= width else repr(line[:40])
            raise UsageError(f"{path}:{number}: a word and {width or 'its'} numbers were expected, found {found}")
        words.append(" ".join(parts[: len(parts) - width]))
        numbers.extend(row)
    if not words:
        raise UsageError(f"{path} holds no vectors")
    return Vectors(tuple(words), np.frombuffer(numbers).reshape(len(words), width))


def _lines(path: str | Path) -> Iterator[str]:
    try:
        with open(path, encoding="utf-8", errors="replace", newline="\n") as file:
            yield from file
    except OSError as e:
        raise UsageError(f"{path} can't be read: {e.strerror}") from None


def _numbers(parts: Sequence[str]) -> int:
    """How many numbers a line ends in, after at least one word."""
    count = 0
    for part in reversed(parts[1:]):
        try:
            float(part)
        except ValueError:
            break
        count += 1
    return count


def train(counts: Counts, width: int = 10, steps: int = 150, eta: float = 0.1, seed: int = 0) -> Vectors:
    """Vectors w + w̃ fitted to counts by AdaGrad, with the four gradients that are derived from GloVe's cost."""
    import numpy as np

    from derive.api.derivations import gradient, read
    from derive.catalog.glove import GLOVE, GLOVE_LET, adagrad

    letters = {"w": "w_k", "w_tilde": r"\tilde{w}_k", "b": "b_k", "b_tilde": r"\tilde{b}_k"}
    made: Any = {name: gradient(GLOVE, x, let=GLOVE_LET) for name, x in letters.items()}
    cost: Any = read(GLOVE, GLOVE_LET)
    rng = np.random.default_rng(seed)
    size, most = len(counts.words), float(counts.table.max())
    weights = np.where(counts.table > 0, np.minimum(1.0, (counts.table / most) ** 0.75), 0.0)
    given: dict[str, Any] = {
        "X": np.where(counts.table > 0, counts.table, 1.0), "f": lambda x: weights,
        "w": rng.normal(size=(size, width)) / width, "w_tilde": rng.normal(size=(size, width)) / width,
        "b": np.zeros(size), "b_tilde": np.zeros(size),
    }  # fmt: skip
    adagrad(cost.numpy(), {name: d.numpy() for name, d in made.items()}, given, steps, eta)
    return Vectors(counts.words, given["w"] + given["w_tilde"])

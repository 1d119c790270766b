"""Counts of words that stand together, and the ratios that tell ice from steam.

python examples/course/cooccurrence.py [FILE [WORD WORD]]      on any text
"""

import sys
from pathlib import Path

from derive.catalog.corpus import cooccurrence
from derive.catalog.corpus_text import ICE, SKIPPED

text = Path(sys.argv[1]).read_text(encoding="utf-8") if len(sys.argv) > 1 else ICE
one, two = sys.argv[2:4] if len(sys.argv) > 3 else ("ice", "steam")
counts = cooccurrence(text, window=None, weighted=False, skipped=SKIPPED)
shared = [w for w in counts.words if counts.of(one, w) and counts.of(two, w)]
print(len(counts.words), "words")
for w in sorted(shared, key=lambda w: -counts.probability(one, w) / counts.probability(two, w)):
    p, q = counts.probability(one, w), counts.probability(two, w)
    print(f"{w:10} {p:.4f} {q:.4f} {p / q:7.3f}")

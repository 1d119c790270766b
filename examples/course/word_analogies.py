"""Vectors trained with derived gradients, and analogies in them.

python examples/course/word_analogies.py [FILE WORD WORD WORD]   on vectors in GloVe's text format
"""

import sys

import derive
from derive.catalog.corpus import cooccurrence, load, train
from derive.catalog.corpus_text import FAMILY, SKIPPED

if len(sys.argv) == 5:
    print(*load(sys.argv[1]).analogy(*sys.argv[2:]))
    sys.exit()
cosine = derive.gradient(r"\frac{u^\top v}{\lVert u \rVert \lVert v \rVert}", "u", let="u: n, v: n")
print(cosine.result.latex(), cosine.verify().status)
vectors = train(cooccurrence(FAMILY, 8, True, SKIPPED - {"is"}))
for a, b, c in (("man", "king", "woman"), ("boy", "prince", "girl"), ("uncle", "aunt", "husband")):
    print(f"{a} is to {b} as {c} is to {vectors.analogy(a, b, c)[0]}")

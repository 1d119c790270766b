"""The rows of the catalog about words as vectors."""

from __future__ import annotations

from derive.catalog.glove import (
    GLOVE,
    GLOVE_LET,
    MODEL,
    MODEL_LET,
    SOFTMAX,
    cross_entropy,
    equation,
    glove,
    weighting,
    word2vec,
)
from derive.catalog.own_files import analogies_of_file, counts_of_file
from derive.catalog.row import Ask, Row
from derive.catalog.vectors import analogies, counts, latent

WEIGHT = r"f(x) = \begin{cases} (x/x_{\max})^\alpha & \text{if } x < x_{\max} \\ 1 & \text{otherwise} \end{cases}"
WEIGHT_LET = r"x: positive, x_{\max}: positive, \alpha: positive"
WEIGHTED_LET = (
    r"w: V x d rows, \tilde{w}: V x d rows, b: V, \tilde{b}: V, X: V x V positive, x_{\max}: positive, \alpha: positive"
)
SKIP = r"-u_o^\top v + \log \sum_{k=1}^{K} e^{u_k^\top v}"
NEGATIVE = r"-\log\sigma(c^\top v) - \sum_{k=1}^{K} \log\sigma(-u_k^\top v)"
NEGATIVE_LET = "u: K x d rows, v: d, c: d"

WORD_ROWS = (
    Row(
        "softmax-cross-entropy",
        "Cross entropy of a softmax",
        r"The loss of a label $y$ that sums to one, under the probabilities $p$ of a softmax. "
        "What is left for each score is the predicted probability minus the wanted one.",
        (Ask(rf"-\sum_i y_i \log p_i, {SOFTMAX}, \sum_i y_i = 1", "z_k", "gradient", "z: n, y: n"),),
        more=cross_entropy,
    ),
    Row(
        "glove-equation",
        "The equation of GloVe, term by term",
        "GloVe wants the inner product of two word vectors, with two biases, to be the logarithm of how often the "
        "words were counted together. This is what each term does, and one step of learning of an example.",
        tuple(
            Ask(rf"\left({MODEL}\right)^2", v, "gradient", MODEL_LET) for v in ("w", r"\tilde{w}", "b", r"\tilde{b}")
        ),
        more=equation,
    ),
    Row(
        "glove",
        "The gradients of GloVe",
        r"GloVe fits inner products of word vectors $w_i$ and context vectors $\tilde{w}_j$, with biases, to the "
        r"logarithms of how often words $i$ and $j$ occur together. Its cost has four kinds of parameters, and a "
        r"gradient for each.",
        tuple(Ask(GLOVE, wrt, "gradient", GLOVE_LET) for wrt in ("w_k", r"\tilde{w}_k", "b_k", r"\tilde{b}_k")),
        more=glove,
    ),
    Row(
        "glove-weighting",
        "GloVe with its weighting function",
        r"The weight $f$ grows with the count up to $x_{\max}$ and is 1 from there on, lest frequent pairs rule. "
        r"It depends on the counts alone, and so it passes through the derivative by a word vector as a factor.",
        (Ask(WEIGHT, "x", let=WEIGHT_LET, defined=True), Ask(f"{GLOVE}, {WEIGHT}", "w_k", "gradient", WEIGHTED_LET)),
        more=weighting,
    ),
    Row(
        "word2vec",
        "The gradients of word2vec",
        "Skip-gram learns vectors by predicting which words stand near a word. Its gradients are an error times a "
        "vector, as those of GloVe are.",
        (
            Ask(SKIP, "v", "gradient", "u: K x d rows, v: d, u_o: d"),
            *(Ask(NEGATIVE, v, "gradient", NEGATIVE_LET) for v in ("v", "c", "u_j")),
        ),
        more=word2vec,
    ),
    Row(
        "cooccurrence",
        "Counting words that stand together",
        "How often words stand near each other says what they mean, once it is divided by how often they stand at all. "
        "The ratio of two such probabilities is what GloVe is built on.",
        more=counts,
        on_file=counts_of_file,
    ),
    Row(
        "word-analogies",
        "Word vectors and analogies",
        "A direction between two word vectors can mean something, and then the same direction from a third word leads "
        "to a fourth. Nearness is measured by the cosine.",
        (Ask(r"\frac{u^\top v}{\lVert u \rVert \lVert v \rVert}", "u", "gradient", "u: n, v: n"),),
        more=analogies,
        on_file=analogies_of_file,
    ),
    Row(
        "lsa",
        "Latent semantic analysis",
        "A large table of counts is close to a product of two thin matrices, whose rows are vectors of words and of "
        "contexts. The best such product is known in closed form: the truncated singular value decomposition.",
        (
            *(Ask(r"\lVert X - U V^\top \rVert_F^2", v, "gradient", "X: m x n, U: m x k, V: n x k") for v in "UV"),
            *(Ask(r"\lVert X - W C \rVert_F^2", v, "gradient", "X: m x n, W: m x k, C: k x n") for v in "WC"),
        ),
        more=latent,
    ),
)

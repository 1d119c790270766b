r"""The grammar: what a text is, before any letter is decided; and the errors it points at."""

from __future__ import annotations

import pytest

import derive
from derive.errors import ReadError
from derive.read.latex import parse
from derive.read.syntax import Syntax
from derive.source import Source


def shown(node: Syntax | None) -> str:
    """A syntax tree on one line."""
    if node is None:
        return "-"
    value = getattr(node.value, "plain", node.value)
    if not node.kids:
        return str(value)
    mark = "" if value is None else "[" + ("".join(map(str, value)) if isinstance(value, tuple) else str(value)) + "]"
    return f"{node.kind}{mark}({', '.join(map(shown, node.kids))})"


TREES = [
    (r"x + y - z", "sum[++-](x, y, z)"),
    (r"-2x^2", "sign[-](term[](2, sup(x, 2)))"),
    (r"a b \cdot c / d", "term[cdot/](a, b, c, d)"),
    (r"\frac12 x", "term[](frac(1, 2), x)"),
    (r"x_i'^2", "sup(sub(prime[1](x), i), 2)"),
    (r"f''(x)", "term[](prime[2](f), group[()](x))"),
    (r"x^{\prime}", "prime[1](x)"),
    (r"\sqrt[3]{x}", "root(x, 3)"),
    (r"\sum_{i=1}^{n} a_i + b", "sum[++](big[sum](sub(a, i), group[{}](relation[=](i, 1)), n), b)"),
    (r"\left(\frac{a}{b}\right)^2", "sup(group[()](frac(a, b)), 2)"),
    (r"a = b \le c", "relation[=≤](a, b, c)"),
    (r"a \stackrel{\text{def}}{=} b", "relation[:=](a, b)"),
    (r"a \not= b", "relation[≠](a, b)"),
    (
        r"\begin{aligned} a &= b \\ &= c \\ d &= e \end{aligned}",
        "statements[row](relation[==](a, b, c), relation[=](d, e))",
    ),
    (r"a = b,\quad c = d", "list[,](relation[=](a, b), relation[=](c, d))"),
    (r"a = b \quad c = d", "statements[quad](relation[=](a, b), relation[=](c, d))"),
    (r"p(y \mid x)", "term[](p, group[()](given[|](y, x)))"),
    (r"p(y|x) |z|", "term[](p, group[()](given[|](y, x)), group[||](z))"),
    (r"\|x\|_2^2", "sup(sub(group[‖‖](x), 2), 2)"),
    (r"\hat{y}_i + \mathbf{x}", "sum[++](sub(y_hat, i), x_bold)"),
    (r"\hat{y_i}", "sub(y_hat, i)"),
    (r"\text{if } x > 0", "statements[words: if](, relation[>](x, 0))".replace("(,", "(None,")),
    (r"x % a comment", "x"),
    (r"\max(0, x)", "call(max, 0, x)"),
    (r"\max_k o_k", "big[max](sub(o, k), k, -)"),
    (r"\log x y \sin z", "term[](call(log, term[](x, y)), call(sin, z))"),
    (r"10{,}000", "10000"),
    (r"\alpha\,\beta", "term[](alpha, beta)"),
    (r"ReLU(x)", "call(ReLU, x)"),
    (r"\mathrm{softmax}(x)", "call(softmax, x)"),
    (r"x \in \mathbb{R}^{n}", "declare[\\mathbb{R}^{n}](x, sup(R_bb, n))"),
    (r"α + β²", "sum[++](alpha, sup(beta, 2))"),
    (r"[0, 1)", "group[[)](list[,](0, 1))"),
]


@pytest.mark.parametrize(("text", "tree"), TREES)
def test_trees(text: str, tree: str) -> None:
    assert shown(parse(Source(text))) == tree


ERRORS = [  # text, column of the caret, words of the message
    ("x)", 2, "expected an operator or the end"),
    ("(x", 3, "opened at column 1"),
    ("x +", 4, "a formula after `+`"),
    (r"\lpha x", 1, r"`\lpha` is not known"),
    ("x^", 3, "expected an argument"),
    ("a = = b", 5, "a formula after `=`"),
    ("x_i_j", 4, "second subscript"),
    ("x^2^3", 4, "second superscript"),
    (r"\frac{a}", 9, "an argument"),
    (r"\begin{foo} x \end{foo}", 1, "`foo` is not known"),
    (r"\begin{matrix} a & b \\ c \end{matrix} x", 25, "a row of 1 entries"),
    (r"\end{matrix}", 1, "without"),
    (r"\left( x", 9, r"\right"),
    (r"\text{abc", 6, "never closed"),
    ("", 1, "no formula"),
    ("x & y", 5, None),
    ("a ♥ b", 3, "not known"),
    (r"\cdot x", 1, "a formula"),
]


@pytest.mark.parametrize(("text", "column", "words"), ERRORS)
def test_errors_point(text: str, column: int, words: str | None) -> None:
    if words is None:  # an alignment mark outside of an alignment means nothing
        assert shown(parse(Source(text))) == "term[](x, y)"
        return
    with pytest.raises(ReadError) as caught:
        parse(Source(text))
    assert words in caught.value.message
    assert caught.value.place is not None
    assert caught.value.place.position() == (1, column)
    assert "^" in caught.value.picture()


def test_place_counts_lines() -> None:
    with pytest.raises(ReadError) as caught:
        parse(Source("a +\n b + )", "post.md"))
    assert caught.value.place is not None
    assert caught.value.place.label() == "post.md:2:6"


def test_spans_hold_the_text() -> None:
    text = r"\frac{a}{b} + x_{ij}^2"
    left, right = parse(Source(text)).kids
    assert text[left.span.start : left.span.end] == r"\frac{a}{b}"
    assert text[right.span.start : right.span.end] == "x_{ij}^2"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (r"\begin{aligned} x + y = 1 \\ -x + y = 3 \\ -y = z \end{aligned}", 3),
        (r"\begin{aligned} a &= b \\ &- c = d \end{aligned}", 1),
        (r"\begin{aligned} x &= b + c \\ + d &= e \end{aligned}", 2),
        (r"\begin{aligned} x &= b + c \\ - d \end{aligned}", 1),
    ],
)
def test_rows_of_a_system_begin_with_a_sign(text: str, count: int) -> None:
    assert str(derive.read(text)).count(";") == count - 1

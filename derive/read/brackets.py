"""Brackets and what is laid out in them: groups, bars, inner products, matrices, tuples, cases and conditions."""

from __future__ import annotations

from typing import Any

from sympy import Integer, S

from derive.expr.names import Name
from derive.read.context import Context
from derive.read.dots import is_dots
from derive.read.entries import by_its_entry
from derive.read.naming import inside, items, unbrace, written
from derive.read.resolve import Work, of, resolves
from derive.read.syntax import Syntax
from derive.read.terms import SCALAR, Term, Unknown

_CONDITIONS = {"=": "=", "≠": "≠", "<": "<", ">": ">", "≤": "≤", "≥": "≥", "≈": "≈", "≡": "="}
_OTHERWISE = ("otherwise", "else", "otherwise.", "else.")


@resolves("group")
def group(ctx: Context, node: Syntax) -> Work:
    """Brackets around a value."""
    pair, body = node.value, inside(node)
    if body is None and pair in (("(", ")"), ("[", "]")):
        return ctx.kept("".join(pair), "empty", [], node)
    if body is None:
        ctx.wrong("there is nothing in these brackets", node)
    if pair[0] in ("‖", "|") and pair[1] == pair[0]:
        return (yield bars(ctx, node, None))
    if pair == ("⟨", "⟩"):
        return (yield inner_product(ctx, node, body))
    if pair in (("⌊", "⌋"), ("⌈", "⌉")):
        value = yield of(ctx, body)
        return ctx.term("map", [value], node, "floor" if pair[0] == "⌊" else "ceil")
    if pair in (("(", ")"), ("[", "]")) and body.kind == "list":
        return (yield tuple_of(ctx, node, body))
    if pair in (("(", ")"), ("[", "]")) and (whole := by_its_entry(ctx, node, body)) is not None:
        return whole
    if pair == ("[", "]") and body.kind == "relation" and len(body.kids) == 2 and body.value[0] in _CONDITIONS:
        ctx.guess(f"{ctx.text(node)} is 1 where that holds, and 0 elsewhere")
        return (yield indicator(ctx, body, node))
    if pair in (("(", ")"), ("[", "]"), ("{", "}"), (".", ".")):
        return (yield of(ctx, body))
    if pair == (r"\{", r"\}") and body.kind not in ("list", "given", "colon", "relation", "statements"):
        return (yield of(ctx, body))
    ctx.unsupported("a set" if pair == (r"\{", r"\}") else "an interval", node)


def bars(ctx: Context, node: Syntax, sub: Syntax | None) -> Work:
    """`|x|` and `‖x‖`, with a kind below."""
    body = inside(node)
    if body is None:
        ctx.wrong("there is nothing between these bars", node)
    value = yield of(ctx, body)
    if node.value[0] == "|":
        if sub is not None:
            ctx.unsupported("bars with a mark", node)
        return ctx.term("bars", [value], node, None, SCALAR)
    ctx.shaped = True
    if sub is not None and _is_order(ctx, unbrace(sub)):
        order = yield of(ctx, unbrace(sub))
        return ctx.term("p-norm", [value, order], node, written(sub, ctx.source), SCALAR)
    return ctx.term("norm", [value], node, _norm_kind(ctx, sub, node), SCALAR)


def _is_order(ctx: Context, sub: Syntax) -> bool:
    r"""The p of `\lVert x \rVert_p`, 3."""
    if sub.kind == "number":
        return sub.value not in ("0", "1", "2")
    return sub.kind == "name" and sub.value in (Name("p"), Name("q"), Name("r"))


def _norm_kind(ctx: Context, sub: Syntax | None, node: Syntax) -> str:
    if sub is None:
        return ""
    sub = unbrace(sub)
    text = str(sub.value.base) if sub.kind == "name" else str(sub.value) if sub.kind in ("number", "symbol") else ""
    kinds = {"2": "2", "F": "", "fro": "", "1": "1", "*": "nuclear", "ast": "nuclear",
             "infty": "infinity"}  # fmt: skip
    if text not in kinds:
        return "kept " + written(sub, ctx.source)
    return kinds[text]


def inner_product(ctx: Context, node: Syntax, body: Syntax) -> Work:
    """`⟨u, v⟩`."""
    if body.kind not in ("list", "given") or len(body.kids) != 2:
        ctx.unsupported("an average in angle brackets", node)
    if all(k.kind == "number" for k in body.kids):
        ctx.unsupported("an inner product of numbers, which are constant functions,", node)
    u = yield of(ctx, body.kids[0])
    v = yield of(ctx, body.kids[1])
    ctx.shaped = True
    return ctx.term("dot", [u, v], node, None, SCALAR)


def tuple_of(ctx: Context, node: Syntax, body: Syntax) -> Work:
    """`(a, b)`, `[a, b]`: a column, or a row where it is transposed or stands in a product that wants a row."""
    entries: list[Term] = []
    for k in body.kids:
        entries.append((yield of(ctx, k)))
    ctx.shaped = True
    if any(is_dots(unbrace(k)) for k in body.kids):
        marks = ", ".join(f"#{k}" for k in range(1, len(entries) + 1))
        return ctx.kept(f"({marks})" if node.value[0] == "(" else f"[{marks}]", "list", entries, node)
    return ctx.term("tuple", entries, node, len(entries))


@resolves("matrix")
def matrix(ctx: Context, node: Syntax) -> Work:
    """A matrix written out; `vmatrix` is its determinant."""
    environment, rows, columns = node.value
    cells = list(node.kids)
    entries: list[Term] = []
    for k in cells:
        k = k.kids[0] if k.kind == "list" and len(k.kids) == 1 else k
        entries.append(ctx.number(S.Zero, k) if k.kind == "empty" else (yield of(ctx, k)))
    ctx.shaped = True
    if any(is_dots(unbrace(k)) for k in cells):
        return _with_dots(ctx, node, entries, columns)
    found = ctx.term("matrix", entries, node, (rows, columns))
    if any(k.kind == "empty" for k in cells):
        ctx.guess("empty places of the matrix are zeros")
    if environment == "vmatrix":
        return ctx.term("det", [found], node, None, SCALAR)
    if environment == "Vmatrix":
        return ctx.term("norm", [found], node, "", SCALAR)
    return found


def _with_dots(ctx: Context, node: Syntax, entries: list[Term], columns: int) -> Term:
    """A matrix with entries left out of which nothing says what they are."""
    rows = [" & ".join(f"#{r + k + 1}" for k in range(columns)) for r in range(0, len(entries), columns)]
    text = r" \\ ".join(rows)
    shape: tuple[Any, ...] = (Unknown(True), 1) if columns == 1 else (Unknown(), Unknown(True))
    return ctx.kept(rf"\begin{{bmatrix}} {text} \end{{bmatrix}}", "matrix", entries, node, shape)


@resolves("logic", "colon")
def kept_joints(ctx: Context, node: Syntax) -> Work:
    r"""`A \cup B`, `G : D`: joined, without a value."""
    signs = {"and": r"\wedge", "or": r"\vee", "∪": r"\cup", "∩": r"\cap", "∖": r"\setminus"}
    terms: list[Term] = []
    for k in node.kids:
        terms.append((yield of(ctx, k)))
    text = "#1"
    for k, op in enumerate(node.value or (":",) * (len(terms) - 1)):
        text += f" {signs.get(op, op)} #{k + 2}"
    return ctx.kept(text, "joined", terms, node)


# ---- cases and conditions ------------------------------------------------------------------------------------------


@resolves("cases")
def cases(ctx: Context, node: Syntax) -> Work:
    """Values with their conditions."""
    if not all(map(_is_condition, node.kids[1::2])):
        return (yield _kept_cases(ctx, node))
    parts: list[Term] = []
    for k in range(0, len(node.kids), 2):
        value = node.kids[k]
        if value.kind == "list" and len(value.kids) == 1:
            value = value.kids[0]
        parts.append((yield of(ctx, value)))
        parts.append((yield condition_of_case(ctx, node.kids[k + 1])))
    return ctx.term("cases", parts, node)


def _is_condition(node: Syntax) -> bool:
    """Does this cell say a condition in signs, or `otherwise`?"""
    if node.kind == "name":
        return node.value.base.lower() in _OTHERWISE
    if node.kind == "words":
        return node.value.lower().strip(" ,") in _OTHERWISE
    if node.kind != "statements":
        return node.kind in ("empty", "relation", "logic", "list", "group", "symbol", "declare")
    stated = [k for k in node.kids if k.kind != "empty"]
    return all(k.kind in ("relation", "logic", "list", "group", "declare") for k in stated)


def _kept_cases(ctx: Context, node: Syntax) -> Work:
    """Cases whose conditions are said in words."""
    values: list[Term] = []
    rows = []
    for k in range(0, len(node.kids), 2):
        values.append((yield of(ctx, node.kids[k])))
        cell = node.kids[k + 1]
        text = " ".join(ctx.source.text[cell.span.start : cell.span.end].split())
        rows.append(f"#{len(values)} & {text}")
    body = r" \\ ".join(rows)
    return ctx.kept(rf"\begin{{cases}} {body} \end{{cases}}", "cases", values, node)


def condition_of_case(ctx: Context, node: Syntax) -> Work:
    """The condition in a cell of cases: with its words, or `otherwise`."""
    if node.kind == "empty":
        return ctx.term("otherwise", [], node, None, SCALAR)
    if node.kind == "words":
        if node.value.lower().strip(" ,") in _OTHERWISE:
            return ctx.term("otherwise", [], node, None, SCALAR)
        ctx.unsupported("a condition in words", node)
    if node.kind == "name" and node.value.base.lower() in _OTHERWISE:
        return ctx.term("otherwise", [], node, None, SCALAR)
    if node.kind != "statements":
        return (yield condition(ctx, node))
    found = [k for k in node.kids if k.kind != "empty"]
    words = [v.removeprefix("words: ").lower().strip(" ,:") for v in node.value]
    if not found:
        if any(w in _OTHERWISE for w in words):
            return ctx.term("otherwise", [], node, None, SCALAR)
        ctx.unsupported("a condition in words", node)
    sides = zip(words, node.kids, node.kids[1:], strict=False)
    joined = [w for w, left, right in sides if left.kind != "empty" and right.kind != "empty"]
    if any(w not in ("and", "with", "", "quad", "if", "for", "when") for w in joined):
        ctx.unsupported("a condition in words", node)
    terms: list[Term] = []
    for k in found:
        terms.append((yield condition(ctx, k)))
    return terms[0] if len(terms) == 1 else ctx.term("and", terms, node, None, SCALAR)


def condition(ctx: Context, node: Syntax) -> Work:
    """A relation, a chain of them, or several joined by `and`, `or`, commas."""
    node = unbrace(node)
    if node.kind == "group" and node.value[0] in ("(", "[") and node.kids:
        return (yield condition(ctx, node.kids[0]))
    if node.kind == "symbol" and node.value == "True":
        return ctx.term("otherwise", [], node, None, SCALAR)
    if node.kind == "list" or node.kind == "logic" and len(set(node.value)) == 1 and node.value[0] in ("and", "or"):
        terms: list[Term] = []
        for k in items(node) if node.kind == "list" else node.kids:
            terms.append((yield condition(ctx, k)))
        return ctx.term("or" if node.kind == "logic" and node.value[0] == "or" else "and", terms, node, None, SCALAR)
    if node.kind == "statements":
        return (yield condition_of_case(ctx, node))
    if node.kind != "relation":
        ctx.unsupported("a condition of this kind", node)
    if (parted := _parted(node)) is not None:
        return (yield condition(ctx, parted))
    sides: list[Term] = []
    for k in node.kids:
        sides.append((yield of(ctx, k)))
    links: list[Term] = []
    for op, a, b in zip(node.value, sides, sides[1:], strict=False):
        if op not in _CONDITIONS:
            ctx.unsupported(f"the relation {op} as a condition", node)
        links.append(ctx.term("relation", [a, b], node, _CONDITIONS[op], SCALAR))
    return links[0] if len(links) == 1 else ctx.term("and", links, node, None, SCALAR)


def _parted(node: Syntax) -> Syntax | None:
    r"""`x > 0 \wedge y = 1`, where the grammar has `0 \wedge y` as one side, as two relations joined."""
    for k, kid in enumerate(node.kids[1:-1], 1):
        if kid.kind == "logic" and len(kid.kids) == 2 and kid.value[0] in ("and", "or"):
            first, second = kid.kids
            left = Syntax("relation", node.value[:k], (*node.kids[:k], first), node.kids[0].span.to(first.span))
            right = Syntax("relation", node.value[k:], (second, *node.kids[k + 1 :]), second.span.to(node.span))
            return Syntax("logic", kid.value, (left, right), node.span)
    return None


def indicator(ctx: Context, body: Syntax, node: Syntax) -> Work:
    """1 where a condition holds."""
    inner = yield condition(ctx, body)
    return ctx.term("indicator", [inner], node, None, None)


def one(ctx: Context, node: Syntax) -> Any:
    """The number 1 as a term."""
    return ctx.number(Integer(1), node)


def unknown_vector() -> tuple[Any, Any]:
    """A column of unknown size."""
    return (Unknown(True), 1)

"""How a text was understood, in full: `derive read` as data for programs and as a table for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from derive.expr.heads import All, Call, Entry, Function, Letter, Range, Row
from derive.expr.scope import Scope
from derive.expr.trees import walk
from derive.expression import Declaration, Expression, Mention, Readable, Statement, Statements
from derive.write.latex import write as to_latex
from derive.write.text import write as to_text

Rows = list[dict[str, Any]]


def understood(said: Readable, declared: Scope) -> dict[str, Any]:
    """What a text was read as: statements with their sides, letters, functions, calls, entries, bound indices, guesses.

    declared: what the reader was told, so that the rest is said to be its own doing.
    """
    parts = said.statements if isinstance(said, Statements) else (said,)
    scope = getattr(said, "scope", None) or Scope()
    trees = [s.tree for p in parts for s in _sides(p)]
    nodes = [n for t in trees for _, n in walk(t)]
    bound = {n.args[0]: n for n in nodes if isinstance(n, (All, Range))}
    return {
        "schema": 1,
        "kind": _kind(said),
        "latex": said.latex(),
        "text": str(said) if not isinstance(said, Mention) else said.text,
        "shape": _sizes(said.shape) if isinstance(said, Expression) else None,
        "statements": [_statement(p) for p in parts],
        "letters": _letters(nodes, parts, scope, declared, bound),
        "functions": _functions(nodes, scope, declared),
        "calls": _unique(to_latex(n) for n in nodes if isinstance(n, Call)),
        "entries": _entries(nodes),
        "sums": [_bound(x, b) for x, b in bound.items()],
        "guesses": list(dict.fromkeys(scope.guesses)),
    }


def _kind(said: Any) -> str:
    return said.kind if isinstance(said, Statement) else type(said).__name__.lower()


def _sides(part: Any) -> Sequence[Expression]:
    if isinstance(part, Statement):
        return part.sides
    return (part,) if isinstance(part, Expression) else ()


def _statement(part: Any) -> dict[str, Any]:
    """One statement: its kind, its sides with their places in the text, and the relations between them."""
    sides = [
        {"latex": s.latex(), "text": s.text(), "shape": _sizes(s.shape),
         "span": [s.span.start, s.span.end] if s.span is not None else None}
        for s in _sides(part)
    ]  # fmt: skip
    names = list(part.names) if isinstance(part, Declaration) else []
    shape = _sizes(part.shape) if isinstance(part, Declaration) else None
    relations = list(getattr(part, "relations", ()))
    text = part.text if isinstance(part, Mention) else str(part)
    return {"kind": _kind(part), "latex": part.latex(), "text": text, "sides": sides, "relations": relations,
            "names": names, "shape": shape}  # fmt: skip


def _sizes(shape: Sequence[Any]) -> list[Any]:
    return [int(n) if getattr(n, "is_Integer", False) else to_text(n) for n in shape]


def _unique(found: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(found))


def _letters(nodes: list[Any], parts: Sequence[Any], scope: Scope, declared: Scope, bound: dict[Any, Any]) -> Rows:
    """Every letter, sizes last, with what it was taken for and why."""
    found = dict.fromkeys(n for n in nodes if isinstance(n, Letter))
    for p in parts:
        if isinstance(p, Declaration):
            found.update(dict.fromkeys(scope.letters[n] for n in p.names if n in scope.letters))
    sizes = {x for f in found for s in f.shape for _, x in walk(s) if isinstance(x, Letter)}
    rows = [_letter(x, scope, declared, bound, x in sizes) for x in sorted({*found, *sizes}, key=lambda x: x.plain)]
    return sorted(rows, key=lambda r: r["kind"] in ("size", "index"))


def _letter(x: Letter, scope: Scope, declared: Scope, bound: dict[Any, Any], is_size: bool) -> dict[str, Any]:
    words = sorted(x.assumptions - {"rows", "integer"})
    return {"name": x.plain, "latex": x.latex, "kind": _letter_kind(x, bound, is_size), "shape": _sizes(x.shape),
            "assumptions": words, "from": _origin(x, scope, declared, bound, is_size)}  # fmt: skip


def _letter_kind(x: Letter, bound: dict[Any, Any], is_size: bool) -> str:
    if x in bound:
        return "index"
    if is_size:
        return "size"
    if not x.shape:
        return "integer" if "integer" in x.assumptions else "scalar"
    if len(x.shape) == 2 and x.shape[1] == 1:
        return "vector"
    if "rows" in x.assumptions:
        return "rows"
    return "matrix" if len(x.shape) == 2 else "family"


def _origin(x: Letter, scope: Scope, declared: Scope, bound: dict[Any, Any], is_size: bool) -> str:
    """Why a letter is what it is."""
    if x.plain in declared.letters or x.plain in declared.ranges:
        return "declared"
    if x in bound:
        return "bound by its sum"
    if any(d[0] == x for d in scope.definitions):
        return "defined here"
    said = next((g for g in scope.guesses if g.startswith(f"{x.plain} is ")), "")
    if said:
        return "a convention" if "by convention" in said else "guessed"
    if any(mark in x.latex for mark in ("mathbf", "boldsymbol", "vec")):
        return "its font"
    if is_size:
        return "a size of what is shown"
    return "what stands around it" if x.shape else "nothing says more"


def _functions(nodes: list[Any], scope: Scope, declared: Scope) -> Rows:
    """Functions that the text calls, known ones too."""
    counts: dict[Any, int] = {}
    for n in nodes:
        if isinstance(n, Call):
            counts[n.args[0].plain] = len(n.args) - 1
    heads = {n.args[0].plain: n.args[0] for n in nodes if isinstance(n, Call)}
    rows = []
    for name, f in sorted(heads.items()):
        known = isinstance(f, Function) and f.kind == "elementary"
        origin = "declared" if name in declared.functions else "known by name" if known else "called in the text"
        if any(g.startswith(f"{name} is a function of") for g in scope.guesses):
            origin = "differentiated in the text"
        kind = "known" if known else "" if f.kind == "function" else str(f.kind)
        rows.append({"name": name, "latex": str(f.args[0]), "kind": f"{kind} function".strip(),
                     "arguments": counts[name], "from": origin})  # fmt: skip
    return rows


def _entries(nodes: list[Any]) -> Rows:
    """Subscripts that are indices."""
    found = {}
    for n in nodes:
        if isinstance(n, (Entry, Row)):
            what = "row" if isinstance(n, Row) else "entry"
            found[to_latex(n)] = {"latex": to_latex(n), "what": what, "of": to_text(n.args[0]),
                                  "indices": [to_text(i) for i in n.args[1:]]}  # fmt: skip
    return list(found.values())


def _bound(x: Letter, binder: Any) -> dict[str, Any]:
    low, high = ("1", to_text(binder.args[1])) if isinstance(binder, All) else map(to_text, binder.args[1:])
    return {"index": x.plain, "from": low, "to": high}


# ---- for people ----------------------------------------------------------------------------------------------------


def table(found: dict[str, Any]) -> str:
    """The same as a table: first the formula, then what each sign in it was taken for, last what was guessed."""
    lines = [f"I read: {found['text']}", f"        a {named_kind(found)}", ""]
    if len(found["statements"]) > 1:
        lines += [*_columns([["statement", "is a"], *[[s["text"], named_kind(s)] for s in found["statements"]]]), ""]
    letters = [[r["name"], kind_words(r), r["from"]] for r in found["letters"]]
    letters += [[f"{r['name']}(…)", function_words(r), r["from"]] for r in found["functions"]]
    if letters:
        lines += [*_columns([["letter", "is a", "because of"], *letters]), ""]
    signs = [[e["latex"], f"{e['what']} {', '.join(e['indices'])} of {e['of']}"] for e in found["entries"]]
    signs += [[c, "a call, not a product"] for c in found["calls"]]
    signs += [[b["index"], f"runs over {b['from']}, …, {b['to']}"] for b in found["sums"]]
    if signs:
        lines += [*_columns([["sign", "means"], *signs]), ""]
    lines += [f"guessed: {g}" for g in found["guesses"]] or ["nothing was guessed"]
    return "\n".join(lines)


def named_kind(found: dict[str, Any]) -> str:
    """`definition of L`, `scalar expression`."""
    kind, shape = str(found["kind"]), found["shape"]
    if kind == "declaration":
        return f"declaration of {', '.join(found.get('names', ()))}".removesuffix(" of ")
    if kind == "expression" and shape is not None:
        return f"{_shape_words(shape)} (an expression: it states nothing)"
    if kind == "expression":
        side = found["sides"][0] if found.get("sides") else None
        return f"{_shape_words(side['shape'])} (an expression: it states nothing)" if side else kind
    if kind == "statements":
        return f"text of {len(found['statements'])} statements"
    if kind == "definition":
        sides = found.get("sides") or found["statements"][0]["sides"]
        return f"definition of {sides[0]['text']}"
    return {"claim": "claim, true or false", "condition": "condition", "mention": "mention: it states nothing"}.get(
        kind, kind
    )


def _shape_words(shape: Sequence[Any]) -> str:
    if not shape:
        return "scalar"
    if len(shape) == 2 and shape[1] == 1:
        return f"vector of {shape[0]}"
    return f"{'×'.join(map(str, shape))} {'matrix' if len(shape) == 2 else 'family'}"


def kind_words(row: dict[str, Any]) -> str:
    kind, shape = row["kind"], row["shape"]
    if kind == "rows":
        words = f"family of {shape[0]} vectors of {shape[1]}"
    elif kind in ("vector", "matrix", "family"):
        words = _shape_words(shape)
    else:
        words = str(kind)
    return ", ".join([words, *row["assumptions"]])


def function_words(row: dict[str, Any]) -> str:
    count = row["arguments"]
    return f"{row['kind']} of {count} argument{'s' if count != 1 else ''}"


def _columns(rows: list[list[str]]) -> list[str]:
    """Rows under headings, aligned; a long cell does not widen the others beyond 60 characters."""
    widths = [min(60, max(len(r[k]) for r in rows)) for k in range(len(rows[0]))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in rows]
    return [lines[0], "  ".join("-" * w for w in widths), *lines[1:]]

"""What the commands do: text and options in, an `Answer` out."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from derive.api import derivations as api
from derive.api import graph as api_graph
from derive.build import PICTURE, Filled, Outcome, Run, build
from derive.catalog.section import Section
from derive.cli.answer import Answer
from derive.cli.judged import judged_markdown, judged_text, remarks
from derive.cli.mended import mended
from derive.cli.terminal import failure, note
from derive.describe import describe
from derive.errors import DeriveError, UsageError
from derive.expression import Expression, read

MOST_INPUT = 2_000_000  # characters taken from standard input
DETAILED = ("diff", "grad", "jacobian", "hessian", "d", "show")  # commands that take --detail
WIDE = 64  # of a command in the summary of a post
TARGETS = {".html": "html", ".htm": "html", ".tex": "latex", ".qmd": "quarto"}  # of documents by their name

DIAGNOSTIC = re.compile(r"D\d+")

Given = dict[str, Any]


def _text(given: str) -> str:
    """The formula; `-` takes it from standard input."""
    if given != "-":
        return given
    if sys.stdin is None:
        raise UsageError("standard input is closed", help="give the formula itself in place of -")
    text = sys.stdin.read(MOST_INPUT + 1)
    if len(text) > MOST_INPUT:
        raise UsageError(f"standard input holds more than {MOST_INPUT} characters")
    return text.strip()


def _let(given: Given) -> Any:
    """What `--let` declares, on top of the conventions found from the folder of the command upwards."""
    from pathlib import Path

    from derive.conventions import conventions, find

    declared = ", ".join(given["let"]) or None
    file = find(Path(given["folder"]))
    return declared if file is None else conventions(file, declared)


def _at(given: Sequence[str]) -> str | None:
    return ", ".join(given) or None


def _json(record: Any) -> str:
    return json.dumps(record, indent=2, ensure_ascii=True)


def _how(given: Given) -> Given:
    return {"syntax": given["syntax"], "parser": given["parser"]}


# ---- deriving ------------------------------------------------------------------------------------------------------


def derive_one(verb: str, **given: Any) -> Answer:
    """`diff`, `grad`, `jacobian`, `hessian`, `d`."""
    wrt = ", ".join(given["wrt"])
    if not wrt.strip():
        raise UsageError("by what? a variable is missing", help=f"derive {verb} EXPR --wrt x")
    if verb == "grad" and given["at"]:
        from derive.api.values import read_at

        e, at = read_at(_text(given["expr"]), _let(given), _at(given["at"]), _how(given))
    else:
        e, at = api.formula(_text(given["expr"]), _let(given), **_how(given)), {}
    match verb:
        case "diff":
            made: Any = api.differentiate(e, wrt, order=given["order"])
        case "grad":
            made = api.gradient(e, wrt, route=given["route"], at=at, eta=given["eta"])
        case "jacobian":
            made = api.jacobian(e, wrt, layout=given["layout"])
        case "hessian":
            made = api.hessian(e, wrt)
        case _:
            made = api.differential(e, wrt)
    section = made if isinstance(made, Section) else made.section
    return _derived(section, given, (describe(e), *section.notes))


def show(verb: str, **given: Any) -> Answer:
    """A named derivation, or the list of them."""
    from derive.catalog.show import names

    if not given["name"]:
        return _listed(tuple(names().items()), given)
    return _derived(api.show(given["name"]), given, ())


def _formatted(made: Any, given: Mapping[str, Any]) -> str:
    """An explanation or an estimate in the format asked for."""
    match given["format"]:
        case "json":
            return _json(made.to_dict())
        case "text":
            return str(made.text())
        case "html":
            return str(made.html())
    return str(made.markdown("latex" if given["format"] == "latex" else given["target"]))


def explain(verb: str, **given: Any) -> Answer:
    """The terms of an equation, or with `-o FILE.svg` its picture."""
    from derive.api import explain as api_explain

    how = {"seed": given["seed"], "samples": given["samples"] or api.SAMPLES, **_how(given)}
    how |= {"at": _at(given["at"]), "let": _let(given), "roles": "; ".join(given["role"])}
    how["document"] = given["document"]
    made = api_explain.explain(_text(given["equation"]), **how)
    verdict, output = made.verify(), given["output"]
    if output and os.path.splitext(output)[1] in (".svg", ".png"):
        return Answer("", 0, verdict.status, (describe(made.said),), files=_drawn({output: made.figure}))
    text = _formatted(made, given)
    undecided = sum(not s.verdict.holds for q in made.quantities for t in q.terms for s in t.said)
    said = f"{undecided} statements could not be decided" if undecided else "every statement was checked"
    answer = _answer(text, given, verdict.status, int(bool(undecided)), (describe(made.said),), (said,))
    return _with_picture(answer, given, made)


def _drawn(figures: Mapping[str, Callable[[], Any]]) -> dict[str, bytes]:
    """Pictures by their paths."""
    from derive.write.picture_plot import drawn

    return {path: drawn(draw(), os.path.splitext(path)[1].lower().removeprefix(".")) for path, draw in figures.items()}


def _with_picture(answer: Answer, given: Given, made: Any) -> Answer:
    """The answer with the picture that `--picture` asks for, shown below the text in Markdown."""
    if not (path := given["drawn"]):
        return answer
    shown = f"{answer.text.rstrip()}\n\n![]({path})\n" if given["format"] == "markdown" else answer.text
    return replace(answer, text=shown, files=_drawn({path: made.figure}))


def montecarlo(verb: str, **given: Any) -> Answer:
    """An expectation by sampling, or with `-o FILE.svg` the picture of it."""
    from derive.api.montecarlo import montecarlo as estimate

    if not given["draw"]:
        raise UsageError("a distribution is missing", help='--draw "x ~ uniform(0, 1)"')
    how = {"n": given["count"], "seed": given["seed"], "let": _let(given), **_how(given)}
    made = estimate(_text(given["expr"]), ", ".join(given["draw"]), **how)
    output = given["output"]
    if output and os.path.splitext(output)[1] in (".svg", ".png"):
        return Answer("", 0, "", (describe(made.of),), (made.text(),), files=_drawn({output: made.figure}))
    text = _formatted(made, given)
    return _with_picture(_answer(text, given, "", 0, (describe(made.of),)), given, made)


PICTURES = {".svg": "svg", ".mmd": "mermaid", ".dot": "dot", ".gv": "dot", ".tex": "tikz"}  # by the name of the output


def graph(verb: str, **given: Any) -> Answer:
    """The computational graph of a formula or a program."""
    made = api_graph.graph(_text(given["expr"]), at=_at(given["at"]), let=_let(given), **_how(given))
    verdict = None if given["unverified"] else made.verify(given["seed"], given["samples"] or api.SAMPLES)
    suffix = os.path.splitext(given["output"] or "")[1]
    picture = given["picture"] or (PICTURES.get(suffix) if given["format"] == "text" else None)
    if picture:
        text = getattr(made, picture)()
    elif given["format"] == "json":
        text = _json(made.to_dict())
    elif given["format"] == "markdown":
        text = made.markdown(given["target"])
    else:
        text = getattr(made, given["format"])()
    summary = f"{verdict.status if verdict else 'unchecked'}: {_graph_words(made, verdict)}"
    status = int(verdict is not None and not verdict.holds and not made.note)
    return _answer(text, given, verdict.status if verdict else "", status, (describe(made.reading),), (summary,))


def _graph_words(made: api_graph.Graph, verdict: Any) -> str:
    """What was checked of a graph."""
    if made.note or verdict is None or not verdict.holds:
        return made.note or (verdict.reason if verdict else None) or "not checked"
    beside = ", the adjoints beside differences at this point" if made.given is not None else ""
    return f"every local derivative was checked by numbers{beside}"


def _derived(section: Section, given: Given, notes: tuple[str, ...]) -> Answer:
    """Derivations in the format asked for, their verdict beside."""
    from derive.write.document import sentence

    if given.get("code"):
        return _answer(section.code(given["code"]), given, notes=notes)
    check, detail = not given["unverified"], given["detail"]
    how = (check, given["seed"], given["samples"] or api.SAMPLES)
    paths = section.picture_paths(given["drawn"]) if given.get("drawn") else {}
    files = _drawn({paths[p.name]: p.draw for p in section.pictures if p.name in paths})
    verdict = section.verify(*how[1:]) if check else None
    match given["format"]:
        case "json":
            text = _json(section.to_dict(*how, paths))
        case "latex":
            text = section.latex(detail)
        case "markdown":
            text = section.markdown(given["target"], detail, *how, paths)
        case "html":
            text = section.html(detail, *how)
        case _:
            text = section.text(detail)
    status = verdict.status if verdict else "unchecked"
    summary = f"{status}: {sentence(verdict)}"
    answer = _answer(text, given, status, int(verdict is not None and not verdict.holds), notes, (summary,))
    return replace(answer, files=files)


def _answer(text: str, given: Given, verdict: str = "", status: int = 0, notes: tuple[str, ...] = (),
            summary: tuple[str, ...] = ()) -> Answer:  # fmt: skip
    return Answer(text, status, verdict, notes, summary, given.get("output"), given["format"] != "text")


def _listed(rows: Sequence[tuple[str, str]], given: Given) -> Answer:
    if given["format"] == "json":
        text = _json({"schema": 1, "names": [{"name": n, "title": t} for n, t in rows]})
    elif given["format"] == "html":
        from derive.write.html_pages import listed

        text = listed("Named derivations", [("", rows)])
    elif given["format"] in ("latex", "markdown"):
        text = "\n".join(f"* `{n}`: {t}" for n, t in rows)
    else:
        width = max(len(n) for n, _ in rows) + 2
        text = "\n".join(f"{n:{width}}{t}" for n, t in rows)
    return _answer(text, given)


# ---- reading and judging ---------------------------------------------------------------------------------------------


def read_text(verb: str, **given: Any) -> Answer:
    """How a text is understood."""
    from derive.expr.scope import parse_let
    from derive.understood import table, understood

    said = read(_text(given["text"]), _let(given), **_how(given))
    found = understood(said, parse_let(_let(given)))
    words = table(found)
    match given["format"]:
        case "json":
            text = _json({**found, "description": describe(said)})
        case "latex":
            text = said.latex()
        case "html":
            from derive.write.html_pages import understood as understood_page

            text = understood_page(found, said.latex())
        case "markdown":
            text = f"${said.latex()}$\n\n```\n{words}\n```"
        case _:
            text = words
    return _answer(text, given)


def verify(verb: str, **given: Any) -> Answer:
    """The verdict of each link of a claim."""
    said = api.claim(_text(given["claim"]), _let(given), **_how(given))
    how = {"seed": given["seed"], "samples": given["samples"] or api.SAMPLES, "draw": ", ".join(given["draw"])}
    whole = api.verify(said, **how)
    links = list(zip(said.sides[:-1], said.relations, said.sides[1:], whole.links, strict=True))
    match given["format"]:
        case "json":
            text = _json({"schema": 1, "links": [_link(*link) for link in links]})
        case "latex":
            text = said.latex()
        case "html":
            from derive.write.html_pages import judged

            text = judged([(*link, remarks(*link)) for link in links])
        case "markdown":
            text = judged_markdown(links, given["target"])
        case _:
            text = judged_text(links)
    return _answer(text, given, whole.status, int(not whole.holds), (describe(said),))


def _link(left: Expression, relation: str, right: Expression, verdict: Any) -> dict[str, Any]:
    made = {"left": left.latex(), "relation": relation, "right": right.latex(), "verdict": verdict.to_dict()}
    words = mended(left, relation, right, verdict)
    return {**made, "repairs": list(words)} if words else made


# ---- rules and documents ---------------------------------------------------------------------------------------------


def rule(verb: str, **given: Any) -> Answer:
    """The page of a rule or of a finding's code, or the list of both."""
    from derive.check.codes import CODES
    from derive.cli.main import unknown
    from derive.cli.pages import code_page, rule_list, rule_page
    from derive.rules import RULES

    if (code := (given["name"] or "").upper()) in CODES:
        return _answer(code_page(code, given["format"]), given)
    if DIAGNOSTIC.fullmatch(code):
        raise unknown("code", code, list(CODES), "`derive rule` lists the codes")
    name = (given["name"] or "").replace("-", "_").replace(" ", "_").removesuffix("_rule")
    if name and name not in RULES:
        raise unknown("rule", given["name"], list(RULES), "`derive rule` lists the rules")
    return _answer(rule_page(name, given["format"]) if name else rule_list(given["format"]), given)


def build_files(verb: str, **given: Any) -> Answer:
    """Fill the blocks of documents; what became of each is said when it is done."""
    if not given["files"]:
        raise UsageError("which document? a file is missing", help="derive build post.md")
    statuses = [_build_one(path, given) for path in given["files"]]
    return Answer("", max(statuses))


def _build_one(path: str, given: Given) -> int:
    try:
        outcomes = build(path, _runner(path, given), given["check"], lambda o: note(_outcome(path, o)))
    except DeriveError as e:
        return failure(e)
    note(_count(path, outcomes, given["check"]))
    if any(o.state == "failed" for o in outcomes):
        return 2
    return int(any(o.state == "stale" or not o.holds for o in outcomes))


def _runner(path: str, given: Given) -> Run:
    """What runs the command of a block: like the command line, in the format and for the target of the document."""
    target = given["target"] or TARGETS.get(os.path.splitext(path)[1].lower())

    def run(words: list[str]) -> Filled:
        from derive.cli.main import ask

        ours = ["--format", "markdown", *(["--target", target] if target else [])]
        ours += ["--detail", given["detail"]] if words[0] in DETAILED else []
        rest = [w for w in words[1:] if w != PICTURE]
        if len(rest) < len(words) - 1:
            ours += ["--picture", _beside(path, words)]
        folder = os.path.dirname(os.path.abspath(path))
        answer = ask([words[0], *ours, *rest], folder)  # of an option given twice the last counts: the block's own
        return Filled(answer.text, answer.verdict, answer.status == 0, answer.files)

    return run


def _beside(path: str, words: Sequence[str]) -> str:
    """The name of a block's picture: that of the post, the command, and what tells it from others."""
    import hashlib

    bare = len(words) > 1 and words[0] == "show" and re.fullmatch(r"[a-z0-9-]+", words[1])
    what = words[1] if bare else f"{words[0]}-{hashlib.sha256(' '.join(words).encode()).hexdigest()[:6]}"
    return f"{os.path.splitext(os.path.basename(path))[0]}-{what}.svg"


def _outcome(path: str, o: Outcome) -> str:
    command = o.command if len(o.command) <= WIDE else o.command[: WIDE - 1] + "…"
    if o.error:
        return f"{path}:{o.line}: failed     {command}\n  {o.error.picture()}"
    return f"{path}:{o.line}: {o.verdict:10} {command}" + (f"  ({o.state})" if o.state != "filled" else "")


def _count(path: str, outcomes: Sequence[Outcome], check: bool) -> str:
    states = [o.state for o in outcomes]
    parts = [f"{states.count(s)} {s}" for s in ("filled", "unchanged", "stale", "failed") if s in states]
    shown = ", ".join(parts) or "no derive blocks"
    return f"{path}: {shown}" if check or not outcomes else f"{path}: {shown}; the result is in {path}"


def check_documents(verb: str, **given: Any) -> Answer:
    """The equations of documents."""
    from derive.cli.checking import check_files

    return check_files(verb, **given)


ANSWERS = {
    **dict.fromkeys(("diff", "grad", "jacobian", "hessian", "d"), derive_one),
    "show": show,
    "read": read_text,
    "verify": verify,
    "check": check_documents,
    "build": build_files,
    "graph": graph,
    "explain": explain,
    "montecarlo": montecarlo,
    "rule": rule,
}

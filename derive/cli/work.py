"""What the commands do: text and options in, an `Answer` out."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from derive.api import derivations as api
from derive.build import PICTURE, Filled, Outcome, Run, build
from derive.catalog.section import Section
from derive.cli.answer import Answer
from derive.cli.given import Given, answered, at_of, drawn_files, how_of, json_of, let_of, text_of
from derive.cli.judged import judged_markdown, judged_text, remarks
from derive.cli.mended import mended
from derive.cli.pictured import explain, graph, montecarlo
from derive.cli.terminal import failure, note
from derive.describe import describe
from derive.errors import DeriveError, UsageError
from derive.expression import Expression, read

DETAILED = ("diff", "grad", "jacobian", "hessian", "d", "show")  # commands that take --detail
WIDE = 64  # of a command in the summary of a post
TARGETS = {".html": "html", ".htm": "html", ".tex": "latex", ".qmd": "quarto"}  # of documents by their name

DIAGNOSTIC = re.compile(r"D\d+")


# ---- deriving ------------------------------------------------------------------------------------------------------


def derive_one(verb: str, **given: Any) -> Answer:
    """`diff`, `grad`, `jacobian`, `hessian`, `d`."""
    wrt = ", ".join(given["wrt"])
    if not wrt.strip():
        raise UsageError("by what? a variable is missing", help=f"derive {verb} EXPR --wrt x")
    if verb == "grad" and given["at"]:
        from derive.api.values import read_at

        e, at = read_at(text_of(given["expr"]), let_of(given), at_of(given["at"]), how_of(given))
    else:
        e, at = api.formula(text_of(given["expr"]), let_of(given), **how_of(given)), {}
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
    from derive.catalog.show import show as named

    if not given["name"]:
        return _listed(tuple(names().items()), given)
    return _derived(named(given["name"], given["document"], given["words"]), given, ())


def _derived(section: Section, given: Given, notes: tuple[str, ...]) -> Answer:
    """Derivations in the format asked for, their verdict beside."""
    from derive.write.document import sentence

    if given.get("code"):
        return answered(section.code(given["code"]), given, notes=notes)
    check, detail = not given["unverified"], given["detail"]
    how = (check, given["seed"], given["samples"] or api.SAMPLES)
    paths = section.picture_paths(given["drawn"]) if given.get("drawn") else {}
    files = drawn_files({paths[p.name]: p.draw for p in section.pictures if p.name in paths})
    verdict = section.verify(*how[1:]) if check else None
    match given["format"]:
        case "json":
            text = json_of(section.to_dict(*how, paths))
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
    answer = answered(text, given, status, int(verdict is not None and not verdict.holds), notes, (summary,))
    return replace(answer, files=files)


def _listed(rows: Sequence[tuple[str, str]], given: Given) -> Answer:
    if given["format"] == "json":
        text = json_of({"schema": 1, "names": [{"name": n, "title": t} for n, t in rows]})
    elif given["format"] == "html":
        from derive.write.html_pages import listed

        text = listed("Named derivations", [("", rows)])
    elif given["format"] in ("latex", "markdown"):
        text = "\n".join(f"* `{n}`: {t}" for n, t in rows)
    else:
        width = max(len(n) for n, _ in rows) + 2
        text = "\n".join(f"{n:{width}}{t}" for n, t in rows)
    return answered(text, given)


# ---- reading and judging ---------------------------------------------------------------------------------------------


def read_text(verb: str, **given: Any) -> Answer:
    """How a text is understood."""
    from derive.expr.scope import parse_let
    from derive.understood import table, understood

    said = read(text_of(given["text"]), let_of(given), **how_of(given))
    found = understood(said, parse_let(let_of(given)))
    words = table(found)
    match given["format"]:
        case "json":
            text = json_of({**found, "description": describe(said)})
        case "latex":
            text = said.latex()
        case "html":
            from derive.write.html_pages import understood as understood_page

            text = understood_page(found, said.latex())
        case "markdown":
            text = f"${said.latex()}$\n\n```\n{words}\n```"
        case _:
            text = words
    return answered(text, given)


def verify(verb: str, **given: Any) -> Answer:
    """The verdict of each link of a claim."""
    said = api.claim(text_of(given["claim"]), let_of(given), **how_of(given))
    how = {"seed": given["seed"], "samples": given["samples"] or api.SAMPLES, "draw": ", ".join(given["draw"])}
    whole = api.verify(said, **how)
    links = list(zip(said.sides[:-1], said.relations, said.sides[1:], whole.links, strict=True))
    match given["format"]:
        case "json":
            text = json_of({"schema": 1, "links": [_link(*link) for link in links]})
        case "latex":
            text = said.latex()
        case "html":
            from derive.write.html_pages import judged

            text = judged([(*link, remarks(*link)) for link in links])
        case "markdown":
            text = judged_markdown(links, given["target"])
        case _:
            text = judged_text(links)
    return answered(text, given, whole.status, int(not whole.holds), (describe(said),))


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
        return answered(code_page(code, given["format"]), given)
    if DIAGNOSTIC.fullmatch(code):
        raise unknown("code", code, list(CODES), "`derive rule` lists the codes")
    name = (given["name"] or "").replace("-", "_").replace(" ", "_").removesuffix("_rule")
    if name and name not in RULES:
        raise unknown("rule", given["name"], list(RULES), "`derive rule` lists the rules")
    return answered(rule_page(name, given["format"]) if name else rule_list(given["format"]), given)


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
        ours += ["--from", path] if words[0] == "explain" and "--from" not in rest else []
        answer = ask(
            [words[0], *ours, *_in_folder(rest, folder)], folder
        )  # of an option given twice the last counts: the block's own
        return Filled(answer.text, answer.verdict, answer.status == 0, answer.files)

    return run


def _in_folder(words: Sequence[str], folder: str) -> list[str]:
    """The words with what `--from` names as a file of the folder. Raises: UsageError for one of another folder."""
    found = [f"--from={words[k + 1]}" if w == "--from" and k + 1 < len(words) else w for k, w in enumerate(words)
             if k == 0 or words[k - 1] != "--from"]  # fmt: skip
    for k, word in enumerate(found):
        if word.startswith("--from="):
            file = os.path.join(folder, word.removeprefix("--from="))
            if os.path.dirname(os.path.realpath(file)) != os.path.realpath(folder):
                raise UsageError("a block reads files of its own folder alone", help="put the file beside the post")
            found[k] = f"--from={file}"
    return found


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

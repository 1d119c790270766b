"""What the commands do: text and options in, an `Answer` out."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from derive import api
from derive.build import Filled, Outcome, build
from derive.cli.answer import Answer
from derive.errors import DeriveError, UsageError
from derive.expression import Expression, describe, read

MOST_INPUT = 2_000_000  # characters taken from standard input

Given = dict[str, Any]


def _text(given: str) -> str:
    """The formula; `-` takes it from standard input."""
    if given != "-":
        return given
    text = sys.stdin.read(MOST_INPUT + 1)
    if len(text) > MOST_INPUT:
        raise UsageError(f"standard input holds more than {MOST_INPUT} characters")
    return text.strip()


def _let(given: Sequence[str]) -> str | None:
    return ", ".join(given) or None


def _json(record: Any) -> str:
    return json.dumps(record, indent=2, ensure_ascii=True)


def _how(given: Given) -> Given:
    return {"syntax": given["syntax"], "parser": given["parser"]}


# ---- deriving ------------------------------------------------------------------------------------------------------


def derive_one(verb: str, **given: Any) -> Answer:
    """`diff`, `grad`, `jacobian`, `hessian`."""
    wrt = ", ".join(given["wrt"])
    if not wrt.strip():
        raise UsageError("by what? a variable is missing", help=f"derive {verb} EXPR --wrt x")
    e = api.formula(_text(given["expr"]), _let(given["let"]), **_how(given))
    match verb:
        case "diff":
            made: Any = api.differentiate(e, wrt, order=given["order"])
        case "grad":
            made = api.gradient(e, wrt)
        case "jacobian":
            made = api.jacobian(e, wrt, layout=given["layout"])
        case _:
            made = api.hessian(e, wrt)
    made = (made,) if isinstance(made, api.Derivation) else tuple(made)
    notes = [describe(e), *(n for d in made for n in d.notes)]
    return _derivations(made, given, tuple(notes))


def _derivations(made: Sequence[api.Derivation], given: Given, notes: tuple[str, ...] = ()) -> Answer:
    """Derivations in the format asked for, and the status of the worst."""
    from derive.verdicts import worst

    check = not given["unverified"]
    seed, samples = given["seed"], given["samples"] or api.SAMPLES
    verdict = worst([d.verify(seed, samples) for d in made], seed) if check else None
    form = given["format"]
    if form == "json":
        records = [d.to_dict(check, seed, samples) for d in made]
        several = {"schema": 1, "name": "", "title": "", "derivations": records, "values": {}, "pictures": []}
        text = _json(records[0] if len(records) == 1 else several)
    elif form == "latex":
        text = "\n\n".join(d.latex(given["detail"]) for d in made)
    elif form in ("markdown", "html"):
        target = "html" if form == "html" else given["target"]
        text = "\n\n".join(d.markdown(target, given["detail"], check) for d in made)
    else:
        text = "\n\n".join(d.text() for d in made)
    return _answer(text, verdict, given, notes)


def _answer(text: str, verdict: Any, given: Given, notes: tuple[str, ...]) -> Answer:
    from derive.write.document import sentence

    bad = verdict is not None and not verdict.holds
    status = verdict.status if verdict else "unchecked"
    summary = f"{status}: {sentence(verdict)}" if verdict else "The lines were not checked."
    return Answer(text, int(bad), status, notes, (summary,), given.get("output"), given["format"] != "text")


# ---- the catalog ----------------------------------------------------------------------------------------------------


def show(verb: str, **given: Any) -> Answer:
    """A named derivation, or the list of them."""
    from derive.catalog.show import names

    if not given["name"]:
        return _listed(tuple(names().items()), given)
    made = api.show(given["name"])
    check = not given["unverified"]
    seed, samples = given["seed"], given["samples"] or api.SAMPLES
    verdict = made.verify(seed, samples) if check else None
    match given["format"]:
        case "json":
            text = _json(made.to_dict(check, seed, samples))
        case "latex":
            text = made.latex(given["detail"])
        case "markdown" | "html":
            target = "html" if given["format"] == "html" else given["target"]
            text = made.markdown(target, given["detail"], check)
        case _:
            text = made.text()
    return _answer(text, verdict, given, ())


def _listed(rows: Sequence[tuple[str, str]], given: Given) -> Answer:
    if given["format"] == "json":
        text = _json({"schema": 1, "names": [{"name": n, "title": t} for n, t in rows]})
    elif given["format"] in ("latex", "markdown", "html"):
        text = "\n".join(f"* `{n}`: {t}" for n, t in rows)
    else:
        width = max(len(n) for n, _ in rows) + 2
        text = "\n".join(f"{n:{width}}{t}" for n, t in rows)
    return Answer(text, output=given["output"])


# ---- reading and judging ---------------------------------------------------------------------------------------------


def read_text(verb: str, **given: Any) -> Answer:
    """How a text is understood."""
    text = _text(given["text"])
    said = read(text, _let(given["let"]), **_how(given))
    words = describe(said)
    match given["format"]:
        case "json":
            shape = [str(n) for n in said.shape] if isinstance(said, Expression) else None
            scope = getattr(said, "scope", None)
            guesses = list(dict.fromkeys(scope.guesses)) if scope else []
            record = {"schema": 1, "latex": said.latex(), "text": str(said), "shape": shape, "guesses": guesses}
            shown = _json({**record, "description": words})
        case "latex":
            shown = said.latex()
        case "markdown" | "html":
            shown = f"${said.latex()}$\n\n```\n{words}\n```"
        case _:
            shown = words
    return Answer(shown, output=given["output"])


def verify(verb: str, **given: Any) -> Answer:
    """The verdict of each link of a claim."""
    said = api.claim(_text(given["claim"]), _let(given["let"]), **_how(given))
    seed, samples = given["seed"], given["samples"] or api.SAMPLES
    whole = api.verify(said, seed=seed, samples=samples)
    links = list(zip(said.sides, said.relations, said.sides[1:], whole.links, strict=False))
    match given["format"]:
        case "json":
            rows = [
                {"left": a.latex(), "relation": r, "right": b.latex(), "verdict": v.to_dict()} for a, r, b, v in links
            ]
            text = _json({"schema": 1, "links": rows})
        case "latex":
            text = said.latex()
        case "markdown" | "html":
            text = "\n".join(f"* ${_link(a, r, b)}$: {_words(v)}" for a, r, b, v in links)
        case _:
            text = "\n".join(f"{v.status}: {a.text()} {r} {b.text()}{_why(v)}" for a, r, b, v in links)
    return Answer(
        text, int(not whole.holds), whole.status, (describe(said),), (), given["output"], given["format"] != "text"
    )


def _link(a: Expression, relation: str, b: Expression) -> str:
    from derive.notation import WRITTEN

    return f"{a.latex()} {WRITTEN.get(relation, relation)} {b.latex()}"


def _words(v: Any) -> str:
    return f"{v.status}{_why(v)}"


def _why(v: Any) -> str:
    """What stands behind a verdict, in words."""
    if v.status == "refuted" and v.counterexample:
        at = ", ".join(f"{k} = {x}" for k, x in v.counterexample["at"].items())
        return f" (left {v.counterexample['left']}, right {v.counterexample['right']}{f' at {at}' if at else ''})"
    if v.status == "verified":
        return f" ({v.samples} points, largest error {v.error:.1e})"
    return f" ({v.reason})" if v.reason else ""


# ---- rules and documents ---------------------------------------------------------------------------------------------


def rule(verb: str, **given: Any) -> Answer:
    """A rule's page, or the list."""
    from derive.cli.main import unknown
    from derive.cli.pages import rule_list, rule_page
    from derive.rules import RULES

    name = (given["name"] or "").replace("-", "_")
    if name and name not in RULES:
        raise unknown("rule", given["name"], list(RULES), "`derive rule` lists the rules")
    text = rule_page(name, given["format"]) if name else rule_list(given["format"])
    return Answer(text, output=given["output"])


def build_files(verb: str, **given: Any) -> Answer:
    """Fill the blocks of documents."""
    if not given["files"]:
        raise UsageError("which document? a file is missing", help="derive build post.md")
    lines: list[str] = []
    status = 0
    for path in given["files"]:
        try:
            outcomes = build(path, _runner(given), given["check"])
        except DeriveError as e:
            lines.append(f"error: {e.picture()}")
            status = 2
            continue
        lines += [_outcome(path, o) for o in outcomes]
        lines.append(_count(path, outcomes, given["check"]))
        status = max(status, _status(outcomes))
    return Answer("", status, summary=tuple(lines))


def _runner(given: Given) -> Any:
    def run(words: list[str]) -> Filled:
        from derive.cli.main import ask

        own = {w.partition("=")[0] for w in words}
        extra = [] if "--format" in own else ["--format", "markdown"]
        extra += ["--target", given["target"]] if given["target"] and "--target" not in own else []
        if words[0] != "verify":
            extra += ["--detail", given["detail"]] if "--detail" not in own else []
        answer = ask([words[0], *extra, *words[1:]])
        return Filled(answer.text, answer.verdict, answer.status == 0)

    return run


def _outcome(path: str, o: Outcome) -> str:
    said = f"{path}:{o.line}: {o.state}: {o.command[:70]}"
    if o.error:
        return f"{said}\nerror: {o.error.picture()}"
    return f"{said}: {o.verdict}" if o.verdict else said


def _count(path: str, outcomes: Sequence[Outcome], check: bool) -> str:
    states = [o.state for o in outcomes]
    parts = [f"{states.count(s)} {s}" for s in ("filled", "unchanged", "stale", "failed") if s in states]
    shown = ", ".join(parts) or "no blocks"
    return f"{path}: {shown}" + ("" if check or "failed" in states else f"; the result is in {path}")


def _status(outcomes: Sequence[Outcome]) -> int:
    if any(o.state == "failed" for o in outcomes):
        return 2
    return int(any(o.state == "stale" or not o.holds for o in outcomes))


ANSWERS = {
    "diff": derive_one, "grad": derive_one, "jacobian": derive_one, "hessian": derive_one, "show": show,
    "read": read_text, "verify": verify, "build": build_files, "rule": rule,
}  # fmt: skip

"""The commands whose answer can be a picture: explanations, estimates, computational graphs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from derive.api import derivations as api
from derive.api import graph as api_graph
from derive.catalog.parts import Picture
from derive.cli.answer import Answer
from derive.cli.given import Given, answered, at_of, drawn_files, how_of, json_of, let_of, text_of
from derive.describe import describe
from derive.errors import UsageError

DRAWN = (".svg", ".png")  # endings of pictures


def _is_drawing(path: str | None) -> bool:
    """Does a file take a picture, by its ending?"""
    return os.path.splitext(path or "")[1].lower() in DRAWN


def _formatted(made: Any, given: Mapping[str, Any]) -> str:
    """An explanation or an estimate in the format asked for."""
    match given["format"]:
        case "json":
            return json_of(made.to_dict())
        case "text":
            return str(made.text())
        case "html":
            return str(made.html())
    return str(made.markdown("latex" if given["format"] == "latex" else given["target"]))


def explain(verb: str, **given: Any) -> Answer:
    """The terms of an equation, or with `-o FILE.svg` its picture."""
    from derive.api import explain as api_explain

    how = {"seed": given["seed"], "samples": given["samples"] or api.SAMPLES, **how_of(given)}
    how |= {"at": at_of(given["at"]), "let": let_of(given), "roles": "; ".join(given["role"])}
    how["document"] = given["document"]
    made = api_explain.explain(text_of(given["equation"]), **how)
    verdict, output = made.verify(), given["output"]
    if _is_drawing(output):
        return Answer("", 0, verdict.status, (describe(made.said),), files=drawn_files({output: made.figure}))
    text = _formatted(made, given)
    undecided = sum(not s.verdict.holds for q in made.quantities for t in q.terms for s in t.said)
    said = f"{undecided} statements could not be decided" if undecided else "every statement was checked"
    answer = answered(text, given, verdict.status, int(bool(undecided)), (describe(made.said),), (said,))
    return _with_picture(answer, given, made)


def _with_picture(answer: Answer, given: Given, made: Any) -> Answer:
    """The answer with the picture that `--picture` asks for, shown below the text in Markdown."""
    from derive.write.document_section import figure
    from derive.write.markdown import target

    if not (path := given["drawn"]):
        return answer
    text = answer.text
    if given["format"] == "markdown":
        shown = figure(Picture("picture", made.caption, made.figure), path, target(given["target"]))
        text = f"{text.rstrip()}\n\n{shown}\n"
    return replace(answer, text=text, files=drawn_files({path: made.figure}))


def montecarlo(verb: str, **given: Any) -> Answer:
    """An expectation by sampling, or with `-o FILE.svg` the picture of it."""
    from derive.api.montecarlo import montecarlo as estimate

    if not given["draw"]:
        raise UsageError("a distribution is missing", help='--draw "x ~ uniform(0, 1)"')
    how = {"n": given["count"], "seed": given["seed"], "let": let_of(given), **how_of(given)}
    made = estimate(text_of(given["expr"]), ", ".join(given["draw"]), **how)
    output = given["output"]
    if _is_drawing(output):
        return Answer("", 0, "", (describe(made.of),), (made.text(),), files=drawn_files({output: made.figure}))
    text = _formatted(made, given)
    return _with_picture(answered(text, given, "", 0, (describe(made.of),)), given, made)


LANGUAGES = ("svg", "mermaid", "dot", "tikz")
PICTURES = {".svg": "svg", ".mmd": "mermaid", ".dot": "dot", ".gv": "dot", ".tex": "tikz"}  # by the name of the output


def graph(verb: str, **given: Any) -> Answer:
    """The computational graph of a formula or a program."""
    made = api_graph.graph(text_of(given["expr"]), at=at_of(given["at"]), let=let_of(given), **how_of(given))
    verdict = None if given["unverified"] else made.verify(given["seed"], given["samples"] or api.SAMPLES)
    output, wanted = given["output"], given["picture"] or ""
    if _is_drawing(output) and not wanted and output.endswith(".png"):
        return Answer("", 0, verdict.status if verdict else "", (describe(made.reading),),
                      files=drawn_files({output: lambda: made}))  # fmt: skip
    beside = wanted if _is_drawing(wanted) else None
    if wanted and not beside and wanted not in LANGUAGES:
        raise UsageError(f"no such picture: {wanted!r}", help=f"one of {', '.join(LANGUAGES)}, or a file: graph.svg")
    by_name = PICTURES.get(os.path.splitext(output or "")[1], "") if given["format"] == "text" else ""
    if kind := "" if beside else wanted or by_name:
        text = getattr(made, kind)()
    elif given["format"] == "json":
        text = json_of(made.to_dict())
    elif given["format"] == "markdown":
        text = made.markdown(given["target"], beside)
    else:
        text = getattr(made, given["format"])()
    summary = f"{verdict.status if verdict else 'unchecked'}: {_graph_words(made, verdict)}"
    status = int(verdict is not None and not verdict.holds and not made.note)
    answer = answered(text, given, verdict.status if verdict else "", status, (describe(made.reading),), (summary,))
    return replace(answer, files=drawn_files({beside: lambda: made} if beside else {}))


def _graph_words(made: api_graph.Graph, verdict: Any) -> str:
    """What was checked of a graph."""
    if made.note or verdict is None or not verdict.holds:
        return made.note or (verdict.reason if verdict else None) or "not checked"
    beside = ", the adjoints beside differences at this point" if made.given is not None else ""
    return f"every local derivative was checked by numbers{beside}"

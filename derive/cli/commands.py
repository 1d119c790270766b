"""The commands: their words, options and help. What they do stands in `work`, and is loaded when one is run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from derive.cli.answer import Answer
from derive.cli.options import OPTIONS, Words
from derive.cli.overview import COMMANDS

READING = ("let", "syntax", "parser")
CHECKING = ("seed", "samples")
WRITING = ("format", "output")
DERIVING = (*READING, "layout", *CHECKING, "no-verify", "format", "target", "detail", "output")

EXAMPLES = {
    "diff": (r'"\frac{1}{1+e^{-z}}" --wrt z', '"x**3" --wrt x --order 2'),
    "grad": (r'"(a x + b - y)^2" --wrt "a, b"', r'"\sum_i w_i x_i" --wrt w_k --let "w: n, x: n"'),
    "jacobian": (r'"x^2+y, \sin(xy)" --wrt "x, y"',),
    "hessian": ('"x^2 y" --wrt "x, y"',),
    "d": (r'"\ln\det X" --wrt X --let "X: n x n invertible"',),
    "show": (
        "",
        "sigmoid",
        "glove --format markdown",
        "hessian --picture hessian.svg",
        'word-analogies --from glove.6B.50d.txt --words "man, king, woman"',
    ),
    "read": (r'"W x + b" --let "W: m x n, x: n, b: m"',),
    "verify": (r'"\tanh\'(x) = 1 - \tanh^2(x)"', '"(x+1)^2 = x^2 + 2x + 1"'),
    "check": ("post.md", "posts --output-format concise"),
    "build": ("post.md", "post.md --check"),
    "graph": ('"(x+y) w" --at "x=2, y=3, w=4"', r'"z = W x + b; h = \sigma(z)" -o graph.svg'),
    "explain": (r'"F = \frac{k m_1 m_2}{r^2}" --let "r: positive"', '"y = a x + b" -o response.svg'),
    "montecarlo": (r'"4 \mathbb{1}[x^2+y^2 \le 1]" --draw "x ~ uniform(0, 1), y ~ uniform(0, 1)"',),
    "rule": ("", "product", "D101"),
}


def _run(verb: str) -> Callable[..., Answer]:
    """The function behind a command, loaded when it is called."""

    def call(**given: Any) -> Answer:
        from derive.cli import work

        folder = click.get_current_context().obj or "."  # where conventions are looked for
        return work.ANSWERS[verb](verb, folder=folder, **given)

    return call


def _command(verb: str, arguments: dict[str, dict[str, Any]], options: tuple[str, ...]) -> click.Command:
    tries = "\n".join(f"  derive {verb} {e}".rstrip() for e in EXAMPLES[verb])
    line = COMMANDS[verb]
    return Words(
        verb,
        params=[*(click.Argument([n], **how) for n, how in arguments.items()), *(OPTIONS[o] for o in options)],
        callback=_run(verb),
        help=f"{line[:1].upper()}{line[1:]}.\n\n\b\nTry:\n{tries}",
        short_help=line,
    )


EQUATION = {"equation": {"metavar": "EQUATION"}}
FORMULA = {"expr": {"metavar": "EXPR"}}
NAME = {"name": {"metavar": "[NAME]", "required": False}}

TABLE: dict[str, click.Command] = {
    "diff": _command("diff", FORMULA, ("wrt", "order", *DERIVING)),
    "grad": _command("grad", FORMULA, ("wrt", "route", "at", "eta", "code", *DERIVING)),
    "jacobian": _command("jacobian", FORMULA, ("wrt", *DERIVING)),
    "hessian": _command("hessian", FORMULA, ("wrt", *DERIVING)),
    "d": _command("d", FORMULA, ("wrt", *DERIVING)),
    "show": _command(
        "show", NAME, ("source", "words", *CHECKING, "no-verify", "drawn", "format", "target", "detail", "output")
    ),
    "read": _command("read", {"text": {"metavar": "TEXT"}}, (*READING, *WRITING)),
    "verify": _command("verify", {"claim": {"metavar": "CLAIM"}}, ("draw", *READING, *CHECKING, "target", *WRITING)),
    "check": _command(
        "check",
        {"files": {"metavar": "FILE…", "nargs": -1}},
        ("output-format", "targets", "strict", "verbose", "jobs", "max-time", "seed"),
    ),
    "build": _command("build", {"files": {"metavar": "FILE…", "nargs": -1}}, ("check", "target", "detail")),
    "graph": _command("graph", FORMULA, ("at", *READING, *CHECKING, "no-verify", "picture", "target", *WRITING)),
    "explain": _command("explain", EQUATION, ("at", "role", "from", "drawn", *READING, *CHECKING, "target", *WRITING)),
    "montecarlo": _command("montecarlo", FORMULA, ("draw", "count", "drawn", *READING, "seed", "target", *WRITING)),
    "rule": _command("rule", NAME, WRITING),
}

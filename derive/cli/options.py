"""The options that commands share, and the reading of a command line in which a formula may begin with a minus."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

import click

FORMATS = ("text", "latex", "markdown", "html", "json")
TARGETS = ("jekyll", "hugo", "mkdocs", "quarto", "myst", "html", "latex")
DIALECTS = ("numpy", "torch", "jax", "tensorflow")
REPORTS = ("full", "concise", "json", "github", "sarif")
SHORT = re.compile(r"-[a-z]\d+")
MISTYPED = re.compile(r"--[a-z][a-z-]{2,}(=.*)?", re.DOTALL)


def _cores() -> int:
    """How many processors there are to use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


OPTIONS: dict[str, click.Option] = {
    "wrt": click.Option(["--wrt"], multiple=True, metavar="X", help="by what: a letter, `w_k`, or a list `x, y`"),
    "order": click.Option(["--order"], type=click.IntRange(1, 20), default=1, help="how often"),
    "let": click.Option(
        ["--let"], multiple=True, metavar="DECL", help="what letters are: `W: m x n, x: n, f: function` (repeatable)"
    ),
    "format": click.Option(["--format"], type=click.Choice(FORMATS), default="text", help="of the result"),
    "target": click.Option(["--target"], type=click.Choice(TARGETS), help="where the Markdown will be rendered"),
    "detail": click.Option(
        ["--detail"], type=click.Choice(("brief", "normal", "full")), default="normal", help="how many of the steps"
    ),
    "route": click.Option(
        ["--route"], type=click.Choice(("differentials", "components")), default="differentials",
        help="of a gradient: by differentials where that suits, or in index sums that are read off as a whole",
    ),
    "layout": click.Option(
        ["--layout"], type=click.Choice(("numerator", "denominator")), default="numerator", help="of a Jacobian"
    ),
    "seed": click.Option(["--seed"], type=click.IntRange(0), default=0, help="of the samples"),
    "samples": click.Option(["--samples"], type=click.IntRange(1, 10_000), help="how many points are tried"),
    "no-verify": click.Option(["--no-verify", "unverified"], is_flag=True, help="do not check the lines by numbers"),
    "output": click.Option(["-o", "--output"], metavar="FILE", help="write the result there, at once or not at all"),
    "parser": click.Option(
        ["--parser"], type=click.Choice(("native", "latex2sympy2")), default="native", help="which reader"
    ),
    "syntax": click.Option(
        ["--syntax"], type=click.Choice(("auto", "latex", "python")), default="auto", help="of the formula"
    ),
    "at": click.Option(["--at"], multiple=True, metavar="VALUES", help="of the letters: `x=2, W=[[1, 0], [0, 1]]`"),
    "eta": click.Option(["--eta"], type=float, default=0.1, help="the rate of the step of gradient descent, with --at"),
    "from": click.Option(["--from", "document"], metavar="FILE", help="a post that says what the terms stand for"),
    "source": click.Option(["--from", "document"], metavar="FILE", help="a text of your own, or a file of vectors"),
    "words": click.Option(["--words"], default="", metavar="WORDS", help="of that file: `ice, steam`"),
    "role": click.Option(["--role"], multiple=True, metavar="ROLE", help="what a term stands for: `b: the bias`"),
    "draw": click.Option(["--draw"], multiple=True, metavar="DRAWS", help="`x ~ uniform(0, 1), y ~ normal(0, 1)`"),
    "count": click.Option(["-n", "--count"], type=click.IntRange(2), default=1_000_000, help="how many samples"),
    "code": click.Option(["--code"], type=click.Choice(DIALECTS), help="the gradients as code"),
    "picture": click.Option(
        ["--picture"],
        metavar="FILE|LANGUAGE",
        help="draw the picture there (.svg or .png), or print it alone: svg, mermaid, dot, tikz",
    ),
    "drawn": click.Option(["--picture", "drawn"], metavar="FILE", help="draw the picture there (.svg or .png)"),
    "output-format": click.Option(
        ["--output-format"], type=click.Choice(REPORTS), default="full", help="of the report"
    ),
    "jobs": click.Option(
        ["-j", "--jobs"], type=click.IntRange(1, 256), default=_cores(), metavar="N", help="documents checked at once"
    ),
    "max-time": click.Option(
        ["--max-time"], type=click.FloatRange(0.1, 86_400), default=10.0, metavar="S",
        help="seconds for a formula, then it alone is given up [default: 10]",
    ),
    "targets": click.Option(
        ["--target"], type=click.Choice((*TARGETS, "katex")), multiple=True,
        help="where it will be rendered: what will not be shown there is a finding (repeatable)",
    ),
    "strict": click.Option(["--strict"], is_flag=True, help="unread and undecided formulas count as findings"),
    "verbose": click.Option(["-v", "--verbose"], is_flag=True, help="list what was not read or not decided, and why"),
    "check": click.Option(["--check"], is_flag=True, help="write nothing; exit 1 when a block is out of date"),
}  # fmt: skip


class Words(click.Command):
    """A command whose arguments may begin with a minus: only words that are its options are taken as options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options first, then `--`, then the arguments."""
        return super().parse_args(ctx, self._arranged(ctx, args))

    def _arranged(self, ctx: click.Context, args: Sequence[str]) -> list[str]:
        known = {name: p for p in self.get_params(ctx) if isinstance(p, click.Option) for name in p.opts}
        options: list[str] = []
        rest: list[str] = []
        words = iter(args)
        for word in words:
            if word == "--":
                rest += words
            elif word in known:
                options += [word, *_value(known[word], word, words, ctx)]
            elif word.partition("=")[0] in known or word[:2] in known and self._is_short(word):
                options.append(word)
            elif MISTYPED.fullmatch(word):
                raise click.NoSuchOption(word, possibilities=get_close_matches(word, known), ctx=ctx)
            else:
                rest.append(word)
        self._count(ctx, rest)
        return [*options, "--", *rest]

    def _is_short(self, word: str) -> bool:
        """`-j4`, of a command that takes files and no formulas."""
        return SHORT.fullmatch(word) is not None and any(p.nargs == -1 for p in self.params)

    def _count(self, ctx: click.Context, rest: Sequence[str]) -> None:
        arguments = [p for p in self.params if isinstance(p, click.Argument)]
        if any(p.nargs == -1 for p in arguments) or len(rest) <= len(arguments):
            return
        extra = rest[len(arguments)]
        shown = extra if len(extra) <= 40 else extra[:39] + "…"
        raise click.UsageError(f"one word too many: {shown!r}; put the formula in quotes", ctx)


def _value(option: click.Option, word: str, words: Iterator[str], ctx: click.Context) -> list[str]:
    if option.is_flag:
        return []
    try:
        return [next(words)]
    except StopIteration:
        raise click.UsageError(f"option {word!r} needs a value", ctx) from None

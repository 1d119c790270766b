"""From words to an answer: the click group, errors in one line, and the guard that lets no traceback through."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from typing import Any

import click

from derive.cli import terminal
from derive.cli.answer import Answer
from derive.cli.overview import COMMANDS, overview
from derive.errors import DeriveError, UsageError
from derive.files import write_bytes

ISSUES = "please report it with the command you typed; DERIVE_DEBUG=1 shows where it happened"


class Group(click.Group):
    """The commands, loaded when one is used; an unknown one is answered with the nearest."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of a name."""
        if name not in COMMANDS:
            return None
        from derive.cli.commands import TABLE

        return TABLE[name]

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """The command that the first word names."""
        if args[0] not in COMMANDS:
            raise unknown("command", args[0], list(COMMANDS), "`derive --help` lists the commands")
        return super().resolve_command(ctx, args)

    def get_help(self, ctx: click.Context) -> str:
        """The overview."""
        return overview()


def unknown(kind: str, name: str, known: Sequence[str], otherwise: str) -> UsageError:
    """The error for a name that is not known, with the nearest one that is."""
    from difflib import get_close_matches

    near = get_close_matches(name, known, 1, 0.5)
    shown = name if len(name) <= 60 else name[:57] + "…"
    return UsageError(f"unknown {kind} {shown!r}", help=f"did you mean {near[0]!r}?" if near else otherwise)


def ask(words: Sequence[str], folder: str = ".") -> Answer:
    """Run a command and give its answer; nothing is printed but help that was asked for.

    folder: in and above it the conventions are looked for.
    """
    group = Group("derive", params=[_version()])
    try:
        got = group.main(args=list(words), prog_name="derive", standalone_mode=False, obj=folder)
    except click.UsageError as e:
        where = f"`{e.ctx.command_path} --help` has the options" if e.ctx else None
        raise UsageError(_message(e), help=where) from None
    except click.ClickException as e:
        raise UsageError(e.format_message()) from None
    return got if isinstance(got, Answer) else Answer("", status=int(got or 0))


def _message(e: click.UsageError) -> str:
    text = " ".join(e.format_message().split()).rstrip(".")
    return text[:1].lower() + text[1:]


def _version() -> click.Option:
    def show(ctx: click.Context, parameter: click.Parameter, value: bool) -> None:
        if value:
            from derive.version import VERSION

            click.echo(f"derive {VERSION}")
            ctx.exit()

    return click.Option(["--version"], is_flag=True, is_eager=True, expose_value=False, callback=show)


def run(words: Sequence[str]) -> int:
    """Run a command, print its answer, and give the exit status; never raises."""
    terminal.prepare()
    gc.set_threshold(100_000, 20, 20)  # little of what a command makes is garbage
    try:
        answer = ask(words)
        for line in answer.notes:
            terminal.note(line)
        for path, data in answer.files.items():
            write_bytes(path, data)
            terminal.note(f"the picture is in {path}")
        if answer.text:
            terminal.result(answer.text, answer.output, answer.plain)
        for line in answer.summary:
            terminal.note(line)
        return answer.status
    except DeriveError as e:
        return terminal.failure(e)
    except BrokenPipeError:
        return terminal.left()
    except (KeyboardInterrupt, click.Abort):
        terminal.note("interrupted")
        return 130
    except Exception as e:
        if os.environ.get("DERIVE_DEBUG"):
            raise
        said = (str(e).splitlines() or [""])[0][:200]
        return terminal.failure(DeriveError(f"internal error: {type(e).__name__}: {said}", help=ISSUES))

"""What goes to the two streams: the result to standard output or a file, everything else to standard error."""

from __future__ import annotations

import os
import sys
from typing import TextIO

from derive.errors import DeriveError, UsageError
from derive.files import write_bytes

GOOD, BAD, OPEN = "green", "bold red", "yellow"
COLOURS = {
    "proved": GOOD,
    "verified": GOOD,
    "refuted": BAD,
    "undecided": OPEN,
    "error": BAD,
    "failed": BAD,
    "stale": OPEN,
}


def prepare() -> None:
    """Characters that a stream can't show, or bytes that are no text, are escaped instead of an exception."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def result(text: str, path: str | None = None, plain: bool = True) -> None:
    """The result: to a file, written whole, or to standard output.

    Raises: UsageError where it can't be written; BrokenPipeError where the reader of the pipe has left.
    """
    text = text if text.endswith("\n") else text + "\n"
    if path is not None:
        write_bytes(path, text.encode("utf-8", "backslashreplace"))
        note(f"written to {path}")
        return
    if sys.stdout is None:
        raise UsageError("standard output is closed", help="-o FILE writes the result into a file")
    try:
        _say(text, sys.stdout, coloured=not plain)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as e:
        silence()
        raise UsageError(f"standard output can't be written: {(e.strerror or str(e)).lower()}") from None


def answer(text: str) -> int:
    """Print a text that needs no work. Gives the exit status."""
    try:
        result(text)
    except DeriveError as e:
        return failure(e)
    except BrokenPipeError:
        return left()
    return 0


def left() -> int:
    """The reader of the pipe has left: there is nothing more to say. Gives the exit status."""
    silence()
    return 2


def silence() -> None:
    """Drop what standard output still holds, so that Python does not try to write it at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(text: str) -> None:
    """A line for the reader, beside the result."""
    _say(text + "\n", sys.stderr)


def failure(error: DeriveError) -> int:
    """Print an error: one line, the place with a caret, the help. Gives the exit status."""
    note(f"error: {error.picture()}")
    return 2


def _say(text: str, stream: TextIO | None, coloured: bool = True) -> None:
    if stream is None:  # closed by whoever started us
        return
    if not (coloured and stream.isatty() and "NO_COLOR" not in os.environ):
        stream.write(text)
        return
    from rich.console import Console
    from rich.text import Text

    shown = Text(text)
    for word, style in COLOURS.items():
        shown.highlight_regex(rf"\b{word}\b", style)
    Console(file=stream, highlight=False, soft_wrap=True).print(shown, end="")

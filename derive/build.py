"""Blocks in a post: `<!-- derive: COMMAND -->` … `<!-- /derive -->` are filled in place, everything else stays.

A post may be someone else's: a block runs a command of the list below and nothing else, reads no file but the post and,
where it says `from=FILE`, one of the same folder, and writes none but, where it says `picture`, one beside the post
whose name begins with the post's.
The command is run by a function that is handed in (`run`), which gets the words of the command and gives text and
verdict. The end of a line is that of the block's own line; what fails keeps its old content and is reported.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from derive.errors import DeriveError, UsageError
from derive.files import read_bytes, write_bytes
from derive.source import Place, Source, Span

COMMANDS = ("diff", "grad", "jacobian", "hessian", "d", "show", "verify", "graph", "explain", "montecarlo")
VALUED = ("wrt", "let", "order", "layout", "detail", "target", "seed", "samples", "syntax", "parser", "format", "at",
          "draw", "count", "role", "from", "words")  # fmt: skip
FLAGS = ("no-verify",)
PICTURE = "--picture"  # of a block a word without a value: the file is named by the post
PICTURED = ("show", "explain", "montecarlo", "graph")
LANGUAGES = ("svg", "mermaid", "dot", "tikz")  # of a graph's picture, which are text and need no file
REFUSED = ("-o", "--output", "-", "--help")

OPEN = re.compile(r"[ \t]*<!--[ \t]*derive:(?P<command>.*?)-->", re.DOTALL)
INSTRUCTION = r"(?![ \t]*(?:ignore-next|ignore|off|on)\b)"  # of `derive check`, no command
START = re.compile(rf"(?m)(?:^|(?<=\ufeff))[ \t]*<!--[ \t]*derive:{INSTRUCTION}")
CLOSE = re.compile(r"<!--[ \t]*/derive[ \t]*-->")
MARK = r"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*(?P<mark>`{3,}|~{3,})(?P<info>.*)"
EVENT = re.compile(rf"{START.pattern}|^{MARK}")  # a block or a code fence opens, the fence in a list, a quotation, too


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a document: where its command stands, where its content (between the two comments) stands."""

    line: int
    command: str
    opening: Span
    content: Span
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """What a command gave: text, the status of its verdict, whether all of it holds, pictures by the names of files."""

    text: str
    verdict: str
    holds: bool = True
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a block; state: `filled`, `unchanged`, `stale` (only looked at), `failed`; files: pictures."""

    line: int
    command: str
    state: str
    verdict: str = ""
    holds: bool = True
    error: DeriveError | None = None
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)


Run = Callable[[list[str]], Filled]
Tell = Callable[[Outcome], None]


def build(path: str, run: Run, check: bool = False, tell: Tell | None = None) -> list[Outcome]:
    """Fill the blocks of a file, atomically; with `check` only say which are stale. A file without change is not
    touched. tell: is told of each block when it is done."""
    old = read_bytes(path)
    outcomes: list[Outcome] = []

    def done(found: Outcome) -> None:
        if (missing := _missing(found, path)) and check:
            found = replace(found, state="stale")
        elif missing:
            for file, data in missing.items():
                write_bytes(file, data)
        outcomes.append(found)
        if tell:
            tell(found)

    data = fill(old.decode("utf-8", "surrogateescape"), run, done, path, check).encode("utf-8", "surrogateescape")
    if data != old:
        write_bytes(path, data)
    return outcomes


def fill(text: str, run: Run, tell: Tell, name: str = "", check: bool = False) -> str:
    """The text with its blocks filled (with `check`, as it is); `tell` is told what became of each, in order."""
    block = _next(text, 0)
    while block:
        new, outcome = _filled(text, block, run, name)
        after = len(text) - block.content.end
        if outcome.state == "filled" and check:
            outcome = replace(outcome, state="stale")
        elif outcome.state == "filled":
            text = text[: block.content.start] + new + text[block.content.end :]
        tell(outcome)
        block = _next(text, len(text) - after)
    return text


def _filled(text: str, block: Block, run: Run, name: str) -> tuple[str, Outcome]:
    """The new content of a block, and what became of it."""
    old = text[block.content.start : block.content.end]
    shown = " ".join(block.command.split())
    try:
        if block.error:
            raise UsageError(block.error)
        got = run(words(block.command))
        if "<!--" in got.text:
            raise UsageError("the result holds an HTML comment and can't stand in a block")
    except DeriveError as e:
        return old, Outcome(block.line, shown, "failed", error=_placed(e, Place(Source(text, name), block.opening)))
    new = _content(text, block, got.text)
    return new, Outcome(block.line, shown, "unchanged" if new == old else "filled", got.verdict, got.holds,
                        files=got.files)  # fmt: skip


def _missing(found: Outcome, post: str) -> dict[str, bytes]:
    """The pictures that are not beside the post, or not as they should be."""
    folder = os.path.dirname(post)
    paths = {os.path.join(folder, os.path.basename(name)): data for name, data in found.files.items()}
    return {p: data for p, data in paths.items() if not os.path.exists(p) or read_bytes(p) != data}


def _placed(e: DeriveError, place: Place) -> DeriveError:
    """The error, with the block as its place unless it points into the command's own text."""
    return e if e.place else type(e)(e.message, place, e.help)


def _content(text: str, block: Block, result: str) -> str:
    """The result between blank lines, indented like the block, with the ends of lines of its document."""
    stop = text.find("\n", block.opening.start)
    newline = "\r\n" if stop > 0 and text[stop - 1] == "\r" else "\n"
    before = text[: block.opening.start]
    indent = before[len(before.rstrip(" \t")) :]
    lines = [indent + line if line else "" for line in result.strip("\n").splitlines()]
    return newline.join(["", "", *lines, "", indent])


# ---- finding the blocks -----------------------------------------------------------------------------------------


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a document in order; those inside code fences, and comments indented as code, are none."""
    block = _next(text, 0)
    while block:
        yield block
        block = _next(text, block.content.end)


def _next(text: str, at: int) -> Block | None:
    """The first block from here on."""
    while event := EVENT.search(text, at):
        if event["mark"]:
            at = _fence_end(text, event)
        elif _is_code(event.group()):
            at = event.end()
        else:
            return _block(text, event)
    return None


def _is_code(lead: str) -> bool:
    indent = lead[: len(lead) - len(lead.lstrip(" \t"))]
    return "\t" in indent or len(indent) >= 4


def _fence_end(text: str, fence: re.Match[str]) -> int:
    """Where the code fence that opens here ends; the end of the text when it is never closed."""
    mark = fence["mark"]
    if mark[0] == "`" and "`" in fence["info"]:
        return fence.end()  # inline code, no fence
    closing = re.compile(rf"(?m)^[ \t>]*{re.escape(mark[0])}{{{len(mark)},}}[ \t]*\r?$")
    end = closing.search(text, fence.end())
    return end.end() if end else len(text)


def _block(text: str, start: re.Match[str]) -> Block:
    """The block that begins here; one that is not closed has no content, its error says so."""
    line = text.count("\n", 0, start.start()) + 1
    opening = OPEN.match(text, start.start())
    if opening is None:
        rest = Span(len(text), len(text))
        return Block(line, "", _stripped(text, *start.span()), rest, "the comment is not closed: --> is missing")
    command, span = opening["command"], _stripped(text, *opening.span())
    close, following = CLOSE.search(text, opening.end()), START.search(text, opening.end())
    if close is None or (following and following.start() < close.start()):
        reason = "<!-- /derive --> is missing" + (" before the next block" if following else "")
        return Block(line, command, span, Span(opening.end(), opening.end()), reason)
    return Block(line, command, span, Span(opening.end(), close.start()))


def _stripped(text: str, start: int, end: int) -> Span:
    while text[start] in " \t":
        start += 1
    return Span(start, end)


# ---- the words of a command ---------------------------------------------------------------------------------------


def words(command: str) -> list[str]:
    """The words of a block's command: quotes group, a backslash is itself, `wrt=x` is `--wrt x`.

    Raises: UsageError for a command that is not on the list or an option that a block may not use.
    """
    split = shlex.shlex(command, posix=True, punctuation_chars=False)
    split.whitespace_split, split.commenters, split.escape = True, "", ""
    try:
        parts = list(split)
    except ValueError as e:
        raise UsageError(f"the command can't be split into words: {str(e).lower()}", help="quote the formula") from None
    if not parts:
        raise UsageError("the block has no command", help=f"one of {', '.join(COMMANDS)}")
    if parts[0] not in COMMANDS:
        raise UsageError(f"a block can't run {parts[0]!r}", help=f"one of {', '.join(COMMANDS)}")
    return [parts[0], *_options(parts[1:], parts[0] in PICTURED)]


def _options(parts: Sequence[str], pictured: bool) -> Iterator[str]:
    for part in parts:
        key, equals, value = part.partition("=")
        bare = key.removeprefix("--")
        if part in REFUSED or (equals and bare in ("o", "-o", "output")) or part.startswith("--output"):
            raise UsageError(f"a block may not use {part.split('=')[0]!r}", help="it writes into the post alone")
        if pictured and bare == "picture":
            if value in LANGUAGES:
                yield f"{PICTURE}={value}"
                continue
            if equals:
                raise UsageError("a block may not name the file of a picture", help="write `picture` alone")
            yield PICTURE
        elif equals and key in VALUED:
            yield from (f"--{key}", value)
        elif part in FLAGS:
            yield f"--{part}"
        else:
            yield part

r"""Formulas of LaTeX sources, and the macros that it defines (`\newcommand`, `\def`, `\DeclareMathOperator`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from derive.check.closing import Ends
from derive.check.markdown import ENVIRONMENTS, formula, too_long, unclosed
from derive.check.text import Code, Comment, Found, Text

_NAMES = "|".join(ENVIRONMENTS)
OPENER = re.compile(
    r"(?P<comment>(?<!\\)%[^\n]*)"
    r"|(?P<off>\\iffalse\b|\\if[ \t]*0\b)"
    r"|(?P<code>\\begin\{(?P<codename>verbatim|lstlisting|minted|comment|filecontents|tikzpicture)\*?\})"
    r"|(?P<verb>\\(?:verb|lstinline)\*?(?P<mark>[^\sA-Za-z{]))"
    r"|(?P<escaped>\\[\\$%])"
    r"|(?P<env>\\begin\{(?P<name>" + _NAMES + r")(?P<star>\*?)\})"
    r"|(?P<double>\$\$)"
    r"|(?P<bracket>\\\[)"
    r"|(?P<paren>\\\()"
    r"|(?P<single>\$)"
)
SINGLE = re.compile(r"\$(?P<body>(?:[^$\\]++|\\.)++)\$", re.DOTALL)
CLOSERS = {"double": r"\$\$", "bracket": r"\\\]", "paren": r"\\\)"}
LINE_COMMENT = re.compile(r"(?<!\\)%[^\n]*\n?[ \t]*")
LEFT_OUT = re.compile(r"\\(?:label|tag\*?|ref|eqref|notag|nonumber)(?:\s*\{[^{}]*\})?")
PARAGRAPH = re.compile(r"\n[ \t]*\n")
ROOM = 20_000


def scan(text: Text) -> Iterator[Found]:
    """What is found in a LaTeX source, in order; definitions of macros are none of it."""
    t, ends = text.text, Ends(text.text)
    at = t.find(r"\begin{document}") + 1
    while found := OPENER.search(t, at):
        kind, start = found.lastgroup or "", found.start()
        whole, body = _closed(t, found, kind, ends)
        if whole is None:
            at = start + (2 if kind == "double" else 1)
            yield from unclosed(text, found, kind)
            continue
        at = whole
        match kind:
            case "comment":
                yield Comment(text.cut(start, whole))
            case "code":
                yield Code(text.cut(*body), "python" if "python" in t[start : start + 60].lower() else "")
            case "env":
                yield from _formula(text, *body, True)
            case "double" | "bracket" | "paren" | "single":
                inside = t[slice(*body)]
                if too_long(inside) or kind in ("paren", "single") and PARAGRAPH.search(inside):
                    at = start + (1 if kind == "single" else 2)
                    continue
                yield from _formula(text, *body, kind in ("double", "bracket"))


def _closed(t: str, found: re.Match[str], kind: str, ends: Ends) -> tuple[int | None, tuple[int, int]]:
    """Where what is opened ends, and the range inside of it; None where it is not closed."""
    start, inside = found.span()
    nowhere = None, (inside, inside)
    match kind:
        case "comment" | "escaped":
            return inside, (start, inside)
        case "single":
            m = SINGLE.match(t, start)
            return (m.end(), m.span("body")) if m else nowhere
        case "verb":
            end = ends.after(rf"{re.escape(found['mark'])}|\n", inside)
            return (end.end(), (inside, end.start())) if end and end[0] != "\n" else nowhere
        case "off":
            end = ends.after(r"\\fi\b", inside)
        case "code":
            end = ends.after(rf"\\end\{{{found['codename']}\*?\}}", inside)
        case "env":
            end = ends.after(rf"\\end\{{{found['name']}{re.escape(found['star'])}\}}", inside)
            return (end.end(), (start, end.end())) if end else nowhere
        case _:
            end = ends.after(CLOSERS[kind], inside + 1)
    return (end.end(), (inside, end.start())) if end else nowhere


def _formula(text: Text, start: int, end: int, display: bool) -> Iterator[Found]:
    """A formula without its comments."""
    for f in formula(text, start, end, display):
        notes = [m.span() for m in LINE_COMMENT.finditer(f.text.text)]
        if not notes:
            yield f
        else:
            body = f.text.without(notes)
            yield from formula(body, 0, len(body.text), display)


# ---- macros ----------------------------------------------------------------------------------------------------------

MACRO = re.compile(
    r"\\(?:re|provide)?newcommand\*?\s*\{?\s*\\(?P<name>[A-Za-z]+)\s*\}?\s*(?:\[(?P<count>\d)\])?(?P<default>\[)?\s*(?=\{)"
    r"|\\def\s*\\(?P<defname>[A-Za-z]+)\s*(?P<parameters>(?:#\d)*)\s*(?=\{)"
    r"|\\DeclareMathOperator(?P<limits>\*?)\s*\{?\s*\\(?P<opname>[A-Za-z]+)\s*\}?\s*(?=\{)"
)
BRACE = re.compile(r"(?<!\\)[{}]")
MOST_MACROS, LONGEST_BODY = 500, 500


def macros(text: str) -> tuple[dict[str, tuple[int, str]], list[tuple[int, int]]]:
    """(name -> (arguments, body), where the definitions stand). Those with a default argument are left alone."""
    found: dict[str, tuple[int, str]] = {}
    spans: list[tuple[int, int]] = []
    for m in islice(MACRO.finditer(text), MOST_MACROS):
        body = group(text, m.end())
        if body is None or m["default"]:
            continue
        inside = text[m.end() + 1 : body - 1]
        spans.append((m.start(), body))
        if len(inside) > LONGEST_BODY:
            continue
        if m["opname"]:
            found[m["opname"]] = 0, rf"\operatorname{m['limits']}{{{inside}}}"
        elif m["defname"]:
            found[m["defname"]] = m["parameters"].count("#"), inside
        else:
            found[m["name"]] = int(m["count"] or 0), inside
    return found, spans


def group(text: str, at: int) -> int | None:
    """Where the braces that open at a place are closed; None where they are not."""
    depth = 0
    for m in BRACE.finditer(text, at, min(len(text), at + ROOM)):
        depth += 1 if m[0] == "{" else -1
        if depth == 0:
            return m.end()
    return None


COMMAND = re.compile(r"\\([A-Za-z]+)\s*")
ENDS_IN_COMMAND = re.compile(r"\\[A-Za-z]+$")
LEVELS = 10


def expanded(text: Text, known: dict[str, tuple[int, str]]) -> Text:
    """The formula with the macros of its document written out; what replaces one stands where the macro stands."""
    for _ in range(LEVELS):
        changed = _once(text, known)
        if changed is text:
            return text
        if len(changed.text) > ROOM:
            return text
        text = changed
    return text


def _once(text: Text, known: dict[str, tuple[int, str]]) -> Text:
    from derive.check.text import joined

    parts: list[Text] = []
    at, t = 0, text.text
    for m in COMMAND.finditer(t):
        if m.start() < at or m[1] not in known:
            continue
        count, body = known[m[1]]
        end = m.end() if count else m.start() + 1 + len(m[1])
        arguments: list[Text] = []
        for _ in range(count):
            while end < len(t) and t[end].isspace():
                end += 1
            stop = group(t, end) if t[end : end + 1] == "{" else min(end + 1, len(t))
            if stop is None or stop == end:
                break
            arguments.append(text.cut(end + 1, stop - 1) if t[end] == "{" else text.cut(end, stop))
            end = stop
        if len(arguments) < count:
            continue
        parts.append(text.cut(at, m.start()))
        parts += _filled(body, arguments, text.origin(m.start()))
        at = end
    if not at:
        return text
    parts.append(text.cut(at, len(t)))
    return joined(p for p in parts if p.text)


def _filled(body: str, arguments: list[Text], origin: int) -> Iterator[Text]:
    """The body of a macro with its arguments; a command stays apart from the letters that follow it."""
    command = False
    for piece in re.split(r"(#\d)", body):
        if re.fullmatch(r"#\d", piece) and int(piece[1]) <= len(arguments):
            argument = arguments[int(piece[1]) - 1]
            if command and argument.text[:1].isalpha():
                yield Text(" ", (0,), (origin,))
            yield argument
        elif piece:
            yield Text(piece, tuple(range(len(piece))), (origin,) * len(piece))
        command = ENDS_IN_COMMAND.search(piece) is not None
    if body[-1:].isalpha() and ENDS_IN_COMMAND.search(body):
        yield Text(" ", (0,), (origin,))

r"""Formulas of LaTeX sources, and the macros that it defines (`\newcommand`, `\def`, `\DeclareMathOperator`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.check.markdown import ENVIRONMENTS, formula
from derive.check.text import Code, Comment, Found, Text

_NAMES = "|".join(ENVIRONMENTS)
TOKEN = re.compile(
    r"(?P<comment>(?<!\\)%[^\n]*)"
    r"|(?P<code>\\begin\{(?P<codename>verbatim|lstlisting|minted|comment|filecontents|tikzpicture)\*?\}"
    r"(?P<codebody>.*?)\\end\{(?P=codename)\*?\})"
    r"|(?P<verb>\\(?:verb|lstinline)\*?(?P<mark>[^\sA-Za-z{]).*?(?P=mark))"
    r"|(?P<escaped>\\[\\$%])"
    r"|(?P<env>\\begin\{(?P<name>" + _NAMES + r")(?P<star>\*?)\}.*?\\end\{(?P=name)(?P=star)\})"
    r"|(?P<double>\$\$(?P<doublebody>.+?)\$\$)"
    r"|(?P<bracket>\\\[(?P<bracketbody>.+?)\\\])"
    r"|(?P<paren>\\\((?P<parenbody>.+?)\\\))"
    r"|(?P<single>\$(?P<singlebody>(?:[^$\\]|\\.)+?)\$)",
    re.DOTALL,
)
LINE_COMMENT = re.compile(r"(?<!\\)%[^\n]*\n?[ \t]*")
LEFT_OUT = re.compile(r"\\(?:label|tag\*?|ref|eqref|notag|nonumber)(?:\s*\{[^{}]*\})?")
PARAGRAPH = re.compile(r"\n[ \t]*\n")
ROOM = 20_000


def scan(text: Text) -> Iterator[Found]:
    """What is found in a LaTeX source, in order; definitions of macros are none of it."""
    t = text.text
    at = t.find(r"\begin{document}") + 1
    while found := TOKEN.search(t, at):
        at = found.end()
        match found.lastgroup:
            case "comment":
                yield Comment(text.cut(*found.span()))
            case "code" | "codebody" | "codename":
                yield Code(text.cut(*found.span("codebody")), "python" if "python" in found[0][:60].lower() else "")
            case "env" | "star" | "name":
                yield from _formula(text, *found.span(), True)
            case "double" | "bracket" | "paren" | "single":
                kind = found.lastgroup
                body = found.span(f"{kind}body")
                if body[1] - body[0] > ROOM or kind in ("paren", "single") and PARAGRAPH.search(found[0]):
                    at = found.start() + (2 if kind != "single" else 1)
                    continue
                yield from _formula(text, *body, kind in ("double", "bracket"))


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
MOST_MACROS, LONGEST_BODY = 500, 500


def macros(text: str) -> tuple[dict[str, tuple[int, str]], list[tuple[int, int]]]:
    """(name -> (arguments, body), where the definitions stand). Those with a default argument are left alone."""
    found: dict[str, tuple[int, str]] = {}
    spans: list[tuple[int, int]] = []
    for m in MACRO.finditer(text):
        body = group(text, m.end())
        if body is None or m["default"] or len(found) >= MOST_MACROS:
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
    for k in range(at, min(len(text), at + ROOM)):
        c = text[k]
        if c == "{" and text[k - 1] != "\\":
            depth += 1
        elif c == "}" and text[k - 1] != "\\":
            depth -= 1
            if depth == 0:
                return k + 1
    return None


COMMAND = re.compile(r"\\([A-Za-z]+)\s*")
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
    """The body of a macro with its arguments, between braces' worth of space."""
    for piece in re.split(r"(#\d)", body):
        if re.fullmatch(r"#\d", piece) and int(piece[1]) <= len(arguments):
            yield arguments[int(piece[1]) - 1]
        elif piece:
            yield Text(piece, tuple(range(len(piece))), (origin,) * len(piece))
    if body[-1:].isalpha() and re.search(r"\\[A-Za-z]+$", body):
        yield Text(" ", (0,), (origin,))

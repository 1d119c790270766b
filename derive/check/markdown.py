r"""Formulas of Markdown: `$…$`, `$$…$$`, `\(…\)`, `\[…\]`, environments, math fences and roles, with their places.

Blocks (fences, indented code) are found by markdown-it; what stands inside of a line is scanned here, because its
tokens have no columns. Dollars follow Pandoc: no space inside the first, no digit after the last; prices are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from derive.check.closing import Ends
from derive.check.text import Code, Comment, Formula, Found, Text, Unclosed

ENVIRONMENTS = ("equation", "align", "aligned", "alignat", "gather", "gathered", "multline", "split", "eqnarray",
                "displaymath", "math", "flalign", "cases", "IEEEeqnarray", "dmath")  # fmt: skip
_NAMES = "|".join(ENVIRONMENTS)
OPENER = re.compile(
    r"""
      (?P<comment><!--)
    | (?P<rawtag><(?P<raw>script|style|pre|code|textarea)\b(?P<attributes>[^<>]{0,2000})>)
    | (?P<role>\{(?:math|eq)\}`)
    | (?P<gitlab>\$`)
    | (?P<ticks>(?<!`)`+)
    | (?P<bracket>\\\\?\[)
    | (?P<paren>\\\\?\()
    | (?P<escaped>\\[\\$`])
    | (?P<env>\\begin\{(?P<name>"""
    + _NAMES
    + r""")(?P<star>\*?)\})
    | (?P<run>\${5,})
    | (?P<double>\$\$)
    | (?P<single>\$)
    """,
    re.VERBOSE,
)
SINGLE = re.compile(r"\$(?P<body>(?:[^$\\]++|\\.)++)\$(?!\d)", re.DOTALL)
DOUBLE = re.compile(
    r"\$\$(?P<body>(?:\\(?:text\w*|mbox)\{[^{}$]*+(?:\$[^$]{1,200}+\$[^{}$]*+)++\}|[^$\\]++|\\.|"
    r"\$(?!\$)[^${}\n]{1,80}+\$(?!\$)|\$(?!\$)(?=[^$]*+\}))++)\$\$",
    re.DOTALL,
)  # dollars inside of words: `\text{for $n$ times}`
BLANK = re.compile(r"\n[ \t>]*\n")
WORDS = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{3,}(?:\s+[A-Za-z]{2,})+")
WORD = re.compile(r"(?<![\\A-Za-z{])[A-Za-z]{2,}")
PRICE = re.compile(r"\d[\d,.]*(?:\s*(?:million|billion|per|a|each|to|for|and|or|k|M|USD)\b|\s*[-–—/]?\s*$)")
QUOTE = re.compile(r"\n[ \t]*(?:>[ \t]?)+")
MATH_FENCE = re.compile(r"\{?math\}?$|\{math\}")
PROSE = re.compile(
    r"\{(?:prf:\w+|note|tip|hint|warning|important|caution|attention|danger|error|seealso|admonition|exercise(?:-start)?|"
    r"solution(?:-start)?|dropdown|margin|sidebar|topic|theorem|lemma|definition|proof|example|remark)\}"
)  # directives of MyST that hold text
MOST_LEVELS = 4
OPTION = re.compile(r"(?:[ \t]*:[\w-]+:[^\n]*\n)+")
MOST_PARSED = 2_000_000  # characters that markdown-it is given
MOST_OPEN = 50  # environments that are not closed, for each of which its plugin would look through the rest of the text
MOST_WORDS = 9  # in phrases between dollars: with more of them the dollars are those of two formulas
LONGEST = 20_000  # characters of a formula


def scan(text: Text, level: int = 0) -> Iterator[Found]:
    """What is found in a Markdown text, in order; level: how many directives it stands in."""
    at = 0
    for start, end, info in code_blocks(text.text):
        yield from scan_inline(text.cut(at, start))
        block = text.cut(start, end)
        if info is not None and MATH_FENCE.match(info):
            yield from _fenced(block)
        elif info is not None and PROSE.match(info) and level < MOST_LEVELS:
            yield from scan(_inside(block), level + 1)
        elif info is not None:
            yield Code(_inside(block), info)
        at = end
    yield from scan_inline(text.cut(at, len(text.text)))


def _inside(block: Text) -> Text:
    """The lines of a fenced block between its fences."""
    first = block.text.find("\n") + 1
    last = block.text.rstrip().rfind("\n")
    return block.cut(first, max(first, last + 1)) if first else block.cut(0, 0)


def _fenced(block: Text) -> Iterator[Formula]:
    body = _inside(block)
    option = OPTION.match(body.text)
    if option:
        body = body.cut(option.end(), len(body.text))
    yield from formula(body, 0, len(body.text), True)


def scan_inline(text: Text, html: bool = False) -> Iterator[Found]:
    """Formulas and comments of a text without code blocks."""
    t, at, ends = text.text, 0, Ends(text.text)
    while found := OPENER.search(t, at):
        kind = found.lastgroup or ""
        start = found.start()
        whole, body = _closed(t, found, kind, ends)
        if whole is None:
            at = start + (2 if t.startswith(("\\\\", "$$"), start) else 1)
            yield from unclosed(text, found, kind)
            continue
        at = whole
        match kind:
            case "comment":
                yield Comment(text.cut(start, whole))
            case "rawtag":
                if "math/tex" in found["attributes"]:
                    yield from formula(text, *body, "mode=display" in found["attributes"])
            case "role" | "gitlab":
                yield from formula(text, *body, False)
            case "env":
                yield from formula(text, *body, True)
            case "bracket" | "paren" | "double" | "single":
                if not _is_formula(t, body, kind):
                    at = start + (2 if kind == "double" else 1)
                    continue
                yield from formula(text, *body, kind in ("bracket", "double"))


def unclosed(text: Text, found: re.Match[str], kind: str) -> Iterator[Unclosed]:
    """An environment that nothing closes, or a line of its own that begins a display."""
    line = text.text[text.text.rfind("\n", 0, found.start()) + 1 : found.start()]
    after = text.text[found.end() : found.end() + 1]
    if kind == "env" or kind == "double" and not line.strip(" \t>") and after not in ("$", ""):
        yield Unclosed(text.cut(*found.span()), kind == "env")


Range = tuple[int, int]
CLOSERS = {"bracket": r"\\\\?\]", "paren": r"\\\\?\)", "role": "`", "gitlab": r"`\$"}


def _closed(t: str, found: re.Match[str], kind: str, ends: Ends) -> tuple[int | None, Range]:
    """Where what is opened ends, and the range inside of it; None where it is not closed."""
    start, inside = found.span()
    match kind:
        case "escaped" | "run":
            return inside, (start, inside)
        case "ticks":
            return ends.ticks(inside - start, inside), (inside, inside)
        case "single" | "double":
            m = (DOUBLE if kind == "double" else SINGLE).match(t, start)
            return (m.end(), m.span("body")) if m else (None, (inside, inside))
        case "comment":
            end = ends.after("-->", inside)
        case "rawtag":
            end = ends.after(f"</{found['raw']}\\s*>", inside)
        case "env":
            end = ends.after(rf"\\end\{{{found['name']}{re.escape(found['star'])}\}}", inside)
            return (end.end(), (start, end.end())) if end else (None, (inside, inside))
        case _:
            end = ends.after(CLOSERS[kind], inside + 1)
            if kind == "gitlab" and not (end and "`" not in t[inside : end.start()][:LONGEST]):
                m = SINGLE.match(t, start)
                return (m.end(), m.span("body")) if m else (None, (inside, inside))
    return (end.end(), (inside, end.start())) if end else (None, (inside, inside))


def _is_formula(t: str, body: tuple[int, int], kind: str) -> bool:
    inside = t[slice(*body)]
    if not inside.strip() or too_long(inside):
        return False
    if kind in ("paren", "single") and BLANK.search(inside):
        return False
    if kind == "double" and sum(len(m[0].split()) for m in WORDS.finditer(_without_text(inside))) > MOST_WORDS:
        return False
    if kind == "bracket" and BLANK.search(inside) and not inside.startswith("\n"):
        return False
    return kind != "single" or not _is_money(inside)


def too_long(inside: str) -> bool:
    """Is it longer than a formula, with words in it? Longer ones without words are formulas that nothing can read."""
    return len(inside) > LONGEST and sum(1 for _ in WORDS.finditer(_without_text(inside))) > MOST_WORDS


def _is_money(inside: str) -> bool:
    """Is what stands between two dollars prose between two prices?"""
    if inside[0].isspace() and inside[-1].isspace() and re.search(r"[\\^_={}]", inside):
        return bool(WORDS.search(_without_text(inside)))
    if inside[-1].isspace() and not inside[0].isspace() and re.search(r"\\[A-Za-z]|[\^_=]", inside):
        return bool(WORD.search(_without_text(inside)))
    if inside[0].isspace() or inside[-1].isspace():
        return True
    plain = _without_text(inside)
    return bool(inside[0].isdigit() and (PRICE.match(plain) and WORDS.search(plain))) or len(WORDS.findall(plain)) > 2


def _without_text(inside: str) -> str:
    return re.sub(r"\\(?:text\w*|mathrm|operatorname\*?|mbox|textrm|begin|end|label)\s*\{[^{}]*\}", "", inside)


def formula(text: Text, start: int, end: int, display: bool) -> Iterator[Formula]:
    """The formula between two places, its outer space and the marks of a quotation left out."""
    t = text.text
    while start < end and t[start].isspace():
        start += 1
    while end > start and t[end - 1].isspace():
        end -= 1
    if start == end:
        return
    body = text.cut(start, end)
    line = t[t.rfind("\n", 0, start) + 1 : start]
    if "\n" in body.text and re.match(r"[ \t]*>", line):
        marks = [(m.start() + 1, m.end()) for m in QUOTE.finditer(body.text)]
        body = body.without(marks)
    yield Formula(body, display)


# ---- code ----------------------------------------------------------------------------------------------------------


def code_blocks(text: str) -> list[tuple[int, int, str | None]]:
    """(start, end, info) of code blocks in order; info None for indented code."""
    if len(text) > MOST_PARSED or text.count("\\begin{") > text.count("\\end{") + MOST_OPEN:
        return list(_fences(text))
    from markdown_it import MarkdownIt
    from mdit_py_plugins.amsmath import amsmath_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    md = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin, double_inline=True).use(amsmath_plugin)
    md.disable(["inline", "html_block"])
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    found: list[tuple[int, int, str | None]] = []
    for token in md.parse(text):
        if token.type in ("fence", "code_block") and token.map:
            first, last = token.map
            start, end = starts[first], min(starts[min(last, len(starts) - 1)], len(text))
            if token.type == "code_block" and _is_math(text[start:end]):
                continue
            if not found or start >= found[-1][1]:
                found.append((start, end, token.info.strip() if token.type == "fence" else None))
    return found


def _is_math(block: str) -> bool:
    """Indented displays: authors indent them in lists more than Markdown allows."""
    return block.lstrip().startswith(("$$", r"\[", r"\begin"))


FENCE = re.compile(r"(?m)^[ \t>]*(?P<mark>`{3,}|~{3,})(?P<info>[^`\n]*)$")


def _fences(text: str) -> Iterator[tuple[int, int, str | None]]:
    """Fences alone, for texts that are too long for more."""
    opened: re.Match[str] | None = None
    for m in FENCE.finditer(text):
        if opened is None:
            opened = m
        elif m["mark"].startswith(opened["mark"]) and not m["info"].strip():
            yield opened.start(), m.end(), opened["info"].strip()
            opened = None
    if opened is not None:
        yield opened.start(), len(text), opened["info"].strip()

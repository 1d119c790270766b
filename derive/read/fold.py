r"""What a pass over the tokens settles before the grammar: environments, delimiters, relations in disguise, bars.

`\left(` becomes one token; `&` of an alignment is left out, an `array` whose cells begin with relations is an
alignment; `\stackrel{def}{=}`, `\not=`, `+=` become one relation; each bar learns how many of its kind follow it in its
bracket, which tells `2|x|` from `p(y|x)`.
"""

from __future__ import annotations

from derive.read.syntax import Limits
from derive.read.table import (
    ALIGNMENTS,
    BARS,
    CLOSING,
    LETTER_COMMANDS,
    LIMIT_WORDS,
    MATRICES,
    OPENING,
    OPERATORS,
    RELATION,
    RELATION_OF,
)
from derive.read.tokens import Token, fail
from derive.source import Source

_WRAPPERS = {r"\stackrel": 2, r"\overset": 2, r"\underset": 2, r"\mathrel": 1, r"\mathbin": 1}
_NEGATED = {"=": "≠", "∈": "∉", "<": "≥", ">": "≤", "≡": "≢", "⊂": "⊄"}


def fold(source: Source, tokens: list[Token], limits: Limits) -> list[Token]:
    """The tokens that the grammar sees."""
    out: list[Token] = []
    open_environments: list[str] = []
    k = 0
    while k < len(tokens):
        t = tokens[k]
        if t.kind == "begin":
            k = _begin(source, tokens, k, open_environments, out)
            if len(open_environments) > limits.levels:
                fail(source, f"brackets nested deeper than {limits.levels} levels", t.start)
            continue
        if t.kind == "close":
            if not open_environments:
                fail(source, f"`\\end{{{t.text}}}` without `\\begin`", t.start, t.end)
            out.append(Token("close", open_environments.pop(), t.start, t.end, t.gap))
        elif t.text == "&" and (not open_environments or open_environments[-1] in ALIGNMENTS):
            if tokens[k + 1].text == "&" and not (out and out[-1].kind == "soft"):  # a column of its own
                out.append(Token("soft", "&&", t.start, t.end, True))
        elif t.text in (r"\left", r"\right") and t.kind == "command":
            k += 1
            out.append(_delimiter(source, t, tokens[k]))
        elif t.text == "{" and out and out[-1].text == "^" and tokens[k + 1].text == "<":
            _angles(tokens, k + 1)
            out.append(t)
        elif (found := _wrapped(tokens, k)) is not None:
            relation, after = found
            out.append(Token("relation", relation, t.start, tokens[after - 1].end, t.gap))
            k = after
            continue
        else:
            out.append(t)
        k += 1
    if open_environments:
        fail(source, f"`\\begin{{{open_environments[-1]}}}` is never ended", len(source.text))
    return out


def _begin(source: Source, tokens: list[Token], k: int, names: list[str], out: list[Token]) -> int:
    """Open an environment; the index after its column argument."""
    t = tokens[k]
    name, after = t.text, k + 1
    if name not in ALIGNMENTS and name not in MATRICES:
        fail(source, f"the environment `{name}` is not known", t.start, t.end)
    if name in ("array", "alignedat", "alignat"):
        if tokens[after].text == "[":
            after += 3
        if after < len(tokens) and tokens[after].text == "{":
            while after < len(tokens) - 1 and tokens[after].text != "}":
                if tokens[after].text in LETTER_COMMANDS:
                    fail(source, "the columns of an array are l, c or r", tokens[after].start, tokens[after].end)
                after += 1
            after += 1
    delimited = bool(out) and out[-1].kind == "left"
    if name == "array" and not delimited and _aligned(tokens, after):
        name = "aligned"
    elif delimited and out[-1].text == r"\{" and _one_sided(tokens, after) and not _aligned(tokens, after):
        name = "cases" if _has_columns(tokens, after) else name
    names.append(name)
    out.append(Token("begin", name, t.start, t.end, t.gap))
    return after


def _angles(tokens: list[Token], k: int) -> None:
    r"""`^{<t>}`: angle brackets, as `\langle t \rangle` are."""
    end = next((j for j in range(k, len(tokens)) if tokens[j].text in ("}", "{")), k)
    if tokens[end].text == "}" and tokens[end - 1].text == ">" and end - 1 > k + 1:
        for j, command in ((k, r"\langle"), (end - 1, r"\rangle")):
            tokens[j] = Token("command", command, tokens[j].start, tokens[j].end, tokens[j].gap)


def _one_sided(tokens: list[Token], k: int) -> bool:
    r"""Does `\right.` stand behind this environment?"""
    end = _end(tokens, k)
    return [t.text for t in tokens[end + 1 : end + 3]] == [r"\right", "."]


def _has_columns(tokens: list[Token], k: int) -> bool:
    """Does a `&` part the cells of this environment?"""
    level = 0
    for t in tokens[k : _end(tokens, k)]:
        level += {"begin": 1, "close": -1}.get(t.kind, 0)
        if level == 0 and t.text == "&":
            return True
    return False


def _end(tokens: list[Token], k: int) -> int:
    """Where the environment ends whose first token is k."""
    level = 0
    for j in range(k, len(tokens)):
        level += {"begin": 1, "close": -1}.get(tokens[j].kind, 0)
        if level < 0:
            return j
    return len(tokens)


def _aligned(tokens: list[Token], k: int) -> bool:
    """Does a cell of this array begin with a relation?"""
    level = 0
    for a, b in zip(tokens[k:], tokens[k + 1 :], strict=False):
        level += {"begin": 1, "close": -1}.get(a.kind, 0)
        if level < 0:
            return False
        if level == 0 and a.text == "&" and b.text in RELATION_OF:
            return True
    return False


def _delimiter(source: Source, t: Token, d: Token) -> Token:
    side = t.text[1:]
    known = d.text == "." or d.text in OPENING or d.text in CLOSING or d.text in BARS or d.text in ("<", ">", "/")
    if not known:
        fail(source, f"expected a bracket after `{t.text}`, found `{d.text}`", d.start, d.end)
    return Token(side, d.text, t.start, d.end, t.gap)


def _wrapped(tokens: list[Token], k: int) -> tuple[str, int] | None:
    r"""(relation, index after it) when tokens[k:] is `\stackrel{…}{=}`, `\not=`, `+=` or the like."""
    t, following = tokens[k], tokens[min(k + 1, len(tokens) - 1)]
    if t.text == r"\not" and following.text in RELATION_OF:
        relation = RELATION_OF[following.text]
        return _NEGATED.get(relation, "¬" + relation), k + 2
    raised = k > 0 and tokens[k - 1].text in ("^", "_")  # the + of `A^+= B`
    if t.text in ("+", "-", "*") and following.text == "=" and not following.gap and t.kind == "op" and not raised:
        return t.text + "=", k + 2
    if t.text in ("=", "<", ">") and following.text in ("=", "<", ">") and following.start == t.end:
        return None  # `= =` is an error that the grammar reports
    if t.text == ":" and following.text == "=" and following.start == t.end:
        return ":=", k + 2
    if t.text == r"\mathrel" and "".join(x.text for x in tokens[k + 1 : k + 5]) in ("{+}=", "{-}="):
        return tokens[k + 2].text + "=", k + 5
    if t.text not in _WRAPPERS:
        return None
    arguments, after = _arguments(tokens, k + 1, _WRAPPERS[t.text])
    last = arguments[-1] if arguments else []
    if len(last) == 2 and "".join(x.text for x in last) in (":=", "+=", "-="):
        return "".join(x.text for x in last), after
    if len(last) == 1 and last[0].text in RELATION_OF and OPERATORS.get(last[0].text, (0, ""))[0] == RELATION:
        relation = RELATION_OF[last[0].text]
        note = "".join(x.text for x in arguments[0]) if len(arguments) == 2 else ""
        defines = relation == "=" and note.lower() in ("def", "def.", "△", r"\triangle", r"\delta", "definition")
        return (":=" if defines else relation), after
    return None


def _arguments(tokens: list[Token], k: int, count: int) -> tuple[list[list[Token]], int]:
    found: list[list[Token]] = []
    for _ in range(count):
        if k >= len(tokens) - 1:
            return [], k
        if tokens[k].text != "{":
            found.append(tokens[k : k + 1])
            k += 1
            continue
        level, start = 0, k
        while k < len(tokens) - 1:
            level += {"{": 1, "}": -1}.get(tokens[k].text, 0)
            k += 1
            if level == 0:
                break
        found.append(tokens[start + 1 : k - 1])
    return found, k


def bars_ahead(tokens: list[Token]) -> tuple[dict[int, int], dict[int, int]]:
    """For each bar, how many bars of its kind stand from it to the end of its group or the next separator; and for each
    `||`, how many single bars do."""
    counts: list[dict[str, int]] = [{}]
    out: dict[int, int] = {}
    single: dict[int, int] = {}
    for k in range(len(tokens) - 1, -1, -1):
        t = tokens[k]
        if t.kind in ("close", "right") or t.text in CLOSING or t.text == "}":
            counts.append({})
        elif t.kind in ("begin", "left") or t.text in OPENING or t.text == "{":
            if len(counts) > 1:
                counts.pop()
            else:
                counts[0] = {}
        elif t.text in (",", "&", ";") or t.kind in ("row", "soft", "words") or t.text in RELATION_OF:
            counts[-1] = {}
        elif t.text in BARS:
            bar = BARS[t.text]
            if t.text == "||":
                single[k] = counts[-1].get("|", 0)
            counts[-1][bar] = out[k] = counts[-1].get(bar, 0) + 1
    return out, single


def is_limit_word(t: Token) -> bool:
    """`max`, `argmin`, … spelled as a word."""
    return t.kind == "word" and t.text in LIMIT_WORDS

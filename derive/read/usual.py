r"""Commands that packages and authors define in one way, and whose use shows what they mean: by the groups in braces
behind them (`\dv{f}{x}`, `\bs{x^\top y}`, `\E{X}`), or by what stands before them (`A\T`).

Nothing here holds for a command that the text or its document defines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derive.read.tokens import Token


def _all(names: str, *forms: tuple[int, str]) -> dict[str, tuple[tuple[int, str], ...]]:
    return {"\\" + n: forms for n in names.split()}


def _slope(d: str) -> tuple[tuple[int, str], ...]:
    return (2, rf"\frac{{{d} #1}}{{{d} #2}}"), (1, rf"\frac{{{d}}}{{{d} #1}}")


_PARTIAL = (
    (3, r"\frac{\partial^2 #1}{\partial #2 \partial #3}"),
    *_slope(r"\partial "),
)
# command -> (number of groups, what it becomes), the first that has its groups
USED: dict[str, tuple[tuple[int, str], ...]] = {
    **_all("bs bsym bold mbf mathbold symbf symbfit bfit vb va vc vv mb bd mx mtx B", (1, r"\boldsymbol{#1}")),
    **_all("vect mat bvec", (1, r"\boldsymbol{#1}")),
    **_all("E EE Expect expect Exp ev expval Ex Expectation", (1, r"\mathbb{E}[#1]")),
    **_all("V Var var VV Variance", (1, r"\operatorname{Var}[#1]")),
    **_all("Cov cov covar", (2, r"\operatorname{Cov}[#1, #2]"), (1, r"\operatorname{Cov}[#1]")),
    **_all("Pr P PP Prob prob Prb pr", (1, r"\Pr(#1)")),
    **_all("KL kl DKL KLD", (2, r"\operatorname{KL}(#1 \| #2)"), (1, r"\operatorname{KL}(#1)")),
    **_all("dv deriv od dod der fd fdv ddv", *_slope("d")),
    **_all("pdv pd pderiv pdiff pder partderiv parder pp pfrac pfr partialfrac dpd fpdv fp", *_PARTIAL),
    **_all("diff dd dif differential df", (2, r"\frac{d #1}{d #2}"), (1, r"\, d #1"), (0, r"\, d")),
    **_all("qty pqty paren parens pa prn brac rbra", (1, r"\left( #1 \right)"), (0, "")),
    **_all("bqty sqb brk sbra", (1, r"\left[ #1 \right]")),
    **_all("Bqty curly set Set", (1, r"\left\{ #1 \right\}")),
    **_all("eval", (1, r"\left. #1 \right|")), **_all("ceil", (1, r"\lceil #1 \rceil")),
    **_all("floor", (1, r"\lfloor #1 \rfloor")),
    **_all("abs card Abs absv", (1, r"\lvert #1 \rvert")), **_all("norm Norm", (1, r"\lVert #1 \rVert")),
    **_all("normsq sqnorm", (1, r"\lVert #1 \rVert^2")),
    **_all("ip inner innerprod dotp iprod dotprod inp scal", (2, r"\langle #1, #2 \rangle"),
           (1, r"\langle #1 \rangle")),
    **_all("inv Inv", (1, "{#1}^{-1}")),
    **_all("transpose trans tran transp tp trsp trp", (1, r"{#1}^\top")),
    **_all("fr nicefrac sfrac flatfrac ffrac", (2, r"\frac{#1}{#2}")), **_all("bin binomial", (2, r"\binom{#1}{#2}")),
    **_all("bb", (1, r"\mathbb{#1}")), **_all("mc mcal", (1, r"\mathcal{#1}")),
    **_all("wh", (1, r"\hat{#1}")), **_all("wt td", (1, r"\tilde{#1}")), **_all("ol widebar", (1, r"\bar{#1}")),
    **_all("cancelto", (2, "{#2}")),
    **_all("cancel bcancel xcancel fbox mathclap mathrlap mathllap smash hl red blue green orange purple gray",
           (1, "{#1}")),
    **_all("colorbox", (2, "{#2}")), **_all("phantom hphantom vphantom", (1, "")),
    **_all("expit", (0, r"\sigma")), **_all("mathds mathbbm mathbbold", (1, r"\mathbb{#1}")),
    **_all("imp impl", (0, r"\implies")), **_all("eqv LRA Lra", (0, r"\iff")), **_all("Ra", (0, r"\Rightarrow")),
    **_all("ra", (0, r"\to")), **_all("giv gvn cond", (0, r"\mid")), **_all("indep", (0, r"\perp")),
    **_all("defeq eqdef deq bydef isdef coloneq defas", (0, ":=")),
    **_all("normalsize footnotesize scriptsize", (0, "")), **_all("st", (0, r"\text{ such that }")),
}  # fmt: skip
_POWER, _ABOVE = r"\partial^{#1}", r"{\partial #%d^{#1}}"
_ORDERED = {  # with `[n]` behind the command
    **dict.fromkeys((r"\dv", r"\deriv", r"\od", r"\dod", r"\der"),
                    ((2, r"\frac{d^{#1} #2}{d #3^{#1}}"), (1, r"\frac{d^{#1}}{d #2^{#1}}"))),
    **dict.fromkeys((r"\pdv", r"\pd", r"\pderiv", r"\pder", r"\dpd"),
                    ((2, rf"\frac{{{_POWER} #2}}{_ABOVE % 3}"), (1, rf"\frac{{{_POWER}}}{_ABOVE % 2}"))),
    **dict.fromkeys((r"\E", r"\EE", r"\Expect"), ((1, r"\mathbb{E}_{#1}[#2]"),)),
    **dict.fromkeys((r"\norm", r"\Norm"), ((1, r"\lVert #2 \rVert_{#1}"),)),
}  # fmt: skip
_MATRICES = {r"\pmat": "pmatrix", r"\bmat": "bmatrix", r"\mat": "bmatrix", r"\vmat": "vmatrix", r"\mqty": "matrix",
             r"\pmqty": "pmatrix", r"\bmqty": "bmatrix", r"\matrix": "matrix", r"\pmatrix": "pmatrix",
             r"\cases": "cases", r"\smqty": "matrix", r"\vmqty": "vmatrix"}  # fmt: skip
_STANDARD = frozenset((r"\Pr", r"\phantom", r"\hphantom", r"\vphantom", r"\pmatrix", r"\matrix",
                       r"\cases", r"\Var", r"\Cov"))  # fmt: skip  # that need no note
_BEHIND = (r"\T", r"\transpose", r"\trans", r"\tran", r"\transp", r"\tp", r"\trsp", r"\trp")
_FACTOR_KINDS = ("letter", "number", "word")
_TRUTHS = (r"\I", r"\II", r"\IND", r"\bbone", r"\1", r"\ind", r"\Ind", r"\indicator")
_COMPARES = ("=", "<", ">", r"\neq", r"\ne", r"\le", r"\leq", r"\ge", r"\geq", r"\in")
_BOUNDS = {"{": "}", "[": "]", "(": ")", r"\{": r"\}"}


@dataclass(frozen=True, slots=True)
class Use:
    """What a command becomes: a text with `#1` for its groups, and where the tokens go on behind them."""

    body: str
    groups: tuple[tuple[Token, ...], ...]
    after: int


def used(tokens: Sequence[Token], k: int, before: Token | None) -> Use | None:
    """What the command at this place means by its use; None where the use shows nothing. before: the token before."""
    t = tokens[k]
    if t.text in _TRUTHS and (found := _indicator(tokens, k)) is not None:
        return found
    if t.text in _BEHIND and before is not None and _ends_factor(before) and tokens[k + 1].text != "{":
        return Use(r"^\top", (), k + 1)
    at = k + 1
    if tokens[at].text == "*" and tokens[at + 1].text in ("{", "("):
        at += 1
    if t.text in _MATRICES and (found := _matrix(tokens, k, at)) is not None:
        return found
    if tokens[at].text == "[" and t.text in _ORDERED:
        option, after = _group(tokens, at)
        found = _form(_ORDERED[t.text], tokens, after, (option,)) if option else None
        if found is not None:
            return found
    return _form(USED.get(t.text, ()), tokens, at)


def _form(forms: Sequence[tuple[int, str]], tokens: Sequence[Token], at: int,
          first: tuple[tuple[Token, ...], ...] = ()) -> Use | None:  # fmt: skip
    for count, body in forms:
        groups, after = list(first), at
        while len(groups) < count + len(first) and tokens[after].text == "{":
            group, after = _group(tokens, after)
            if not group:
                break
            groups.append(group)
        if len(groups) == count + len(first):
            return Use(body, tuple(groups), after)
    return None


def _group(tokens: Sequence[Token], k: int) -> tuple[tuple[Token, ...], int]:
    """The tokens between a bracket and what closes it, and where the text goes on; () where nothing closes it."""
    close, level = _BOUNDS[tokens[k].text], 0
    for j in range(k, len(tokens)):
        text = tokens[j].text
        level += (text == tokens[k].text) - (text == close)
        if level == 0:
            return tuple(tokens[k + 1 : j]), j + 1
    return (), k


def _matrix(tokens: Sequence[Token], k: int, at: int) -> Use | None:
    r"""`\pmat{a & b \\ c & d}`, `\mqty(a \\ b)`: what stands in the bracket are rows."""
    if tokens[at].text not in ("{", "("):
        return None
    rows, after = _group(tokens, at)
    if not any(t.text == "&" or t.kind == "row" for t in rows):
        return None
    name = "pmatrix" if tokens[at].text == "(" else _MATRICES[tokens[k].text]
    return Use(rf"\begin{{{name}}} #1 \end{{{name}}}", (rows,), after)


def _indicator(tokens: Sequence[Token], k: int) -> Use | None:
    r"""`\I{x > 0}`, `\II_{k=y}`: 1 or 0, as the statement in the bracket is true or not."""
    at = k + 1 + (tokens[k + 1].text == "_")
    if tokens[at].text not in _BOUNDS:
        return None
    inside, after = _group(tokens, at)
    if any(t.text in _COMPARES for t in inside):
        return Use(r"\mathbb{1}[#1]", (inside,), after)
    return None


def _ends_factor(t: Token) -> bool:
    return t.kind in _FACTOR_KINDS or t.text in ("}", ")", "]") or t.kind == "command" and t.text not in ("^", "_")


def note(command: str) -> str | None:
    """What a command is taken for, for the reader; None where nothing has to be said."""
    if command in _STANDARD or command not in USED and command not in _MATRICES and command not in _BEHIND:
        return None
    forms = USED.get(command)
    body = forms[0][1] if forms else _MATRICES.get(command, "a transpose")
    return body.strip() or "no part of the formula"


def known(command: str) -> bool:
    """Has the command a meaning by its use?"""
    return command in USED or command in _MATRICES

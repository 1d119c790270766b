r"""The table of the LaTeX grammar: levels of binding, brackets, commands. The parser holds no spelling of its own."""

from __future__ import annotations

from derive.expr.names import ACCENTS, GREEK
from derive.notation import BY_LATEX, FUNCTIONS, RELATIONS


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# ---- levels, lowest first: operators of one level make one flat node -------------------------------------------------

STATEMENT, IMPLIES, GIVEN, COMMA, COLON, RELATION, LOGIC, SUM, TERM, TIGHT = range(1, 11)
KINDS = {STATEMENT: "statements", IMPLIES: "statements", GIVEN: "given", COMMA: "list", COLON: "colon",
         RELATION: "relation", LOGIC: "logic", SUM: "sum", TERM: "term"}  # fmt: skip
_MORE_RELATIONS = {
    r"\in": "∈", r"\notin": "∉", r"\ni": "∋", r"\subset": "⊂", r"\subseteq": "⊆", r"\supset": "⊃", r"\supseteq": "⊇",
    r"\to": "→", r"\rightarrow": "→", r"\longrightarrow": "→", "->": "→", r"\leftarrow": "←", r"\gets": "←",
    r"\longleftarrow": "←", r"\mapsto": "↦", r"\longmapsto": "↦", r"\sim": "~", r"\cong": "≅", r"\ll": "≪",
    r"\gg": "≫", r"\succ": "≻", r"\prec": "≺", r"\succeq": "⪰", r"\preceq": "⪯", r"\doteq": "≐", r"\perp": "⊥",
    r"\models": "⊨", r"\vdash": "⊢", r"\lesssim": "≲", r"\gtrsim": "≳", r"\lessapprox": "≲", r"\gtrapprox": "≳",
    r"\leftrightarrow": "↔", r"\uparrow": "↑", r"\downarrow": "↓", r"\searrow": "↘", r"\nearrow": "↗",
    r"\hookrightarrow": "↪", r"\asymp": "≍",
    r"\rightsquigarrow": "⇝", "+=": "+=", "-=": "-=", "*=": "*=",
}  # fmt: skip
RELATION_OF = {**RELATIONS, **_MORE_RELATIONS, r"\simeq": "≈"}
TERM_OF = {r"\cdot": "cdot", r"\times": "times", "*": "*", r"\ast": "ast", "/": "/", r"\odot": "odot",
           r"\otimes": "otimes", r"\circ": "circ", r"\div": "/", r"\bullet": "bullet", r"\bigcirc": "bigcirc",
           r"\bigodot": "odot", r"\star": "star", r"\circledast": "circledast", r"\oslash": "oslash",
           r"\bmod": "mod"}  # fmt: skip
SIGN_OF = {"+": "+", "-": "-", r"\pm": "±", r"\mp": "∓", r"\oplus": "⊕", r"\ominus": "⊖"}
LOGIC_OF = {r"\wedge": "and", r"\vee": "or", r"\land": "and", r"\lor": "or", r"\cup": "∪", r"\cap": "∩",
            r"\setminus": "∖", r"\backslash": "∖"}  # fmt: skip
_IMPLIES = (r"\Rightarrow \implies \Longrightarrow => \iff \Leftrightarrow \Longleftrightarrow \impliedby "
            r"\therefore")  # fmt: skip
IMPLIES_OF = dict.fromkeys(_IMPLIES.split(), "⇒")
GIVEN_OF = {r"\mid": "|", "|": "|", "||": "‖", r"\|": "‖", r"\Vert": "‖", r"\vert": "|", r"\parallel": "‖"}
OPERATORS: dict[str, tuple[int, str]] = {
    ";": (STATEMENT, ";"), ",": (COMMA, ","), ":": (COLON, ":"), r"\colon": (COLON, ":"),
    **{k: (IMPLIES, v) for k, v in IMPLIES_OF.items()}, **{k: (GIVEN, v) for k, v in GIVEN_OF.items()},
    **{k: (RELATION, v) for k, v in RELATION_OF.items()}, **{k: (LOGIC, v) for k, v in LOGIC_OF.items()},
    **{k: (SUM, v) for k, v in SIGN_OF.items()}, **{k: (TERM, v) for k, v in TERM_OF.items()},
}  # fmt: skip
PREFIXES = {"-": "-", "+": "+", r"\pm": "±", r"\mp": "∓", r"\neg": "¬", r"\lnot": "¬"}
# ---- brackets ----------------------------------------------------------------------------------------------------

OPENING = {"(": "()", "[": "[]", r"\{": r"\{\}", r"\lbrace": r"\{\}", r"\langle": "⟨⟩", r"\lfloor": "⌊⌋",
           r"\lceil": "⌈⌉", r"\lvert": "||", r"\lVert": "‖‖", r"\lbrack": "[]"}  # fmt: skip
CLOSING = {")": ")", "]": "]", r"\}": r"\}", r"\rbrace": r"\}", r"\rangle": "⟩", r"\rfloor": "⌋", r"\rceil": "⌉",
           r"\rvert": "|", r"\rVert": "‖", r"\rbrack": "]"}  # fmt: skip
PAIRS = {"()": ("(", ")"), "[]": ("[", "]"), r"\{\}": (r"\{", r"\}"), "⟨⟩": ("⟨", "⟩"), "⌊⌋": ("⌊", "⌋"),
         "⌈⌉": ("⌈", "⌉"), "||": ("|", "|"), "‖‖": ("‖", "‖")}  # fmt: skip
BARS = {"|": "|", r"\vert": "|", "||": "‖", r"\|": "‖", r"\Vert": "‖"}
CLOSERS = frozenset({"}", "&", *CLOSING})

# ---- commands ----------------------------------------------------------------------------------------------------

BIG = {r"\sum": "sum", r"\prod": "prod", r"\int": "int", r"\iint": "iint", r"\oint": "oint", r"\iiint": "iiint",
       r"\bigcup": "bigcup", r"\bigcap": "bigcap", r"\bigoplus": "bigoplus", r"\bigotimes": "bigotimes",
       r"\coprod": "coprod", r"\max": "max", r"\min": "min", r"\sup": "sup", r"\inf": "inf", r"\lim": "lim",
       r"\argmax": "argmax", r"\argmin": "argmin", r"\limsup": "limsup", r"\liminf": "liminf"}  # fmt: skip
INTEGRALS = frozenset({"int", "iint", "iiint", "oint"})
LIMIT_WORDS = frozenset({"max", "min", "argmax", "argmin", "sup", "inf", "lim"})
FUNCTION_COMMANDS = {"\\" + w: w for w in BY_LATEX if w not in GREEK} | {
    "\\" + w: w for w in ("det", "dim", "ker", "deg", "gcd", "Pr", "tr", "Tr", "diag", "rank", "arg", "hom",
                          "softmax", "sign", "Var", "Cov")}  # fmt: skip
# Names of one letter in `\operatorname`: `\operatorname{H}` is the step function.
OPERATOR_NAMES = {row.latex: row.plain for row in FUNCTIONS.values() if len(row.latex) == len(r"\operatorname{H}")}
# Words that are functions when spelled in letters alone: `sin(x)`, `log x`.
WORD_FUNCTIONS = _words(
    "sin cos tan sinh cosh tanh log ln exp max min argmax argmin sign sgn softmax sigmoid relu ReLU diag det tr Tr "
    "trace rank var Var Cov cov mod lim dim vec logit erf sqrt abs mean sum arctan arcsin arccos"
)
PREFIX_FUNCTIONS = frozenset(w for w, row in BY_LATEX.items() if row.prefix) | {
    "det", "tr", "Tr", "trace", "diag", "rank", "dim", "softmax", "sign", "sgn", "sigmoid", "relu", "ReLU", "vec",
    "Var", "Cov", "Pr", "deg", "ker", "gcd", "logit", "erf", "adj",
}  # fmt: skip
CONNECTIVES = _words(
    "and or if for where when with otherwise else then such that s.t. st subject to is are iff all every any as let "
    "given by while at of so because hence thus unless whenever in on from"
)
ACCENT_COMMANDS = {**{"\\" + k: v for k, v in ACCENTS.items()}, r"\overrightarrow": "vec", r"\underline": "underline",
                   r"\check": "check", r"\breve": "breve", r"\acute": "acute", r"\grave": "grave",
                   r"\mathring": "ring"}  # fmt: skip
FONT_COMMANDS = {r"\mathbf": "bold", r"\boldsymbol": "bold", r"\bm": "bold", r"\pmb": "bold", r"\mathcal": "cal",
                 r"\mathbb": "bb", r"\mathsf": "sf", r"\mathfrak": "frak", r"\mathscr": "scr", r"\mathrm": "rm",
                 r"\mathit": "", r"\mathtt": "", r"\mathnormal": "", r"\operatorname": "", r"\mathop": "",
                 r"\rm": "rm", r"\ensuremath": "", r"\boxed": "", r"\mathord": "", r"\mathstrut": ""}  # fmt: skip
FONT_SWITCHES = {r"\bf": "bold", r"\cal": "cal", r"\it": "", r"\sf": "sf", r"\tt": "", r"\bfseries": "bold"}
FRACTIONS = {r"\frac": "frac", r"\dfrac": "frac", r"\tfrac": "frac", r"\cfrac": "frac", r"\binom": "binom",
             r"\dbinom": "binom", r"\tbinom": "binom"}  # fmt: skip
LETTER_COMMANDS = {"\\" + g: g for g in GREEK} | {r"\imath": "i", r"\jmath": "j"}
DOTS = _words(r"\ldots \dots \cdots \vdots \ddots \dotsc \dotsb \dotsm \dotso")
SYMBOLS = {**dict.fromkeys(DOTS, "ldots"), r"\infty": "infty", r"\partial": "partial", r"\nabla": "nabla",
           r"\top": "top", r"\intercal": "top", r"\bot": "bot", r"\dagger": "dagger", r"\dag": "dagger",
           r"\emptyset": "emptyset", r"\varnothing": "emptyset", r"\forall": "forall", r"\exists": "exists",
           r"\nexists": "nexists", r"\#": "#", r"\%": "%", r"\$": "$", r"\_": "_", r"\&": "&", r"\Re": "Re",
           r"\Im": "Im", r"\triangle": "triangle", r"\square": "square", r"\Box": "square"}  # fmt: skip
ALIGNMENTS = _words(
    "align aligned split gather gathered eqnarray equation multline alignat alignedat flalign displaymath math"
)
MATRICES = _words("matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array cases rcases dcases")

"""Names of letters: a structure (base, font, accents, label, primes) with a LaTeX and a plain spelling.

Two spellings of one name give the same `Name`: `\\tilde{w}` and `w_tilde`, `W_{1}`, `W_1`, `\\alpha` and `alpha`.
"""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass

GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi omicron pi varpi rho "
    "varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi "
    "Omega ell hbar"
).split()
UNICODE_GREEK = dict(zip("αβγδεζηθικλμνξοπρςστυφχψωΓΔΘΛΞΠΣΥΦΨΩ", (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau "
    "upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega"
).split(), strict=True))  # fmt: skip
ACCENTS = {"hat": "hat", "tilde": "tilde", "bar": "bar", "vec": "vec", "dot": "dot", "ddot": "ddot",
           "widehat": "hat", "widetilde": "tilde", "overline": "bar"}  # fmt: skip
FONTS = {"mathbf": "bold", "boldsymbol": "bold", "bm": "bold", "mathcal": "cal", "mathbb": "bb", "mathsf": "sf",
         "mathfrak": "frak", "mathscr": "scr", "mathrm": "rm", "mathit": "it"}  # fmt: skip
FONT_COMMAND = {"bold": "mathbf", "cal": "mathcal", "bb": "mathbb", "sf": "mathsf", "frak": "mathfrak",
                "scr": "mathscr"}  # fmt: skip
PLAIN_ACCENTS = ("hat", "tilde", "bar", "vec", "ddot", "dot")
PLAIN_FONTS = ("bold", "cal", "bb", "sf", "frak", "scr")


@dataclass(frozen=True, slots=True)
class Name:
    """base: a letter, a Greek name or a word; accents from the inside out; label: subscript that is part of the name;
    upper: superscript that is part of the name (`*`, `(1)`); primes: how many."""

    base: str
    font: str = ""
    accents: tuple[str, ...] = ()
    label: str = ""
    upper: str = ""
    primes: int = 0

    @property
    def latex(self) -> str:
        """One LaTeX spelling for each name."""
        core = _base_latex(self.base, self.font)
        for accent in self.accents:
            core = f"\\{accent}{{{core}}}"
        sub = f"_{_braced(_label_latex(self.label))}" if self.label else ""
        up = f"^{_braced(_upper_latex(self.upper))}" if self.upper else ""
        return core + "'" * self.primes + sub + up

    @property
    def plain(self) -> str:
        """A Python identifier: `w_tilde`, `W_1`, `lambda_`."""
        parts = [self.base, *([self.font] if self.font else []), *self.accents]
        parts += ["prime"] * self.primes
        parts += [_identifier(self.label)] if self.label else []
        parts += [_identifier(self.upper)] if self.upper else []
        text = "_".join(parts)
        return text + "_" if keyword.iskeyword(text) else text


def from_plain(text: str) -> Name:
    """The name that a Python identifier spells: `w_tilde` is w with a tilde, `W_1` has the label 1, `y_hat_t`."""
    words = text.rstrip("_").split("_")
    base, rest = words[0] or "_", words[1:]
    match = re.fullmatch(r"([A-Za-z]+?)(\d+)", base)
    label: list[str] = []
    if match and (len(match[1]) == 1 or match[1] in GREEK):
        base, label = match[1], [match[2]]
    font = rest.pop(0) if rest and rest[0] in PLAIN_FONTS else ""
    accents = []
    while rest and rest[0] in PLAIN_ACCENTS:
        accents.append(rest.pop(0))
    primes = 0
    while rest and rest[0] == "prime":
        primes += 1
        rest.pop(0)
    return Name(base, font, tuple(accents), "_".join(label + rest), "", primes)


def _base_latex(base: str, font: str) -> str:
    symbol = f"\\{base}" if base in GREEK else base if len(base) == 1 else f"\\mathrm{{{_escaped(base)}}}"
    if font == "bold" and base in GREEK:
        return f"\\boldsymbol{{{symbol}}}"
    if len(base) > 1 and base not in GREEK and font == "bold":
        return f"\\mathbf{{{_escaped(base)}}}"
    return f"\\{FONT_COMMAND[font]}{{{symbol}}}" if font in FONT_COMMAND else symbol


_DRESS = re.compile(r"\\(?:text[a-z]*|math[a-z]+|operatorname|boldsymbol|mbox|bm|left|right|bf|rm)(?![A-Za-z])\s*")
_ANGLES = re.compile(r"(?:<|\\langle)(.+?)(?:>|\\rangle)")
_SIM = re.compile(r"\\sim(?![A-Za-z])")  # of a law in a label
_SPACE = re.compile(r"\\[,;:!> ]|[\s~]+")


def label_of(script: str) -> str:
    r"""The label that a script spells, without LaTeX's dress: `\text{old}` is old, `\alpha` alpha, `t-1` itself.

    Letters side by side that would spell a Greek one (the x and i of `W_{xi}`) keep braces, which tells them apart.
    """
    bare = _SPACE.sub("", _SIM.sub("∼", _DRESS.sub("", script)))
    if (angles := _ANGLES.fullmatch(bare)) is not None:
        bare = f"⟨{angles[1]}⟩"
    label = bare.replace("\\", "").replace("{", "").replace("}", "")
    return f"{{{label}}}" if label in GREEK and "\\" not in bare else label


def _label_latex(label: str) -> str:
    if label[:1] == "{":
        return label[1:-1]
    if label.isdigit() or len(label) == 1:
        return label
    if label in GREEK:
        return f"\\{label}"
    if "∼" in label or "(" in label:  # the law of an expectation
        return _with_greek(label).replace("∼", r" \sim ")
    return f"\\mathrm{{{_escaped(label)}}}" if label.replace("_", "").isalnum() else label


def _with_greek(text: str) -> str:
    """A text with the names of Greek letters in it as commands."""
    return re.sub("[A-Za-z]+", lambda m: rf"\{m[0]} " if m[0] in GREEK else m[0], text).strip()


def _upper_latex(upper: str) -> str:
    if upper[:1] == "⟨":
        return rf"\langle {upper[1:-1]} \rangle"
    if any(w in GREEK for w in re.findall("[A-Za-z]+", upper)):  # the π_θ of a policy
        return _with_greek(upper)
    return f"\\mathrm{{{upper}}}" if upper.isalpha() and len(upper) > 1 else upper


def _braced(text: str) -> str:
    return text if len(text) == 1 else f"{{{text}}}"


def _escaped(text: str) -> str:
    return text.replace("_", r"\_")


def _identifier(text: str) -> str:
    if text.isalnum():
        return text
    words = {"*": "star", "∼": "sim", "+": "plus", "-": "minus", "'": "prime", "†": "dagger"}
    spaced = "".join(f"_{words[c]}_" if c in words else c if c.isalnum() else "_" for c in text)
    return re.sub(r"_+", "_", spaced).strip("_")

"""What the commands of LaTeX look like: a character each, with its class in TeX's sense."""

from __future__ import annotations

import re
from unicodedata import lookup, name

TOKEN = re.compile(r"\\text\{(?:[^{}\\]|\\.)*\}|\\[a-zA-Z]+\*?|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
ORD, OP, BIG, BIN, REL, OPEN, CLOSE, PUNCT, INNER = "ord op big bin rel open close punct inner".split()


def _table(kind: str, text: str) -> dict[str, tuple[str, str]]:
    words = text.split()
    return {command: (char, kind) for command, char in zip(words[::2], words[1::2], strict=True)}


SYMBOLS: dict[str, tuple[str, str]] = {
    **_table(BIN, r"""
        + + - − * ∗ \ast ∗ \cdot ⋅ \times × \odot ⊙ \otimes ⊗ \oslash ⊘ \oplus ⊕ \ominus ⊖ \circ ∘ \div ÷ \bullet ∙
        \bigcirc ◯ \bigodot ⊙ \star ⋆ \circledast ⊛ \pm ± \mp ∓ \wedge ∧ \vee ∨ \land ∧ \lor ∨ \cup ∪ \cap ∩
        \setminus ∖ \backslash ∖"""),
    **_table(REL, r"""
        = = < < > > : : \lt < \gt > \le ≤ \leq ≤ \leqslant ≤ \ge ≥ \geq ≥ \geqslant ≥ \ne ≠ \neq ≠ \approx ≈ \simeq ≃
        \equiv ≡ \propto ∝ \coloneqq ≔ \triangleq ≜ \in ∈ \notin ∉ \ni ∋ \subset ⊂ \subseteq ⊆ \supset ⊃ \supseteq ⊇
        \to → \rightarrow → \longrightarrow ⟶ \leftarrow ← \gets ← \longleftarrow ⟵ \mapsto ↦ \longmapsto ⟼ \sim ∼
        \cong ≅ \ll ≪ \gg ≫ \succ ≻ \prec ≺ \succeq ⪰ \preceq ⪯ \doteq ≐ \perp ⊥ \models ⊨ \vdash ⊢ \lesssim ≲
        \gtrsim ≳ \leftrightarrow ↔ \uparrow ↑ \downarrow ↓ \hookrightarrow ↪ \asymp ≍ \mid ∣ \parallel ∥
        \Rightarrow ⇒ \implies ⟹ \Longrightarrow ⟹ \iff ⟺ \Leftrightarrow ⇔ \Longleftrightarrow ⟺ \therefore ∴"""),
    **_table(OPEN, r"( ( [ [ \{ { \lbrace { \lbrack [ \langle ⟨ \lfloor ⌊ \lceil ⌈ \lvert | \lVert ‖"),
    **_table(CLOSE, r") ) ] ] \} } \rbrace } \rbrack ] \rangle ⟩ \rfloor ⌋ \rceil ⌉ \rvert | \rVert ‖ ! !"),
    **_table(PUNCT, r", , ; ; \colon :"),
    **_table(BIG, r"""
        \sum ∑ \prod ∏ \int ∫ \iint ∬ \iiint ∭ \oint ∮ \bigcup ⋃ \bigcap ⋂ \bigoplus ⨁ \bigotimes ⨂ \coprod ∐"""),
    **_table(ORD, r"""
        / / | | . . \| ‖ \vert | \Vert ‖ \infty ∞ \partial ∂ \nabla ∇ \top ⊤ \intercal ⊺ \bot ⊥ \dagger † \dag †
        \emptyset ∅ \varnothing ∅ \forall ∀ \exists ∃ \nexists ∄ \neg ¬ \lnot ¬ \# # \% % \$ $ \_ _ \& & \Re ℜ \Im ℑ
        \triangle △ \square □ \Box □ \ldots … \dots … \cdots ⋯ \vdots ⋮ \ddots ⋱ \dotsc … \dotsb ⋯ \dotsm ⋯ \dotso …
        \alpha α \beta β \gamma γ \delta δ \epsilon ϵ \varepsilon ε \zeta ζ \eta η \theta θ \vartheta ϑ \iota ι
        \kappa κ \lambda λ \mu μ \nu ν \xi ξ \omicron ο \pi π \varpi ϖ \rho ρ \varrho ϱ \sigma σ \varsigma ς \tau τ
        \upsilon υ \phi ϕ \varphi φ \chi χ \psi ψ \omega ω \Gamma Γ \Delta Δ \Theta Θ \Lambda Λ \Xi Ξ \Pi Π \Sigma Σ
        \Upsilon Υ \Phi Φ \Psi Ψ \Omega Ω \ell ℓ \hbar ℏ \imath ı \jmath ȷ"""),
}  # fmt: skip
WORDS = {
    "\\" + word: word
    for word in (
        "exp log ln lg sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth det dim ker deg gcd Pr arg hom "
        "max min sup inf lim"
    ).split()
}
LIMITS = frozenset(r"\max \min \sup \inf \lim \det \gcd \Pr".split())  # their subscript stands below them in a display
INTEGRALS = frozenset("∫∬∭∮")
SPACES = {
    r"\,": 0.1667,
    r"\:": 0.2222,
    r"\;": 0.2778,
    r"\!": -0.1667,
    r"\ ": 0.25,
    "~": 0.25,
    r"\quad": 1,
    r"\qquad": 2,
}
ACCENTS = {r"\hat": "^", r"\widehat": "^", r"\tilde": "˜", r"\widetilde": "~", r"\bar": "¯", r"\overline": "¯",
           r"\vec": "→", r"\dot": "˙", r"\ddot": "¨", r"\check": "ˇ", r"\breve": "˘", r"\mathring": "˚",
           r"\acute": "´", r"\grave": "`"}  # fmt: skip
FONTS = {r"\mathbf": ("BOLD",), r"\boldsymbol": ("BOLD ITALIC", "BOLD"), r"\mathcal": ("SCRIPT",),
         r"\mathscr": ("SCRIPT",), r"\mathbb": ("DOUBLE-STRUCK",), r"\mathsf": ("SANS-SERIF",),
         r"\mathfrak": ("FRAKTUR", "BLACK-LETTER")}  # fmt: skip
COMBINING = {"^": "\u0302", "~": "\u0303", "˜": "\u0303", "¯": "\u0304", "→": "\u20d7", "˙": "\u0307", "¨": "\u0308",
             "ˇ": "\u030c", "˘": "\u0306", "˚": "\u030a", "´": "\u0301", "`": "\u0300"}  # fmt: skip
UPRIGHT = (r"\mathrm", r"\operatorname", r"\operatorname*", r"\mathit")
_DIGITS = "ZERO ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE".split()


def styled(char: str, font: str) -> str:
    """A letter or digit in a font of mathematics (`\\mathbb`); itself where Unicode has none."""
    if char.isdigit():
        rest = f"DIGIT {_DIGITS[int(char)]}"
    elif char.isalpha():
        rest = f"{'CAPITAL' if char.isupper() else 'SMALL'} {_name(char)}"
    else:
        return char
    for style in FONTS[font]:
        for called in (f"MATHEMATICAL {style} {rest}", f"{style} {rest}"):
            try:
                return lookup(called)
            except KeyError:
                continue
    return char


def _name(char: str) -> str:
    """`A`, or `ALPHA`."""
    return char.upper() if char.isascii() else name(char).split()[-1]

"""What the words around a formula say of it: that it holds for all values, is assumed, or ties letters."""

from __future__ import annotations

import re

NEAR = 160  # characters of a sentence that are looked at

SAID = re.compile(
    r"\b(for all|for every|identity|identities|it follows|therefore|thus|hence|can be (?:re)?written|is equal to|"
    r"equals|equivalent(?:ly)?|we (?:get|obtain|find|have that)|simplif\w+|reduces to|yields|derivative|gradient|"
    r"differentiat\w+|expand\w*|expression for)\b",
    re.IGNORECASE,
)
ASSUMED = re.compile(
    r"\b(?:assum\w*|given|let|suppose|supposing|consider|set|setting|take|taking|choos\w+|pick|fix|say)\b"
    r"[^.;:!?]{0,60}$",
    re.IGNORECASE,
)
WHEN = re.compile(
    r"\b(?:when|whenever|if|for|in the case|case|where|at|since|because|as|unless|once|whether)\b[^.;:!?]{0,40}$",
    re.IGNORECASE,
)
TIED = re.compile(
    r"\b(?:since|because|using|assum\w*|given that|if|when|where|note that|recall|the fact|suppose|constraint|"
    r"solv\w+|setting|set (?:the|it|this)|minimum|maximum|optimum|optimal|condition\w*|approximat\w*|roughly|about|"
    r"model\w*|require|must|satisf\w+|such that|subject to)\b",
    re.IGNORECASE,
)
SYMMETRIC = re.compile(r"\b(?:symmetric|covariance|Hessian|kernel matrix|Gram)\b", re.IGNORECASE)
ORTHOGONAL = re.compile(r"\b(?:orthogonal|orthonormal|rotation|unitary)\b", re.IGNORECASE)
NORMALISED = re.compile(
    r"\b(?:one[- ]hot|sums? (?:up )?to (?:one|1|\$1\$)|shares?|proportions?|probabilit\w+|distributions?|"
    r"normali[sz]ed|softmax)\b",
    re.IGNORECASE,
)
INDEPENDENT = re.compile(r"\bindependen(?:t|ce)\b|\buncorrelated\b|\bi\.?i\.?d\b", re.IGNORECASE)
COMPLEX = re.compile(
    r"\bimaginary (?:unit|number|part)|\bcomplex (?:number|conjugate|plane|root|exponential|value|eigenvalue)|"
    r"\bEuler's (?:formula|identity)|\b[Dd]e Moivre|\bFourier\b|\bcharacteristic function"
)
CONVOLUTION = re.compile(r"\bconvol", re.IGNORECASE)
PARITY = re.compile(
    r"\b(?:is|are|an?|be|both) (?:an? )?(?:odd|even)\b(?=\s*(?:$|[.,;:)$]|functions?|and|or|in|extensions?|about))|"
    r"\b(?:odd|even|periodic|homogeneous|antisymmetric) (?:functions?|extensions?)",
    re.IGNORECASE | re.MULTILINE,
)
CHANCE = re.compile(
    r"\b(?:probab|random|stochast|distribut|densit|likelihood|expectation|expected|bayes|markov|entrop|varian|mass "
    r"function|sampl|event|chance|gaussian|posterior|prior\b|mutual information|divergence)",
    re.IGNORECASE,
)
UNIT = re.compile(
    r"\bunit[- ](?:vectors?|norm|length|eigenvectors?|directions?)\b|\b(?:norm|length) (?:one|\$?1\b)", re.IGNORECASE
)
COUNTERFACTUAL = re.compile(r"\bif\b.*\b(?:were|had been)\b|\b(?:would|could) (?:be|have)\b", re.IGNORECASE | re.DOTALL)
BITS = re.compile(r"\bin bits\b|\b(?:base|basis) (?:two\b|\$?2\b)", re.IGNORECASE)
IF = re.compile(r"\b(?:when|whenever|if|for|in the case|case|at|unless|once|whether)\b[^.;:!?,]{0,40}$", re.IGNORECASE)
SUPPOSED = re.compile(
    r"\b(?:if|when|whenever|unless|suppos\w*|assum\w*)\b"
    r"(?:(?!\b(?:then|we|get|have|obtain|gives?|yields?|follows)\b)[^.;:!?,]){0,40}:$",
    re.IGNORECASE,
)
EXAMPLE = re.compile(
    r"(?:\b(?:if|when|whenever|unless|for example|for instance|such as)|\be\.\s?g\.),?\s*$", re.IGNORECASE
)
HYPOTHETICAL = re.compile(r"\b(?:suppos\w*|imagine)\b[^.;:!?]{0,40}$", re.IGNORECASE)
CLOSES = re.compile(r"\s*(?:\$\$?|\\\\?[)\]]|`)")
FORMULA = re.compile(r"\$[^$]*\$|\\\(.*?\\\)|:math:`[^`]*`")
OPENING = "$\\[(` \n\t"  # what may stand between the words and their formula
SENTENCE = re.compile(r"(?<=[.!?:])\s+(?=[A-Z#*\-])|\n[ \t]*\n|\n[ \t]*(?:[-*+]|\d{1,2}[.)])[ \t]+(?=[*_]{0,3}[A-Z])")


def properties(source: str) -> frozenset[str]:
    """The properties that a document speaks of."""
    cues = {"symmetric": SYMMETRIC, "orthogonal": ORTHOGONAL, "sums-to-one": NORMALISED, "independent": INDEPENDENT,
            "parity": PARITY, "chance": CHANCE, "convolution": CONVOLUTION, "complex": COMPLEX, "bits": BITS,
            "unit": UNIT}  # fmt: skip
    return frozenset(word for word, cue in cues.items() if cue.search(source))


def sentence_before(before: str) -> str:
    """The words of the sentence that leads to a formula; a display that stands apart continues the one above it."""
    last = SENTENCE.split(before)[-1]
    if last.strip(OPENING) or re.search(r"[.!?]\s*$", before.rstrip(OPENING)):
        return last
    return SENTENCE.split(before.rstrip(OPENING))[-1]


def sentence_after(after: str) -> str:
    """The words of the sentence that goes on after a formula."""
    return SENTENCE.split(after.lstrip("$ \\)]\n`"))[0][:160]


def assumed(before: str) -> str:
    """`section` for `assuming y = 1`, `paragraph` for `when y = 1`, else nothing."""
    words = FORMULA.sub(" ", sentence_before(before)).rstrip().rstrip("$(\\`").rstrip()
    between = between_formulas(before)
    if ASSUMED.search(words) or ASSUMED.search(between):
        return "section"
    return "paragraph" if WHEN.search(words) or SUPPOSED.search(words) or EXAMPLE.search(between) else ""


def between_formulas(before: str) -> str:
    """The words between a formula and the one right before it, where nothing else stands between them."""
    return before.strip(OPENING) if "$" not in before.strip(OPENING) and CLOSES.match(before) else ""


def supposed(before: str) -> bool:
    """Is it supposed, for the sake of what comes next?"""
    return bool(HYPOTHETICAL.search(FORMULA.sub(" ", sentence_before(before)).rstrip(OPENING)))


def conditional(before: str) -> bool:
    """Do the words make an equation a case (`if i = j`), and no definition?"""
    words = FORMULA.sub(" ", sentence_before(before)).rstrip().rstrip("$(\\`").rstrip()
    return bool(IF.search(words))


def example(before: str) -> bool:
    """Do the words right before an equation make it a case or an example: `(e.g. f'(x) = 2)`?"""
    return bool(EXAMPLE.search(before.rstrip(OPENING)))


LIST = re.compile(r"^[\s$)\]\\]*(?:[,;]|[,;]?\s*and\b)[\s$(\[\\]*$", re.IGNORECASE)
AFTER = re.compile(
    r"^[\s$)\]\\,]*(?:and |but )?(?:(?:valid|true|holds?|which holds|that holds|is valid|is true|only) )?"
    r"(?:for|if|when|whenever|where|provided(?: that)?|as long as|in the case|with|given)"
    r"(?: all| any| every| each| both| real| two| positive| non-?negative| numbers?| integers?| scalars?| values? of)*"
    r"[\s$(\[\\]*$",
    re.IGNORECASE,
)


def goes_on(before: str) -> bool:
    """Do the words between two formulas make the second one more item of a list?"""
    return bool(LIST.match(before))


def goes_on_with_a_case(between: str) -> bool:
    """Do the words between two formulas make the second the case of the first: `f'(z) = 0 for z < 0`?"""
    return bool(AFTER.match(between))


def counterfactual(before: str) -> bool:
    """Do the words speak of what is not so: `if these were numbers, we could …`?"""
    return bool(COUNTERFACTUAL.search(sentence_before(before)))


ANEW = re.compile(r"^[\s$)\]\\,]*(?:it|this|we|then|they|both)\b", re.IGNORECASE)


def begins_anew(after: str) -> bool:
    """Do the words behind a case begin what holds in it: `for z > 0 it is …`?"""
    return bool(ANEW.match(after))


def said(before: str) -> bool:
    """Do the words say that the equation is one for all values?"""
    return bool(SAID.search(sentence_before(before)))


def tied(before: str, after: str) -> bool:
    """Do the words tie letters to each other, or ask for a solution?"""
    return bool(TIED.search(sentence_before(before)) or TIED.search(sentence_after(after)))


def sentence(before: str) -> str:
    """The words of the last sentence before a formula."""
    return re.split(r"[.!?:;]\s+(?=[A-Z])|\n\s*\n(?=.*\S)", before.rstrip())[-1][-NEAR:]

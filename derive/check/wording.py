"""What the words of a sentence make of a formula: a claim, a condition, a wish, a statement that is denied.

The words have their formulas between brackets (`sentences`): `for all ⟦x⟧ we have`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

LAST = 90  # characters between a denial and its formula
PLACE = re.compile(r"⟦[^⟧]*⟧")
DENIED = re.compile(
    r"\b(?:common (?:mistake|error|misconception|misunderstanding)|mistake(?:n|nly)?\b|misconception|"
    r"it(?: is|'s) (?:wrong|false|incorrect|untrue)|(?:is|are)(?: not|n't)(?: in general| always| generally)? (?:true|"
    r"correct|the case|valid|equivalent)|(?:does|do)(?: not|n't)(?: in general| always| generally)? (?:hold|imply|mean|"
    r"follow|have|satisfy|equal)|not (?:in general|generally|necessarily|always)|wrongly (?:writ\w+|claim\w*|"
    r"conclud\w+|assum\w+)|incorrect(?:ly)?|"
    r"erroneous(?:ly)?|"
    r"false(?:ly)? (?:claim|belief|statement|that)|tempt(?:ed|ing)|(?:might|may|could|"
    r"would) (?:naively )?(?:think|expect|"
    r"guess|believe|suspect|be led)|naive(?:ly)?|beware|contradiction|contrary to|is it (?:true|the case)|does it "
    r"(?:hold|follow)|cannot (?:be|have|hold)|can't (?:be|have|hold)|never (?:equal|true)|wrong (?:formula|"
    r"result|answer|"
    r"rule)|one cannot|we cannot|counterexample)\b",
    re.IGNORECASE,
)
RIGHTED = re.compile(
    r"\b(?:instead|rather|correct(?:ly)?|actually|but|however|in fact|should be|really|the right|true (?:one|formula|"
    r"value|identity)|since|because|so|hence|therefore)\b",
    re.IGNORECASE,
)
DENIED_AFTER = re.compile(
    r"\b(?:(?:is|are|was|would be|can be)(?: simply| just| clearly| plainly| in general| generally|"
    r" obviously)? (?:wrong|"
    r"false|incorrect|untrue|invalid|nonsense|not (?:true|correct|valid|the case|right))|(?:is|are)n't (?:true|"
    r"correct|valid|"
    r"the case|right)|(?:does|do|need|would|did)(?: not|n't) (?:hold|necessarily hold|in general hold|always hold|"
    r"generally hold|be true)|fails? (?:to hold|in general|for)|a (?:common )?(?:mistake|error|misconception))\b",
    re.IGNORECASE,
)
LOOSELY = re.compile(
    r"\b(?:un-?normali[sz]ed|not normali[sz]ed|without normali[sz]\w+|up to (?:an? |some |the )?(?:\w+ )?(?:constants?|"
    r"factors?|scal\w+|additive|multiplicative|normali[sz]\w+)|proportional|abus\w+ (?:of )?(?:the )?notation|loosely|"
    r"informal(?:ly)?|heuristic(?:ally)?|roughly speaking|ignoring|neglecting|dropping|omitting|pseudo-?code)\b",
    re.IGNORECASE,
)
QUESTION = re.compile(r"^\W*(?:is|are|does|do|can|could|would|should)\b(?: it)? (?!.*\bthen\b)", re.IGNORECASE)
ASKED = re.compile(
    r"\\(?:stackrel|overset)\s*\{\s*[?!]+\s*\}|\\(?:stackrel|overset)\s*[?!]|\?=|=\s*\?|\\lessgtr|\\gtrless"
)
DEFINED = re.compile(
    r"\b(?:(?:re)?defin(?:e|ed|es|ing|ition)|denot(?:e|ed|es|ing)|call(?:ed)?|introduc(?:e|ed|ing))\b"
    r"(?:(?!\b(?:then|so|hence|thus|therefore|get|have|becomes?|yields?|gives?|equals?|follows)\b)[^.;:!?]){0,60}:?$",
    re.IGNORECASE,
)
IFS = re.compile(
    r"\b(?:if|iff|when|whenever|unless|once|whether|while|until|as long as|provided|such that|so that|subject to|"
    r"assum\w*|suppos\w*|let|lets|consider|choos\w+|chosen|pick|take|taking|taken|fix|set|setting|"
    r"needs?|require\w*|must|should|want\w*|wish|hope|ensur\w*|guarantee\w*|enforc\w*|constraints?|constrain\w*|"
    r"condition\w*|restrict\w*|criterion|threshold|stops?|region|domain|interval|case|cases|classif\w*|predict\w*|"
    r"minimi\w+|maximi\w+|find|solve|converges?|would|could|might|may|ideal\w*|target|hypothes[ie]s|test|"
    r"equivalent to|denote\w*|defin\w+|call(?:ed)?|means?|desired|approximat\w+|look\w* for|search\w* for)\b"
    r"|\b(?:where|with|for|given|say|at|in(?! general| fact))\b[^.;:,!?]{0,30}$",
    re.IGNORECASE,
)
SUPPOSED = re.compile(
    r"\b(?:if|when|whenever|unless|suppos\w*|assum\w*|whether|until|while|would|could|might|let|solve|find)\b",
    re.IGNORECASE,
)
GIVEN = re.compile(r"\b(?:given|provided|where|under|with)\b", re.IGNORECASE)
IN_CASE = re.compile(
    r"\b(?:(?:if|when|whenever|unless)\b[^.;!?]*,|for ⟦⟧(?:\s*(?:,|and|or)+\s*⟦⟧)*\s*,)"
    r"(?: then| we have| we get| it is)?\s*$",
    re.IGNORECASE,
)
TRIAL = re.compile(
    r"\b(?:try|tries|trying|guess(?:es|ed)?|ansatz|of the form|undetermined|look for|seek|to be found)\b", re.IGNORECASE
)
BESIDE = re.compile(r"⟦([^⟧]*)⟧\s*,\s*$")
ORDER = re.compile(r"[<>≤≥≠∈]|\\(?:leq?|geq?|neq?|in|lt|gt)\b")
OR = re.compile(r"\b(?:or|either)\s*$", re.IGNORECASE)
OR_AFTER = re.compile(r"\s*,?\s*or\s*⟦", re.IGNORECASE)
TO_SHOW = re.compile(r"\b(?:show|prove|verify|check|confirm|deduce|demonstrate)\b[^.;]*?\bthat\b", re.IGNORECASE)
IMPLIES = re.compile(r"\bimpl(?:y|ies)\b", re.IGNORECASE)
SAYS = re.compile(
    r"\b(?:then|hence|thus|therefore|consequently|so(?! that)|it follows|follows|we (?:always |also |then |now |thus )?"
    r"(?:have|get|obtain|find|see|know|conclude|note|observe)|gives?|yields?|giving|yielding|impl(?:y|ies)|implying|"
    r"shows?|showing|states?|says?|tells? us|because|since|note|notice|recall|known|inequality|bound(?:s|ed)?|"
    r"upper bound|lower "
    r"bound|by|holds?|always|never|clearly|obviously|easy to|indeed|in fact|lies|satisf(?:y|ies)|expanding|"
    r"simplif\w+|identity|fact|property|proves?|conclude|equals?|leads? to|one has|convexity|true that|using)\b",
    re.IGNORECASE,
)
NAMED = re.compile(
    r"\b(?:Cauchy|Schwarz|triangle inequality|AM\s*[-–—]{1,2}\s*GM|arithmetic[- ].{0,30}geometric|Jensen|"
    r"Bernoulli's|Young's|"
    r"H(?:ö|o|oe)lder|Minkowski|Gibbs)",
    re.IGNORECASE,
)
ADJECTIVES = (
    r"(?:(?:real|complex|positive|negative|non-?negative|nonzero|non-zero|strictly|possible|two|three|numbers?|"
    r"integers?|"
    r"scalars?|vectors?|values?|choices?|matri(?:x|ces)|of|natural|constants?|pairs?|square|symmetric|"
    r"probabilit(?:y|ies)|"
    r"distributions?|inputs?|points?|functions?)\s+)*"
)
QUANTIFIED = re.compile(
    rf"(?:\b(?:for|of|and)\s+(?:all|any|every|each|arbitrary)|\bgiven any|\bwhatever|\bthat all)\s+{ADJECTIVES}"
    r"(?P<row>⟦[^⟧]*⟧(?:\s*(?:,|and|or)+\s*⟦[^⟧]*⟧)*)?",
    re.IGNORECASE,
)
UNIVERSAL = re.compile(
    r"\b(?:for (?:all|any|every) (?:real |possible |two |input |pairs? of )*(?:numbers|values|vectors|scalars|inputs?|"
    r"choices|reals|matrices|real numbers))\b|\bidentically\b",
    re.IGNORECASE,
)
REAL = re.compile(r"\breals?\b|\\mathbb\s*\{?\s*R|\\R\b", re.IGNORECASE)
POSITIVE = re.compile(
    r"(?<!non)(?<!non-)\b(?:positive(?: (?:real|whole))?(?: (?:numbers?|integers?|scalars?|constants?|reals?|values?))|"
    r"(?:for|be|are|both|all|any|with|of) (?:strictly |two )?positive(?!.{0,2}(?:semi|definite))|positive\s*⟦)",
    re.IGNORECASE,
)
NONNEGATIVE = re.compile(
    r"\bnon-?negative(?: (?:real |whole )?(?:numbers?|integers?|scalars?|constants?|reals?|values?)|\s*⟦)|"
    r"\b(?:for|be|both|all|any|with|of) non-?negative\b",
    re.IGNORECASE,
)
SIGNED = re.compile(
    r"\b(?:positive|negative|nonnegative|always|never|definite|semi-?definite|convex|concave)\b", re.IGNORECASE
)
INSTANCE = re.compile(r"\(?\s*\b(?:i\.\s?e\.|e\.\s?g\.)\s*,?\s*$")  # a comma that ends no clause
NAME = re.compile(r"[A-Za-z]+")
FOREIGN = re.compile(
    r"(?:[\u0400-\u05ff\u0600-\u06ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af].*?){2}"
)


def bare(lead: str) -> str:
    """The words before a formula, the formulas in them without their text."""
    return PLACE.sub("⟦⟧", lead)


def comes_last(cue: re.Pattern[str], other: re.Pattern[str], words: str) -> bool:
    """Does a cue stand behind every place of another one?"""
    last, before = (max((m.start() for m in p.finditer(words)), default=-1) for p in (cue, other))
    return last > before


@dataclass(frozen=True)
class Words:
    """The words before a formula and behind it, and the formula's own text."""

    lead: str = ""
    tail: str = ""
    own: str = ""

    @cached_property
    def denied(self) -> bool:
        """Do the words say that it does not hold, or ask whether it does?"""
        if ASKED.search(self.own):
            return True
        last = next(iter([*DENIED.finditer(self.lead)][::-1]), None)
        between = self.lead[last.end() :] if last is not None else ""
        if last is not None and len(PLACE.sub("", between)) <= LAST and not RIGHTED.search(between):
            return True
        if QUESTION.match(self.lead) and self.tail.rstrip().endswith("?"):
            return True
        return bool(DENIED_AFTER.search(self.tail[:160]))

    @property
    def foreign(self) -> bool:
        """Is the sentence in another script than the words that are known here, so that it may suppose what it says?"""
        return bool(FOREIGN.search(bare(self.lead)))

    @cached_property
    def loosely(self) -> bool:
        """Do the words say that it holds but for something: a factor, what is left out?"""
        return bool(LOOSELY.search(bare(self.lead)[-LAST:]) or LOOSELY.search(bare(self.tail)[:LAST]))

    @cached_property
    def defined(self) -> bool:
        """Do the words right before it say that it is a definition?"""
        return bool(DEFINED.search(self.clause[-LAST:]))

    @cached_property
    def conditional(self) -> bool:
        """Do the words make it a condition or a wish?"""
        return self.foreign or self._after(IFS)

    @cached_property
    def supposed(self) -> bool:
        """Do the words suppose it?"""
        return self._after(SUPPOSED)

    def _after(self, cue: re.Pattern[str]) -> bool:
        """Does a cue stand behind the last word that asserts?"""
        return comes_last(cue, SAYS, self.clause) and not self.clause.endswith(",")

    @cached_property
    def clause(self) -> str:
        """The words before it, formulas without their text, without what only begins an instance."""
        return INSTANCE.sub("", bare(self.lead)).rstrip()

    @cached_property
    def asserted(self) -> bool:
        """Do the words say that it holds?"""
        if self.conditional:
            return False
        ends = self.clause.endswith(",")
        return bool(SAYS.search(self.clause)) or ends and bool(IFS.search(self.clause)) or self.named

    @property
    def in_case(self) -> bool:
        """Is it what holds in a case that the words describe: `if x is in S, then ⟦f(x) = x⟧`?"""
        beside = BESIDE.search(self.lead)
        if beside is not None and "=" in beside[1] and not ORDER.search(beside[1]):
            return False  # `if we change it to ⟦x = 1⟧, ⟦y = 2⟧`
        return bool(IN_CASE.search(bare(self.lead)))

    @property
    def trial(self) -> bool:
        """Is it a form to try, with numbers that are yet to be found?"""
        return bool(TRIAL.search(self.lead))

    @property
    def alternative(self) -> bool:
        """Is it one of several that may hold: `⟦y = x⟧ or ⟦y = x + 2⟧`?"""
        return bool(OR.search(bare(self.lead)) or OR_AFTER.match(self.tail))

    @property
    def named(self) -> bool:
        """Is it said to be one of the inequalities that have a name?"""
        return bool(NAMED.search(self.lead) or NAMED.search(self.tail[:80]))

    @property
    def universal(self) -> bool:
        """Is it said of all values whatever?"""
        return bool(UNIVERSAL.search(self.lead) or UNIVERSAL.search(self.tail) or r"\forall" in self.own)

    @cached_property
    def to_show(self) -> bool:
        """Is the reader to show that it holds, whatever else holds: `show that g is odd, i.e. g(-x) = -g(x)`?"""
        told = TO_SHOW.search(self.lead)
        if told is None or re.match(r"\W*impl(?:y|ies)\b", self.tail):
            return False
        return not any(cue.search(self.lead, told.end()) for cue in (SUPPOSED, IMPLIES, GIVEN))

    @cached_property
    def over(self) -> frozenset[str]:
        """The names of the letters that it is said of every value of."""
        rows = (m["row"] or "" for t in (self.lead, self.tail) for m in QUANTIFIED.finditer(t))
        return frozenset(n for row in rows for n in NAME.findall(row))

    @property
    def real(self) -> bool:
        """Is it said of all real numbers?"""
        return bool(REAL.search(self.lead) or REAL.search(self.tail))

    @property
    def signs(self) -> str:
        """`>` where the words speak of positive numbers, `≥` of those that are not negative, else nothing."""
        text = f"{self.lead} {self.tail}"
        return "≥" if NONNEGATIVE.search(text) else ">" if POSITIVE.search(text) else ""

    @property
    def generally(self) -> bool:
        """Do the words say "in general"?"""
        return bool(re.search(r"\bin general\b|\bgenerally\b", f"{self.lead} {self.tail}", re.IGNORECASE))

    @property
    def signed(self) -> bool:
        """Do the words speak of the sign of something?"""
        return bool(SIGNED.search(self.lead) or SIGNED.search(self.tail[:80]))

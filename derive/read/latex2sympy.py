r"""The parser `latex2sympy2` behind our interface, for what it reads rightly.

It drops transposes and primes, takes `\log x` to base 10, keeps only the last side of a relation, and more, each
without an error. So our own grammar looks at the text first, and what is known to be misread is refused with its place;
what remains is read by it, and its stock tree becomes ours. The package is an extra (Python below 3.13).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

from derive.errors import DeriveError, ReadError, Unsupported
from derive.expr.border_back import from_sympy
from derive.expr.heads import letters
from derive.expr.names import GREEK, Name
from derive.expr.scan import Scanner
from derive.expr.scope import Scope
from derive.expr.trees import all_letters
from derive.read.elaborate import Reading, Statement
from derive.read.latex import parse
from derive.read.naming import full_name, unbrace
from derive.read.syntax import Syntax
from derive.source import Place, Source, Span

INSTALL = "python -m pip install 'derive-math[latex2sympy2]' (Python below 3.13)"
DEEPEST = 60
FUNCTIONS = frozenset(
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh exp ln log max min".split()
)  # fmt: skip
OPERATORS = ("", "cdot", "times", "/")
BRACKETS = (("(", ")"), ("[", "]"), ("{", "}"), ("|", "|"))
KINDS = frozenset("number name sub sup sum sign term frac root group call big matrix symbol relation".split())


def reading(source: Source, scope: Scope) -> Reading:
    """The text as latex2sympy2 reads it.

    Raises: Unsupported where the package is missing, or known to misread the text; ReadError for what it can't read.
    """
    syntax = parse(source)
    found = _Look(source, scope, set()).look(syntax)
    tree = _tree(source, scope)
    read = {x.plain for x in all_letters(tree)}
    for name in found - read:
        raise Unsupported(f"latex2sympy2 drops {name}", _whole(source))
    for name in read - found:
        raise Unsupported(f"latex2sympy2 makes a letter {name} that is not in the text", _whole(source))
    free = {x.plain: x for x in letters(tree)}
    statement = Statement("expression", (tree,), (), (syntax.span,))
    return Reading((statement,), scope.with_letters(*free.values()))


def _tree(source: Source, scope: Scope) -> Any:
    """Its stock tree as ours."""
    package = _package(source)
    package.set_variances({})  # it keeps what an earlier text left behind
    package.set_real(None)
    try:
        stock = package.latex2sympy(source.text)
    except Exception as e:  # it raises bare Exception, TypeError, AttributeError, … for what it can't read
        said = " ".join(str(e).split("\n")[0].split())
        raise ReadError(f"latex2sympy2 does not read this: {said}", _whole(source)) from None
    try:
        return from_sympy(stock, scope, _name)
    except DeriveError as e:
        e.place = e.place or _whole(source)
        raise


def _package(source: Source) -> Any:
    try:
        import latex2sympy2
    except ImportError:
        raise Unsupported("the package latex2sympy2 is not installed", _whole(source), INSTALL) from None
    return latex2sympy2


def _whole(source: Source) -> Place:
    return Place(source, Span(0, len(source.text)))


def _name(text: str) -> Name:
    """The name that a symbol of its spells: `x_{1}`, `\\hat{y}`, `alpha`."""
    scanner = Scanner(Source(text))
    name = scanner.name()
    if name is None or not scanner.done():
        raise Unsupported(f"latex2sympy2 reads a letter {text!r} that has no name here")
    return name


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at a text: refuses what is known to be misread, and gathers the letters."""

    source: Source
    scope: Scope
    found: set[str]

    def look(self, root: Syntax) -> set[str]:
        """The plain names of all letters of the text."""
        stack: list[tuple[Syntax, int]] = [(root, 0)]
        while stack:
            node, level = stack.pop()
            if level > DEEPEST:
                self.refuse(node, f"nesting deeper than {DEEPEST} levels is too much for it")
            if node.kind not in KINDS:
                self.refuse(node, f"it does not read this rightly ({node.kind})")
            if node.kind == "matrix" and node is not root:
                self.refuse(node, "products and transposes of matrices lose their order or are dropped")
            stack += [(k, level + 1) for k in self.kids(node) if k is not None]
        return self.found

    def refuse(self, node: Syntax, why: str) -> NoReturn:
        """Raise, with the place."""
        raise Unsupported(
            f"latex2sympy2 is not given this: {why}", Place(self.source, node.span), "use the native parser"
        )

    def kids(self, node: Syntax) -> tuple[Any, ...]:
        """The parts of a node that are to be looked at; raises for what is misread."""
        match node.kind:
            case "name":
                return self.letter(node)
            case "sub":
                return self.subscript(node)
            case "sup":
                return self.superscript(node)
            case "term":
                return self.product(node)
            case "frac":
                return self.quotient(node)
            case "call":
                return self.call(node)
            case "big":
                return self.big(node)
            case "relation":
                self.refuse(node, "it keeps only the last side of a relation")
            case "group" if node.value not in BRACKETS or not node.kids:
                self.refuse(node, "it does not read these brackets rightly")
            case "symbol" if node.value != "infty":
                self.refuse(node, "it does not read this symbol rightly")
        return node.kids

    def letter(self, node: Syntax) -> tuple[Any, ...]:
        """A letter must be a scalar; `I`, `e` and `d` have a fixed meaning to it."""
        name: Name = node.value
        if name.font or "vec" in name.accents:
            self.refuse(node, "it knows scalars only, and the font says more")
        if len(name.base) > 1 and name.base not in GREEK:
            self.refuse(node, "it takes a word as a product of letters")
        if name == Name("pi") and "pi" not in self.scope.letters:
            return ()
        if name in (Name("I"), Name("E"), Name("e"), Name("d")):
            meaning = {"I": "the imaginary unit", "e": "Euler's number", "d": "a differential"}
            self.refuse(node, f"it takes {name.base} as {meaning.get(name.base, 'no letter')}")
        self.scalar(node, name)
        self.found.add(name.plain)
        return ()

    def scalar(self, node: Syntax, name: Name) -> None:
        known = self.scope.letters.get(name.plain)
        if known is not None and known.shape:
            self.refuse(node, f"it knows scalars only, and {name.plain} is declared otherwise")
        if name.plain in self.scope.functions:
            self.refuse(node, f"it takes {name.plain} as a letter, and it is declared as a function")

    def subscript(self, node: Syntax) -> tuple[Any, ...]:
        """A digit, or a name that is declared as a whole."""
        name = full_name(node, self.source)
        script = unbrace(node.kids[1])
        if name is None or node.kids[0].kind != "name":
            self.refuse(node, "it does not read this subscript rightly")
        self.scalar(node.kids[0], node.kids[0].value)
        if script.kind != "number" and name.plain not in self.scope.letters:
            self.refuse(node, "it takes an index as a part of the name")
        self.scalar(node, name)
        self.found.add(name.plain)
        return ()

    def superscript(self, node: Syntax) -> tuple[Any, ...]:
        """A power; no transpose, label or star."""
        base, script = node.kids[0], unbrace(node.kids[1])
        if script.kind == "name" and script.value.base in ("T", "top") or script.kind == "symbol":
            self.refuse(node, "it drops a transpose")
        if script.kind == "group" and script.value == ("(", ")"):
            self.refuse(node, "it takes a label as a power")
        if base.kind == "name" and base.value == Name("e"):
            if "e" in self.scope.letters:
                self.refuse(base, "it takes e as Euler's number")
            return (node.kids[1],)
        return node.kids

    def product(self, node: Syntax) -> tuple[Any, ...]:
        """Factors; no call that may be a product, no quotient with a factor behind it."""
        if any(op not in OPERATORS for op in node.value):
            self.refuse(node, "it does not read this operator rightly")
        if any(a.kind == b.kind == "number" for a, b in zip(node.kids, node.kids[1:], strict=False)):
            self.refuse(node, "numbers stand side by side")
        if len(node.kids) > 2 and all(k.kind == "name" and k.value.base.isupper() for k in node.kids):
            self.refuse(node, "it takes a word as a product of letters")
        if "/" in node.value and len(node.value) > 1:
            self.refuse(node, "it puts a/b c as a/(b c)")
        for left, op, right in zip(node.kids, node.value, node.kids[1:], strict=False):
            called = left.kind in ("name", "sub", "prime") and right.kind == "group" and right.value != ("|", "|")
            if op == "" and called:
                self.refuse(node, "it takes f(x) as a call and f(x+1), f'(x) as products")
        for left, op in zip(node.kids, node.value, strict=False):
            if op and self.bare(left):
                self.refuse(node, "a function takes all that follows; write parentheses")
        first = node.kids[0]
        if first.kind == "frac" and _operator(first) is not None:
            if len(node.kids) != 2:
                self.refuse(node, "how far a derivative reaches is not certain")
            return (_operator(first), node.kids[1])
        return node.kids

    def quotient(self, node: Syntax) -> tuple[Any, ...]:
        if any(_begins(k) for k in node.kids):
            self.refuse(node, "only d/dx before one factor is read rightly")
        return node.kids

    def call(self, node: Syntax) -> tuple[Any, ...]:
        """A known function; a logarithm has its base, or is `\\ln`."""
        function, *arguments = node.kids
        head, script = function, None
        if function.kind in ("sub", "sup"):
            head, script = function.kids
        if head.kind != "name" or head.value.base not in FUNCTIONS or head.value.base in self.scope.functions:
            self.refuse(function, "it does not read this function rightly")
        based = function.kind == "sub"
        if head.value.base == "log" and not based:
            self.refuse(function, "it takes a logarithm without a base to base 10")
        if based and head.value.base != "log" or function.kind == "sup" and head.value.base in ("ln", "log", "exp"):
            self.refuse(function, "it does not read this function rightly")
        if self.bare(node) and not all(map(_plain, arguments)):
            self.refuse(node, "a function takes all that follows; write parentheses")
        return (*arguments, *([script] if script is not None else []))

    def bare(self, node: Syntax) -> bool:
        """Is it a function without parentheses, or a sign before one?"""
        while node.kind == "sign":
            node = node.kids[0]
        if node.kind != "call":
            return False
        between = self.source.text[node.kids[0].span.end : node.span.end].lstrip()
        return not between.startswith(("(", r"\left("))

    def big(self, node: Syntax) -> tuple[Any, ...]:
        """A sum or product from a start to an end."""
        body, lower, upper = node.kids[:3]
        start = unbrace(lower) if lower is not None else None
        if start is None or upper is None or node.value not in ("sum", "prod"):
            self.refuse(node, "it reads sums and products from a start to an end only")
        if start.kind != "relation" or start.value != ("=",) or start.kids[0].kind != "name":
            self.refuse(node, "it reads sums and products from a start to an end only")
        return (body, upper, *start.kids)


def _plain(node: Syntax) -> bool:
    """One factor, or letters and numbers side by side."""
    if node.kind == "term":
        return all(k.kind in ("name", "number", "sub") for k in node.kids) and not any(node.value)
    return node.kind not in ("sum", "sign", "relation", "call")


def _begins(node: Syntax) -> bool:
    """Does it begin with a d or ∂?"""
    node = unbrace(node)
    while node.kind in ("term", "sup"):
        node = unbrace(node.kids[0])
    return node.kind == "symbol" and node.value == "partial" or node.kind == "name" and node.value == Name("d")


def _operator(node: Syntax) -> Syntax | None:
    r"""The letter of `\frac{d}{dx}` or `\frac{\partial}{\partial x}`."""
    top, low = (unbrace(k) for k in node.kids)
    if top.kind in ("name", "symbol") and _begins(top) and low.kind == "term" and _begins(low) and len(low.kids) == 2:
        return low.kids[1] if low.kids[1].kind == "name" else None
    return None

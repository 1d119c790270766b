"""The state of one elaboration: letters and functions of the text, what is bound, the terms made, the guesses."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any, NoReturn

from sympy import Integer

from derive.errors import BroadcastError, ProductError, ReadError, ShapeError, Unsupported
from derive.expr.heads import Function, Letter, index
from derive.expr.names import GREEK, Name
from derive.expr.scope import Scope
from derive.read.indexing import Indexing, could_index, parts_of
from derive.read.literal import literals
from derive.read.mends import broadcast, mend
from derive.read.naming import unbrace, walk
from derive.read.origin import from_zero
from derive.read.survey import Survey
from derive.read.syntax import Syntax
from derive.read.terms import SCALAR, Binder, Callee, Info, Shape, Term, Unknown, find, from_tree, shown, unify
from derive.source import Place, Source

MOST_SIZES = 10_000


class Context:
    """What is known while one text is elaborated."""

    def __init__(self, source: Source, scope: Scope, survey: Survey, tree: Syntax) -> None:
        self.tree = tree
        self.source, self.scope, self.survey = source, scope, survey
        self.letters: dict[Name, Info] = {}
        self.callees: dict[Name, Callee] = {}
        self.bound: dict[Name, Binder] = {}
        self.open: set[Name] = set()  # indices of the left side of a definition: bound by no sum
        self.order: list[Term] = []
        self.guesses: list[str] = []
        self.told: list[str] = []  # guesses made before elaboration
        self.defined: set[Name] = set()
        self.arguments: dict[Name, list[Name]] = {}  # of functions that the text defines: `f(x, y) = …`
        self.sizes = _size_letters(scope)
        self.shaped = False  # does anything here have a shape?
        self.totals: set[Name] = set()  # left sides whose letter is a family on the right: `L = Σ L_i`
        self.rows_added: frozenset[Name] = frozenset()  # bold letters that are rows added to every row of a matrix
        self.written = literals(tree)  # bold letters that are given as a row or a column of numbers
        self.narrow = False  # are undeclared matrices before columns rows, so that their products are scalars?
        self.small = False  # is `W x`, of which nothing more is known, a product of scalars?
        self.sides_last = False  # is a letter that is a whole side what the other side is, before it is a scalar?
        self.tangled: set[Name] = set()  # letters whose derivatives are kept as written
        self.apart: frozenset[Name] = frozenset()  # letters that are two: with an index, and without
        self.families: dict[Name, Name] = {}  # what such a letter with an index is called
        self.rows = False  # are derivatives by vectors rows?
        self.dependents: frozenset[str] = frozenset()  # letters read as functions of what they are differentiated by
        self.bold = any(n.font == "bold" for n in survey.names)
        self.renamed: set[str] = set()  # plain names of the scope that this text spells without their font
        self.opaque: dict[Name, list[Info]] = {}
        self._fonts: dict[Name, dict[str, str]] = {}
        self._arities: dict[Name, set[int]] = {}
        self._plains: set[str] = set()  # of the first letters, as many as are counted
        self._counted = 0
        self._queue: list[Term] = []
        self._taken: set[str] | None = None  # plain names that no new size may have
        self._fresh: dict[str, int] = {}
        self.indexing = Indexing(self)
        self.from_zero = from_zero(self.tree, self.survey.subscripts)

    def fresh(self, tangled: set[Name]) -> Context:
        """The same text from its beginning, with more known about its derivatives."""
        other = Context(self.source, self.scope, self.survey, self.tree)
        other.guesses, other.rows, other.apart, other.tangled = list(self.told), self.rows, self.apart, tangled
        other.told, other.rows_added, other.narrow = list(self.told), self.rows_added, self.narrow
        other.small, other.sides_last = self.small, self.sides_last
        return other

    # ---- errors and guesses ----

    def place(self, node: Syntax) -> Place:
        """Where a node stands."""
        return Place(self.source, node.span)

    def text(self, node: Syntax) -> str:
        """The text of a node, cut where it is long."""
        text = self.source.text[node.span.start : node.span.end].strip()
        return text if len(text) <= 40 else text[:37] + "…"

    def unsupported(self, what: str, node: Syntax, help: str | None = None) -> NoReturn:
        """Raise: understood as `what`, which can't be read into a tree yet."""
        raise Unsupported(f"{what} can't be read yet: `{self.text(node)}`", self.place(node), help)

    def wrong(self, message: str, node: Syntax, help: str | None = None) -> NoReturn:
        """Raise: no reading is possible."""
        raise ReadError(message, self.place(node), help)

    def guess(self, sentence: str) -> None:
        """Record what was decided without a declaration, once."""
        if sentence not in self.guesses:
            self.guesses.append(sentence)

    # ---- terms ----

    def term(self, op: str, args: list[Term], node: Syntax, value: Any = None, shape: Shape | None = None) -> Term:
        """A new term, put after its arguments."""
        t = Term(op, args, value, shape, node)
        self.order.append(t)
        for a in args:
            a.above.append(t)
        return t

    def number(self, value: Any, node: Syntax) -> Term:
        """A number that is given as a tree."""
        return self.term("tree", [], node, value, SCALAR)

    def kept(self, latex: str, plain: str, args: list[Term], node: Syntax, shape: Shape | None = None) -> Term:
        """What is kept as written, without a value; `#1`, … stand for the arguments."""
        self.guess(f"`{self.text(node)}` is kept as written, without a value")
        return self.term("kept", args, node, (latex, plain), shape)

    # ---- names ----

    def key(self, name: Name) -> Name:
        """The name under which a letter is kept: fonts that tell nothing apart are left out."""
        core = Name(name.base, accents=name.accents)
        fonts = self._fonts.get(core)
        if fonts is None:
            fonts = self._fonts[core] = self._tell_apart(core)
        font = fonts.get(name.font, name.font)
        return name if font == name.font else replace(name, font=font)

    def _tell_apart(self, core: Name) -> dict[str, str]:
        """font -> font of the key, for one base with its accents."""
        found = [n for n in self.survey.names if n.base == core.base and n.accents == core.accents]
        fonts = sorted({n.font for n in found}, key=lambda f: (f != "", f))
        if len(fonts) < 2:
            return dict.fromkeys(fonts, "")
        if fonts == ["", "bold"] and (self._same_letter(core) or self._only_in_labels(core)):
            return {"": "", "bold": ""}
        return {f: ("" if k == 0 else f) for k, f in enumerate(fonts)}

    def _same_letter(self, core: Name) -> bool:
        """Is `v` in `v_i` the `\\mathbf v` of the same text?"""
        plain, bold = self.scope.letters.get(core.plain), self.scope.letters.get(replace(core, font="bold").plain)
        if plain is not None and bold is not None:
            return plain.shape == bold.shape
        if core in self.survey.whole and plain is None or plain is None and self._indexed_alike(core):
            return False
        return plain is None or bold is None and bool(plain.shape)

    def _only_in_labels(self, core: Name) -> bool:
        r"""Does the plain h of `\mathbf h_t = \mathbf W_{hh} \mathbf h_{t-1}` stand in labels alone?"""
        known = core.plain in self.scope.letters and core.plain not in self.sizes
        taken = core.plain in self.sizes and replace(core, font="bold") in self.survey.whole
        if known or taken or core.base in "ijklmnt":
            return False
        scripts = [unbrace(n.kids[1]) for n in walk(self.tree) if n.kind == "sub"]
        inside = {id(k) for s in scripts for k in ((s,) if s.kind == "name" else s.kids if s.kind == "term" else ())}
        return all(id(n) in inside for n in walk(self.tree) if n.kind == "name" and n.value == core)

    def _indexed_alike(self, core: Name) -> bool:
        r"""Are `\mathbf x_t` and `x_t` both there? Then they are two letters."""
        return bool(self.arities(core) & self.arities(replace(core, font="bold")))

    def arities(self, name: Name) -> set[int]:
        """With how many indices a letter stands."""
        counts = self._arities.get(name)
        if counts is None:
            found = [parts_of(s) for s in self.survey.subscripts.get(name, ())]
            pairs = (len(p) == 1 and p[0].kind == "number" and len(p[0].value) == 2 for p in found)  # `a_{11}`
            counts = {len(p) for p, pair in zip(found, pairs, strict=True) if not pair and all(map(could_index, p))}
            self._arities[name] = counts
        return counts

    def declared(self, name: Name) -> Letter | None:
        """The letter that the scope declares under this name, its plain name without a font that tells nothing."""
        if not self.scope.letters:
            return None
        key = self.key(name)
        bare = replace(name, font="") if name.font else name
        found = self.scope.letters.get(key.plain) or self.scope.letters.get(name.plain)
        if found is None and key.font == name.font != "" and bare.plain not in {n.plain for n in self.survey.names}:
            found = self.scope.letters.get(bare.plain)
        if found is None and name.font == "":
            found = self._in_bold(name)
        if found is None:
            return None
        if found.plain == key.plain:
            return found
        self.renamed.add(found.plain)
        return Letter(found.args[0], key.plain, found.args[2], found.args[3])

    def _in_bold(self, name: Name) -> Letter | None:
        """A vector or matrix declared in bold, of which `name` is written plain, as in `v_i` of `\\mathbf v`."""
        found = self.scope.letters.get(replace(name, font="bold").plain)
        return found if found is not None and found.shape else None

    def declared_function(self, name: Name) -> Function | None:
        """The function that the scope declares under this name."""
        return self.scope.functions.get(name.plain) or self.scope.functions.get(replace(name, font="").plain)

    def info(self, name: Name) -> Info:
        """The letter of this name, made where it is new."""
        key = self.key(name)
        found = self.letters.get(key)
        if found is not None:
            return found
        declared = self.declared(name)
        made = Info(name, self._own_plain(key), declared=declared)
        if declared is not None and made.plain != declared.plain:
            declared = made.declared = Letter(key.latex, made.plain, declared.args[2], declared.args[3])
        if declared is not None:
            made.shape = from_tree(declared.shape)
            made.role = "index" if "integer" in declared.assumptions else "letter"
            self.shaped = self.shaped or bool(declared.shape)
        elif (agreed := self._convention(name)) is not None:
            made.shape = agreed
            self.shaped = self.shaped or agreed != SCALAR
        elif name.base in ("0", "1") or name.font == "bold" or "vec" in name.accents:
            made.shape = (1, Unknown(True)) if name in self.rows_added else self.written.get(name, bold_shape(name))
            self.shaped = True
        elif (
            key in self.survey.sizes | self.survey.bound - self.indexing.indexed.keys()
            or key in self.indexing.genuine - self.indexing.indexed.keys()
        ):
            made.role, made.shape, made.declared = "index", SCALAR, self.sizes.get(key.plain)
        if made.declared is None and name.upper.strip("*+-†⊕"):
            self.guess(f"the superscript {name.upper} is a mark in a name, no power")
        self.letters[key] = made
        return made

    def _convention(self, name: Name) -> Shape | None:
        """The shape that the author's conventions give a letter of this style."""
        if not self.scope.conventions or name in self.survey.sizes | self.survey.bound | self.indexing.genuine:
            return None
        known = dict(self.scope.conventions)
        if len(name.base) > 1 and name.base not in GREEK or name.base in ("0", "1"):
            return None
        case = "upper" if name.base[0].isupper() else "lower"
        style = f"bold-{case}" if name.font == "bold" else "greek" if name.base in GREEK and "greek" in known else case
        kind = known.get(style) if name.font in ("", "bold") else None
        if kind is None or name.base == "I" or name == Name("d"):
            return None
        self.guess(f"{name.plain} is a {kind} by convention ({style})")
        many = (Unknown(True), Unknown(True))
        return SCALAR if kind == "scalar" else many if kind == "matrix" else (many[0], 1)

    def _own_plain(self, key: Name) -> str:
        """The plain name of a new letter; where another letter of the text has it (`x_1` beside `x^{(1)}`), its own."""
        taken = self._plains
        taken.update(info.plain for info in islice(reversed(self.letters.values()), len(self.letters) - self._counted))
        self._counted = len(self.letters)
        plain = own = key.plain
        if plain not in taken:
            return plain
        if key.upper:
            own = replace(key, upper=f"sup_{key.upper}").plain
        for k in range(2, len(taken) + 3):
            if own not in taken:
                break
            own = f"{plain}_{k}"
        self.guess(f"{key.latex} and another letter would both be called {plain}: it is {own}")
        return own

    def letter(self, name: Name, node: Syntax) -> Term:
        """A term that is this letter."""
        info = self.info(name)
        t = self.term("letter", [], node, info, info.shape)
        info.terms.append(t)
        return t

    def is_bound(self, name: Name) -> bool:
        """Does an enclosing sum bind this name?"""
        return name in self.bound

    def size_letter(self, name: Name) -> Any:
        """The size that a name stands for."""
        known = self.sizes.get(name.plain)
        if known is None:
            declared = self.scope.letters.get(name.plain)
            known = self.sizes[name.plain] = declared if declared is not None else index(name.latex)
        return known

    # ---- shapes ----

    def settle(self, t: Term, shape: Shape) -> bool:
        """Give a term a shape, or unify the one it has; whether that told something new. Raises: ShapeError."""
        if t.shape is not None:
            if t.shape is not shape:
                self.same(t.shape, shape, t)
            return False
        t.shape = shape
        self.touch(t)
        owner = t.value
        if isinstance(owner, (Info, Callee)) and owner.shape is None:
            owner.shape = shape
            for other in owner.terms:
                if other.shape is None:
                    other.shape = shape
                    self.touch(other)
        return True

    def touch(self, t: Term) -> None:
        """Put a term and those above it into the queue."""
        for x in (t, *t.above):
            if not x.queued:
                x.queued = True
                self._queue.append(x)

    def taken(self) -> Term | None:
        """The next term of the queue."""
        if not self._queue:
            return None
        t = self._queue.pop()
        t.queued = False
        return t

    def same(self, a: Shape, b: Shape, t: Term, other: Term | None = None) -> None:
        """Unify two shapes. Raises: ShapeError that names both."""
        if len(a) == len(b) and all(unify(x, y) for x, y in zip(a, b, strict=True)):
            return
        inner = bool(len(a) == len(b) == 1 and other is not None and t.shape and other.shape)  # of a product
        what = f"`{self.text(t.node)}` is {shown(t.shape if inner and t.shape else a)}"
        rest = f"{shown(b)} is needed"
        if other is not None:
            rest = f"`{self.text(other.node)}` is {shown(other.shape if inner and other.shape else b)}"
        ends = f", and {shown(a)} ≠ {shown(b)}" if inner else ""
        kind = ShapeError
        if other is not None and inner and not any(find(s) == 1 for s in (*(t.shape or ()), *(other.shape or ()))):
            kind = ProductError
        elif other is not None and not inner and broadcast(self.text, t, other):
            kind = BroadcastError
        raise kind(f"shapes do not match: {what}, {rest}{ends}", self.place(t.node), mend(self.text, t, other, inner))

    def resolved(self, shape: Shape, owner: str) -> tuple[Any, ...]:
        """A shape as the trees have it; sizes nobody knows become letters of their own."""
        if len(shape) == 2 and find(shape[0]) == 1 and find(shape[1]) == 1:
            return ()
        return tuple(self.size_tree(s, owner) for s in shape)

    def size_tree(self, size: Any, owner: str) -> Any:
        """A size as a tree."""
        size = find(size)
        if isinstance(size, Unknown):
            size.to = size = self._fresh_size(owner)
        return Integer(size) if isinstance(size, int) else size

    def _fresh_size(self, owner: str) -> Letter:
        if self._taken is None:
            self._taken = {i.plain for i in self.letters.values()} | set(self.sizes) | set(self.scope.letters)
        first = self._fresh[owner] = self._fresh.get(owner, -1) + 1
        for k in range(first, MOST_SIZES):
            name = Name("nm"[k], label=owner) if k < 2 else Name("n", label=f"{owner}_{k}")
            if name.plain not in self._taken:
                self._taken.add(name.plain)
                self._fresh[owner] = k
                found = index(name.latex)
                found = Letter(name.latex, name.plain, found.args[2], found.args[3])
                self.sizes[name.plain] = found
                self.guess(f"the size of {owner} is {found.plain}")
                return found
        raise AssertionError("no name is left for a size")


def bold_shape(name: Name) -> Shape:
    """The kind that bold says at once: a vector for a lower case letter, a matrix for a capital."""
    if name.base == "1":
        return (Unknown(), 1)
    if name.base == "0":
        return (Unknown(), Unknown())
    lower = name.base[:1].islower() or "vec" in name.accents
    return (Unknown(True), 1) if lower else (Unknown(True), Unknown(True))


def _size_letters(scope: Scope) -> dict[str, Any]:
    """The size letters that the scope's letters show."""
    found: dict[str, Any] = {}
    for x in scope.letters.values():
        for s in x.shape:
            for part in (s, *getattr(s, "args", ())):
                if isinstance(part, Letter):
                    found[part.plain] = part
    return found

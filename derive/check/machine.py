"""Statements of Python carried out by us on arrays, over `ast` and the allow-list of `interpreter`; never executed.

Assignments, loops over ranges and arrays, branches, tuples, dictionaries and calls of functions of the same text. What
is not understood makes the names that depend on it unknown. A name that nothing gave a value is asked for (`Need`).
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from derive.check.arrays import Misfit, Unknown
from derive.check.interpreter import place, value
from derive.check.unit_values import LOST, Env, is_array

MOST_STATEMENTS = 4_000  # of one run
MOST_CALLS = 12  # functions within functions
FLAGS = frozenset(("train", "training", "is_training", "train_mode"))


class _Signal(Exception):
    """`continue` or `break`."""


class Returned(Exception):
    """`return`, with the expression."""

    def __init__(self, of: ast.expr | None) -> None:
        super().__init__()
        self.of = of


@dataclass
class Machine:
    """Carries statements out. functions: those of the text; edited: expressions in the place of others, by `id`."""

    functions: Mapping[str, ast.FunctionDef]
    edited: Mapping[int, ast.expr] = field(default_factory=dict)
    tolerated: Callable[[str, Env], bool] = lambda name, env: False
    misfits: set[int] = field(default_factory=set)
    done: int = 0
    depth: int = 0
    made: int = 0

    def run(self, statements: Sequence[ast.stmt], env: Env) -> ast.expr | None:
        """Carry them out; the expression that they return."""
        try:
            self._block(statements, env)
        except Returned as r:
            return r.of
        return None

    def _block(self, statements: Sequence[ast.stmt], env: Env) -> None:
        for s in statements:
            self.done += 1
            if self.done > MOST_STATEMENTS:
                raise Unknown("a program that is too long")
            self._statement(s, env)

    def _statement(self, s: ast.stmt, env: Env) -> None:
        match s:
            case ast.Return(value=e):
                raise Returned(None if e is None else self._edited(e))
            case ast.Assign(targets=targets, value=e):
                for target in targets:
                    self._assign(target, self._edited(e), env)
            case ast.AnnAssign(target=target, value=ast.expr() as e):
                self._assign(target, e, env)
            case ast.AugAssign(target=target, op=op, value=e):
                new = self.edited.get(id(s))
                self._assign(target, ast.BinOp(load(target), op, self._edited(e)) if new is None else new, env)
            case ast.If(test=test, body=body, orelse=other):
                self._branch(test, body, other, env)
            case ast.For(target=target, iter=over, body=body):
                self._loop(target, over, body, env)
            case ast.With(body=body):
                self._block(body, env)
            case ast.Continue() | ast.Break():
                raise _Signal(type(s).__name__)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="append"), args=[e])):
                self._append(name, e, env)
            case ast.While() | ast.Try():
                self._lose(s, env)

    def _edited(self, e: ast.expr) -> ast.expr:
        return self.edited.get(id(e), e)

    def _lose(self, s: ast.stmt, env: Env) -> None:
        for n in ast.walk(s):
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store):
                env.lose(n.id)

    def _append(self, name: str, e: ast.expr, env: Env) -> None:
        if env.has(name) and isinstance(env[name], (list, tuple)):
            with_new = self.tried(e, env)
            env.give(name, [*env[name], with_new])

    # ---- assignments -----------------------------------------------------------------------------------------------

    def _assign(self, target: ast.expr, e: ast.expr, env: Env) -> None:
        if isinstance(target, (ast.Tuple, ast.List)) and isinstance(e, ast.Tuple) and len(target.elts) == len(e.elts):
            kept = [part for part, to in zip(e.elts, target.elts, strict=True) if not _itself(to, part, env)]
            target = ast.Tuple([to for part, to in zip(e.elts, target.elts, strict=True) if part in kept], ast.Store())
            found: Any = [self.tried(part, env) for part in kept]
        elif _itself(target, e, env):
            return
        else:
            found = self.tried(e, env, target)
        self._bind(target, found, env)

    def tried(self, e: ast.expr, env: Env, target: ast.expr | None = None) -> Any:
        """The value, or `LOST`. A misfit of shapes is lost only where that is tolerated."""
        try:
            return self.value(e, env)
        except Misfit:
            names = [n.id for n in ast.walk(target) if isinstance(n, ast.Name)] if target is not None else [""]
            if not self.tolerated(names[0], env):
                raise
            self.misfits.add(id(e))
        except Unknown:
            pass
        return LOST

    def _bind(self, target: ast.expr, found: Any, env: Env) -> None:
        match target:
            case ast.Name(id=name):
                if is_array(found) and not getattr(found, "size", 1):
                    raise Misfit("an array without entries")
                env.lose(name) if found is LOST else env.give(name, found)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for part, one in zip(parts, self._parted(found, len(parts)), strict=True):
                    self._bind(part, one, env)
            case ast.Subscript(value=ast.Name(id=name), slice=where):
                self._put(name, where, found, env)

    def _parted(self, found: Any, count: int) -> Sequence[Any]:
        import numpy as np

        if found is LOST:
            return [LOST] * count
        parts = list(found) if isinstance(found, (list, tuple)) or is_array(found) and np.ndim(found) else []
        if len(parts) != count:
            raise Misfit("not as many values as names")
        return parts

    def _put(self, name: str, where: ast.expr, found: Any, env: Env) -> None:
        import numpy as np

        if not env.has(name) and name in env.lost:
            return
        _ = name in env  # or it is asked for
        old = env.get(name)
        if found is LOST:
            env.lose(name)
        elif isinstance(old, dict):
            env.give(name, {**old, self._key(where, env): found})
        elif isinstance(old, (list, tuple)):
            k = self._key(where, env)
            if not isinstance(k, int) or not -len(old) <= k < len(old):
                raise Unknown("no place of a list")
            env.give(name, [found if j == k % len(old) else x for j, x in enumerate(old)])
        else:
            made = np.array(old, dtype=float)
            try:
                made[place(self._prepared(self._edited(where), env), made, env)] = found
            except (ValueError, IndexError, TypeError) as error:
                raise Misfit(str(error)) from None
            env.give(name, made)

    # ---- branches and loops ----------------------------------------------------------------------------------------

    def _branch(self, test: ast.expr, body: Sequence[ast.stmt], other: Sequence[ast.stmt], env: Env) -> None:
        try:
            holds = self._holds(test, env)
        except Misfit:
            raise
        except Unknown:
            for s in (*body, *other):
                self._lose(s, env)
            return
        self._block(body if holds else other, env)

    def _holds(self, test: ast.expr, env: Env) -> bool:
        import numpy as np

        match test:
            case ast.Compare(left=ast.Name(id=name), ops=[ast.Is() | ast.IsNot() as op]):
                return (env.has(name) and env[name] is None) == isinstance(op, ast.Is)
            case ast.Compare(left=ast.Name(id=name), ops=[ast.Eq()], comparators=[ast.Constant(value=str() as word)]):
                return bool(env[name] == word) if env.has(name) else "train" in word
            case ast.Name(id=name) if name in FLAGS and not env.has(name):
                return True
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                return not self._holds(inner, env)
            case ast.BoolOp(op=op, values=parts):
                found = (self._holds(p, env) for p in parts)
                return all(found) if isinstance(op, ast.And) else any(found)
        found_ = self.value(test, env)
        if not is_array(found_):
            return bool(found_)
        if np.size(found_) != 1:
            raise Unknown("a test of many values")
        return bool(np.ravel(found_)[0])

    def _loop(self, target: ast.expr, over: ast.expr, body: Sequence[ast.stmt], env: Env) -> None:
        try:
            rounds = list(self._each(over, env))
        except Misfit:
            raise
        except Unknown:
            for s in body:
                self._lose(s, env)
            return
        for one in rounds:
            self._bind(target, one, env)
            try:
                self._block(body, env)
            except _Signal as signal:
                if str(signal) == "Break":
                    return

    def _each(self, over: ast.expr, env: Env) -> Iterator[Any]:
        import numpy as np

        match over:
            case ast.Call(func=ast.Name(id="range" | "trange"), args=bounds):
                ends = [self.value(b, env) for b in bounds]
                if any(not is_array(b) or np.ndim(b) or b != round(float(b)) for b in ends):
                    raise Unknown("a range of what is no whole number")
                rounds = range(*(int(b) for b in ends))
                if len(rounds) > MOST_STATEMENTS:
                    raise Unknown("a loop that is too long")
                yield from (float(k) for k in rounds)
            case ast.Call(func=ast.Name(id="reversed"), args=[inner]):
                yield from list(self._each(inner, env))[::-1]
            case ast.Call(func=ast.Name(id="enumerate"), args=[inner]):
                yield from ((float(k), x) for k, x in enumerate(self._each(inner, env)))
            case ast.Call(func=ast.Name(id="zip"), args=parts):
                yield from zip(*(list(self._each(p, env)) for p in parts), strict=False)
            case _:
                found = self.value(over, env)
                if not isinstance(found, (list, tuple)) and not (is_array(found) and np.ndim(found)):
                    raise Unknown("a loop over what has no parts")
                yield from found

    # ---- expressions -----------------------------------------------------------------------------------------------

    def value(self, e: ast.expr, env: Env) -> Any:
        """The value of an expression: an array, a number, None, a text, a tuple or a dictionary. Raises: Unknown."""
        match e:
            case ast.Constant(value=None | str() as plain):
                return plain
            case ast.Dict(keys=keys, values=values):
                pairs = ((k, v) for k, v in zip(keys, values, strict=True) if k is not None)
                return {self._key(k, env): self.tried(v, env) for k, v in pairs}
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                return tuple(self.tried(p, env) for p in parts)
        e = self._prepared(e, env)
        if isinstance(e, ast.Name):
            if e.id not in env:
                raise Unknown(f"{e.id} is not known")
            return env[e.id]
        return value(e, env)

    def _key(self, e: ast.expr, env: Env) -> Any:
        import numpy as np

        found = self.value(e, env)
        if isinstance(found, str):
            return found
        if not is_array(found) or np.ndim(found) or found != round(float(found)):
            raise Unknown("a key that is no whole number")
        return int(found)

    def _prepared(self, e: ast.expr, env: Env) -> ast.expr:
        """The expression with calls of own functions, and entries of tuples, as names that have their values."""
        match e:
            case ast.Constant():
                return e
            case ast.Call(func=ast.Name(id=name)) if name in self.functions and not env.has(name):
                return self._named(self._called(self.functions[name], e, env), env)
            case ast.ListComp(elt=part, generators=[g]) | ast.GeneratorExp(elt=part, generators=[g]) if not g.ifs:
                return self._named(self._every(part, g, env), env)
            case ast.Lambda():
                raise Unknown("a function in an expression")
        made = type(e)(**{name: self._part(part, env) for name, part in ast.iter_fields(e)})
        if isinstance(made, ast.Subscript) and isinstance(made.value, ast.Name) and env.has(made.value.id):
            return self._entry(made, env[made.value.id], env)
        return made

    def _part(self, part: Any, env: Env) -> Any:
        if isinstance(part, list):
            return [self._part(p, env) for p in part]
        if isinstance(part, ast.keyword):
            return ast.keyword(part.arg, self._prepared(part.value, env))
        return self._prepared(part, env) if isinstance(part, ast.expr) else part

    def _entry(self, e: ast.Subscript, of: Any, env: Env) -> ast.expr:
        """An entry of a tuple, a list or a dictionary."""
        if not isinstance(of, (tuple, list, dict)):
            return e
        if isinstance(e.slice, ast.Slice) and not isinstance(of, dict):
            return self._named(of[place(e.slice, of, env)], env)
        try:
            return self._named(of[self._key(e.slice, env)], env)
        except (KeyError, IndexError, TypeError) as error:
            raise Unknown(str(error)) from None

    def _every(self, part: ast.expr, g: ast.comprehension, env: Env) -> tuple[Any, ...]:
        made = []
        for one in self._each(g.iter, env):
            self._bind(g.target, one, env)
            made.append(self.value(part, env))
        return tuple(made)

    def _named(self, found: Any, env: Env) -> ast.Name:
        if found is LOST:
            raise Unknown("what is not understood")
        self.made += 1
        env[f"·{self.made}"] = found
        return ast.Name(f"·{self.made}", ast.Load())

    def _called(self, f: ast.FunctionDef, call: ast.Call, env: Env) -> Any:
        """What a function of the text returns. A method shares the names of its object with its caller."""
        if self.depth >= MOST_CALLS:
            raise Unknown("functions within functions")
        method = bool(f.args.args) and f.args.args[0].arg == "self"
        own = [a.arg for a in f.args.args if a.arg not in ("self", "cls")]
        given = {n: self.value(a, env) for n, a in zip(own, call.args, strict=False)}
        given |= {str(k.arg): self.value(k.value, env) for k in call.keywords}
        rest = dict(zip(own[::-1], f.args.defaults[::-1], strict=False))
        given |= {n: self.value(e, env) for n, e in rest.items() if n not in given}
        if any(n not in given for n in own) or len(call.args) > len(own):
            raise Unknown(f"{f.name} takes other arguments")
        inner = Env({**(env if method else {}), **given}, env.lost if method else (), asks=method)
        self.depth += 1
        try:
            back = self.run(f.body, inner)
            return None if back is None else self.value(back, inner)
        finally:
            self.depth -= 1


def _itself(target: ast.expr, e: ast.expr, env: Env) -> bool:
    """Is an input given its own name (`W = self.params["W"]`)?"""
    return isinstance(target, ast.Name) and isinstance(e, ast.Name) and target.id == e.id and not env.has(e.id)


def load(target: ast.expr) -> ast.expr:
    """What an assignment gives a value, as an expression."""
    match target:
        case ast.Name(id=name):
            return ast.Name(name, ast.Load())
        case ast.Subscript(value=x, slice=where):
            return ast.Subscript(x, where, ast.Load())
    return target

"""Logarithms of functions that underflow, in forms that don't: ln softmax, ln σ, ln(1 − σ), ln(1 + e^u)."""

from __future__ import annotations

from typing import Any

from derive.expr.heads import Call, Function, Letter, Ones, Plus, RowSoftmax, Softmax, minus
from derive.numeric.emit import Emitter, Env, Work
from derive.numeric.special import shifted
from derive.numeric.values import ATOM, SUM, Value, wrapped


def stable_log(em: Emitter, e: Any, env: Env) -> Work | None:
    """The generator of ln e where there is a form that does not underflow; None for others."""
    e = _meant(em, e, env)
    match e:
        case Softmax(args=(u,)) | RowSoftmax(args=(u,)):
            return _log_softmax(em, u, env)
        case Call(args=(Function(plain="sigmoid", order=()), u)):
            return _softplus(em, u, env, "-", "-")
        case Plus(args=(one, rest)) if one == 1 or isinstance(one, Ones):
            if isinstance(rest, Call) and _is(rest, "exp"):
                return _softplus(em, rest.args[1], env, "", "")
            inner = _meant(em, minus(rest), env)
            if isinstance(inner, Call) and _is(inner, "sigmoid"):
                return _softplus(em, inner.args[1], env, "-", "")
    return None


def _is(e: Any, plain: str) -> bool:
    f = e.function
    return bool(f.plain == plain and f.kind == "elementary" and not f.order and len(e.args) == 2)


def _meant(em: Emitter, e: Any, env: Env) -> Any:
    """What a name stands for."""
    while isinstance(e, Letter) and e in em.names and e not in env:
        e = em.names[e]
    return e


def _log_softmax(em: Emitter, u: Any, env: Env) -> Work:
    """z − ln Σ e^z, shifted by the largest entry."""
    v = em.line((yield em.go(u, env)))
    if not v.rank:
        return Value("0", ATOM)
    z, _, total = shifted(em, v)
    return Value(f"{z.code} - np.log({total.code})", SUM, v.axes, v.core, v.batch)


def _softplus(em: Emitter, u: Any, env: Env, outer: str, inner: str) -> Work:
    """±ln(1 + e^{±u})."""
    v = yield em.go(u, env)
    code = f"{outer}np.logaddexp(0, {inner}{wrapped(v, ATOM) if inner else v.code})"
    return Value(code, SUM if outer else ATOM, v.axes, v.core, v.batch)

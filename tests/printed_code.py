"""Runs printed code: `python printed_code.py torch` takes [[source, values], …] as JSON and prints the gradients."""

from __future__ import annotations

import json
import sys
from typing import Any


def module(source: str) -> dict[str, Any]:
    space: dict[str, Any] = {}
    exec(compile(source, "<code>", "exec"), space)
    return space


def names(function: Any) -> tuple[str, ...]:
    return tuple(function.__code__.co_varnames[: function.__code__.co_argcount])


def gradients(space: dict[str, Any], values: dict[str, Any]) -> tuple[Any, ...]:
    forward, backward = space["forward"], space["backward"]
    out = forward(*(values[n] for n in names(forward)))
    out = out if isinstance(out, tuple) else (out,)
    text = values | dict(zip(returned(forward), out, strict=True))
    got = backward(*(text[n] for n in names(backward)))
    return got if isinstance(got, tuple) else (got,)


def returned(function: Any) -> tuple[str, ...]:
    """The names of the values that a function gives, from the source that was printed."""
    return tuple(function.returns)


def with_returns(space: dict[str, Any], source: str) -> dict[str, Any]:
    last = [row for row in source.split("def backward")[0].splitlines() if row.strip().startswith("return ")][-1]
    space["forward"].returns = [n.strip() for n in last.strip().removeprefix("return ").split(",")]
    return space


def tensors(library: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values as a library has them, of double precision."""
    if library == "torch":
        import torch

        return {k: torch.tensor(v, dtype=torch.float64) for k, v in values.items()}
    import jax

    jax.config.update("jax_enable_x64", True)
    return {k: jax.numpy.asarray(v, dtype="float64") for k, v in values.items()}


if __name__ == "__main__":
    programs = json.load(sys.stdin)
    found = [gradients(with_returns(module(s), s), tensors(sys.argv[1], values)) for s, values in programs]
    print(json.dumps([[g.tolist() for g in gs] for gs in found]))

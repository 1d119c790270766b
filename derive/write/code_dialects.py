"""The spellings of NumPy, PyTorch, JAX and TensorFlow."""

from __future__ import annotations

from dataclasses import dataclass, field

DIALECTS = ("numpy", "torch", "jax", "tensorflow")


@dataclass(frozen=True, slots=True)
class Dialect:
    """The spellings of a library. functions: of known functions of one argument; outer: an outer product; helpers: code
    of functions that the library lacks, by name; truth: how a comparison becomes numbers."""

    name: str
    imports: tuple[str, ...]
    module: str
    outer: str
    truth: str
    functions: dict[str, str]
    helpers: dict[str, str] = field(default_factory=dict)


SIGMOID = "def sigmoid(z):\n    return 1 / (1 + np.exp(-z))\n"
SOFTMAX = """def softmax(z):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
"""
COMMON = ("exp", "log", "sin", "cos", "tan", "tanh", "sinh", "cosh", "sqrt", "abs", "sign")


def _spelled(module: str, **more: str) -> dict[str, str]:
    return {**{n: f"{module}.{n}({{0}})" for n in COMMON}, **more}


_ROWS = (
    Dialect("numpy", ("import numpy as np",), "np", "np.outer({0}, {1})", "({0})",
            _spelled("np", sigmoid="sigmoid({0})", relu="np.maximum({0}, 0)", softmax="softmax({0})",
                     softplus="np.logaddexp(0, {0})", max="np.maximum({0}, {1})", min="np.minimum({0}, {1})"),
            {"sigmoid": SIGMOID, "softmax": SOFTMAX}),
    Dialect("torch", ("import torch",), "torch", "torch.outer({0}, {1})", "({0})",
            _spelled("torch", sigmoid="torch.sigmoid({0})", relu="torch.relu({0})",
                     softmax="torch.softmax({0}, dim=-1)", softplus="torch.nn.functional.softplus({0})",
                     max="torch.maximum({0}, {1})",
                     min="torch.minimum({0}, {1})")),
    Dialect("jax", ("import jax", "import jax.numpy as jnp"), "jnp", "jnp.outer({0}, {1})", "({0})",
            _spelled("jnp", sigmoid="jax.nn.sigmoid({0})", relu="jax.nn.relu({0})", softmax="jax.nn.softmax({0})",
                     softplus="jax.nn.softplus({0})", max="jnp.maximum({0}, {1})", min="jnp.minimum({0}, {1})")),
    Dialect("tensorflow", ("import tensorflow as tf",), "tf", "tf.tensordot({0}, {1}, axes=0)",
            "tf.cast({0}, tf.float64)",
            _spelled("tf.math", sigmoid="tf.sigmoid({0})", relu="tf.nn.relu({0})", softmax="tf.nn.softmax({0})",
                     softplus="tf.math.softplus({0})", max="tf.maximum({0}, {1})", min="tf.minimum({0}, {1})")),
)  # fmt: skip
BY_NAME = {d.name: d for d in _ROWS}

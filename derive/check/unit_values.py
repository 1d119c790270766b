"""The values of names while code is carried out: which are known, which are lost, which are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from derive.check.flat import PLAIN
from derive.check.interpreter import MODULES


def is_array(x: Any) -> bool:
    """Is it a number or an array, no text, tuple or dictionary?"""
    import numpy as np

    return isinstance(x, (float, int, np.ndarray, np.generic))


class Need(Exception):
    """A name whose value is asked for and that nothing gave."""


class Env(dict[str, Any]):
    """The values of names; lost: names that were assigned what is not understood."""

    def __init__(self, given: Mapping[str, Any], lost: Iterable[str] = (), asks: bool = True) -> None:
        super().__init__(given)
        self.lost, self.asks = set(lost), asks

    def __contains__(self, name: object) -> bool:
        if super().__contains__(name):
            return True
        if self.asks and isinstance(name, str) and not {name} & (self.lost | MODULES | PLAIN):
            raise Need(name)
        return False

    def has(self, name: str) -> bool:
        """Has it a value?"""
        return super().__contains__(name)

    def give(self, name: str, found: Any) -> None:
        self.lost.discard(name)
        self[name] = found

    def lose(self, name: str) -> None:
        self.pop(name, None)
        self.lost.add(name)


class _Lost:
    """The value of what is not understood."""


LOST = _Lost()

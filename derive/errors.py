"""The errors of `derive`. Each says what was expected, what was found, where, and what to do.

Every public function raises a subclass of `DeriveError` on bad input and nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derive.source import Place


class DeriveError(Exception):
    """Base of all errors: one line in `str(e)`; `e.picture()` adds the source line and a caret.

    message: what is wrong, on one line; place: where in the text, if known; help: what to do about it.
    """

    def __init__(self, message: str, place: Place | None = None, help: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.help = help

    def __str__(self) -> str:
        where = f"  ({self.place.label()})" if self.place and self.place.source.name else ""
        return self.message + where

    def picture(self) -> str:
        """The message, the source line with a caret under the place, and the help, each on its own lines."""
        parts = [str(self)]
        if self.place:
            parts.append(self.place.picture())
        if self.help:
            parts.append(f"  help: {self.help}")
        return "\n".join(parts)


class ReadError(DeriveError):
    """The text is not a formula that can ever be read: unbalanced, unknown characters, past a limit."""


class Unsupported(DeriveError):
    """The text is understood, but `derive` can't do this with it yet."""


class ShapeError(DeriveError):
    """Shapes that do not fit; the message names both."""


class ProductError(ShapeError):
    """A product of two matrices, neither a row nor a column, whose inner sizes differ."""


class BroadcastError(ShapeError):
    """A vector that is added to a matrix: to every row or every column of it, as code and many texts mean it."""


class SquareError(ShapeError):
    """A matrix that is not square where only a square one has a meaning: an inverse, a trace, a determinant."""


class DomainError(DeriveError):
    """A value outside the domain of a function, or an assumption that is needed and not given."""


class UsageError(DeriveError):
    """A call with arguments that make no sense: an unknown name, `wrt` that is no letter, a missing file."""

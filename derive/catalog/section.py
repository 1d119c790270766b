"""Several derivations under one title."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derive.api import Derivation
    from derive.verdicts import Verdict
    from derive.write.document import Page


@dataclass(frozen=True, slots=True)
class Section:
    """Derivations that belong together: a row of the catalog, or the gradients by several variables.

    lead: the adjoints that gradients of a program rest on, as (δ, derivation of ∂L/∂z), the last name first.
    """

    derivations: tuple[Derivation, ...]
    name: str = ""
    title: str = ""
    prose: str = ""
    lead: tuple[tuple[Any, Derivation], ...] = ()

    @property
    def all(self) -> tuple[Derivation, ...]:
        """Everything that is shown and checked: adjoints, then the derivations."""
        return (*(d for _, d in self.lead), *self.derivations)

    def __iter__(self) -> Iterator[Derivation]:
        return iter(self.derivations)

    def __len__(self) -> int:
        return len(self.derivations)

    def __getitem__(self, k: int) -> Derivation:
        return self.derivations[k]

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader should know beside it, each once."""
        return tuple(dict.fromkeys(n for d in self.derivations for n in d.notes))

    def verify(self, seed: int = 0, samples: int = 50) -> Verdict:
        """The worst verdict of the derivations (`.links` has each)."""
        from derive.verdicts import worst

        return worst((d.verify(seed, samples) for d in self.all), seed)

    def latex(self, detail: str = "normal") -> str:
        """The aligned blocks, with blank lines between."""
        return "\n\n".join([*self._overview(to_latex=True), *(d.latex(detail) for d in self.all)])

    def code(self, dialect: str = "numpy") -> str:
        """`forward`, `backward` and `update` as code of numpy, torch, jax or tensorflow.

        Raises: UsageError for another dialect or gradients by entries, Unsupported for what has no spelling there.
        """
        from derive.api_code import source

        return source(self.derivations, self.lead, dialect)

    def text(self, detail: str = "normal") -> str:
        """Plain text, for a terminal."""
        from derive.write.document import pages
        from derive.write.document_plain import plain
        from derive.write.text import said

        parts = [self.title, fill(_plain(self.prose))] if self.title else []
        kernels = [d.kernel for d in self.all]
        made = map(plain, pages(kernels, [None] * len(kernels), detail, said))
        return "\n\n".join([*parts, *self._overview(to_latex=False), *made])

    def markdown(
        self, target: str | None = None, detail: str = "normal", check: bool = True, seed: int = 0, samples: int = 50
    ) -> str:
        """A section for a post: title, a few words, and each derivation."""
        from derive.write.markdown import document
        from derive.write.markdown import target as named

        to = named(target)
        head = [to.shown(block) + "\n" for block in self._overview(to_latex=True)]
        return "\n".join([*head, document(self._pages(detail, check, seed, samples), to, self.title, self.prose)])

    def html(self, detail: str = "normal", check: bool = True, seed: int = 0, samples: int = 50) -> str:
        """A page of its own in one file, which needs no network: formulas as MathML, the rules explained below."""
        from derive.write.html import document

        return document(self._pages(detail, check, seed, samples), self.title, self.prose)

    def _pages(self, detail: str, check: bool, seed: int, samples: int) -> list[Page]:
        from derive.write.document import pages

        verdicts = [d.verify(seed, samples) if check else None for d in self.all]
        return pages([d.kernel for d in self.all], verdicts, detail)

    def to_dict(self, check: bool = True, seed: int = 0, samples: int = 50) -> dict[str, Any]:
        """The JSON: of a single derivation that derivation itself with its name, else the list of them."""
        made = [d.to_dict(check, seed, samples) for d in self.derivations]
        lead = [{"name": x.plain, **d.to_dict(check, seed, samples)} for x, d in self.lead]
        named = {"name": self.name, "title": self.title}
        if len(made) == 1:
            return {**made[0], **(named if self.name else {})}
        return {"schema": 1, **named, "derivations": made, "adjoints": lead, "values": {}, "pictures": []}

    def _overview(self, to_latex: bool) -> list[str]:
        """The lines of the backward pass with their shapes, in the order in which they are computed."""
        if not self.lead:
            return []
        from derive.write.document_backward import latex_lines, text_lines

        rows = [(x, d.kernel) for x, d in self.lead] + [(None, d.kernel) for d in self.derivations]
        return [latex_lines(rows) if to_latex else text_lines(rows)]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What Jupyter shows: Markdown, LaTeX or text."""
        blocks = [f"$$\n{d.latex()}\n$$" for d in self.derivations]
        return {"text/plain": self.text(), "text/markdown": self.markdown(), "text/latex": "\n\n".join(blocks)}

    def __str__(self) -> str:
        return self.text()


def _plain(prose: str) -> str:
    """Prose for a terminal."""
    from derive.write.symbols import spoken

    return "".join(spoken(p) if k % 2 else p for k, p in enumerate(prose.split("$")))

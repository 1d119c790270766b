"""Several derivations under one title, with the tables, numbers, code and pictures that belong to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.catalog.parts import Claimed, Derived, Facts, Judged, Numbers, Part, Passed, Picture, Quantities
from derive.errors import UsageError

if TYPE_CHECKING:
    from derive.api.derivations import Derivation
    from derive.numeric.several import Several
    from derive.verdicts import Verdict
    from derive.write.document import Page


@dataclass(frozen=True, slots=True)
class Section:
    """Derivations that belong together: a row of the catalog, or the gradients by several variables.

    lead: the adjoints that gradients of a program rest on, as (δ, derivation of ∂L/∂z), the last name first;
    parts: everything in the order of reading, by default the backward pass and the derivations; extra: derivations
    among the parts that support the others.
    """

    derivations: tuple[Derivation, ...]
    name: str = ""
    title: str = ""
    prose: str = ""
    lead: tuple[tuple[Any, Derivation], ...] = ()
    parts: tuple[Part, ...] = ()
    extra: tuple[Derivation, ...] = ()

    def __post_init__(self) -> None:
        if not self.parts:
            object.__setattr__(self, "parts", plain_parts(self.derivations, self.lead))

    @property
    def all(self) -> tuple[Derivation, ...]:
        """Everything that is derived: adjoints, the derivations, then what supports them."""
        return (*(d for _, d in self.lead), *self.derivations, *self.extra)

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

    @property
    def values(self) -> dict[str, Any]:
        """The numbers of the section by plain names."""
        found: dict[str, Any] = {}
        for p in self.parts:
            match p:
                case Numbers(values):
                    found |= {name: v for name, _, v in values}
                case Passed(_, numbers):
                    found |= dict(numbers)
                case Quantities():
                    found |= {f"{q.letter.plain}{p.suffix}": q.value for q in p.rows if q.value is not None}
        return found

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """What can be drawn, the first one first."""
        return tuple(p for p in self.parts if isinstance(p, Picture))

    def verdicts(self, seed: int = 0, samples: int = 50) -> tuple[Verdict, ...]:
        """One for each derivation, claim and judged sentence."""
        said = [d.verify(seed, samples) for d in self.all]
        said += [p.verdict(seed, samples) for p in self.parts if isinstance(p, Claimed)]
        said += [v for p in self.parts if isinstance(p, Facts) for _, _, v in p.rows if v is not None]
        return (*said, *(p.verdict for p in self.parts if isinstance(p, Judged)))

    def verify(self, seed: int = 0, samples: int = 50) -> Verdict:
        """The worst verdict of derivations, claims and sentences (`.links` has each)."""
        from derive.verdicts import worst

        whole = worst(self.verdicts(seed, samples), seed)
        errors = [e for d in self.all if (e := d.verify(seed, samples).error) is not None]
        return replace(whole, error=max(errors)) if errors else whole

    def code(self, dialect: str = "numpy") -> str:
        """`forward`, `backward` and `update` as code of numpy, torch, jax or tensorflow.

        Raises: UsageError for another dialect or gradients by entries, Unsupported for what has no spelling there.
        """
        from derive.api.code import source

        return source(self.derivations, self.lead, dialect)

    def numpy(self) -> Several:
        """The value of the formula and all gradients as one function that shares their parts: gives a tuple, the value
        first; `.fixed(X=…)` is the function of the other letters, with what depends on X alone computed once.

        Raises: Unsupported where the derivations are of different formulas, or what can't be evaluated.
        """
        from derive.api.code import together

        return together(self.derivations, self.lead)

    # ---- showing ----

    def latex(self, detail: str = "normal") -> str:
        """The aligned blocks, with blank lines between."""
        return "\n\n".join([*self._overview(), *(d.latex(detail) for d in self.all)])

    def text(self, detail: str = "normal") -> str:
        """Plain text, for a terminal."""
        from derive.write.document_section import text

        return text(self, detail)

    def markdown(
        self, target: str | None = None, detail: str = "normal", check: bool = True, seed: int = 0, samples: int = 50,
        pictures: Mapping[str, str] | None = None,
    ) -> str:  # fmt: skip
        """A section for a post. pictures: where the files of its pictures are, by name; the others are left out."""
        from derive.write.document_section import markdown
        from derive.write.markdown import target as named

        made = self.pages(detail, check, seed, samples)
        return markdown(self, made, named(target), self._judged(check, seed, samples), pictures or {})

    def html(self, detail: str = "normal", check: bool = True, seed: int = 0, samples: int = 50) -> str:
        """A page of its own in one file, which needs no network: formulas as MathML, the rules explained below."""
        from derive.write.html_section import page

        return page(self, self.pages(detail, check, seed, samples), self._judged(check, seed, samples))

    def picture(self, file: str | Path) -> tuple[str, ...]:
        """Draw the pictures as SVG or PNG: the first as `file`, the others with their names added. Gives the paths.

        Raises: UsageError for a section without pictures or another ending, Unsupported without matplotlib.
        """
        from derive.write.picture_plot import save

        paths = self.picture_paths(file)
        for p, path in zip(self.pictures, paths.values(), strict=True):
            save(p.draw(), path)
        return tuple(paths.values())

    def picture_paths(self, file: str | Path) -> dict[str, str]:
        """Where `picture(file)` puts each picture, by name."""
        if not self.pictures:
            raise UsageError(f"{self.name or 'this derivation'} has no picture")
        path = Path(file)
        others = {p.name: str(path.with_name(f"{path.stem}-{p.name}{path.suffix}")) for p in self.pictures[1:]}
        return {self.pictures[0].name: str(path), **others}

    def pages(self, detail: str, check: bool, seed: int, samples: int) -> dict[int, Page]:
        """The layout of every derivation that is shown, by its place among the parts."""
        from derive.write.document import pages

        places = [k for k, p in enumerate(self.parts) if isinstance(p, Derived)]
        shown = [self.parts[k].derivation for k in places]  # type: ignore[union-attr]
        verdicts = [d.verify(seed, samples) if check else None for d in shown]
        return dict(zip(places, pages([d.kernel for d in shown], verdicts, detail), strict=True))

    def _judged(self, check: bool, seed: int, samples: int) -> dict[int, Verdict]:
        """The verdicts of claims and sentences by their places; none where nothing is checked."""
        if not check:
            return {}
        claims = {k: p.verdict(seed, samples) for k, p in enumerate(self.parts) if isinstance(p, Claimed)}
        return claims | {k: p.verdict for k, p in enumerate(self.parts) if isinstance(p, Judged)}

    def to_dict(self, check: bool = True, seed: int = 0, samples: int = 50,
                pictures: Mapping[str, str] | None = None) -> dict[str, Any]:  # fmt: skip
        """The JSON: of a single derivation that derivation itself with its name, else the list of them."""
        from derive.verdicts import plain
        from derive.write.document_section import claims

        made = [d.to_dict(check, seed, samples) for d in self.derivations]
        named = {"name": self.name, "title": self.title}
        drawn = [(pictures or {})[p.name] for p in self.pictures if p.name in (pictures or {})]
        more = {"values": plain(self.values), "pictures": drawn}
        if said := claims(self, self._judged(check, seed, samples)):
            more["claims"] = said
        if len(made) == 1 and not self.lead:
            values = {"values": more["values"]} if more["values"] else {}
            return {**made[0], **({**named, **more} if self.name else values)}
        lead = [{"name": x.plain, **d.to_dict(check, seed, samples)} for x, d in self.lead]
        if len(made) == 1 and not self.name:
            return {**made[0], "adjoints": lead, "values": more["values"]}
        return {"schema": 1, **named, "derivations": made, "adjoints": lead, **more}

    def _overview(self) -> list[str]:
        """The lines of the backward pass with their shapes, in the order in which they are computed."""
        from derive.write.document_backward import latex_lines

        found = (p for p in self.parts if isinstance(p, Passed))
        return [latex_lines([(x, d.kernel) for x, d in p.rows], [v for _, v in p.numbers]) for p in found]

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """What Jupyter shows: Markdown, LaTeX or text."""
        blocks = [f"$$\n{d.latex()}\n$$" for d in self.derivations]
        return {"text/plain": self.text(), "text/markdown": self.markdown(), "text/latex": "\n\n".join(blocks)}

    def __str__(self) -> str:
        return self.text()

    __repr__ = __str__


def plain_parts(found: tuple[Derivation, ...], lead: tuple[tuple[Any, Derivation], ...]) -> tuple[Part, ...]:
    """The backward pass, where there is one, then every derivation."""
    if not lead:
        return tuple(map(Derived, found))
    rows = (*lead, *((None, d) for d in found))
    return Passed(rows), *(Derived(d) for _, d in rows)

"""Conventions of an author: `derive.toml`, or `[tool.derive]` in `pyproject.toml`, or a dictionary.

    bold-lower = "vector"     # \\mathbf x; also bold-upper, lower, upper, greek
    upper = "matrix"          # W
    let = ["X: n x d rows"]   # declarations that always hold

They say what an undeclared letter is; a declaration in the call or in the text itself is stronger.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from derive.errors import DeriveError, UsageError
from derive.expr.scope import Let, Scope, parse_let

STYLES = ("bold-lower", "bold-upper", "lower", "upper", "greek")
KINDS = ("scalar", "vector", "matrix")
FILES = ("derive.toml", "pyproject.toml")


def conventions(given: Mapping[str, Any] | str | Path, let: Let | None = None) -> Scope:
    """The scope that conventions make, with declarations on top: what `let=` of every function takes.

    given: a dictionary such as `{"upper": "matrix"}`, or the path of a file, or of a directory in or above
    which one is looked for. Raises: UsageError that says what is wrong in which file.
    """
    if isinstance(given, Mapping):
        return parse_let(let, _scope(given, "conventions"))
    path = Path(given)
    file = find(path) if path.is_dir() else path
    return parse_let(let, _scope(_table(file), str(file)) if file is not None else Scope())


def beside(document: str | Path, let: Let | None = None) -> Scope:
    """The conventions that hold for a document: of its folder or the nearest above it, with declarations on top.

    What a command that reads a file (`check`, `build`) takes as its `let`. Raises: UsageError as `conventions`.
    """
    folder = Path(document).resolve()
    return conventions(folder if folder.is_dir() else folder.parent, let)


def find(directory: Path) -> Path | None:
    """The nearest file with conventions, in a directory or above it; None where there is none."""
    for folder in (directory.resolve(), *directory.resolve().parents):
        for name in FILES:
            path = folder / name
            if path.is_file() and (name == "derive.toml" or _section(path) is not None):
                return path
    return None


def _section(path: Path) -> Mapping[str, Any] | None:
    """`[tool.derive]` of a pyproject.toml; a file that is no TOML is not ours to complain about."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
    section = found.get("derive") if isinstance(found, dict) else None
    return section if isinstance(section, dict) else None


def _table(path: Path) -> Mapping[str, Any]:
    """What a file says. Raises: UsageError with the line, as TOML's reader gives it."""
    if path.name == "pyproject.toml":
        return _section(path) or {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as e:
        raise UsageError(f"{path} can't be read: {e.strerror}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{path} is no text in UTF-8") from None
    except tomllib.TOMLDecodeError as e:
        raise UsageError(f"{path} is no TOML: {e}", help='a line is a key and a value: upper = "matrix"') from None


def _scope(table: Mapping[str, Any], where: str) -> Scope:
    kinds: dict[str, str] = {}
    for key, value in table.items():
        if key == "let":
            continue
        if key not in STYLES:
            near = get_close_matches(str(key), [*STYLES, "let"], 1)
            help = f"did you mean {near[0]}?" if near else f"known: {', '.join((*STYLES, 'let'))}"
            raise UsageError(f"{where}: {key!r} is no convention", help=help)
        if value not in KINDS:
            raise UsageError(f"{where}: {key} is {value!r}, expected one of {', '.join(KINDS)}")
        kinds[key] = value
    try:
        base = parse_let(_let(table.get("let"), where))
    except DeriveError as e:
        raise UsageError(f"{where}: in `let`: {e.message}", help=e.help) from None
    return replace(base, conventions=tuple(sorted(kinds.items())))


def _let(found: Any, where: str) -> Let | None:
    texts = found if isinstance(found, list) else [found]
    if found is None or isinstance(found, Mapping) or all(isinstance(t, str) for t in texts):
        return found
    raise UsageError(f"{where}: let is {found!r}, expected a text, a list of texts or a table")

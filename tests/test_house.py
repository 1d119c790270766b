"""The house: files import from their own floor or below, nodes are rewritten in one place, no user text is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "derive"
FILES = sorted(p.relative_to(HOUSE).as_posix() for p in HOUSE.rglob("*.py"))

FLOORS = (
    (5, ("write/markdown*", "write/html*", "write/json*", "write/notebook*", "write/picture*", "write/document*")),
    (0, ("errors.py", "source.py", "files.py", "version.py")),
    (2, ("expr/border*",)),
    (1, ("expr/*",)),
    (2, ("notation.py", "notation_row.py", "notation_special.py", "read/*", "write/*", "numeric/*")),
    (3, ("conventions.py", "expression.py", "opaque.py", "redefined.py", "rules/*")),
    (4, ("describe.py", "understood.py")),
    (4, ("derivation.py", "plans*", "verdicts.py", "judge/*", "graph/*")),
    (5, ("catalog/*", "build.py", "explain/*", "check/*", "api/*")),
    (6, ("cli/*", "__main__.py", "__init__.py")),
)
HOOKS = {"derive.write.latex", "derive.write.text"}  # the heads print themselves through the writers, when called
SYMPY = {"Basic", "Integer", "Rational", "S", "Tuple", "Str"}  # inert parts of SymPy that every floor may use
# stock SymPy's algebra and polynomials
BORDER = ("expr/border.py", "expr/border_back.py", "expr/border_roots.py", "expr/polynomials.py", "expr/rational.py")


def floor(file: str) -> int:
    """The floor of a file: the first pattern that fits."""
    for number, patterns in FLOORS:
        if any(fnmatch(file, p) for p in patterns):
            return number
    raise AssertionError(f"derive/{file} stands on no floor: give it one in FLOORS")


def tree(file: str) -> ast.Module:
    return ast.parse((HOUSE / file).read_text(encoding="utf-8"))


def imports(node: ast.AST, file: str) -> Iterator[tuple[str, str, int]]:
    """(module, name, line) of everything imported below a node; what only the type checker sees is left out."""
    for child in ast.iter_child_nodes(node):
        match child:
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                continue
            case ast.Import(names=names):
                yield from ((a.name, "", child.lineno) for a in names)
            case ast.ImportFrom(module=module, names=names, level=0):
                yield from ((module or "", a.name, child.lineno) for a in names)
            case ast.ImportFrom():
                raise AssertionError(f"derive/{file}:{child.lineno}: imports are absolute")
        yield from imports(child, file)


def target(module: str, name: str) -> str | None:
    """The file of `derive` that an import reads, if it is one."""
    if module != "derive" and not module.startswith("derive."):
        return None
    base = module.split(".")[1:]
    for parts in ([*base, name], base):
        path = "/".join(parts)
        for candidate in (f"{path}.py", f"{path}/__init__.py") if path else ("__init__.py",):
            if candidate in FILES:
                return candidate
    return None


@pytest.mark.parametrize("file", FILES)
def test_imports_only_from_its_floor_or_below(file: str) -> None:
    here = floor(file)
    for module, name, line in imports(tree(file), file):
        other = target(module, name)
        if other is None or (here == 1 and module in HOOKS):
            continue
        assert floor(other) <= here, f"derive/{file}:{line} (floor {here}) imports {other} (floor {floor(other)})"


@pytest.mark.parametrize("file", FILES)
def test_stock_algebra_only_beyond_the_border(file: str) -> None:
    if file in BORDER:
        return
    for module, name, line in imports(tree(file), file):
        if module == "sympy" or module.startswith("sympy."):
            assert name in SYMPY, f"derive/{file}:{line}: {name or module} of SymPy belongs beyond {BORDER[0]}"


def calls(file: str) -> Iterator[tuple[str, ast.Call]]:
    """(name called, the call): `f(…)` gives f, `a.f(…)` gives .f"""
    for node in ast.walk(tree(file)):
        match node:
            case ast.Call(func=ast.Name(id=name)):
                yield name, node
            case ast.Call(func=ast.Attribute(attr=name)):
                yield f".{name}", node


@pytest.mark.parametrize("file", FILES)
def test_nodes_are_rewritten_only_in_trees(file: str) -> None:
    if file in ("expr/trees.py", *BORDER):
        return
    for name, call in calls(file):
        starred = any(isinstance(a, ast.Starred) for a in call.args)
        assert not (name == ".func" and starred), f"derive/{file}:{call.lineno}: nodes are rebuilt in expr/trees.py"
        assert name not in (".subs", ".xreplace", ".doit", ".evalf"), f"derive/{file}:{call.lineno}: {name} on a tree"
        if name == ".replace":  # of a text it has two or three texts or names of texts; of a tree, it is not allowed
            assert not any(isinstance(a, ast.Lambda) for a in call.args), f"derive/{file}:{call.lineno}: {name}"


@pytest.mark.parametrize("file", FILES)
def test_nothing_simplifies(file: str) -> None:
    for name, call in calls(file):
        assert name.lstrip(".") not in ("simplify", "nsimplify", "trigsimp", "radsimp"), f"derive/{file}:{call.lineno}"


@pytest.mark.parametrize("file", FILES)
def test_no_text_is_executed(file: str) -> None:
    ours = {name for module, name, _ in imports(tree(file), file) if module.startswith("derive.")}
    banned = {"eval", "exec", "compile", "__import__", "sympify", "parse_expr", "lambdify", ".sympify", ".parse_expr"}
    for name, call in calls(file):
        if name in ("exec", "compile") and fnmatch(file, "numeric/compile*.py"):
            continue  # the source that the compiler wrote itself from a tree
        assert name not in banned - ours, f"derive/{file}:{call.lineno}: {name}"
    for module, _, line in imports(tree(file), file):
        assert module.split(".")[0] not in ("pickle", "marshal", "shelve", "subprocess", "ctypes"), f"{file}:{line}"


@pytest.mark.parametrize("file", FILES)
def test_no_bare_except_no_assert_on_input(file: str) -> None:
    for node in ast.walk(tree(file)):
        assert not (isinstance(node, ast.ExceptHandler) and node.type is None), f"derive/{file}:{node.lineno}"


@pytest.mark.parametrize("file", [p.relative_to(ROOT).as_posix() for p in sorted(ROOT.glob("[!.]*/**/*.py"))
                                  if "node_modules" not in p.parts and "build" not in p.parts])  # fmt: skip
def test_files_are_short(file: str) -> None:
    lines = (ROOT / file).read_text(encoding="utf-8").count("\n")
    assert lines <= 400, f"{file} has {lines} lines: split it by meaning"


def test_the_compiler_alone_executes_and_once() -> None:
    runs = [f"{f}:{c.lineno}" for f in FILES for name, c in calls(f) if name == "exec"]
    assert len(runs) <= 1, f"generated source is executed in one place: {runs}"


def test_the_start_imports_nothing_heavy() -> None:
    """What `derive --help` reads: no SymPy, NumPy, rich or click at module level of the entry point."""
    heavy = {"sympy", "numpy", "rich", "click", "mpmath"}
    for file in ("__init__.py", "__main__.py", "cli/__init__.py", "cli/overview.py", "version.py"):
        top = [n for n in tree(file).body if isinstance(n, (ast.Import, ast.ImportFrom))]
        names = {(a.name if isinstance(n, ast.Import) else n.module or "").split(".")[0] for n in top for a in n.names}
        assert not names & heavy, f"derive/{file} imports {names & heavy}"


def test_names_of_test_files_are_unique() -> None:
    """pytest collects by basename: two files of one name end the whole run."""
    names = [p.name for p in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))

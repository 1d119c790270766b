"""The commands with a line each, and the help that lists them: plain text, so that it is there at once."""

from __future__ import annotations

COMMANDS = {
    "diff": "derivative of a scalar expression",
    "grad": "gradient with respect to a scalar, vector, matrix or indexed letter",
    "jacobian": "Jacobian of a vector",
    "hessian": "second derivatives of a scalar",
    "d": "differential: d(XY) in terms of dX",
    "show": "a named derivation; without a name, the list",
    "read": "how a formula is understood: kinds, shapes, indices, guesses",
    "verify": "is a claim `lhs = rhs` true? a verdict for each link",
    "check": "are the equations of documents true? each false one with its place and a counterexample",
    "build": "fill the derive blocks of posts",
    "graph": "computational graph: operations, values forward, adjoints backward, picture",
    "explain": "the terms of an equation and how it responds to each",
    "montecarlo": "an expectation by sampling: estimate, standard error, interval, picture",
    "rule": "the page of a rule or of a finding (D101); without a name, the list",
}

USAGE = """\
Usage: derive COMMAND [OPTIONS] [ARGUMENTS]

Step-by-step derivations of formulas, every line checked by numbers.
A formula is LaTeX or Python-like text; `-` reads it from standard input.
"""

EXAMPLES = r"""
Try:
  derive diff "\frac{1}{1+e^{-z}}" --wrt z
  derive jacobian "x^2+y, \sin(xy)" --wrt "x, y"
  derive grad "x^\top A x" --wrt x --let "A: n x n, x: n"
  derive verify "\tanh'(x) = 1 - \tanh^2(x)"
  derive graph "(x+y) w" --at "x=2, y=3, w=4"
  derive build post.md

Exit status: 0 verified, 1 something is false or undecided, 2 could not run.
`derive COMMAND --help` has the options of a command."""


def overview() -> str:
    """What `derive --help` prints."""
    width = max(map(len, COMMANDS)) + 2
    rows = [f"  {name:{width}}{line}" for name, line in COMMANDS.items()]
    ends = [f"  {'--version':{width + 1}}the version", f"  {'--help':{width + 1}}this text"]
    return "\n".join([USAGE, "Commands:", *rows, "", "Options:", *ends, EXAMPLES])

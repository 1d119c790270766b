"""The findings of `derive check`, each with a code: what it means, an example, what to do. One table for all."""

from __future__ import annotations

from dataclasses import dataclass

ERROR, WARNING, INFO = "error", "warning", "info"


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding. example: a formula or a document that has it; do: what its author can do."""

    code: str
    title: str
    severity: str
    meaning: str
    example: str
    do: str


_TABLE = (
    Code("D101", "the two sides differ", ERROR,
         "An equation that is said to hold is false. The sides were computed at the point that is shown, once more "
         "at 50 digits; every letter in it was drawn freely or has the value that the document gives it.",
         "For all $x$: $(x+1)^2 = x^2 + x + 1$",
         "Correct a side; where one single change makes it true, that change is offered. If a condition is missing, "
         "state it before the equation."),
    Code("D102", "the written digits are off", WARNING,
         "A number in the text is not what the formula gives when it is rounded to as many digits.",
         r"$\sqrt 2 \approx 1.42$",
         "Write the digits that are offered, or one digit less."),
    Code("D103", "layouts are mixed", WARNING,
         "One derivative in the document is written in numerator layout and another in denominator layout, the "
         "transpose of it. Each is right by itself; together they can't be multiplied as the chain rule says.",
         r"$\frac{\partial Ax}{\partial x} = A$ and later $\frac{\partial x^\top A x}{\partial x} = (A + A^\top) x$",
         "Choose one layout and say which; transpose the other."),
    Code("D104", "text and code disagree", WARNING,
         "A number in the text is not what a block of code of the same document computes for the same name. The code "
         "is read, not run.",
         "`z = 2 * 0.7` in a block, and in the text $z = 1.5$",
         "Correct whichever is wrong."),
    Code("D105", "a gradient in code is false", ERROR,
         "A gradient written by hand (`dW = …`) is not that of the loss which the same code computes: difference "
         "quotients at several points give something else. A gradient that is only wrong because of an earlier one "
         "is not listed.",
         "`L = (w @ x - y)**2` and `dw = 2 * (w @ x - y) * w`",
         "Take the change that is offered, or derive it: `derive grad`."),
    Code("D106", "an index is not used", WARNING,
         "A sum or product runs over an index that what it sums does not contain, so it only multiplies by the "
         "number of its terms. Nearly always another index was meant.",
         r"$L = \sum_{i=1}^n (y_j - \hat y_j)^2$",
         "Use the index in the body, or leave the sum out."),
    Code("D107", "an index is bound here and free there", WARNING,
         "One side depends on an index that the other binds or lacks, so that it can't hold for all its values.",
         r"$p_i = \frac{e^{z_k}}{\sum_j e^{z_j}}$",
         "Use the same index on both sides."),
    Code("D108", "a letter comes from nowhere", WARNING,
         "The right side has a letter that nothing above introduces and that the left side lacks.",
         "$f(x) = a x^2 + b x + c$ and later $f'(x) = 2 a x + d$",
         "Correct the letter, or say what it is."),
    Code("D109", "two letters for one bound", WARNING,
         "Sums over the same things end at different letters.",
         r"$\bar x = \frac1n \sum_{i=1}^m x_i$",
         "Use one letter, or say how the two are related."),
    Code("D110", "an entry is out of pattern", WARNING,
         "The entries of a matrix or a list follow a pattern of indices, and one does not.",
         r"$\begin{bmatrix} a_{11} & a_{12} \\ a_{22} & a_{22} \end{bmatrix}$",
         "Correct the index of that entry, unless it is meant so."),
    Code("D111", "a division by 1", WARNING,
         "A quotient ends at a 1 that another term follows: most often the two belong together in brackets.",
         r"$\log(p / 1 - p)$",
         "Write the brackets: `p / (1 - p)`."),
    Code("D112", "out of step with what it is built like", WARNING,
         "Two parts of the formula are built alike but for one place: a logarithm or a square is missing in one of "
         "them, a density has a parameter that depends on its own variable, a letter moves by the slope of another.",
         r"$s = \sqrt{\frac1n \sum_{i=1}^n (x_i - m)}$",
         "Correct the place, unless it is meant so."),
    Code("D201", "not read", INFO,
         "The formula was found but not understood, so nothing was checked in it. It is a finding only with "
         "`--strict`; `-v` lists it otherwise.",
         r"$\mathcal{F} \dashv \mathcal{G}$",
         "`derive read FORMULA` shows how far the reader comes. A formula that no numbers can check may be left."),
    Code("D202", "undecided", INFO,
         "The formula states something that numbers could not decide: a letter or a function is not defined, or no "
         "point could be found at which both sides have a value. It is a finding only with `--strict`.",
         "$h(x) = h(x) + g(x)$",
         "Define what is missing before the formula, or suppress it with a comment."),
    Code("D203", "out of time", INFO,
         "The formula took longer, or more memory, than `--max-time` allows. It alone was given up. It is a finding "
         "only with `--strict`.",
         "a determinant of large matrices written out",
         "Allow more: `--max-time 60`."),
    Code("D204", "an instruction that is none", WARNING,
         "A comment begins with `derive:`, but it is neither a block of `derive build` nor an instruction.",
         "`<!-- derive: ignore-nxt D101 -->`",
         "`ignore-next`, `ignore`, `off` or `on`, and codes after it."),
    Code("D205", "not closed", ERROR,
         "An environment begins that no `\\end` of the same name closes, so that neither it nor what is in it can be "
         "read. A `$$` at the beginning of a line that no other one closes is a warning.",
         r"`\begin{align} x &= 1` and no `\end{align}`",
         "Close it. If it is no formula, write it as code, between backticks."),
    Code("D301", "KaTeX lacks a command", WARNING,
         "KaTeX, which is to show the document (`--target katex` or `hugo`), has no such command or environment, and "
         r"shows its name in red instead of the formula; or it takes none there (`t_\max` is `t_{\max}`).",
         r"$\mathds{1}[x > 0]$",
         "Use the command that is offered, or define a macro for it."),
    Code("D302", "a | makes a table", WARNING,
         "kramdown (`--target jekyll`) takes the first line of a paragraph for a table if a `|` stands in it, in a "
         "formula or not.",
         "We maximise $$p(x | y)$$ here.",
         r"Write `\mid`, `\vert`, `\lvert … \rvert` or `\Vert`."),
    Code("D303", "emphasis in a formula", WARNING,
         "kramdown (`--target jekyll`) knows no formula between single dollars: an `_` or `*` in it begins emphasis "
         "that the next one ends, and both are gone.",
         r"$\tilde{w}_{j} + \bar{w}_{k}$",
         "Write the formula between `$$` and `$$`, in a line too."),
    Code("D304", "a backslash is lost", WARNING,
         r"kramdown (`--target jekyll`) takes the backslash before punctuation away, outside of `$$`: `\\` becomes "
         r"`\`, `\{` becomes `{`.",
         r"$\{1, 2\}$",
         "Write the formula between `$$` and `$$`, in a line too."),
    Code("D305", "a delimiter is lost", WARNING,
         r"kramdown (`--target jekyll`) makes `(` of `\(` and `[` of `\[`, so that no formula is left.",
         r"\(x + 1\)",
         r"Write `$$ … $$`, or `\\( … \\)` with MathJax."),
    Code("D401", "shapes differ", ERROR,
         "The two sides have different shapes, or a product or a sum inside has shapes that do not fit.",
         r"$W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$ and then $\nabla_W (w^\top x) = x$",
         r"Transpose or swap factors. It is a warning where a shape was only a convention (a letter under `^\top` is "
         r"a column); declare it: `x \in \mathbb{R}^n`."),
    Code("D402", "needs an assumption", WARNING,
         "The equation holds where a condition holds that the text does not state here.",
         r"$\log x^2 = 2 \log x$ needs $x > 0$",
         "State it: “for $x > 0$”."),
)  # fmt: skip

CODES = {c.code: c for c in _TABLE}

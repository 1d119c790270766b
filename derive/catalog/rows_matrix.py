"""The rows of the catalog that are matrix calculus."""

from __future__ import annotations

from derive.catalog.linear import dot_product, hadamard
from derive.catalog.row import Ask, Row

CENTRE = r"x - \frac{1}{n} (\mathbf{1}^\top x) \mathbf{1}"
LAYER = r"\frac{x - \mu \mathbf{1}}{s}"
LAYER_WHERE = (
    r", \mu = \frac{1}{n} \mathbf{1}^\top x, s = \sqrt{\frac{1}{n} \lVert x - \mu \mathbf{1} \rVert^2 + \varepsilon}"
)
LAYER_LET = r"x: n, g: n, \mu: scalar, s: scalar, \varepsilon: positive"
BATCH_LET = r"X: m x n, x: m, g: m, \gamma: scalar, \beta: scalar, \mu: scalar, s: scalar, \varepsilon: positive"
BATCH = r"\gamma g^\top \frac{x - \mu \mathbf{1}}{s} + \beta \mathbf{1}^\top g"
BATCH_WHERE = (
    r", \mu = \frac{1}{m} \mathbf{1}^\top x, s = \sqrt{\frac{1}{m} \lVert x - \mu \mathbf{1} \rVert^2 + \varepsilon}"
)
LOGISTIC = r"\operatorname{BCE}(y, \sigma(X w))"
LOGISTIC_LET = "X: m x n, w: n, y: m"

MATRIX_ROWS = (
    Row(
        "hadamard",
        "The Hadamard product and the step back through an activation",
        "Entry by entry, one vector scales the other, so the Jacobian by one is the diagonal matrix of the other. "
        "Backpropagation uses it at every activation.",
        (
            Ask(r"w \odot x", "x", "jacobian", "w: n, x: n"),
            Ask(r"f(x) \odot g(x)", "x", "jacobian", "x: n, f: elementwise, g: elementwise"),
            Ask(r"g^\top f(z)", "z", "gradient", "g: n, z: n, f: elementwise"),
        ),
        more=hadamard,
    ),
    Row(
        "dot-product",
        "The gradient of a dot product",
        r"The gradient of $u^\top h$ with respect to $u$ is $h$ as long as $h$ does not depend on $u$. "
        "Where it does, the product rule adds a second term.",
        (
            Ask(r"u^\top h", "u", "gradient", "u: n, h: n"),
            Ask(r"u^\top h", "u", "gradient", "u: n, h: n", route="components"),
            Ask(r"u^\top h", "u", "jacobian", "u: n, h: n"),
            Ask(r"u^\top f(u)", "u", "gradient", "u: n, f: elementwise"),
        ),
        more=dot_product,
    ),
    Row(
        "quadratic-form",
        "The gradient and the Hessian of a quadratic form",
        "The vector stands in the form twice, so the gradient has two terms, equal where the matrix is symmetric. "
        "Its second derivatives do not depend on the vector.",
        (
            Ask(r"x^\top A x", "x", "gradient", "A: n x n, x: n"),
            Ask(r"x^\top A x", "x", "gradient", "A: n x n, x: n", route="components"),
            Ask(r"x^\top A x", "x", "hessian", "A: n x n, x: n"),
            Ask(r"\frac{1}{2} x^\top S x - b^\top x", "x", "gradient", "S: n x n symmetric, x: n, b: n"),
        ),
    ),
    Row(
        "least-squares",
        "Least squares",
        "The squared length of the residual is a quadratic function of the weights. "
        "Its gradient is zero where the residual is orthogonal to the columns of the data; its Hessian is constant.",
        (
            Ask(r"\lVert X w - y \rVert^2", "w", "gradient", "X: m x n, w: n, y: m"),
            Ask(r"\lVert X w - y \rVert^2", "w", "gradient", "X: m x n, w: n, y: m", route="components"),
            Ask(r"\lVert X w - y \rVert^2", "w", "hessian", "X: m x n, w: n, y: m"),
        ),
    ),
    Row(
        "logistic-regression",
        "The gradient and the Hessian of logistic regression",
        "The cross entropy of a sigmoid has a gradient in which only the difference of prediction and label is left. "
        "The Hessian weighs each sample by the variance of its prediction, so the loss is convex.",
        (
            Ask(LOGISTIC, "w", "gradient", LOGISTIC_LET),
            Ask(LOGISTIC, "w", "hessian", LOGISTIC_LET),
        ),
    ),
    Row(
        "log-det",
        "The gradient of the log-determinant",
        "The differential of a log-determinant is the trace of the inverse times the differential. "
        "The log-likelihood of a Gaussian has one, beside a quadratic form.",
        (
            Ask(r"\ln\det X", "X", "gradient", "X: n x n invertible"),
            Ask(
                r"\frac{1}{2} \ln\det P - \frac{1}{2} (x - a)^\top P (x - a)",
                "P",
                "gradient",
                "P: n x n positive-definite, x: n, a: n",
            ),
        ),
    ),
    Row(
        "batch-norm",
        "Batch normalization backwards",
        "A feature of a batch is brought to mean zero and variance one, then scaled and shifted by what is learned. "
        r"Given the gradient $g$ of the loss by the outputs, the gradient by the inputs is short because "
        "deviations from a mean add to zero.",
        tuple(Ask(BATCH + BATCH_WHERE, v, "gradient", BATCH_LET) for v in ("x", r"\gamma", r"\beta")),
    ),
    Row(
        "layer-norm",
        "The Jacobian of layer normalization",
        "Subtracting the mean is a projection, and dividing by the standard deviation takes out one direction more. "
        r"What is left is the inverse of the deviation times the identity less both directions.",
        (
            Ask(CENTRE, "x", "jacobian", LAYER_LET),
            Ask(LAYER + LAYER_WHERE, "x", "jacobian", LAYER_LET),
            Ask("g^\\top " + LAYER + LAYER_WHERE, "x", "gradient", LAYER_LET),
        ),
    ),
)

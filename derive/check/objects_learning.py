r"""The usual ways to write activations, losses, metrics and steps of optimisers, one row each, LaTeX as authors do.

A form that differs by a factor that authors choose (½ of a squared error, 1/n of a mean) is a form of its own.
"""

from __future__ import annotations

from derive.check.objects_row import Known, row

PAIR = "y: n, t: n, n: positive integer, m: scalar, a: scalar, b: scalar"
ROW = "z: n, i: index 1..n, c: positive"
MEANS = ("", r"\frac1n", r"\frac1m")
HALVES = (*MEANS, r"\frac12", r"\frac{1}{2n}", r"\frac{1}{2m}")
COUNTS = "TP: positive, FP: positive, FN: positive, TN: positive, P: positive, R: positive, b: positive"

ACTIVATIONS = (
    row("the sigmoid", r"sigmoid(?: \w+)?|logistic function", "x: scalar", r"\frac{1}{1+e^{-x}}",
        names="sigmoid logistic expit"),
    row("tanh", "", "x: scalar", r"\frac{e^x-e^{-x}}{e^x+e^{-x}}", names="tanh"),
    row("the softplus", "softplus", "x: scalar, b: positive", r"\log(1+e^x)", r"\frac1b \log(1+e^{b x})",
        names="softplus"),
    row("the logit", "logit function|log.odds", "p: positive", r"\log \frac{p}{1-p}", names="logit"),
    row("the softmax", "softmax", ROW, r"\frac{e^{z_i}}{\sum_{j=1}^n e^{z_j}}",
        r"\frac{e^{z_i/c}}{\sum_{j=1}^n e^{z_j/c}}",
        r"\frac{e^{c z_i}}{\sum_{j=1}^n e^{c z_j}}", r"\frac{e^{z_i - c}}{\sum_{j=1}^n e^{z_j - c}}", names="softmax"),
    row("the ReLU", r"relu|rectified linear(?: unit)?|rectifier", "x: scalar", r"\max(0, x)", names="relu ReLU"),
    row("the leaky ReLU", r"leaky.?relu|parametric relu|prelu", "x: scalar, a: positive", r"\max(0.01 x, x)",
        r"\max(0.1 x, x)",
        r"\max(0.2 x, x)", r"\begin{cases} x & x > 0 \\ a x & x \le 0 \end{cases}", r"\max(a x, x)",
        r"\max(0, x) + a \min(0, x)", names="leaky_relu"),
    row("the ELU", r"ELU|exponential linear(?: unit)?", "x: scalar, a: positive",
        r"\begin{cases} x & x > 0 \\ a (e^x - 1) & x \le 0 \end{cases}",
        r"\begin{cases} x & x > 0 \\ e^x - 1 & x \le 0 \end{cases}",
        names="elu"),
    row("the SELU", r"SELU|scaled exponential linear(?: unit)?", "x: scalar, a: positive, c: positive",
        r"c \begin{cases} x & x > 0 \\ a (e^x - 1) & x \le 0 \end{cases}", names="selu"),
    row("the GELU", r"GELU|gaussian error linear(?: unit)?", "x: scalar",
        r"\frac x2 (1 + \operatorname{erf}(\frac{x}{\sqrt2}))", r"0.5 x (1 + \tanh(\sqrt{2/\pi} (x + 0.044715 x^3)))",
        r"\frac{x}{1 + e^{-1.702 x}}", names="gelu"),
    row("the swish", r"swish|silu|sigmoid linear unit", "x: scalar, b: positive", r"\frac{x}{1+e^{-x}}",
        r"\frac{x}{1+e^{-b x}}",
        names="swish silu"),
    row("the softsign", "softsign", "x: scalar", r"\frac{x}{1+|x|}", names="softsign"),
    row("the mish", "mish", "x: scalar", r"x \tanh(\log(1+e^x))", names="mish"),
    row("scaled dot-product attention", r"(?:scaled )?dot.product attention",
        "Q: m x d, K: n x d, V: n x v, d: positive",
        r"\operatorname{softmax}\left(\frac{Q K^\top}{\sqrt d}\right) V", names="Attention attention Attn"),
    row("the positional encoding", r"positional (?:encoding|embedding)s?|sinusoidal",
        "p: scalar, i: scalar, d: positive",
        r"\sin\left(\frac{p}{10000^{2i/d}}\right)", r"\cos\left(\frac{p}{10000^{2i/d}}\right)"),
    row("batch normalisation", r"batch.?norm(?:ali[sz]ation|ali[sz]es?|ali[sz]ed)?|layer.?norm(?:ali[sz]ation)?",
        "x: scalar, a: scalar, v: positive, s: positive, c: positive, g: scalar, b: scalar",
        r"\frac{x - a}{\sqrt{v + c}}",
        r"\frac{x-a}{\sqrt{s^2 + c}}", r"g \frac{x - a}{\sqrt{v + c}} + b", r"g \frac{x-a}{\sqrt{s^2 + c}} + b",
        "g x + b",
        r"\frac{x-a}{s+c}", r"\frac{x-a}{s}", r"\frac{x-a}{\sqrt v}"),
    row("the standard score", r"z.?scores?|standard scores?|standardi[sz]\w+",
        "x: scalar, a: scalar, s: positive, v: positive, n: positive",
        r"\frac{x-a}{s}", r"\frac{x-a}{\sqrt v}", r"\frac{x - a}{s/\sqrt n}"),
    row("min-max scaling", r"min.?max (?:scaling|normali[sz]ation|scaler)", "x: scalar, a: scalar, b: scalar",
        r"\frac{x-a}{b-a}"),
)  # fmt: skip

LOSSES = (
    row("the entropy", "(?:shannon )?entropy", "y: n positive, n: positive integer", r"-\sum_{i=1}^n y_i \log y_i",
        r"-\sum_{i=1}^n y_i \log_2 y_i", names="H"),
    row("the cross-entropy", "cross.?entropy", "y: n positive, t: n positive, n: positive integer",
        r"-\sum_{i=1}^n y_i \log t_i", r"-\frac1n \sum_{i=1}^n y_i \log t_i", r"-\sum_{i=1}^n y_i \log_2 t_i"),
    row("the binary cross-entropy", "cross.?entropy|log.?loss|logistic loss|negative log.likelihood",
        "y: scalar, t: positive, a: n, b: n positive, n: positive integer, m: scalar", r"-(y \log t + (1-y) \log(1-t))",
        *(rf"-{f} \sum_{{i=1}}^n (a_i \log b_i + (1-a_i) \log(1-b_i))" for f in MEANS)),
    row("the logistic loss", "log.?loss|logistic loss|logistic regression loss", "y: scalar, t: scalar",
        r"\log(1 + e^{-y t})",
        r"\log_2(1+e^{-y t})"),
    row("the mean squared error", r"(?:mean |sum of )?squared? (?:error|loss)\w*|MSE|SSE|least squares", PAIR,
        *(rf"{f}\sum_{{i=1}}^n (y_i-t_i)^2" for f in HALVES), "(a-b)^2", r"\frac12 (a-b)^2", names="MSE"),
    row("the mean absolute error", "mean absolute error|MAE", PAIR, *(rf"{f} \sum_{{i=1}}^n |y_i-t_i|" for f in MEANS),
        "|a-b|",
        names="MAE"),
    row("the variance", "variance", "y: n, n: positive integer, m: scalar, mu: scalar",
        *(rf"{f}\sum_{{i=1}}^n (y_i-\mu)^2" for f in (r"\frac1n", r"\frac{1}{n-1}", r"\frac1m", r"\frac{1}{m-1}"))),
    row("the hinge loss", "hinge(?: loss)?", "y: scalar, t: scalar, m: positive", r"\max(0, 1 - y t)",
        r"\max(0, 1-y t)^2",
        r"\frac12 \max(0, 1 - y t)^2", r"\max(0, m - y t)", r"\max(0, 1 - m)"),
    row("the Huber loss", "huber(?: loss)?", "a: scalar, d: positive, y: scalar, t: scalar",
        r"\begin{cases} \frac12 a^2 & |a| \le d \\ d (|a| - \frac12 d) & |a| > d \end{cases}",
        r"\begin{cases} a^2 & |a| \le d \\ 2 d |a| - d^2 & |a| > d \end{cases}",
        r"\begin{cases} \frac1{2d} a^2 & |a| \le d \\ |a| - \frac12 d & |a| > d \end{cases}",
        r"\begin{cases} \frac12 (y-t)^2 & |y-t| \le d \\ d (|y-t| - \frac12 d) & |y-t| > d \end{cases}",
        r"\begin{cases} \frac12 a^2 & |a| \le 1 \\ |a| - \frac12 & |a| > 1 \end{cases}", names="huber L_delta"),
    row("the pseudo-Huber loss", "pseudo.?huber(?: loss)?", "a: scalar, d: positive", r"d^2 (\sqrt{1 + (a/d)^2} - 1)",
        r"\sqrt{a^2 + d^2} - d"),
    row("the focal loss", "focal(?: loss)?", "p: positive, g: positive, a: positive", r"-(1-p)^g \log p",
        r"-a (1-p)^g \log p",
        r"-(1-p)^2 \log p", names="focal FL"),
    row("the log-cosh loss", "log.?cosh", "x: scalar, y: scalar", r"\log\cosh x", r"\log\cosh(x - y)"),
    row("the triplet loss", "triplet(?: loss)?", "a: scalar, b: scalar, m: positive", r"\max(0, a - b + m)"),
    row("the pinball loss", "pinball|quantile loss", "u: scalar, q: positive, y: scalar, t: scalar",
        r"\max(q u, (q-1) u)", r"\max(q (y-t), (q-1)(y-t))"),
    row("the Kullback-Leibler divergence", "(?:kullback.+leibler|KL)(?:.divergence)?",
        "y: n positive, t: n positive, n: positive integer", r"\sum_{i=1}^n y_i \log \frac{y_i}{t_i}",
        r"\sum_{i=1}^n y_i \log_2 \frac{y_i}{t_i}", names="KL D_KL kl"),
)  # fmt: skip

METRICS = (
    row("the cosine similarity", "cosine(?: similarity)?", "a: n, b: n",
        r"\frac{a^\top b}{\lVert a\rVert \lVert b\rVert}"),
    row("the precision", "", COUNTS, r"\frac{TP}{TP + FP}", names="precision Precision Prec PPV", fixed=True),
    row("the recall", "", COUNTS, r"\frac{TP}{TP + FN}", names="recall Recall Sensitivity sensitivity TPR", fixed=True),
    row("the specificity", "", COUNTS, r"\frac{TN}{TN + FP}", names="specificity Specificity TNR", fixed=True),
    row("the false positive rate", "", COUNTS, r"\frac{FP}{FP + TN}", names="FPR", fixed=True),
    row("the accuracy", "", COUNTS, r"\frac{TP + TN}{TP + TN + FP + FN}", names="accuracy Accuracy Acc ACC",
        fixed=True),
    row("the F1 score", "F.?1(?:.(?:score|measure))?|F.scores?|F.measure|F_1.score", COUNTS, r"\frac{2 P R}{P + R}",
        r"\frac{2 TP}{2 TP + FP + FN}", r"\frac{(1+b^2) P R}{b^2 P + R}", names="F_1 F1 F_beta"),
    row("R squared", r"coefficient of determination|R.?\^?2(?:.score)?",
        "y: n, t: n, n: positive integer, m: scalar, a: scalar, b: scalar",
        r"1 - \frac{\sum_{i=1}^n (y_i - t_i)^2}{\sum_{i=1}^n (y_i - m)^2}", r"1 - \frac ab", names="R^2"),
)  # fmt: skip

STEPS = (
    row("the moving average of an optimiser", r"adam|momentum|rmsprop|adagrad|(?<!order )moving average",
        "b: positive, y: scalar, g: scalar, a: positive, d: positive", "b y + (1-b) g", "b y + (1-b) g^2", "b y + g",
        "b y + a g", "b y - a g", "y + g^2", "(1-b) y + b g", "y - a g", "y + a g", "y - g", "y + g", "y + b a - d g",
        "y - a (b d + g)"),
    row("a corrected moment", "adam|bias.correct\\w+|corrected", "x: scalar, b: positive, t: positive",
        r"\frac{x}{1 - b^t}"),
    row("the step of Adam", "adam|rmsprop|adagrad", "w: scalar, a: positive, x: scalar, v: positive, c: positive",
        r"w - \frac{a}{\sqrt v + c} x", r"w - \frac{a}{\sqrt{v + c}} x"),
)  # fmt: skip

LEARNING: tuple[Known, ...] = (*ACTIVATIONS, *LOSSES, *METRICS, *STEPS)

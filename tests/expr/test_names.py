"""Names: one structure for LaTeX and plain spellings."""

from __future__ import annotations

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derive.expr.names import GREEK, PLAIN_ACCENTS, Name, from_plain
from derive.expr.scan import Scanner
from derive.source import Source

SPELLINGS = [
    ("w_tilde", r"\tilde{w}"), ("W_1", "W_1"), ("y_hat", r"\hat{y}"), ("y_hat_t", r"\hat{y}_t"), ("alpha", r"\alpha"),
    ("lambda_", r"\lambda"), ("theta_old", r"\theta_{\mathrm{old}}"), ("x_bold", r"\mathbf{x}"),
    ("loss", r"\mathrm{loss}"),
    ("sigma_bold", r"\boldsymbol{\sigma}"), ("f_prime", "f'"), ("x_12", "x_{12}"), ("A_alpha", r"A_{\alpha}"),
    ("x_hat_tilde", r"\tilde{\hat{x}}"), ("X_cal", r"\mathcal{X}"),
]  # fmt: skip


@pytest.mark.parametrize(("plain", "latex"), SPELLINGS)
def test_both_spellings_are_one_name(plain: str, latex: str) -> None:
    name = from_plain(plain)
    assert (name.plain, name.latex) == (plain, latex)
    scanner = Scanner(Source(latex))
    assert scanner.name() == name
    assert scanner.done()


@pytest.mark.parametrize(
    ("text", "name"),
    [(r"\widetilde{w}", Name("w", accents=("tilde",))), (r"\hat\theta", Name("theta", accents=("hat",))),
     (r"\mathrm{loss}", Name("loss")), (r"\operatorname{loss}", Name("loss")), ("x_{1}", Name("x", label="1")),
     ("x^*", Name("x", upper="*")), ("x^{(1)}", Name("x", upper="(1)")), (r"x_{t-1}", Name("x", label="t-1")),
     (r"\bm{x}", Name("x", "bold")), ("θ", Name("theta")), ("x1", Name("x", label="1"))],
)  # fmt: skip
def test_other_spellings(text: str, name: Name) -> None:
    assert Scanner(Source(text)).name() == name


@given(
    st.builds(
        Name,
        base=st.sampled_from([*"abxyzWX", *GREEK]),
        accents=st.lists(st.sampled_from(PLAIN_ACCENTS), max_size=2).map(tuple),
        label=st.sampled_from(["", "1", "12", "t", "old", "alpha"]),
        primes=st.integers(0, 2),
    )
)
def test_a_plain_name_is_an_identifier_and_reads_back(name: Name) -> None:
    assert name.plain.isidentifier()
    assert not keyword.iskeyword(name.plain)
    assert from_plain(name.plain) == name


def test_keywords_take_an_underscore() -> None:
    assert Name("lambda").plain == "lambda_"
    assert Name("in").plain == "in_"
    assert from_plain("lambda_") == Name("lambda")

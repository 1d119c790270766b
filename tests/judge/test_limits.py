r"""Claims about limits, series and integrals without bounds: true ones, and each with a slip."""

import pytest

import derive

CLAIMS = [
    (r"\sum_{k=0}^\infty \frac{x^k}{k!} = e^x", "e^x", "e^{-x}"),
    (r"\sum_{k=0}^\infty x^k = \frac{1}{1-x}", "1-x", "1+x"),
    (r"\sum_{k=1}^\infty \frac{1}{k^2} = \frac{\pi^2}{6}", "6", "8"),
    (r"\sum_{n=0}^\infty \frac{(-1)^n}{2n+1} = \frac{\pi}{4}", r"\frac{\pi}{4}", r"\frac{\pi}{2}"),
    (r"\sum_{k=0}^\infty k\frac{\lambda^k e^{-\lambda}}{k!} = \lambda", r"= \lambda", r"= \lambda^2"),
    (r"\lim_{x\to 0}\frac{\sin x}{x} = 1", "= 1", "= 0"),
    (r"\lim_{x\to 0} x\ln x = 0", "= 0", "= 1"),
    (r"\lim_{n\to\infty}(1+\frac{x}{n})^n = e^x", "= e^x", "= x"),
    (r"\lim_{z\to\infty}\sigma(z) = 1", r"\to\infty", r"\to-\infty"),
    (r"\lim_{h\to 0}\frac{(x+h)^2-x^2}{h} = 2x", "= 2x", "= x"),
    (r"\int x e^x dx = (x-1)e^x", "x-1", "x+1"),
    (r"\int \frac{1}{x}dx = \ln|x| + C", r"\ln", r"-\ln"),
    (r"2\int \tanh x\,dx - 3 = 2\ln\cosh x", r"\cosh", r"\sinh"),
    (r"\int u(x) v'(x) dx = u(x)v(x) - \int u'(x)v(x)dx", "- ", "+ "),
]


@pytest.mark.parametrize(("claim", "part", "slip"), CLAIMS)
def test_a_claim_and_its_slip(claim: str, part: str, slip: str) -> None:
    assert part in claim
    assert derive.verify(claim).status == "verified"
    assert derive.verify(claim.replace(part, slip)).status == "refuted"


@pytest.mark.parametrize(
    "claim", [r"\sum_{k=1}^\infty \frac{1}{k} = 10", r"\lim_{x\to 0}\frac{1}{x} = 0", r"\lim_{x\to 0}\frac{|x|}{x} = 1"]
)
def test_what_has_no_value_is_not_decided(claim: str) -> None:
    assert derive.verify(claim).status == "undecided"


def test_an_antiderivative_is_up_to_a_constant() -> None:
    found = derive.verify(r"\int 2x\,dx = x^2 + 5")
    assert found.status == "verified"
    assert "constant" in found.reason

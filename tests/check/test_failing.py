"""What fails and is no error."""

from __future__ import annotations

import pytest

from derive.check.claims import items
from derive.check.documents import document


@pytest.mark.parametrize(
    ("text", "errors"),
    [
        (r"So $$\lim_{h \to 0} \frac{1}{x u} \ln(1 + u) = \lim_{u \to 0} \frac{1}{x u} \ln(1 + u) = \frac{1}{x}.$$", 0),
        ("Nothing happens and thus $S^k = S^{k-1}$.", 0),
        (r"Therefore $$g = h - \alpha H + O(\alpha^2) = h - \alpha H + \alpha^2 H + O(\alpha^2).$$", 0),
        (
            r"We get $$e^{(u - v)^\top w} = \frac{\exp(u^\top w)}{\exp(v^\top w)} = \frac{p(w \mid u)}{p(w \mid v)}.$$",
            0,
        ),
        (r"For all $x$ and $y$, $\frac{e^{x}}{e^{y}} = e^{x + y}$.", 1),
    ],
)
def test_errors(text: str, errors: int) -> None:
    assert sum(i.status == "refuted" for i in items(document(text, "post.md"))) == errors

"""Formulas of Markdown whose delimiters are no plain pairs."""

from __future__ import annotations

from derive.check.documents import document
from derive.check.text import Code, Formula

MYST = """Words.

```{prf:example}
:label: ex

Since $a = 1$ it holds.
```

````{exercise}
Show that $b = 2$.

```{code-block} python
x = 3  # $c = 3$
```
````

```python
y = "$d = 4$"
```
"""


def test_words_in_a_display_may_hold_formulas_with_braces() -> None:
    text = "We get\n\n$$\na = b \\quad \\text{independent of $\\widehat{c}_1$, $d$}$$\n\nand $e$.\n"
    assert [f.text.text[:5] for f in document(text, "post.md").found] == ["a = b", "e"]


def test_directives_hold_text_and_code_holds_none() -> None:
    found = document(MYST, "post.md").found
    assert [f.text.text for f in found if isinstance(f, Formula)] == ["a = 1", "b = 2"]
    assert sum(isinstance(f, Code) for f in found) == 2

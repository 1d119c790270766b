"""`--format html` of every command is a page of its own, whole and well-formed, with the result in it."""

from __future__ import annotations

import re
import shlex
from xml.etree import ElementTree

import pytest
from conftest import Cli

COMMANDS = {
    r"diff 'x^2' --wrt x": ["<math", "power rule"],
    r"verify '\tanh x = \frac{e^x - e^{-x}}{e^x + e^{-x}} = 2\sigma(2x) + 1'": ["Verified", "Refuted", "left side"],
    r"read '\sum_i w_i \tilde{x}_i' --let 'w: n'": ["vector of n", "declared", "runs over"],
    "rule product": ["Product rule", "Spivak"],
    "rule D107": ["D107", "warning", "<math"],
    "rule": ["collect-factors", "D101"],
    "show": ["sigmoid"],
    "graph '(x+y) w' --at 'x=2, y=3, w=4'": ["<svg", "Backward"],
    r"explain 'F = \frac{k m}{r}' --let 'k: positive, m: positive, r: positive'": ["decreasing", "proved"],
    "montecarlo x --draw 'x ~ uniform(0, 1)' -n 1000": ["samples", "95% interval"],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_is_a_whole_page(cli: Cli, command: str) -> None:
    said = cli(*shlex.split(command), "--format", "html")
    assert said.status in (0, 1), said.err
    page = said.out
    assert page.startswith("<!DOCTYPE html>") and page.rstrip().endswith("</html>")
    body = re.sub(r"<((?:meta|wbr|br)[^>/]*)/?>", r"<\1/>", page.removeprefix("<!DOCTYPE html>"))
    root = ElementTree.fromstring(re.sub(r"&nbsp;", " ", body))
    assert root.find("head/title") is not None and root.find("body/main/h1") is not None
    text = re.sub("<svg.*?</svg>", "", page, flags=re.DOTALL)
    assert not [part for part in ("<script", "src=", "\\(", "$") if part in text]
    for part in COMMANDS[command]:
        assert part in page

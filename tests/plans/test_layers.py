"""Networks of L layers: the last layer, the step from layer l + 1 to layer l, and few layers written out."""

from __future__ import annotations

import pytest

import derive
from derive.errors import Unsupported

MLP = r"a_0 = x; z_l = W_l a_{l-1} + b_l; a_l = \sigma(z_l); J = \frac12\|a_L - y\|^2"
RNN = r"h_t = \tanh(W_t h_{t-1}); J = -y^\top \log \operatorname{softmax}(h_T)"
RESIDUAL = r"z_l = W_l a_{l-1} + b_l; a_l = a_{l-1} + \tanh(z_l); J = \frac12\|a_L - y\|^2"


def results(program: str, wrt: str) -> dict[str, str]:
    found = derive.gradient(program, wrt)
    named = {x.plain: d.result.text() for x, d in found.lead}
    return named | {d.problem.wrt.plain: d.result.text() for d in found}


def test_the_backward_pass_of_a_perceptron() -> None:
    found = results(MLP, "W_l, b_l")
    assert found["delta_L"] == "hadamard(a_L - y, a_L, ones(n_L) - a_L)"
    assert found["delta_l"] == "hadamard(W_l_plus_1.T*delta_l_plus_1, a_l, ones(n_l) - a_l)"
    assert found["W_l"] == "delta_l*a_l_minus_1.T"
    assert found["b_l"] == "delta_l"


def test_a_residual_connection_carries_its_adjoint_on() -> None:
    assert results(RESIDUAL, "W_l")["delta_l"] == "delta_l_plus_1 + W_l_plus_1.T*delta_z_l_plus_1"


@pytest.mark.parametrize(("program", "wrt"), [(MLP, "W_l, b_l"), (RNN, "W_t"), (RESIDUAL, "W_l, b_l")])
def test_every_line_is_checked_and_so_are_few_layers_written_out(program: str, wrt: str) -> None:
    found = derive.gradient(program, wrt)
    assert found.verify().status == "verified"
    assert len(found.extra) >= 2 + 3 + 4
    assert "written out" in found.text()


def test_a_variable_of_no_layer_is_refused_by_name() -> None:
    with pytest.raises(Unsupported, match="layer l"):
        derive.gradient(MLP, "W_2")


def test_definitions_without_a_last_layer_are_no_layers() -> None:
    found = derive.gradient(r"z = W x; J = \|z\|^2", "W", let="W: m x n, x: n")
    assert found.result.text() == "delta_z*x.T"

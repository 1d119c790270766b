r"""What letters are that nobody declared, as authors of machine learning write them."""

import pytest

import derive

VECTORS_OF_A_FAMILY = [
    (r"\frac{1}{N}\sum_{n=1}^{N} (y_n - w^\top x_n)^2", "x"),
    (r"\sum_{i=1}^n \max(0, 1 - y_i(w^\top x_i + b))", "x"),
    (r"\sum_{i,j} f(X_{ij})(w_i^T\tilde w_j + b_i + \tilde b_j - \log X_{ij})^2", "w"),
    (r"\sum_{i,j} f(X_{ij})(w_i^T\tilde w_j + b_i + \tilde b_j - \log X_{ij})^2", "w_tilde"),
    (r"\sum_{i=1}^n \|x_i - \mu\|^2", "x"),
    (r"\sum_i\sum_k r_{ik}\|x_i-\mu_k\|^2", "mu"),
    (r"\frac{1}{2m}\sum_{i=1}^m (\theta^\top x^{(i)} - y^{(i)})^2", "x"),
    (r"\frac{1}{N}\sum_{n=1}^N (x_n - \bar x)(x_n - \bar x)^\top", "x"),
    (r"-u_o^\top v + \log\sum_{w=1}^V \exp(u_w^\top v)", "u"),
]


@pytest.mark.parametrize(("text", "name"), VECTORS_OF_A_FAMILY)
def test_the_places_of_a_letter_with_one_index_make_it_a_vector(text: str, name: str) -> None:
    found = derive.read(text).scope.letters[name]
    assert "rows" in found.assumptions
    assert found.shape[1] != 1


@pytest.mark.parametrize("text", [r"\sum_i w_i x_i", r"\sum_i (y_i - a x_i - b)^2", r"\sum_i (x_i - \bar x)^2"])
def test_entries_in_other_places_are_scalars(text: str) -> None:
    assert derive.read(text).scope.letters["x"].shape[1] == 1


MATRICES = [
    (r"\frac12\|y - Xw\|^2 + \lambda \|w\|_1", "X"),
    (r"\operatorname{tr}(X^\top A X)", "A"),
    (r"x^\top A x + b^\top x + c", "A"),
    (r"(y - X\beta)^\top (y - X\beta)", "X"),
    (r"\|A - UV^\top\|_F^2", "U"),
    (r"\|X - UV\|_F^2", "V"),
    (r"-\frac12(x-\mu)^\top \Sigma^{-1}(x-\mu)", "Sigma"),
    (r"A = U\Sigma V^\top", "Sigma"),
    (r"A = Q\Lambda Q^{-1}", "Lambda"),
    (r"\log\det(A) + \operatorname{tr}(A^{-1}B)", "B"),
    (r"\operatorname{tr}(AXB)", "X"),
    (r"(Ax+b)^\top C (Dx+e)", "D"),
    (r"\operatorname{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V", "V"),
    (r"\alpha^\top 1 - \frac12\alpha^\top Q\alpha", "Q"),
    (r"(AB)^{-1} = B^{-1}A^{-1}", "A"),
    (r"\hat y = \sigma(W_2 \operatorname{ReLU}(W_1 x + b_1) + b_2)", "W_2"),
    (r"h_t = \tanh(W_{hh} h_{t-1} + W_{xh} x_t + b_h)", "W_hh"),
    ("z = Wx + b", "W"),
    (r"y = X\beta + \epsilon", "X"),
]


@pytest.mark.parametrize(("text", "name"), MATRICES)
def test_capitals_among_vectors_are_matrices(text: str, name: str) -> None:
    rows, columns = derive.read(text).scope.letters[name].shape
    assert rows != 1
    assert columns != 1


@pytest.mark.parametrize("text", [r"E = A e^{-x}", r"U x^2 + b", r"W_0 x_0 + W_1 x_1 - b", r"C\sum_i \xi_i", "F = ma"])
def test_capitals_among_scalars_stay_scalars(text: str) -> None:
    read = derive.read(text)
    assert not any(x.shape for n, x in read.scope.letters.items() if n[:1].isupper())


def test_a_wrong_identity_of_inverses_is_refuted() -> None:
    assert derive.verify(r"(AB)^{-1} = B^{-1}A^{-1}").status == "verified"
    assert derive.verify(r"(AB)^{-1} = A^{-1}B^{-1}").status == "refuted"


@pytest.mark.parametrize(
    "text", [r"\frac{d}{dx} \frac{x^{n+1}}{n+1} = x^n", r"\sum_{k=0}^n x^k = \frac{1-x^{n+1}}{1-x}", r"a^{n+1} = a a^n"]
)
def test_powers_of_a_letter_that_stands_alone_too_are_powers(text: str) -> None:
    assert derive.verify(text).status in ("verified", "proved")


def test_steps_are_names() -> None:
    assert "x_k_plus_1" in derive.read(r"x^{k+1} = x^k - \eta \nabla f(x^k)").scope.letters


def test_glove_needs_no_declaration() -> None:
    cost = r"J = \sum_{i,j} f(X_{ij})(w_i^T\tilde w_j + b_i + \tilde b_j - \log X_{ij})^2"
    found = derive.gradient(cost, "w_i")
    assert found.verify().status == "verified"
    assert found.result.shape != ()


def test_only_the_last_layer_of_a_scalar_loss_is_narrow() -> None:
    text = r"z_1 = W_1 x + b_1; h = \operatorname{ReLU}(z_1); \hat y = \sigma(W_2 h + b_2); L = -y\log\hat y"
    letters = derive.read(text).scope.letters
    assert letters["W_1"].shape[0] != 1
    assert letters["W_2"].shape[0] == 1
    assert letters["y_hat"].shape == ()


def test_sigma_is_a_covariance() -> None:
    quadratic = r"(x - \mu)^\top\Sigma^{-1}(x-\mu)"
    opened = r"x^\top\Sigma^{-1}x - 2\mu^\top\Sigma^{-1}x + \mu^\top\Sigma^{-1}\mu"
    assert derive.verify(f"{quadratic} = {opened}").status == "verified"
    assert derive.gradient(rf"-\frac12 {quadratic}", r"\mu").result.text() == "inv(Sigma)*(x - mu)"


WOODBURY = r"(A + UCV)^{-1} = A^{-1} - A^{-1}U(C^{-1} + VA^{-1}U)^{-1}VA^{-1}"


@pytest.mark.parametrize("text", [r"(I + AB)^{-1}A = A(I + BA)^{-1}", WOODBURY])
def test_identities_of_inverses(text: str) -> None:
    assert derive.verify(text).status == "verified"


@pytest.mark.parametrize("text", [r"(I + AB)^{-1}A = A(I + AB)^{-1}", WOODBURY.replace(" - ", " + ")])
def test_false_identities_of_inverses(text: str) -> None:
    assert derive.verify(text).status == "refuted"


def test_rows_and_entries_of_one_matrix() -> None:
    cost, slope = r"\frac12\sum_i (y_i - w^\top x_i)^2", r"-\sum_i (y_i - w^\top x_i)x_{ij}"
    assert derive.verify(rf"\frac{{\partial}}{{\partial w_j}}\left({cost}\right) = {slope}").status == "verified"


@pytest.mark.parametrize("given", [r"p = \operatorname{softmax}(z)", r"p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}"])
@pytest.mark.parametrize(("sign", "status"), [("-", "verified"), ("+", "refuted")])
def test_the_indices_of_a_delta_are_indices(given: str, sign: str, status: str) -> None:
    claim = rf"\frac{{\partial p_i}}{{\partial z_j}} = p_i(\delta_{{ij}} {sign} p_j)"
    assert derive.verify(f"{given}; {claim}").status == status


@pytest.mark.parametrize("text", [r"v = \begin{bmatrix} 1 \\ 2 \end{bmatrix} z", r"v = z \mathbf{1}"])
def test_a_letter_that_is_a_side_is_what_the_other_side_is(text: str) -> None:
    letters = derive.read(text).scope.letters
    assert len(letters["v"].shape) == 2
    assert letters["z"].shape == ()

"""Which matrix rules are tried, in what order, at which stage; in a group the first rule wins, at its first place."""

from __future__ import annotations

from typing import Any

from derive.expr.heads import LEAVES, D, Derivative, Node
from derive.expr.trees import Path
from derive.rules import RULES, Rule


class Group:
    """Rules tried together. What a node offers is looked up once: nodes are immutable."""

    def __init__(self, words: str) -> None:
        self.rules = tuple(RULES[name] for name in words.split())
        self.by_head: dict[type, list[int]] = {}
        for k, r in enumerate(self.rules):
            for head in r.heads:
                self.by_head.setdefault(head, []).append(k)

    def fires(self, node: Any) -> int | None:
        """The number of the first rule that applies to a node."""
        for k in self.by_head.get(type(node), ()):
            if self.rules[k].rewrite(node) is not None:
                return k
        return None


class Finder:
    """Looks for the next step in a line, outside of differentials."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, Any], int | None] = {}

    def first(self, line: Any, groups: tuple[Group, ...]) -> tuple[Rule, Path] | None:
        """The first rule of the first group that applies somewhere, and its first place."""
        nodes = outside(line)
        for group in groups:
            best: tuple[int, Path] | None = None
            for path, node in nodes:
                key = (id(group), node)
                if key not in self.known:
                    self.known[key] = group.fires(node)
                k = self.known[key]
                if k is not None and (best is None or k < best[0]):
                    best = (k, path)
            if best is not None:
                return group.rules[best[0]], best[1]
        return None


def outside(line: Any) -> list[tuple[Path, Any]]:
    """The nodes of a line in reading order; differentials and derivatives whole."""
    found: list[tuple[Path, Any]] = []
    stack: list[tuple[Path, Any]] = [((), line)]
    while stack:
        path, node = stack.pop()
        found.append((path, node))
        if isinstance(node, Node) and not isinstance(node, (*LEAVES, D, Derivative)):
            stack += [((*path, k), a) for k, a in reversed(list(enumerate(node.args))) if isinstance(a, Node)]
    return found


OPEN = tuple(
    RULES[name]
    for name in """
    d_constant d_structured single_entry d_sum d_index_sum d_product d_quotient d_hadamard d_kronecker d_transpose
    d_trace_of_power
    d_trace_of_function d_trace d_linear d_entry d_matrix d_inverse d_pseudo_inverse d_determinant_of_power
    d_determinant d_log_determinant d_log_softmax d_log_sigmoid
    d_log_to_base d_elementwise d_squared_norm d_power d_exponential d_matrix_power d_matrix_exponential
    d_hadamard_power d_norm d_nuclear_norm d_softmax d_row_softmax d_log_sum_exp d_eigenvalue d_eigenvector
    d_adjugate d_indicator
    """.split()
)
TIDY = Group(
    """
    drop_zero scalars_out coefficient double_transpose transpose_of_product symmetry neutral inverse
    inverse_of_diagonal penrose merge_powers softmax_vector
    sigmoid_vector sigmoid_scalar merge_entrywise_powers diagonal_of merge_diagonals like_terms
    """
)
NORMAL = Group(
    """
    distribute into_sum trace_kronecker scalar_transpose trace_cyclic trace_transpose trace_hadamard trace_diag
    trace_vec trace_of_kronecker_factor entry_as_trace row_as_product out_of_sum ones_count rows_add_to_one centred
    """
)
VECTOR = Group("hadamard_as_diag scalar_to_the_right inner_product_beside")
STACKED = Group("vec_product vec_kronecker vec_diag vec_scalar")
GATHER = Group("gather")
DISTRIBUTE = Group("distribute")
RESULT = """
    ones_count rows_add_to_one centred trace_as_scalar
    entries_add_to_one ones_first trace_of_single_entry transpose_of_sum sum_of_transposes {} common_hadamard_factor
    constants_out_of_sum common_matrix common_matrix_factor common_scalar_factor common_number as_norm
    positive_terms_first
    """
FINISH = Group(RESULT.format("diag_times_vector"))
FINISH_MATRIX = Group(RESULT.format("sigmoid_slope"))
CANCEL = Group("entrywise_algebra diag_times_vector multiply_out inner_hadamard")
ENTRYWISE = Group("entrywise_algebra")
LAST = Group("as_quotient")

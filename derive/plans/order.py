"""Which rules are tried, in what order, at which stage of a derivation."""

from __future__ import annotations

from derive.rules import RULES, Rule


def _rules(words: str) -> tuple[Rule, ...]:
    return tuple(RULES[name] for name in words.split())


# before anything is differentiated
PREPARE = _rules("known_prime norm_name")

# one derivative pushed inwards
DIFFERENTIATE = _rules(
    """
    constant identity entry row jacobian_entries hessian_entries higher_order index_sum index_product leibniz sum
    constant_factor nest_extremum extremum cases indicator log_to_base log_quotient log_product log_sum_exp softmax
    squared_norm norm inner_product scaled_vector logarithmic product negative_power reciprocal quotient square_root
    exponential power function_power elementary chain several_arguments written_out total_derivative
    """
)

# after every step, outside derivatives
TIDY = _rules(
    """
    delta_value exp_log transpose transpose_entries identity_matrix transpose_product matrix_distribute scalar_first
    zero_sum equal_cases indicator_factor absolute_value factor_of_sign square_of_sign root_of_square
    collect_factors collect_terms
    """
)

# once no derivative is left
FINISH = _rules(
    """
    split_sum nowhere_equal collapse symmetric_entry bound_first narrow_range joined_ranges constant_sum pull_out
    sums_to_one determinant indicator_product extremum_condition solved_condition in_pieces compared sigmoid_name
    hyperbolic_name quotient_names pythagoras sigmoid_symmetry sigmoid_from_exp complement one_minus_square
    complement_sign sign_inside positive_first sign_of_minus
    """
)

# where they make the last line shorter
ALGEBRA = _rules("common_factor factored common_denominator in_sigmoid")

# on last lines also where the author wrote it
ALWAYS = _rules("root_of_square")

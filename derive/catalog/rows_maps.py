"""The rows of the catalog about maps and their derivatives."""

from __future__ import annotations

from derive.catalog.maps import hessians, jacobians, robot_arm
from derive.catalog.row import Ask, Row

POLAR = (r"r \cos\theta, r \sin\theta", r"r, \theta")
POLAR_LET = r"r: positive, \theta: scalar"
CYLINDER = (r"r \cos\theta, r \sin\theta, z", r"r, \theta, z")
SPHERE = (r"r \sin\theta \cos\varphi, r \sin\theta \sin\varphi, r \cos\theta", r"r, \theta, \varphi")
SPHERE_LET = r"r: positive, \theta: scalar, \varphi: scalar"
BEND = (r"x^2 + y, \sin(x y)", "x, y")
LOGARITHM = (r"x y, \ln(x^2 + y^2)", "x, y")
PEAKS = "x^3 - 3 x + y^3 - 3 y"
VALLEY = "(1 - x)^2 + 100 (y - x^2)^2"
TIP = (
    r"l_1 \cos\theta_1 + l_2 \cos(\theta_1 + \theta_2), l_1 \sin\theta_1 + l_2 \sin(\theta_1 + \theta_2)",
    r"\theta_1, \theta_2",
)
MANY = r"\sum_{{i=1}}^{{n}} l_i \{}\left(\sum_{{j=1}}^{{i}} \theta_j\right)"
TIP_LET = r"l_1: positive, l_2: positive, \theta_1: scalar, \theta_2: scalar"


def _both(of: tuple[str, str], let: str | None = None) -> tuple[Ask, Ask]:
    """The Jacobian and its determinant."""
    return Ask(*of, "jacobian", let), Ask(*of, "determinant", let)


MAP_ROWS = (
    Row(
        "jacobian",
        "Jacobians and what their determinants say",
        "The Jacobian of a map holds a row for each of its coordinates and a column for each letter: near a point the "
        "map is this matrix. Its determinant says how much area or volume a small box becomes.",
        (
            *_both(POLAR, POLAR_LET), *_both(CYLINDER, f"{POLAR_LET}, z: scalar"), *_both(SPHERE, SPHERE_LET),
            *_both(BEND), *_both(LOGARITHM), Ask("x + y z, x^2 + y^2 + z^2", "x, y, z", "jacobian"),
        ),
        ("jacobian-polar",),
        jacobians,
        first=2,
    ),
    Row(
        "hessian",
        "Hessians and critical points",
        "The Hessian holds the second derivatives, one for each pair of letters, and it is symmetric. Where the "
        "gradient is zero its eigenvalues say whether the point is a minimum, a maximum or a saddle.",
        (
            Ask(PEAKS, "x, y", "gradient"), Ask(PEAKS, "x, y", "hessian"),
            Ask(VALLEY, "x, y", "gradient"), Ask(VALLEY, "x, y", "hessian"),
        ),
        more=hessians,
    ),
    Row(
        "robot-arm",
        "The Jacobian of a robot arm",
        "Two joints turn two links in a plane, and the Jacobian says how the tip moves when the joints do. Where its "
        "determinant is zero the arm is singular and cannot move in one direction.",
        (
            *_both(TIP, TIP_LET),
            *(Ask(MANY.format(f), r"\theta_k", "gradient", r"l: n, \theta: n") for f in ("cos", "sin")),
        ),
        more=robot_arm,
    ),
)  # fmt: skip

"""Names beside points: none lies on another name or on a point where there is room."""

from __future__ import annotations

from derive.write.picture_points import _box, named_points, placed


def test_names_of_near_points_do_not_overlap() -> None:
    names, spots = ["woman", "man", "boy"], [(100.0, 100.0), (112.0, 99.0), (150.0, 99.0)]
    boxes = [_box(n, s, side) for n, s, side in zip(names, spots, placed(names, spots, [(0, 1)]), strict=True)]
    for k, (l, b, r, t) in enumerate(boxes):
        assert all(not (l < x < r and b < y < t) for x, y in spots)
        assert all(r <= x or z <= l or t <= y or w <= b for x, y, z, w in boxes[:k])


def test_one_point_is_drawn() -> None:
    assert named_points(["a"], [[1.0, 2.0]]).axes

"""Many trees compared with one at once say what they say one by one."""

from __future__ import annotations

import numpy as np
import pytest

from derive.judge import points
from derive.judge.points import Trial, compared, tallied

SAMPLES, TREES = 8, 10


def values(rng: np.random.Generator, form: tuple[int, ...]) -> np.ndarray:
    x = rng.normal(size=(SAMPLES, *form)) * 10 ** rng.uniform(-8, 8)
    if rng.random() < 0.4:
        x[rng.random(x.shape) < 0.3] = rng.choice([np.nan, np.inf, 0])
    return np.asarray(x)


def a_trial(rng: np.random.Generator, form: tuple[int, ...]) -> Trial:
    made = [values(rng, form)]
    for _ in range(TREES - 1):
        x = made[0].copy() if rng.random() < 0.5 else values(rng, form)
        x = x * (1 + rng.choice([0, 1e-12, 1e-9, 1e-8, 1e-5]) * rng.normal(size=x.shape))
        made.append(x[:, :1] if form == (3,) and rng.random() < 0.2 else x)
    errors = (rng.choice([0, 1e-12, 1e-8, 1e-5, 1e300]) * np.abs(np.nan_to_num(x, posinf=0)) for x in made)
    return Trial(tuple(made), tuple(errors), {})


@pytest.mark.parametrize("at_once", [1, 30, 400_000])
def test_all_at_once_say_what_each_says(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "AT_ONCE", at_once)
    rng = np.random.default_rng(0)
    agreed = 0
    for k in range(80):
        t = a_trial(rng, ((), (3,), (2, 2), (1,))[k % 4])
        each = [compared(t, 0, j, "=") for j in range(1, TREES)]
        ok, bad = tallied(t, 0, range(1, TREES))
        assert list(ok) == [int(c.ok.sum()) for c in each]
        assert list(bad) == [int(c.bad.sum()) for c in each]
        agreed += int(ok.sum())
    assert agreed > 100

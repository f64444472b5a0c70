"""How large the true share may still be, after so many trials with so many leaks."""

from __future__ import annotations

import math


def upper_bound(leaks: int, trials: int, confidence: float = 0.95) -> float:
    """Return the exact upper bound of Clopper and Pearson; with no leaks about 3 / trials."""
    if trials == 0 or leaks >= trials:
        return 1.0
    low, high = leaks / trials, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(leaks, trials, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def _at_most(leaks: int, trials: int, share: float) -> float:
    """Return the chance of so few leaks."""
    if share >= 1:
        return 0.0
    return math.fsum(
        math.exp(
            math.lgamma(trials + 1)
            - math.lgamma(k + 1)
            - math.lgamma(trials - k + 1)
            + (k * math.log(share) if k else 0)
            + (trials - k) * math.log1p(-share)
        )
        for k in range(leaks + 1)
    )

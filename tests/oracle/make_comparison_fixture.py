"""Makes comparison.json: groups of seeds, and what SciPy and NumPy find between them.

    python3 -m venv venv && venv/bin/pip install numpy scipy==1.17.1
    venv/bin/python tests/oracle/make_comparison_fixture.py

Curves fall with noise that a fixed seed makes; they are cut at different lengths, as early stopping cuts them.
"""
import numpy as np
from scipy.stats import ttest_ind

from fixture_files import write

random = np.random.default_rng(20)


def curve(floor, spread, epochs):
    fall = floor + 0.05 / np.arange(1, epochs + 1)
    return [float(f"{value:.9g}") for value in fall + random.normal(0, spread, epochs)]


def group(floor, spread, seeds):
    return [curve(floor + random.normal(0, spread), spread, int(random.integers(20, 60))) for _ in range(seeds)]


def reach(followers, leaders):
    """Seed against seed: the first epoch at or below the leader's best, 1-based. One that never is stands at the end of the median."""
    later, reached = [], 0
    pairs = list(zip(followers, leaders))
    for follower, leader in pairs:
        target, at = min(leader), int(np.argmin(leader)) + 1
        hits = np.flatnonzero(np.asarray(follower) <= target)
        later.append(int(hits[0]) + 1 - at if len(hits) > 0 else np.inf)
        reached += len(hits) > 0
    middle = float(np.median(later))
    return {"pairs": len(pairs), "reached": reached, "epochsLater": middle if np.isfinite(middle) else None}


def case(left, right):
    lefts, rights = [min(values) for values in left], [min(values) for values in right]
    found = ttest_ind(rights, lefts, equal_var=False)
    interval = found.confidence_interval(0.95)
    return {
        "left": left,
        "right": right,
        "means": [float(np.mean(lefts)), float(np.mean(rights))],
        "deviations": [float(np.std(lefts, ddof=1)), float(np.std(rights, ddof=1))],
        "difference": float(np.mean(rights) - np.mean(lefts)),
        "low": float(interval.low),
        "high": float(interval.high),
        "p": float(found.pvalue),
        "degreesOfFreedom": float(found.df),
        "leftReachesRight": reach(left, right),
        "rightReachesLeft": reach(right, left),
    }


if __name__ == "__main__":
    write(
        "comparison.json",
        [
            case(group(0.0126, 0.0003, 3), group(0.0100, 0.0002, 3)),
            case(group(0.0126, 0.0005, 3), group(0.0125, 0.0005, 5)),
            case(group(0.0200, 0.0001, 10), group(0.0199, 0.0010, 4)),
            # Most never reach the other's best, half of them do, and nearly all do.
            case(group(0.0110, 0.0002, 5), group(0.0109, 0.0004, 5)),
            case(group(0.0120, 0.0006, 4), group(0.0120, 0.0006, 4)),
            case(group(0.0140, 0.0006, 7), group(0.0135, 0.0006, 7)),
            # One side is alike to the last bit, and the values of the other lie close together.
            case([curve(0.0126, 0, 30)] * 3, group(0.0126, 1e-9, 4)),
        ],
    )

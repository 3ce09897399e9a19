"""Makes fixtures/maths-*.json with NumPy, pandas and SciPy: what src-main/maths is held against.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.17.1 pandas==3.1.1
    venv/bin/python tests/oracle/make_maths_fixtures.py

Inputs are in the files; each value is worked out by a library's own function in double precision, or, where there is none, by
the definition written down in another way than Plateau has it.
"""
import numpy as np
import pandas as pd
from scipy import stats
from scipy.ndimage import gaussian_filter1d

from fixture_files import doubles, write

nan, inf = np.nan, np.inf


def only_finite(values):
    """Values that are not finite as NaN, which pandas leaves out."""
    return np.where(np.isfinite(values), values, nan)


def exponential(y, amount):
    # adjust=True divides by the sum of the weights, which for weights w^i is what debiasing by 1 - w^n does.
    return pd.Series(y).ewm(alpha=1 - amount, adjust=True, ignore_na=True).mean().to_numpy()


def time_weighted(x, y, amount, range_x):
    weight = min(np.sqrt(amount), 0.999)
    half_life = range_x / 1000 * np.log(0.5) / np.log(weight)
    # In 1e-12 of a unit of x: pandas' times are whole numbers.
    times = pd.to_datetime(np.round(x * 1e12).astype(np.int64), unit="ns")
    half = pd.Timedelta(int(round(half_life * 1e12)), unit="ns")
    return pd.Series(y).ewm(halflife=half, times=times, adjust=True).mean().to_numpy()


def gaussian(y, amount):
    # A gap takes no part: the filtered values over the filtered share of values that are there.
    there = np.isfinite(y).astype(float)
    filtered = gaussian_filter1d(np.nan_to_num(y), amount, mode="reflect", truncate=4.0)
    with np.errstate(invalid="ignore"):
        return filtered / gaussian_filter1d(there, amount, mode="reflect", truncate=4.0)


def running_average(y, amount):
    return pd.Series(y).rolling(int(amount), center=True, min_periods=1).mean().to_numpy()


def make_smoothing():
    random = np.random.default_rng(11)

    def curve(count):
        return 0.05 + 0.3 * np.exp(-np.arange(count) / 12) + 0.01 * random.standard_normal(count)

    uneven = np.sort(random.integers(0, 100_000, 40)) / 1000
    uneven[30] = uneven[31]
    gaps = curve(40)
    gaps[[0, 5, 6, 7, 30, 39]] = [nan, inf, nan, -inf, nan, nan]
    series = {
        "a curve by epochs": (np.arange(1, 41.0), curve(40)),
        "a curve at uneven x": (uneven, curve(40)),
        "a curve with gaps": (uneven, gaps),
        "small changes far from 0": (np.arange(30.0), 1e6 + random.standard_normal(30)),
        "two points": (np.array([3.0, 5.0]), np.array([1.0, -2.0])),
        "one point": (np.array([3.0]), np.array([0.25])),
        "a constant": (np.arange(12.0), np.full(12, 0.1)),
        "a constant with gaps": (np.arange(12.0), np.where(np.arange(12) % 5 == 0, nan, 0.1)),
        "a longer curve": (np.arange(120.0), curve(120)),
    }
    amounts = {
        "ema": [0.1, 0.6, 0.9, 0.99, 0.999],
        "time-weighted-ema": [0.2, 0.9, 0.99],
        "gaussian": [0.1, 0.5, 1, 2.5, 10, 60],
        "running-average": [1, 2, 3, 4, 7, 10, 101],
    }
    cases = []
    for name, (x, y) in series.items():
        known, range_x = only_finite(y), x[-1] - x[0]
        expected = []
        for method, values in amounts.items():
            for amount in values:
                if method == "ema":
                    smoothed = exponential(known, amount)
                elif method == "time-weighted-ema":
                    if range_x == 0:
                        continue
                    smoothed = time_weighted(x, known, amount, range_x)
                elif method == "gaussian":
                    smoothed = gaussian(known, amount)
                else:
                    smoothed = running_average(known, amount)
                # What is not finite is shown as it is.
                smoothed = np.where(np.isfinite(y), smoothed, y)
                expected.append({"method": method, "amount": amount, "smoothed": doubles(smoothed)})
        cases.append({"what": name, "x": doubles(x), "y": doubles(y), "expected": expected})
    write("maths-smoothing.json", cases)


def make_statistics():
    random = np.random.default_rng(12)
    samples = [
        [3.0],
        [1.0, 2.0],
        [0.0126, 0.0131, 0.0119],
        [5.0] * 7,
        list(random.standard_normal(10)),
        list(1e9 + random.standard_normal(25)),
        list(random.lognormal(size=101)),
        [1.0, nan, 3.0],
    ]
    shares = [0, 0.01, 0.05, 0.25, 0.5, 0.7, 0.9, 0.975, 1]
    described = []
    with np.errstate(invalid="ignore", divide="ignore"):
        for values in samples:
            deviation = np.std(values, ddof=1) if len(values) > 1 else nan
            described.append(
                {
                    "values": doubles(values),
                    "mean": doubles([np.mean(values)])[0],
                    "deviation": doubles([deviation])[0],
                    "error": doubles([deviation / np.sqrt(len(values))])[0],
                    "quantiles": doubles([np.quantile(values, share) for share in shares]),
                }
            )
    student = [
        {"degreesOfFreedom": freedom, "level": level, "quantile": float(stats.t.ppf(0.5 + level / 2, freedom))}
        for freedom in [1, 1.3, 2, 2.9, 3, 4, 5, 8.25, 12, 20, 29, 47.5, 100, 999]
        for level in [0.8, 0.95, 0.99]
    ]
    welch = []
    for left_size in [2, 3, 4, 5, 10, 40]:
        for right_size in [2, 3, 7, 25]:
            for shift in [0, 0.5, 30]:
                left = random.normal(0.02, 0.001, left_size)
                right = random.normal(0.02 + shift * 0.001, 0.003, right_size)
                welch.append((left, right, 0.95))
    welch += [
        (np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0]), 0.95),
        (np.array([5.0, 5.0, 5.0]), np.array([1.0, 2.0, 4.0]), 0.9),
        (np.array([1e6, 1e6 + 1, 1e6 + 2]), np.array([0.0, 1e-3, 3e-3, 1e-3]), 0.99),
    ]
    tests = []
    for left, right, level in welch:
        result = stats.ttest_ind(left, right, equal_var=False)
        interval = result.confidence_interval(level)
        tests.append(
            {
                "left": doubles(left),
                "right": doubles(right),
                "level": level,
                "difference": float(np.mean(left) - np.mean(right)),
                "low": float(interval.low),
                "high": float(interval.high),
                "p": float(result.pvalue),
                "degreesOfFreedom": float(result.df),
            }
        )
    write("maths-statistics.json", {"shares": shares, "samples": described, "student": student, "welch": tests})


def make_aggregate():
    random = np.random.default_rng(13)

    def line(x):
        return pd.Series(0.02 + 0.2 / (1 + np.asarray(x, dtype=float)) + 0.01 * random.standard_normal(len(x)), index=x)

    seeds = [line(np.arange(1.0, 1 + count)) for count in [12, 9, 12, 5]]
    gaps = [line(np.arange(1.0, 9)) for _ in range(3)]
    gaps[0][3.0] = nan
    for series in gaps:
        series[6.0] = nan
    gaps[1][2.0], gaps[2][2.0] = inf, -inf
    sets = {
        "one line": [line(np.arange(1.0, 7))],
        "seeds that end at different epochs": seeds,
        "gaps, an x without any value among them": gaps,
        "lines that share only some x": [line([0.5, 1, 2, 4]), line([1, 2, 3]), line([0.25, 4, 5.5])],
        "lines that share none": [line([1, 2]), line([3, 4, 5])],
        "a line without points": [line(np.arange(1.0, 4)), line(np.array([]))],
    }
    cases = []
    for name, lines in sets.items():
        frame = pd.concat([only.map(only_finite) for only in lines], axis=1).sort_index()
        counts, mean, error = frame.count(axis=1), frame.mean(axis=1), frame.sem(axis=1)
        with np.errstate(invalid="ignore"):
            half = {
                "deviation": frame.std(axis=1),
                "error": error,
                "confidence": error * stats.t.ppf(0.975, np.maximum(counts - 1, 0)),
            }
        bands = {"min-max": (frame.min(axis=1), frame.max(axis=1))}
        bands.update({kind: (mean - width, mean + width) for kind, width in half.items()})
        cases.append(
            {
                "what": name,
                "lines": [{"x": doubles(only.index), "y": doubles(only)} for only in lines],
                "x": doubles(frame.index),
                "mean": doubles(mean),
                "counts": counts.tolist(),
                "bands": {kind: {"low": doubles(low), "high": doubles(high)} for kind, (low, high) in bands.items()},
            }
        )
    write("maths-aggregate.json", cases)


def make_buckets():
    random = np.random.default_rng(14)
    steps = np.arange(1.0, 91)
    seconds = np.sort(random.integers(0, 20_000, 90)) / 1000
    values = random.standard_normal(90)
    holes = values.copy()
    holes[[0, 1, 40, 41, 42, 43, 89]] = nan
    holes[[50, 60]] = [inf, -inf]
    cases = []
    for name, x, y, widths in [
        ("every step", steps, values, [1, 4, 32, 256]),
        ("uneven seconds", seconds, values, [0.03125, 0.5]),
        ("values that are no numbers", steps, holes, [4, 64]),
        ("x on both sides of 0", steps - 45.5, values, [8, 32]),
    ]:
        for width in widths:
            grouped = pd.DataFrame({"x": x, "y": y}).groupby(np.floor(x / width))
            cases.append(
                {
                    "what": f"{name}, width {width}",
                    "x": doubles(x),
                    "y": doubles(y),
                    "width": width,
                    "expected": {
                        "x": doubles(grouped["x"].max()),
                        "last": doubles([group["y"].to_numpy()[-1] for _, group in grouped]),
                        "low": doubles(grouped["y"].min()),
                        "high": doubles(grouped["y"].max()),
                    },
                }
            )
    write("maths-buckets.json", cases)


def make_error_histogram():
    """NumPy's histogram over edges at whole thousandths."""
    random = np.random.default_rng(15)
    thousandths = np.arange(-2000, 2001)
    edges = thousandths / 1000
    near = [edges[1234], np.nextafter(edges[1234], -9), np.nextafter(edges[1234], 9), -0.0, 2.0, -2.0, 1.9995]
    errors = np.concatenate([random.normal(0, 0.1, 300), random.uniform(-2, 2, 60), near])
    counts, _ = np.histogram(errors, bins=edges)
    middles = np.repeat((thousandths[:-1] + 0.5) / 1000, counts)
    filled = np.flatnonzero(counts)
    write(
        "maths-error-histogram.json",
        {
            "errors": doubles(errors),
            "bins": filled.tolist(),
            "counts": counts[filled].tolist(),
            "below": [
                {"limit": limit, "share": float(np.mean(np.abs(middles) < limit))}
                for limit in [0.001, 0.05, 0.1, 0.25, 1, 1.999]
            ],
        },
    )


if __name__ == "__main__":
    make_smoothing()
    make_statistics()
    make_aggregate()
    make_buckets()
    make_error_histogram()

"""Makes fixtures/importance.json with scikit-learn and SciPy: what src-main/maths/importance is held against.

    python3 -m venv venv && venv/bin/pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
    venv/bin/python tests/oracle/make_importance_fixtures.py

A forest of other random numbers is another forest, so importances agree no better than two of scikit-learn's with different seeds do. Each
table is worked out with sixteen seeds, and the file has mean and deviation over them: Plateau's is one more draw.
"""
import numpy as np
from scipy import stats
from sklearn.ensemble import RandomForestRegressor

from fixture_files import doubles, write

nan, inf = np.nan, np.inf
trees, fewest, permutations, seeds = 100, 3, 40, 16


def coded(columns):
    """Numbers as they are, names as one column of zeros and ones for each: with three names or fewer, those are all divisions in two."""
    parts, blocks = [], []
    for values in columns.values():
        if isinstance(values[0], str):
            part = np.stack([(values == name).astype(float) for name in np.unique(values)], axis=1)
        else:
            part = values[:, None]
        blocks.append(range(sum(p.shape[1] for p in parts), sum(p.shape[1] for p in parts) + part.shape[1]))
        parts.append(part)
    return np.concatenate(parts, axis=1), blocks


def out_of_bag(forest, x, y, samples):
    """R squared of rows that trees have not seen. x: tables x rows x columns; one number for each table."""
    sums, votes = np.zeros(x.shape[:2]), np.zeros(len(y))
    for tree, inside in zip(forest.estimators_, samples):
        out = np.setdiff1d(np.arange(len(y)), inside)
        rows = x[:, out].reshape(-1, x.shape[2]).astype(np.float32)
        sums[:, out] += tree.predict(rows).reshape(len(x), len(out))
        votes[out] += 1
    seen = votes > 0
    residual = np.sum((y[seen] - sums[:, seen] / votes[seen]) ** 2, axis=1)
    return 1 - residual / np.sum((y[seen] - y[seen].mean()) ** 2)


def importances(columns, y, seed):
    x, blocks = coded(columns)
    random = np.random.default_rng(1_000 + seed)
    forest = RandomForestRegressor(trees, min_samples_leaf=fewest, random_state=seed).fit(x, y)
    samples = forest.estimators_samples_
    told = out_of_bag(forest, x[None], y, samples)[0]
    losses = []
    for block in blocks:
        changed = np.repeat(x[None], permutations, axis=0)
        for table in changed:
            order = random.permutation(len(y))
            for column in block:
                table[:, column] = x[order, column]
        losses.append(told - out_of_bag(forest, changed, y, samples))
    return told, np.array(losses)


def make_table(name, columns, y):
    ranks = stats.rankdata(y)
    told, means, deviations = [], [], []
    for seed in range(seeds):
        of_all, losses = importances(columns, ranks, seed)
        told.append(of_all)
        means.append(losses.mean(axis=1))
        deviations.append(losses.std(axis=1, ddof=1))
    print(name, np.round(np.mean(told), 3), dict(zip(columns, np.round(np.mean(means, axis=0), 3))))
    return {
        "name": name,
        "columns": [
            {"key": key, "values": values.tolist() if isinstance(values[0], str) else doubles(values)}
            for key, values in columns.items()
        ],
        "target": doubles(y),
        "told": {"mean": float(np.mean(told)), "deviation": float(np.std(told, ddof=1))},
        "importances": [
            {"mean": float(mean), "deviation": float(over_seeds), "spread": float(spread)}
            for mean, over_seeds, spread in zip(
                np.mean(means, axis=0), np.std(means, axis=0, ddof=1), np.mean(deviations, axis=0)
            )
        ],
    }


def settings(random, count):
    rate = random.choice([1e-4, 3e-4, 1e-3, 3e-3], count)
    columns = {
        "learning_rate": rate,
        "batch_size": random.choice([16.0, 32.0, 64.0], count),
        "loss": random.choice(["huber", "l1", "mse"], count),
        "dropout": np.round(random.uniform(0, 0.5, count), 3),
        "seed": random.integers(1, 13, count).astype(float),
    }
    y = (
        0.01
        + 0.002 * np.abs(np.log10(rate) + 3.3)
        + 0.0004 * columns["batch_size"] / 32
        + 0.0006 * (columns["loss"] == "l1")
        + 0.0005 * random.standard_normal(count)
    )
    return columns, y


def make_tables():
    random = np.random.default_rng(7)
    tables = [make_table(f"{count} runs", *settings(random, count)) for count in (20, 60, 300)]
    columns, y = settings(random, 120)
    columns["learning_rate"] = np.where(random.uniform(size=120) < 0.3, nan, columns["learning_rate"])
    columns["warmup"] = np.where(random.uniform(size=120) < 0.5, nan, 100.0)
    y = y + 0.002 * np.isnan(columns["warmup"])
    tables.append(make_table("values that are missing", columns, y))
    columns, y = settings(random, 120)
    columns["learning_rate_again"] = columns["learning_rate"].copy()
    tables.append(make_table("the same twice", columns, y))
    return tables


def make_correlations():
    random = np.random.default_rng(8)
    pairs = {
        "four": ([1, 2, 3, 4], [2, 1, 4, 3]),
        "all in order": (range(20), np.exp(np.arange(20))),
        "all the other way round": (range(20), -np.arange(20) ** 3),
        "independent": (random.standard_normal(1000), random.standard_normal(1000)),
        "many ties": (random.choice([1e-4, 1e-3], 60), random.integers(0, 5, 60)),
        "infinities": ([0, 1, 2, 3, 4, 5, 6], [1, inf, -inf, 2, inf, 3, -5]),
        "very large and very small": ([1e308, -1e308, 5e-324, 0, 1, 2], [3, 1, 2, 2, 9, 1e-300]),
    }
    cases = []
    for name, (left, right) in pairs.items():
        left, right = np.asarray(left, dtype=float), np.asarray(right, dtype=float)
        value = float(stats.spearmanr(left, right).statistic)
        error = np.sqrt((1 + value**2 / 2) / (len(left) - 3))
        half = stats.norm.ppf(0.975) * error
        with np.errstate(divide="ignore", invalid="ignore"):
            # tanh of a sum, by the formula of sums: another way than Plateau has it.
            ends = [(value + np.tanh(way * half)) / (1 + value * np.tanh(way * half)) for way in (-1, 1)]
        cases.append({"name": name, "left": doubles(left), "right": doubles(right), "value": value, "ends": doubles(ends)})
    return cases


write("importance.json", {"tables": make_tables(), "correlations": make_correlations()})

"""
Welch's t-test for pairs of samples. Reads [{"ours": [...], "torch": [...]}, ...] from standard input and prints the two-sided
p-values in that order; null where a sample has fewer than two values.
"""
import json
import sys

from scipy.stats import ttest_ind


def welch(ours, torch):
    if min(len(ours), len(torch)) < 2:
        return None
    return float(ttest_ind(ours, torch, equal_var=False).pvalue)


if __name__ == "__main__":
    print(json.dumps([welch(**pair) for pair in json.load(sys.stdin)]))

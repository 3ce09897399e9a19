from scipy import stats

values = [0.05, 0.2, 1, 4]


def quantiles(alpha):
    return stats.beta.ppf([index / 20 for index in range(1, 20)], alpha, alpha)

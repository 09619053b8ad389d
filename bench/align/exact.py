"""Exact bounds of a share that was counted (Clopper and Pearson 1934), and what else is counted. No library."""
import math


def at_most(k, n, p):
    """Probability of at most `k` of `n`."""
    if p <= 0:
        return 1.0
    if p >= 1:
        return 1.0 if k >= n else 0.0
    terms = (math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1) + i * math.log(p) + (n - i) * math.log1p(-p) for i in range(k + 1))
    return min(1.0, sum(math.exp(t) for t in terms))


def solve(f, target):
    """Where the falling `f` on 0..1 is `target`."""
    low, high = 0.0, 1.0
    for _ in range(60):
        p = (low + high) / 2
        low, high = (p, high) if f(p) > target else (low, p)
    return high


def upper(k, n, level=0.95):
    """One-sided upper bound of the share of which `k` of `n` were seen."""
    return 1.0 if n == 0 or k >= n else solve(lambda p: at_most(k, n, p), 1 - level)


def interval(k, n, level=0.95):
    """Two-sided interval of the share of which `k` of `n` were seen."""
    if n == 0:
        return 0.0, 1.0
    tail = (1 - level) / 2
    low = 0.0 if k == 0 else 1 - solve(lambda q: at_most(n - k, n, q), tail)
    return low, upper(k, n, 1 - tail)


def quantile(values, share):
    """With linear interpolation between the two nearest, as numpy's default; `None` of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    at = share * (len(ordered) - 1)
    i = int(at)
    j = min(i + 1, len(ordered) - 1)
    return ordered[i] + (at - i) * (ordered[j] - ordered[i])


def median(values):
    return quantile(values, 0.5)

"""What the engine is measured against: the script that a competent analyst writes, and the floor below it.

The script does what ours does, in plain NumPy and without its care: no named random streams, no rounding
before ranks, no checks. The floor is only the arithmetic that nobody can leave out.
"""

from __future__ import annotations

import numpy as np

SHARES = (0.05, 0.5, 0.95)
# Moves of the worst and the best goalpost, in shares of the range between them.
MOVES = ((0, 0), (0, -0.1), (0, 0.1), (0.1, 0), (-0.1, 0), (0.1, -0.1))


def script_scores(values, worst, best, weights, groups):
    """Return the overall scores: min-max, weighted means of what is there, mean of the groups half there."""
    scores = 100 * np.clip((values - worst) / (best - worst), 0, 1)
    there = ~np.isnan(scores)
    filled = np.where(there, scores, 0)
    parts = []
    for group in range(groups.max() + 1):
        inside = groups == group
        share = weights[inside]
        carried = there[..., inside] @ share
        with np.errstate(invalid="ignore"):
            mean = (filled[..., inside] @ share) / carried
        parts.append(np.where(carried >= share.sum() / 2, mean, np.nan))
    return np.nanmean(np.stack(parts, axis=-1), axis=-1)


def script_draws(values, worst, best, weights, groups, draws, spread=None, seed=1):
    """Return scores of each draw and quantiles of scores and ranks: twelve scenarios, weights ± a quarter."""
    generator = np.random.default_rng(seed)
    scores = np.empty((draws, len(values)))
    for number in range(12):
        (low, high), geometric = MOVES[number // 2], number % 2
        span = best - worst
        rows = slice(number, draws, 12)
        count = len(range(number, draws, 12))
        # Of drawn values a few at a time: all of them would not fit.
        step = count if spread is None else 10
        for start in range(0, count, step):
            size = min(step, count - start)
            drawn = values
            if spread is not None:
                drawn = values + spread * (2 * generator.random((size, *values.shape)) - 1)
            normalised = 100 * np.clip((drawn - worst - low * span) / (span * (1 + high - low)), 0, 1)
            block = _script_block(normalised, weights, groups, size, geometric, generator)
            scores[rows][start : start + size] = block
    ranks = np.argsort(np.argsort(-scores, axis=1), axis=1) + 1
    return scores, np.quantile(scores, SHARES, axis=0), np.quantile(ranks, SHARES, axis=0)


def _script_block(normalised, weights, groups, size, geometric, generator):
    there = ~np.isnan(normalised)
    if geometric:
        normalised = np.log(np.maximum(normalised, 1))
    filled = np.where(there, normalised, 0)
    factors = weights * (1 + 0.25 * (2 * generator.random((size, len(weights))) - 1))
    above, below = 0.0, 0.0
    for group in range(groups.max() + 1):
        inside = groups == group
        weight = 1 + 0.25 * (2 * generator.random((size, 1)) - 1)
        if normalised.ndim == 2:
            total = factors[:, inside] @ there[:, inside].T
            part = (factors[:, inside] @ filled[:, inside].T) / np.where(total > 0, total, 1)
        else:
            total = np.einsum("dui,di->du", there[..., inside], factors[:, inside])
            part = np.einsum("dui,di->du", filled[..., inside], factors[:, inside]) / np.where(
                total > 0, total, 1
            )
        above = above + weight * part * (total > 0)
        below = below + weight * (total > 0)
    mean = above / below
    return np.exp(mean) if geometric else mean


def floor_draws(values, worst, best, weights, groups, draws, seed=1):
    """Return nothing of use, groups left aside: one product, one sort of each draw, one of each unit."""
    scores = 100 * np.clip((values - worst) / (best - worst), 0, 1)
    np.nan_to_num(scores, copy=False)
    factors = weights * np.random.default_rng(seed).random((draws, len(weights)))
    drawn = factors @ scores.T
    return np.sort(drawn, axis=1), np.sort(drawn, axis=0)[[int(share * (draws - 1)) for share in SHARES]]


def floor_scores(values, worst, best, weights, groups):
    """Return nothing of use, groups left aside: one product of weights and scores."""
    scores = 100 * np.clip((values - worst) / (best - worst), 0, 1)
    np.nan_to_num(scores, copy=False)
    return scores @ weights

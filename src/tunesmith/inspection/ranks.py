"""How closely numbers go together, by their ranks alone."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def ranks(values: NDArray[np.floating]) -> Numbers:
    """(N, ...) -> the ranks of each column, from 1; equal values share the mean of their ranks."""
    columns = values.reshape(len(values), -1)
    found = np.empty(columns.shape)
    for index, column in enumerate(columns.T):
        order = np.argsort(column, kind="stable")
        ordered = column[order]
        edges = np.concatenate([[0], np.flatnonzero(ordered[1:] != ordered[:-1]) + 1, [len(ordered)]])
        means = (edges[:-1] + edges[1:] + 1) / 2
        found[order, index] = np.repeat(means, np.diff(edges))
    return found.reshape(values.shape)


def standard(values: Numbers) -> Numbers:
    """(N, ...) -> each column with mean 0 and variance 1; one that is the same everywhere is 0."""
    centred = values - values.mean(axis=0)
    spread = centred.std(axis=0)
    scaled: Numbers = centred / np.where(spread > 1e-12 * (1 + abs(values).max(axis=0)), spread, np.inf)
    return scaled


def correlations(left: Numbers, right: Numbers) -> Numbers:
    """Standardised (N, A) and (N, B) -> Pearson's correlations (A, B); of ranks they are Spearman's."""
    return left.T @ right / len(left)


def areas(truth: Numbers, ranked: Numbers) -> Numbers:
    """truth (N, A) of 0 and 1, ranks (N, B) -> the areas under the ROC curve (A, B); 0.5 tells nothing.

    The chance that a place where it is so ranks above one where it is not, ties counted half (H. B. Mann and
    D. R. Whitney, "On a test of whether one of two random variables is stochastically larger than the
    other", 1947). Every column of ``truth`` must have both.
    """
    share = truth.mean(axis=0)
    apart = (truth - share).T @ ranked / len(truth) / (share * (1 - share))[:, None]
    found: Numbers = 0.5 + apart / len(truth)
    return found

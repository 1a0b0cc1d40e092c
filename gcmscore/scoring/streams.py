"""Random numbers that belong to names: the same whatever the order, the chunk or the worker.

A generator of the standard kind gives its numbers in the order in which it is asked, so that another order
of countries, or another number of workers, would give every country other intervals.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from gcmscore.scoring.arrays import Floats, Ints

Keys = NDArray[np.uint64]
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FACTORS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def keys_of(names: Iterable[str], seed: int) -> Keys:
    """Return the key of each name's stream of random numbers under a seed.

    Examples
    --------
    >>> bool(keys_of(["BEL"], 1) == keys_of(["BEL"], 2))
    False
    """
    digests = (hashlib.blake2b(f"{seed} {name}".encode(), digest_size=8).digest() for name in names)
    return np.frombuffer(b"".join(digests), dtype=">u8").astype(np.uint64)


def crossed(first: Keys, second: Keys) -> Keys:
    """Return the keys of pairs, broadcast against each other: of a country and an indicator.

    Examples
    --------
    >>> crossed(keys_of(["BEL", "NLD"], 1)[:, None], keys_of(["a", "b", "c"], 1)).shape
    (2, 3)
    """
    return _mixed(first + _mixed(second + _STEP))


def uniforms(keys: Keys, draws: Ints) -> Floats:
    """Return numbers spread evenly over 0 to below 1, one for each draw and key.

    Parameters
    ----------
    keys : ndarray of uint64, shape (n,)
        Streams.
    draws : ndarray of int64, shape (d,)
        Which numbers of each stream.

    Returns
    -------
    ndarray of float64, shape (d, n)

    Notes
    -----
    SplitMix64 (Steele, Lea, Flood 2014, doi 10.1145/2714064.2660195), of which any number can be had without
    those before it.

    Examples
    --------
    >>> import numpy as np
    >>> later = uniforms(keys_of(["BEL"], 1), np.arange(5, 10))
    >>> bool((uniforms(keys_of(["BEL"], 1), np.arange(10))[5:] == later).all())
    True
    """
    states = keys + (draws.astype(np.uint64)[:, None] + np.uint64(1)) * _STEP
    return np.asarray((_mixed(states) >> np.uint64(11)) * 2.0**-53)


def _mixed(states: Keys) -> Keys:
    mixed = states ^ (states >> np.uint64(30))
    mixed *= _FACTORS[0]
    mixed ^= mixed >> np.uint64(27)
    mixed *= _FACTORS[1]
    mixed ^= mixed >> np.uint64(31)
    return mixed

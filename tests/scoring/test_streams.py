"""Random numbers that belong to names, held against the published ones of the algorithm."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gcmscore.scoring.streams import crossed, keys_of, uniforms

# The first numbers of SplitMix64 from two starting points, as printed with its reference implementation in C.
PUBLISHED = {
    0: (0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC),
    1234567: (6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431),
}
names = st.lists(st.text(max_size=8), min_size=1, max_size=6, unique=True)


def key(number):
    return np.array([number], dtype=np.uint64)


@pytest.mark.parametrize("start", PUBLISHED)
def test_the_numbers_are_those_of_splitmix64(start):
    found = uniforms(key(start), np.arange(4))[:, 0]
    # A double takes the first 53 of 64 bits.
    assert found.tolist() == [(number >> 11) / 2**53 for number in PUBLISHED[start]]


def test_a_key_is_the_hash_of_seed_and_name():
    digest = hashlib.blake2b(b"23 BEL", digest_size=8).digest()
    assert keys_of(["BEL"], 23).tolist() == [int.from_bytes(digest, "big")]


def test_no_name_has_no_key():
    assert keys_of([], 1).shape == (0,)


@given(names, st.integers(0, 10**6))
def test_a_key_depends_on_the_name_and_the_seed_alone(given_names, seed):
    found = keys_of(given_names, seed)
    assert found.tolist() == [keys_of([name], seed)[0] for name in given_names]
    assert not np.isin(keys_of(given_names, seed + 1), found).any()
    assert len(set(found.tolist())) == len(given_names)


@given(st.permutations(range(20)), st.integers(1, 19))
def test_a_number_does_not_depend_on_which_others_are_drawn_nor_in_what_order(order, cut):
    keys, draws = keys_of("abc", 5), np.array(order)
    whole = uniforms(keys, np.arange(20))
    pieces = np.concatenate([uniforms(keys, draws[:cut]), uniforms(keys, draws[cut:])])
    assert (pieces == whole[draws]).all()
    assert (uniforms(keys[::-1], draws) == whole[draws][:, ::-1]).all()


def test_the_numbers_fill_0_to_1_evenly():
    found = uniforms(keys_of(["a", "b"], 1), np.arange(20_000))
    assert found.shape == (20_000, 2)
    assert 0 <= found.min() < 0.001
    assert 0.999 < found.max() < 1
    counts = np.histogram(found, 10, (0, 1))[0]
    assert (np.abs(counts - 4000) < 4 * np.sqrt(4000)).all()
    assert abs(np.corrcoef(found.T)[0, 1]) < 0.03


def test_a_pair_has_a_key_of_its_own_whatever_stands_first():
    countries, indicators = keys_of(["BEL", "NLD"], 1), keys_of(["a", "b", "c"], 1)
    found = crossed(countries[:, None], indicators)
    assert found.shape == (2, 3)
    assert len(set(found.ravel().tolist())) == 6
    assert not np.isin(crossed(indicators[:, None], countries), found).any()
    assert found[1, 2] == crossed(countries[1:], indicators[2:])[0]


def mixed(number):
    """Return what SplitMix64 makes of a state, in whole numbers of any size."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        number = (number ^ number >> shift) * factor % 2**64
    return number ^ number >> 31


@pytest.mark.parametrize(("first", "second"), [(0, 0), (1, 2), (2**64 - 1, 2**63), (12345678901234567890, 7)])
def test_a_pair_is_mixed_as_the_numbers_are(first, second):
    step = 0x9E3779B97F4A7C15
    assert mixed(step) == PUBLISHED[0][0]
    expected = mixed((first + mixed((second + step) % 2**64)) % 2**64)
    assert crossed(key(first), key(second)).tolist() == [expected]


def test_pairs_of_one_country_are_independent():
    keys = crossed(keys_of(["BEL"], 1), keys_of([f"indicator {number}" for number in range(40)], 1))
    table = np.corrcoef(uniforms(keys, np.arange(4000)).T) - np.eye(40)
    assert np.abs(table).max() < 0.07


def test_a_name_and_a_pair_do_not_share_a_stream():
    # (a, b) is not made by adding keys: with sums the pairs (1, 2) and (2, 1), or (0, 3), would be one.
    assert crossed(key(1), key(2)) != crossed(key(0), key(3))
    assert crossed(key(0), key(0)) != key(0)

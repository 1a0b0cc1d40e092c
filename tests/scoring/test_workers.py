"""The same numbers wherever they are computed: here, by several workers, and when one of them is lost."""

from __future__ import annotations

import os
import signal
import threading
import time

import joblib
import numpy as np
import pytest

from gcmscore.scoring.method import Method
from gcmscore.scoring.monte_carlo import Runs, run
from gcmscore.scoring.plans import Matrix, planned
from gcmscore.scoring.streams import keys_of

UNITS, ITEMS, GROUPS = 120, 12, 4


@pytest.fixture(scope="module")
def matrix() -> Matrix:
    values = np.random.default_rng(1).uniform(0, 100, (UNITS, ITEMS))
    values[::7, ::5] = np.nan
    return Matrix(
        values=values,
        low=values - 4,
        high=values + 4,
        worst=np.zeros(ITEMS),
        best=np.full(ITEMS, 90.0),
        movable=np.ones(ITEMS, dtype=bool),
        limits=np.repeat([[0.0], [100.0]], ITEMS, axis=1),
        weights=np.ones((UNITS, ITEMS)),
        groups=np.repeat(np.arange(GROUPS), ITEMS // GROUPS),
        unit_keys=keys_of([f"unit {number}" for number in range(UNITS)], 1),
        item_keys=keys_of([f"item {number}" for number in range(ITEMS)], 1),
        group_keys=keys_of([f"group {number}" for number in range(GROUPS)], 1),
    )


def runs_of(matrix: Matrix, draws: int = 600) -> Runs:
    return run(matrix, planned(matrix, Method(draws=draws)))


def same(found: Runs, expected: Runs) -> bool:
    return bool((found.scores == expected.scores).all() and (found.ranks == expected.ranks).all())


@pytest.fixture(scope="module")
def client():
    from dask.distributed import Client, LocalCluster

    with (
        LocalCluster(2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client


def test_two_processes_give_the_same_numbers_as_one(matrix):
    alone = runs_of(matrix)
    with joblib.parallel_config(n_jobs=2):
        assert same(runs_of(matrix), alone)


def test_a_dask_cluster_gives_the_same_numbers(matrix, client):
    alone = runs_of(matrix)
    with joblib.parallel_config(backend="dask"):
        assert same(runs_of(matrix), alone)
    assert len(client.run(os.getpid)) == 2


def test_a_worker_that_is_killed_midway_loses_nothing(matrix, client):
    alone = runs_of(matrix, draws=3000)
    (address, victim), _ = client.run(os.getpid).items()
    at_work: list[int] = []

    def kill() -> None:
        while not (work := client.processing()[address]):
            time.sleep(0.001)
        at_work.append(len(work))
        os.kill(victim, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with joblib.parallel_config(backend="dask"):
        found = runs_of(matrix, draws=3000)
    killer.join()
    assert at_work[0] > 0
    assert victim not in client.run(os.getpid).values()
    assert same(found, alone)

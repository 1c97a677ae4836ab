"""Whether amounts can be shared out as wanted: a transportation problem, decided by a maximum flow.

The flow is built up along shortest augmenting paths (J. Edmonds and R. M. Karp, Journal of the ACM
19, 1972), of which a network with V nodes and E arcs needs at most V·E.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Iterable
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
Room = list[dict[int, float]]
"""By node, how much more can be sent to each of its neighbours."""


def shortfall(supply: Array, demand: Array, allowed: Iterable[tuple[int, int]]) -> float:
    """Return how much of `supply` cannot reach `demand`.

    Parameters
    ----------
    supply, demand
        What each sender has and what each receiver takes at most, not negative.
    allowed
        The pairs (sender, receiver) between which anything may be sent.

    Returns
    -------
    float
        Zero, to rounding, if all of the supply can be sent.
    """
    senders, receivers = len(supply), len(demand)
    source, sink = senders + receivers, senders + receivers + 1
    room: Room = [{} for _ in range(sink + 1)]
    arcs = [(sender, senders + receiver, math.inf) for sender, receiver in allowed]
    arcs += [(source, sender, amount) for sender, amount in enumerate(supply.tolist())]
    arcs += [(senders + i, sink, amount) for i, amount in enumerate(demand.tolist())]
    for start, end, amount in arcs:
        room[start][end] = amount
        room[end][start] = 0.0
    # An arc with this little room left is full: else rounding would be sent about for ever.
    least = 1e-15 * float(np.sum(supply))
    sent = 0.0
    while (path := _shortest(room, source, sink, least)) is not None:
        amount = min(room[start][end] for start, end in path)
        for start, end in path:
            room[start][end] -= amount
            room[end][start] += amount
        sent += amount
    return float(np.sum(supply)) - sent


def _shortest(room: Room, source: int, sink: int, least: float) -> list[tuple[int, int]] | None:
    came_from = {source: source}
    queue = deque([source])
    while queue and sink not in came_from:
        node = queue.popleft()
        for neighbour, left in room[node].items():
            if left > least and neighbour not in came_from:
                came_from[neighbour] = node
                queue.append(neighbour)
    if sink not in came_from:
        return None
    path = []
    node = sink
    while node != source:
        path.append((came_from[node], node))
        node = came_from[node]
    return path

"""How the crew goes on, whatever its workers answer; there is no cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from functools import cache
from typing import Any

import pytest
from distributed import KilledWorker

from autograder.cluster.crew import DEATHS, ClusterCrew
from autograder.cluster.edition import edition
from autograder.cluster.package import Package
from autograder.errors import EnvironmentFault

REPORT = ("report", "{}")
GONE = (CancelledError, OSError)
KILLED = KilledWorker("task", None, 2)  # type: ignore[no-untyped-call]
DIED = ("died", "", "", 1)
Answering = Callable[[int, str, int], object]


class Sent:
    """A future; its answer is worked out when it is looked at."""

    def __init__(self, answering: Callable[[], object]) -> None:
        self._answer = cache(answering)

    @property
    def status(self) -> str:
        failed = isinstance(self._answer(), Exception)
        return "error" if failed and not isinstance(self._answer(), GONE) else "finished"

    def exception(self) -> object:
        return self._answer()

    def result(self) -> object:
        answer = self._answer()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def add_done_callback(self, call: Callable[[Any], None]) -> None:
        call(self)


class Cluster:
    """A client of workers that answer as they are told, by task, address and how often it came."""

    def __init__(self, answering: Answering, **threads: int) -> None:
        self.answering = answering
        self.threads = threads
        self.sent: list[tuple[int, str]] = []
        self.under_way: list[int] = []
        self.most_under_way: list[int] = []
        self.packages: list[object] = []

    def nthreads(self) -> dict[str, int]:
        return dict(self.threads)

    def run(self, function: object, *arguments: str, **flags: Any) -> dict[str, Any]:
        return {address: edition() for address in flags.get("workers", ())}

    def submit(self, function: object, *arguments: Any, **flags: Any) -> Sent:
        if function is bytes:
            answer = self.packages.pop() if self.packages else arguments[0]
            return Sent(lambda: answer)
        if arguments[-2].status == "error":  # the assignment's
            return Sent(arguments[-2].exception)
        number, address = int(arguments[-1]), flags["workers"][0]
        self.sent.append((number, address))
        self.under_way.append(number)
        self.most_under_way.append(len(self.under_way))
        times = [n for n, _ in self.sent].count(number)
        return Sent(lambda: self.answering(number, address, times))

    def cancel(self, futures: object) -> None:
        pass


def read(tasks: int) -> Iterator[tuple[int, bytes | None]]:
    for number in range(tasks):
        yield number, str(number).encode()


def crew(cluster: Cluster, read: Any = read) -> ClusterCrew:
    return ClusterCrew(cluster, Package("digest", b"zip"), False, read)  # type: ignore[arg-type]


def test_every_task_is_sent_and_answered_once() -> None:
    cluster = Cluster(lambda number, address, times: REPORT, a=2, b=1)

    found = list(crew(cluster).run(7))

    assert sorted(found) == [(number, "{}") for number in range(7)]
    assert sorted(number for number, _ in cluster.sent) == list(range(7))
    assert {address for _, address in cluster.sent} == {"a", "b"}


def test_what_cannot_be_read_is_told_and_not_sent() -> None:
    cluster = Cluster(lambda number, address, times: REPORT, a=1)

    found = dict(crew(cluster, lambda tasks: iter([(0, None), (1, b"1"), (2, None)])).run(3))

    assert found == {0: None, 1: "{}", 2: None}
    assert cluster.sent == [(1, "a")]


def test_a_submission_whose_grader_dies_is_tried_again_but_not_for_ever() -> None:
    def answer(number: int, address: str, times: int) -> object:
        return DIED if number == 1 or (number == 2 and times < DEATHS) else REPORT

    cluster = Cluster(answer, a=1)

    assert dict(crew(cluster).run(4)) == {0: "{}", 1: None, 2: "{}", 3: "{}"}
    assert [n for n, _ in cluster.sent].count(1) == DEATHS == 3


def test_what_was_beside_a_submission_that_ends_workers_is_not_blamed() -> None:
    def answer(number: int, address: str, times: int) -> object:
        cluster.under_way.remove(number)
        if number == 1:
            doomed.update(cluster.under_way)
        if number == 1 or number in doomed:
            doomed.discard(number)
            return KILLED
        return REPORT

    doomed: set[int] = set()
    cluster = Cluster(answer, a=4)

    assert dict(crew(cluster).run(8)) == {n: None if n == 1 else "{}" for n in range(8)}
    numbers = [n for n, _ in cluster.sent]
    assert numbers.count(1) == 2  # with others, then alone: three workers had ended before
    assert [n for n in range(8) if numbers.count(n) > 1] == [1, 2, 3, 4]
    assert cluster.most_under_way[8:] == [1, 1, 1, 1]


def test_an_assignment_that_was_lost_with_a_worker_is_sent_again() -> None:
    cluster = Cluster(lambda number, address, times: REPORT, a=1)
    cluster.packages = [KILLED]

    assert dict(crew(cluster).run(3)) == {0: "{}", 1: "{}", 2: "{}"}
    assert len(cluster.packages) == 0


def test_a_worker_that_refuses_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    cluster = Cluster(
        lambda number, address, times: REPORT if address == "b" else ("refused", "open", "a"),
        a=1, b=1,
    )  # fmt: skip

    assert len(dict(crew(cluster).run(5))) == 5
    assert [address for _, address in cluster.sent].count("a") == 1
    assert capsys.readouterr().err == "autograder: worker a is left out: open\n"


def test_where_all_refuse_nothing_is_graded(capsys: pytest.CaptureFixture[str]) -> None:
    cluster = Cluster(lambda number, address, times: ("refused", f"open {address}", address),
                      a=1, b=1)  # fmt: skip

    with pytest.raises(EnvironmentFault, match="no worker is left in the cluster that may grade"):
        list(crew(cluster).run(5))

    said = capsys.readouterr().err.splitlines()
    assert sorted(said) == [f"autograder: worker {a} is left out: open {a}" for a in "ab"]


@pytest.mark.parametrize("error", [kind("closed") for kind in GONE])
def test_a_cluster_that_is_gone_ends_the_run_in_a_sentence(error: BaseException) -> None:
    cluster = Cluster(lambda number, address, times: error if number == 2 else REPORT, a=1)
    found = []

    with pytest.raises(EnvironmentFault, match="the cluster is gone; what was graded is kept"):
        found.extend(crew(cluster).run(5))

    assert len(found) == 0 or len(found) == 2


def test_a_fault_of_a_worker_is_told() -> None:
    cluster = Cluster(lambda number, address, times: ZeroDivisionError("x"), a=1)

    with pytest.raises(EnvironmentFault, match="a worker of the cluster failed: ZeroDivision"):
        list(crew(cluster).run(1))

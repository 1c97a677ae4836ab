"""A run over a class: goes on where an earlier one stopped, and keeps each result as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from difflib import get_close_matches
from typing import Protocol

from autograder.errors import UsageError
from autograder.grading.basis import Basis, Need, content
from autograder.grading.classroom import LOST, Graded, Options, grade_and_render, neighbourhoods
from autograder.grading.intake import Found
from autograder.grading.rescore import rescored
from autograder.model.assignment import Assignment
from autograder.model.gradebook import Row
from autograder.model.report import Report
from autograder.model.stored import Stored
from autograder.records import dataclass
from autograder.store import Encoded, Entry, State, Store


class Files(Protocol):
    """Where the files of reports go."""

    def prepare(self) -> None:
        """Make ready to make those of many."""

    def render(self, entry: Stored) -> dict[str, bytes]:
        """Make those of one submission."""

    def write_made(self, submission: str, made: Mapping[str, bytes]) -> str:
        """Write them, and return what `stands` takes."""

    def stands(self, submission: str, written: str) -> bool:
        """Whether those of a submission are there, as they would be written."""


@dataclass(frozen=True)
class Choice:
    """What is graded though nothing about it changed, and what is not although it is due.

    Parameters
    ----------
    only
        Ids: nothing else is graded. Empty for all.
    failed
        Whether to grade again what a person had to look at.
    again
        Whether to grade again what was graded.
    """

    only: tuple[str, ...] = ()
    failed: bool = False
    again: bool = False


@dataclass
class Plan:
    """What there is to do.

    Parameters
    ----------
    count
        How many submissions there are.
    grade
        What is graded, by its number among the submissions found.
    rescore, rewrite
        Whose points are shared out anew, and whose files are written again; ids.
    unchanged
        How many submissions are as they were.
    left
        How many are to be graded, but not now.
    again
        Whether what had not changed is graded, too.
    """

    count: int
    grade: list[int] = field(default_factory=list)
    rescore: list[str] = field(default_factory=list)
    rewrite: list[str] = field(default_factory=list)
    unchanged: int = 0
    left: int = 0
    again: bool = False


class ClassRun:
    """One run.

    Parameters
    ----------
    assignment
        The assignment.
    store
        What is known from earlier runs, and where results are kept.
    files
        Where the files of reports go.
    options
        How submissions are graded.
    """

    def __init__(
        self, assignment: Assignment, store: Store, files: Files, options: Options
    ) -> None:
        self._assignment = assignment
        self._store = store
        self._files = files
        self._options = options
        self._basis = Basis.of(assignment, options.seed)

    @property
    def seed(self) -> int:
        """Of the inputs."""
        return self._options.seed

    def plan(self, found: Sequence[Found], choice: Choice) -> Plan:
        """Make these submissions the class, and find out what is to be done.

        Raises
        ------
        UsageError
            If a submission is chosen that there is not.
        """
        _check(found, choice)
        plan = Plan(len(found), again=choice.again)
        self._store.tell(title=self._assignment.title, seed=self._options.seed)
        self._store.enrol(self._entries(found, choice, plan))
        return plan

    def _entries(self, found: Sequence[Found], choice: Choice, plan: Plan) -> Iterator[Entry]:
        only = frozenset(choice.only)
        for number, one in enumerate(found):
            stored = self._store.entry(one.id)
            today = content(one)
            need = self._basis.need(stored, today)
            chosen = not only or one.id in only
            if chosen and (choice.again or (choice.failed and stored and _failed(stored))):
                need = Need.GRADING
            entry = replace(
                stored or Entry(one.id, ""),
                path=str(one.path.absolute()),
                people=one.people,
                late=one.late,
            )
            if need is Need.GRADING:
                entry = replace(entry, content=today, state=State.WAITING)
                plan.left += not chosen
                plan.grade += [number] if chosen else []
            elif need is Need.SCORES:
                plan.rescore.append(one.id)
            else:
                plan.unchanged += 1
                if stored and (stored.people, stored.late) != (one.people, one.late):
                    entry = replace(entry, files="")  # its pages name them
                if not self._files.stands(one.id, entry.files):
                    plan.rewrite.append(one.id)
            yield entry

    def carry_out(self, found: Sequence[Found], plan: Plan, done: Callable[[Row], None]) -> None:
        """Do what is to be done; what is done is kept, however this ends.

        Parameters
        ----------
        found
            The submissions.
        plan
            What is to be done.
        done
            Called with what each graded submission came to.

        Raises
        ------
        ConfigError
            When the checks are not right.
        EnvironmentFault
            When student code cannot be confined here.
        UsageError
            When results cannot be written.
        """
        for id in plan.rewrite:
            made, _ = self._made(self._stored(id))
            self._store.wrote(id, self._files.write_made(id, made))
        for id in plan.rescore:
            self._keep(Graded.of(rescored(self._stored(id).report, self._assignment)))

        def keep(graded: Graded) -> None:
            done(self._keep(graded, self._options.seed))

        if plan.grade:
            self._files.prepare()
            chosen = [found[number] for number in plan.grade]
            private = (*self._options.private, *neighbourhoods(found))
            options = replace(self._options, private=private)
            grade_and_render(self._assignment, chosen, options, self._render, keep)

    def _stored(self, id: str) -> Stored:
        stored = self._store.report(id)
        assert stored is not None
        return stored

    def _render(self, found: Found, report: Report) -> dict[str, bytes]:
        path = str(found.path.absolute())
        return self._files.render(Stored(report, found.people, found.late, path))

    def _made(self, stored: Stored) -> tuple[dict[str, bytes], tuple[str, ...]]:
        """Make the files of a submission; where that is beyond us, say so: others go on."""
        try:
            return self._files.render(stored), ()
        except Exception as error:
            return {}, (f"its files could not be made: {error!r}",)

    def _keep(self, graded: Graded, seed: int | None = None) -> Row:
        """Write the files first: what is stored as graded has them.

        Parameters
        ----------
        graded
            What came of a submission.
        seed
            What it was graded with, if that was now.
        """
        report = graded.report
        entry = self._store.entry(report.row.submission)
        assert entry is not None
        if graded.files is None:
            whole = report.decoded()
            made, fault = self._made(Stored(whole, entry.people, entry.late, entry.path))
            if fault:
                report = Encoded.of(replace(whole, staff=(*whole.staff, *fault)))
        else:
            made = {name: text.encode() for name, text in graded.files.items()}
        entry = replace(
            entry,
            terms=self._basis.terms,
            points=self._basis.points,
            seed=entry.seed if seed is None else seed,
            state=state_of(report.row),
            files=self._files.write_made(entry.id, made),
        )
        self._store.keep(entry, report)
        return report.row


def state_of(row: Row) -> State:
    """Return how far a submission is that came to this."""
    if LOST in row.staff:
        return State.LOST
    return State.FAILED if row.staff else State.GRADED


def _failed(entry: Entry) -> bool:
    return entry.state is State.FAILED


def _check(found: Sequence[Found], choice: Choice) -> None:
    ids = {one.id for one in found}
    for id in choice.only:
        if id not in ids:
            near = get_close_matches(id, ids, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise UsageError(f"--only {id}: there is no such submission{hint}")

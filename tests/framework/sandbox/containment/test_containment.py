"""Every attack in every configuration that this host offers: graded as one class, with neighbours.

What must hold of an attack is stated in tests/submissions/hostile/attacks.yaml.
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from containment_assignment import CALL_SECONDS, FULL, SUBMISSION_SECONDS
from containment_class import ATTACKS, CONTROLS, HOSTILE, KIT, tries
from containment_configurations import CONFIGURATIONS
from containment_trees import TREES

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux")
confining = pytest.mark.confining
PATIENCE = 60.0  # for the time that the grader itself takes, on a busy machine
ENDED = f"did not finish within {CALL_SECONDS} s"
STOPPED = "this assignment allows only"
FOR_STAFF = ("staff", "signs", "printed")
REMARK = "graded without full protection"


@pytest.fixture
def entry(laboratory, attack):
    return next(entry for entry in laboratory.entries if entry.attack == attack)


def told(report):
    """Return all that a student may read of a report."""
    document = json.loads(json.dumps(report))
    for key in FOR_STAFF:
        document["extra_data"].pop(key, None)
    document["tests"] = [test for test in document["tests"] if test["visibility"] != "hidden"]
    return document


def scores(report):
    found = {id: one["score"] for id, one in report["extra_data"]["questions"].items()}
    return {id: score for id, score in found.items() if score}


def words(report):
    return "\n".join([report["output"], *(test.get("output", "") for test in report["tests"])])


# ---------------------------------------------------------------- each attack


@confining
def test_an_attack_is_contained(graded, configuration, entry, laboratory):
    run = graded(configuration)
    _earns_what_is_due(run, configuration, entry)
    _says_what_went_wrong(run, configuration, entry)
    _tells_no_secret(run, entry, laboratory.canaries)
    _ended_in_time_with_a_valid_report(run, entry)


def _earns_what_is_due(run, configuration, entry):
    report = run.report(entry.id)
    attack = ATTACKS[entry.attack]
    due = attack.strict if CONFIGURATIONS[configuration].strict else attack.earns
    earned = scores(report)

    assert report["score"] == sum(earned.values())
    if ENDED in words(report):  # on a busy machine, before it got to what is right in it
        assert earned.items() <= due.items(), words(report)
    else:
        assert earned == due, words(report)


def _says_what_went_wrong(run, configuration, entry):
    attack = ATTACKS[entry.attack]
    if CONFIGURATIONS[configuration].strict and attack.strict is not attack.earns:
        return

    read = words(run.report(entry.id))
    assert attack.says in read or ENDED in read, read


def _tells_no_secret(run, entry, canaries):
    report = run.report(entry.id)

    assert canaries.within(json.dumps(told(report), ensure_ascii=False).encode()) == []
    # Staff may read what the submission wrote itself, printed or tried: its own input at most.
    assert set(canaries.within(run.reports[entry.id])) <= {"input"}


def _ended_in_time_with_a_valid_report(run, entry):
    report = run.report(entry.id)
    assert set(report["extra_data"]["questions"]) == set(FULL)
    assert 0 <= report["score"] <= sum(FULL.values())
    assert report["execution_time"] < SUBMISSION_SECONDS + PATIENCE
    assert all(
        test["extra_data"]["outcome"] != "grader_error"
        for test in report["tests"]
        if "outcome" in test.get("extra_data", {})
    )
    assert run.rows[shown(entry.id)]["score"] == f"{report['score']:g}"


def shown(id):
    """Return how a spreadsheet's file names a submission."""
    return f"'{id}" if id.startswith("=") else id


def test_without_confinement_what_is_harmless_leaves_a_valid_report(graded, attack, entry):
    run, terms = graded("unsafe"), ATTACKS[attack]

    if terms.unsafe == "never":
        assert entry.id not in run.reports
        return
    _ended_in_time_with_a_valid_report(run, entry)
    if terms.unsafe == "works":  # otherwise it would be a dud, and prove nothing where it fails
        assert "1.1" in scores(run.report(entry.id)), words(run.report(entry.id))


# ---------------------------------------------------------------- the class


def test_neighbours_results_are_the_same_bytes_as_without_attacks(
    graded, configuration, laboratory, alone
):
    run = graded(configuration)

    for entry in laboratory.entries:
        if entry.control:
            assert scores(alone.report(entry.id)) == FULL, words(alone.report(entry.id))
            if CONFIGURATIONS[configuration].unsafe:
                with_remark, without = run.report(entry.id), alone.report(entry.id)
                assert scores(with_remark) == scores(without)
                assert words(told(without)) in words(told(with_remark))
            else:
                assert run.timeless(entry.id) == alone.timeless(entry.id), entry.control


def test_every_submission_has_a_report_and_a_row(graded, configuration, laboratory):
    run = graded(configuration)
    unsafe = CONFIGURATIONS[configuration].unsafe
    due = {
        entry.id
        for entry in laboratory.entries
        if not (unsafe and entry.attack and ATTACKS[entry.attack].unsafe == "never")
    } | {"neighbour"}

    assert set(run.reports) == due, run.printed[-3000:]
    assert set(run.rows) == set(map(shown, due))
    assert run.code in (0, 1), run.printed[-3000:]


def test_nothing_is_left_behind(graded, configuration):
    run = graded(configuration)

    assert run.processes == {}
    assert run.files == []
    assert run.ipc == []
    assert run.changed == []


@confining
def test_no_secret_is_in_the_table(graded, configuration, laboratory):
    run = graded(configuration)

    assert laboratory.canaries.within(run.gradebook) == []
    assert laboratory.canaries.within(run.printed.encode()) == []
    assert "\x1b" not in run.printed
    assert "Traceback" not in run.printed


@confining
def test_the_layers_that_were_asked_for_are_in_use(graded, configuration):
    protection = graded(configuration).protection
    layers = CONFIGURATIONS[configuration].layers

    assert protection["missing"] == []
    if layers != "all":
        assert set(protection["layers"]) == set(layers.split(","))


def test_without_confinement_every_report_says_so_to_staff(graded):
    run = graded("unsafe")

    assert run.protection["layers"] == []
    for id in run.reports:
        assert any(text.startswith(REMARK) for text in run.report(id)["extra_data"]["staff"]), id


# ---------------------------------------------------------------- the suite itself


def test_every_attack_is_stated_once_and_says_what_it_tries():
    files = {path.stem for path in HOSTILE.glob("*.py")} - {Path(KIT).stem}

    assert files | set(TREES) == set(ATTACKS)
    assert files & set(TREES) == set()
    assert all(tries(ATTACKS[name]) for name in files)
    assert len(ATTACKS) >= 100
    assert {one.unsafe for one in ATTACKS.values()} == {"run", "never", "works"}


def test_most_attacks_get_past_the_import_policy(graded, laboratory):
    run = graded(next(name for name, one in CONFIGURATIONS.items() if one.strict))
    stopped = {
        entry.attack for entry in laboratory.entries if STOPPED in words(run.report(entry.id))
    }

    assert stopped <= {"imports-what-is-forbidden", "notebook-that-hangs-and-exits"}


def test_there_are_controls_among_the_attacks(laboratory):
    kinds = [bool(entry.control) for entry in laboratory.entries]

    assert sum(kinds) == len(CONTROLS)
    assert not any(one and other for one, other in itertools.pairwise(kinds))

"""Who a confined process is."""

from __future__ import annotations

import os

import pytest
from confinement_settings import SETPCAP, Setting, has_capabilities

from autograder.sandbox.confine import (
    Confinement,
    ConfinementError,
    Layer,
    identity,
    prepare,
    worker_id,
)

NONE = "0" * 16


def readable(setting):
    """Without the layers that close `/proc/self/status`."""
    return setting.without(Layer.LANDLOCK).without(Layer.SECCOMP)


def test_a_worker_has_a_user_and_a_group_of_its_own(launcher, root_setting):
    status = launcher.run("status", readable(root_setting)).value

    assert status["Uid"].split() == [str(worker_id(os.getpid()))] * 4
    assert status["Gid"].split() == [str(worker_id(os.getpid()))] * 4
    assert status["Groups"].split() == []


def test_no_capability_is_left(launcher, setting):
    status = launcher.run("status", readable(setting)).value

    for kind in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
        assert status[kind] == NONE, kind


@pytest.mark.parametrize("kept", [Layer.UID, Layer.LIMITS])
def test_root_cannot_get_a_capability_back(launcher, root_setting, kept):
    if not has_capabilities(SETPCAP):
        pytest.skip("needs the capability SETPCAP")
    status = launcher.run("status", Setting(frozenset({kept}), ordinary=False)).value

    assert status["CapBnd"] == NONE


def test_a_root_without_a_user_of_its_own_has_no_capability_either(launcher, root_setting):
    status = launcher.run("status", readable(root_setting.without(Layer.UID))).value

    assert status["Uid"].split() == ["0"] * 4
    assert {status[kind] for kind in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {NONE}


def test_what_is_always_applied(launcher, setting):
    """No new privileges, root's entry in /proc, private files, first to yield."""
    for layers in (readable(setting), Setting(frozenset(), setting.ordinary)):
        status = launcher.run("status", layers).value

        assert status["NoNewPrivs"] == "1"
        assert status["owner of /proc/self/mem"] in {0, 65534}  # root, also where it is unmapped
        assert status["Umask"] == "0077"
        assert status["niceness"] >= 5
        assert status["oom_score_adj"] == "1000"


def test_a_worker_dies_with_its_parent(launcher, setting):
    layers = [layer.value for layer in setting.layers]
    uid = worker_id(1) if Layer.UID in setting.layers else None

    outcome = launcher.run("orphan", setting, confined=False, layers=layers, uid=uid)

    assert outcome.value == ["confined", True]


def test_a_worker_whose_parent_is_gone_is_not_confined(launcher, user_setting):
    outcome = launcher.run(
        "confine_without_parent", user_setting, confined=False, layers=["seccomp"]
    )

    assert outcome.raised == "ConfinementError"
    assert "the parent has ended" in outcome.text


@pytest.mark.parametrize("uid", [None, 0, -1])
def test_a_user_of_its_own_is_not_root_and_not_nobody(uid):
    how = Confinement(1 << 30, 1, 64, uid, (), frozenset({Layer.UID}))

    with pytest.raises(ConfinementError, match="needs an id"):
        prepare(how)


def test_an_ordinary_user_cannot_give_a_user(launcher, user_setting):
    outcome = launcher.run(
        "confine_with", user_setting, confined=False, layers=["uid"], uid=worker_id(0)
    )

    assert outcome.raised == "ConfinementError"
    assert "a user of its own could not be applied" in outcome.text


def test_ids_differ_for_neighbouring_numbers_and_belong_to_nobody():
    ids = [worker_id(number) for number in range(1000, 1300)]

    assert len(set(ids)) == 300
    assert set(ids) <= set(identity.WORKER_IDS)
    assert max(identity.WORKER_IDS) < 65_536

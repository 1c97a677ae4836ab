from __future__ import annotations

import json
import os
import zipfile
from datetime import datetime, timezone
from pathlib import Path

import pytest
from small_zips import HEAD, RESULTS, script, small_zip

from autograder.cli import main
from autograder.rehearsal.limits import Limits
from autograder.rehearsal.metadata import Occasion
from autograder.rehearsal.rehearse import Rehearsal, rehearse

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=timezone.utc)
LIMITS = Limits(seconds=30.0)


def rehearsed(folder: Path, files: dict[str, str], limits: Limits = LIMITS) -> Rehearsal:
    submission = folder / "ada"
    submission.mkdir(exist_ok=True)
    (submission / "a.py").write_text("x = 1\n")
    archive = small_zip(folder / "grader.zip", files)
    return rehearse(archive, submission, Occasion(NOW), limits)


def printed(found: Rehearsal) -> str:
    return found.views[-1].stdout


LOOK = script(
    'echo "in $PWD"',
    'ls "$root" "$root/submission" "$root/results"',
    'cat "$root/source/data.txt" "$root/submission/a.py"',
    'grep created_at "$root/submission_metadata.json"',
    f"echo '{RESULTS}' > \"$root/results/results.json\"",
)


@pytest.mark.usefixtures("where")
def test_a_run_finds_everything_in_its_place(tmp_path: Path) -> None:
    found = rehearsed(tmp_path, {"run_autograder": LOOK, "data.txt": "from the zip"})

    assert found.in_order
    words = printed(found)
    assert "from the zip" in words
    assert "x = 1" in words
    assert '"created_at": "2026-03-01T12:00:00' in words
    assert found.views[0].total == 1.0
    if not found.where:
        assert "in /autograder\n" in words


COUNT = script(
    'echo run >> "$root/count"; wc -l < "$root/count"; ls "$root/results" "$root/submission"',
    'touch "$root/results/stale" "$root/submission/stale"',
    f"echo '{RESULTS}' > \"$root/results/results.json\"",
)
SET_UP = f'{HEAD}echo once >> "$root/setups"\ntouch "$root/kept"; mkdir "$root/submission"\n'


@pytest.mark.usefixtures("where")
def test_setup_is_run_once_and_submission_and_results_are_made_anew(tmp_path: Path) -> None:
    first = rehearsed(tmp_path, {"run_autograder": COUNT, "setup.sh": SET_UP})
    second = rehearsed(tmp_path, {"run_autograder": COUNT, "setup.sh": SET_UP})

    assert first.setup is not None
    assert second.setup is None
    assert "stale" not in printed(second)
    assert "a.py" in printed(second)


def test_fresh_runs_setup_again(tmp_path: Path) -> None:
    rehearsed(tmp_path, {})

    again = rehearse(tmp_path / "grader.zip", tmp_path / "ada", Occasion(NOW), LIMITS, fresh=True)

    assert again.setup is not None


INSTALLS = """#!/bin/bash
mkdir -p /usr/lib/rehearsed /opt/rehearsed && touch "$HOME/rehearsed" /tmp/rehearsed
echo installed > /usr/lib/rehearsed/file
"""
SEES = (
    "cat /usr/lib/rehearsed/file; ls ~; rm -r /usr/lib/rehearsed; ls /home {hidden} 2>&1",
    "echo changed > /autograder/source/setup.sh",
    f"echo '{RESULTS}' > /autograder/results/results.json",
)


@pytest.mark.usefixtures("container_only")
def test_what_scripts_change_stays_in_the_container(tmp_path: Path) -> None:
    sees = script(SEES[0].format(hidden=tmp_path), *SEES[1:])
    files = {"setup.sh": INSTALLS, "run_autograder": sees}

    for _ in range(2):  # the second run does not see what the first one removed
        found = rehearsed(tmp_path, files)
        assert found.in_order
        assert "installed" in printed(found)
        assert "rehearsed" in printed(found)
        assert "No such file" in printed(found)  # the rest of this machine is not there

    for path in ("/usr/lib/rehearsed", "/opt/rehearsed", "~/rehearsed", "/tmp/rehearsed"):
        assert not os.path.exists(os.path.expanduser(path))


@pytest.mark.usefixtures("where")
def test_nothing_is_left_behind(tmp_path: Path, cache: Path) -> None:
    mounts = Path("/proc/mounts")
    before = mounts.read_text() if mounts.exists() else ""
    leaves = script("sleep 1000 &", f"echo '{RESULTS}' > \"$root/results/results.json\"")

    found = rehearsed(tmp_path, {"run_autograder": leaves})

    assert found.findings.remarks[0] == "left behind, and ended now: sleep 1000"
    assert found.in_order
    assert (mounts.read_text() if mounts.exists() else "") == before
    (image,) = (path for path in cache.glob("autograder/rehearsal/*") if path.is_dir())
    assert list((image / "runs").iterdir()) == []
    assert not list(image.rglob("submission_metadata.json"))


# ------------------------------------------------------------------ what goes wrong


def test_a_setup_that_fails_is_told_and_not_kept(tmp_path: Path) -> None:
    files = {"setup.sh": "#!/bin/bash\necho no network\nexit 7\n"}

    for _ in range(2):
        found = rehearsed(tmp_path, files)

        assert found.findings.problems == ["setup.sh failed: it ended with status 7"]
        assert found.setup_log == "no network\n"
        assert found.ran is None


def test_a_zip_with_problems_is_not_run(tmp_path: Path) -> None:
    found = rehearsed(tmp_path, {"run_autograder": "no script"})

    assert not found.in_order
    assert found.setup is None


def writes(text: str) -> str:
    return script(f"printf '%s' '{text}' > \"$root/results/results.json\"")


@pytest.mark.parametrize(
    ("run", "problem"),
    [
        (script("true"), "there is no results/results.json: the platform counts 0"),
        (writes("{"), "results.json: results.json cannot be read: it is no JSON"),
        (writes('{"score": NaN}'), "results.json: score: is no finite number"),
        (writes('{"score": "1"}'), "results.json: score: should be a number, not text"),
    ],
)
def test_results_that_break_the_contract_are_told(tmp_path: Path, run: str, problem: str) -> None:
    found = rehearsed(tmp_path, {"run_autograder": run})

    assert found.findings.problems[0].startswith(problem)
    assert found.views[0].total == 0.0
    assert "failed to execute" in found.views[0].output


def test_a_run_that_takes_too_long_counts_nothing(tmp_path: Path) -> None:
    run = writes(RESULTS) + "exec sleep 1000\n"

    found = rehearsed(tmp_path, {"run_autograder": run}, Limits(seconds=0.5))

    assert found.findings.problems == [
        "run_autograder had not ended within 0.5 s and was killed: the platform counts 0"
    ]
    assert found.views[0].total == 0.0


def test_a_status_is_remarked_and_not_acted_on(tmp_path: Path) -> None:
    found = rehearsed(tmp_path, {"run_autograder": writes(RESULTS) + "exit 4\n"})

    assert found.in_order
    assert "run_autograder ended with status 4, which the platform reports" in (
        found.findings.remarks
    )


def test_files_of_the_grader_that_everybody_may_read_are_remarked(tmp_path: Path) -> None:
    closed = '#!/bin/bash\nchmod -R go-rwx "${AUTOGRADER_ROOT:-/autograder}/source"\n'
    files = {"solutions/secret.py": "x = 1"}

    opened = rehearsed(tmp_path, files).findings.remarks
    quiet = rehearsed(tmp_path, {**files, "setup.sh": closed}).findings.remarks

    assert any("every user may read 3 files of the zip" in text for text in opened)
    assert not any("every user may read" in text for text in quiet)


# ------------------------------------------------------------------ the command


@pytest.fixture
def grader(tmp_path: Path) -> Path:
    return small_zip(tmp_path / "grader.zip")


def test_the_command_says_who_sees_what(
    tmp_path: Path, grader: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.ipynb").write_text("{}")
    copy = tmp_path / "copy.json"

    code = main(["rehearse", str(grader), str(tmp_path / "a.ipynb"), "--output", str(copy)])

    out = capsys.readouterr().out
    assert code == 0
    assert "the zip: in order\n" in out
    assert "\nA student sees at once\n  score: 1\n  ✗ a  1 / 2\n" in out
    assert "\nA student sees after the due date: the same\n" in out
    assert json.loads(copy.read_text())["score"] == 1.0


def test_a_zip_is_handed_in_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "ada.zip", "w") as archive:
        archive.writestr("mine/a.py", "x = 1\n")
    shows = script('cat "$root/submission/mine/a.py"') + writes(RESULTS).replace(HEAD, "")

    found = rehearse(
        small_zip(tmp_path / "g.zip", {"run_autograder": shows}),
        tmp_path / "ada.zip",
        Occasion(NOW),
        LIMITS,
    )

    assert "x = 1" in printed(found)


def test_other_files_that_are_zips_inside_are_handed_in_as_they_are(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        archive.writestr("x.npy", "")
    shows = script('ls "$root/submission"') + writes(RESULTS).replace(HEAD, "")

    found = rehearse(
        small_zip(tmp_path / "g.zip", {"run_autograder": shows}),
        tmp_path / "a.npz",
        Occasion(NOW),
        LIMITS,
    )

    assert printed(found) == "a.npz\n"


def test_earlier_results_reach_the_grader(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shows = script('grep -c submission_time "$root/submission_metadata.json" >&2')
    grader = small_zip(
        tmp_path / "g.zip", {"run_autograder": shows + writes(RESULTS).replace(HEAD, "")}
    )
    (tmp_path / "before.json").write_text(RESULTS)
    (tmp_path / "a.py").touch()

    main(
        ["rehearse", str(grader), str(tmp_path / "a.py"), "--previous",
         str(tmp_path / "before.json"), "--due", "2026-01-01T00:00"]
    )  # fmt: skip

    assert "printed by run_autograder:\n    1\n" in capsys.readouterr().out


def test_problems_have_an_exit_code_of_their_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    grader = small_zip(tmp_path / "g.zip", {"run_autograder": "no script"})
    (tmp_path / "a.py").touch()

    assert main(["rehearse", str(grader), str(tmp_path / "a.py")]) == 1
    assert "problem: run_autograder: does not begin with #!" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.zip", "."], "none.zip: is not there"),
        ([__file__, "."], f"{__file__}: is no zip file"),
    ],
)
def test_wrong_use_is_told(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rehearse", *arguments]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (
            ["--due", "soon"],
            "argument --due: should be a time such as 2026-03-01T23:59, not 'soon'",
        ),
        (["--minutes", "0"], "argument --minutes: should be a number above 0, not '0'"),
        (["--memory", "much"], "argument --memory: should be a number above 0, not 'much'"),
    ],
)
def test_wrong_flags_are_told(
    flags: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as error:
        main(["rehearse", "a.zip", "b", *flags])

    assert error.value.code == 2
    assert message in capsys.readouterr().err

from __future__ import annotations

import base64
import hashlib
import io
import re
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

import autograder
from autograder.errors import EnvironmentFault
from autograder.release import wheel
from autograder.release.wheel import build_wheel, package_files

PACKAGE = Path(autograder.__file__).parent


@pytest.fixture(scope="module")
def built() -> tuple[str, zipfile.ZipFile]:
    name, data = build_wheel()
    return name, zipfile.ZipFile(io.BytesIO(data))


def info(archive: zipfile.ZipFile, file: str) -> str:
    [path] = [name for name in archive.namelist() if name.endswith(f".dist-info/{file}")]
    return archive.read(path).decode()


def test_the_same_package_makes_the_same_bytes() -> None:
    assert build_wheel() == build_wheel()


def test_it_holds_the_package_and_nothing_else(built: tuple[str, zipfile.ZipFile]) -> None:
    names = set(built[1].namelist())
    own = {name for name in names if not name.split("/")[0].endswith(".dist-info")}

    sources = {path.relative_to(PACKAGE.parent).as_posix() for path in PACKAGE.rglob("*.py")}
    assert sources | {"autograder/grading/pytest.ini"} <= own
    assert all(name.startswith("autograder/") for name in own)
    assert not any("__pycache__" in name or name.endswith(".pyc") for name in names)


def test_the_record_has_every_file_with_its_digest(built: tuple[str, zipfile.ZipFile]) -> None:
    archive = built[1]
    recorded = [line.rsplit(",", 2) for line in info(archive, "RECORD").splitlines()]

    assert sorted(path for path, _, _ in recorded) == sorted(archive.namelist())
    for path, sum, size in recorded[:-1]:
        digest = base64.urlsafe_b64encode(hashlib.sha256(archive.read(path)).digest())
        assert sum == f"sha256={digest.rstrip(b'=').decode()}"
        assert int(size) == len(archive.read(path))
    assert recorded[-1][1:] == ["", ""]


def test_it_says_what_students_need_and_no_more(built: tuple[str, zipfile.ZipFile]) -> None:
    name, archive = built
    lines = info(archive, "METADATA").splitlines()

    assert "Requires-Python: >=3.10" in lines
    required = [line.removeprefix("Requires-Dist: ") for line in lines if "Requires-Dist" in line]
    assert {re.split(r"[^\w-]", one)[0] for one in required} >= {"numpy", "pytest", "PyYAML"}
    assert not any(one.startswith("nbformat") for one in required)
    assert "" not in lines  # no description follows, such as a README
    version = next(line for line in lines if line.startswith("Version: ")).removeprefix("Version: ")
    assert re.fullmatch(rf"{re.escape(autograder.__version__)}\+handout\.[0-9a-f]{{8}}", version)
    assert name == f"backprop_autograder-{version}-py3-none-any.whl"


def test_extras_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "requires", lambda name: ["numpy>=2", 'dask ; extra == "many"'])

    archive = zipfile.ZipFile(io.BytesIO(build_wheel()[1]))

    lines = info(archive, "METADATA").splitlines()
    assert [line for line in lines if "Requires-Dist" in line] == ["Requires-Dist: numpy>=2"]


def test_a_changed_package_is_another_version(tmp_path: Path) -> None:
    folder = tmp_path / "autograder"
    (folder / "__pycache__").mkdir(parents=True)
    (folder / "__pycache__" / "a.cpython-311.pyc").write_bytes(b"x")
    (folder / "a.py").write_bytes(b"x = 1\r\n")
    before = package_files(folder)
    (folder / "a.py").write_bytes(b"x = 2\n")

    assert before == {"autograder/a.py": b"x = 1\n"}
    assert wheel._digest(before) != wheel._digest(package_files(folder))


def test_what_is_not_installed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "metadata", nothing)

    with pytest.raises(EnvironmentFault, match="is not installed"):
        build_wheel()

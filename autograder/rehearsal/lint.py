"""Looks at a Gradescope zip before anything of it is run."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path, PurePosixPath

from autograder.errors import UsageError
from autograder.rehearsal.findings import Findings

SCRIPTS = ("setup.sh", "run_autograder")
MAX_UNPACKED = 4 * 2**30
LARGE = 200 * 2**20
SCRIPT_BYTES = 2**20
BOM = b"\xef\xbb\xbf"
JUNK = {"__MACOSX": "macOS", ".DS_Store": "macOS", "Thumbs.db": "Windows", "desktop.ini": "Windows",
        "__pycache__": "Python", ".git": "git", ".ipynb_checkpoints": "Jupyter"}  # fmt: skip


def lint(path: Path) -> Findings:
    """Return what is to be said of a zip.

    Raises
    ------
    UsageError
        When there is no such file, or when it is no zip.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _Lint(archive).findings
    except zipfile.BadZipFile as error:
        raise UsageError(f"{path}: is no zip file ({error})") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror})") from None


class _Lint:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        self.findings = Findings()
        self._names()
        self._sizes()
        if not self.findings.problems:  # nothing is read of a zip that is not to be unpacked
            self._scripts()
            self._line_ends()
        self._junk()

    def _problem(self, text: str) -> None:
        self.findings.problems.append(text)

    def _names(self) -> None:
        seen: set[str] = set()
        for entry in self._archive.infolist():
            name = entry.filename
            if name.startswith("/") or name[1:2] == ":" or "\\" in name:
                self._problem(f"{name}: is an absolute path, or one of Windows; zip relative paths")
            elif ".." in PurePosixPath(name).parts:
                self._problem(f"{name}: leads out of the folder it is unpacked to")
            if name in seen:
                self._problem(f"{name}: stands twice in the zip")
            seen.add(name)
            if entry.flag_bits & 1:
                self._problem(f"{name}: is encrypted; the platform has no password")
            if stat.S_ISLNK(entry.external_attr >> 16):
                self._problem(f"{name}: is a symbolic link; put the file itself into the zip")

    def _sizes(self) -> None:
        size = sum(entry.file_size for entry in self._entries)
        if size > MAX_UNPACKED:
            self._problem(f"unpacked it has {size >> 20} MiB; that is too much for an image")
        elif size > LARGE:
            self.findings.remarks.append(
                f"unpacked it has {size >> 20} MiB: each submission waits for so large an image"
            )

    def _scripts(self) -> None:
        names = {entry.filename: entry for entry in self._entries}
        for script in SCRIPTS:
            if script in names:
                self._script(names[script])
                continue
            inside = [name for name in names if PurePosixPath(name).name == script]
            where = f", but {inside[0]} is; zip the folder's contents" if inside else ""
            self._problem(f"{script}: is not at the root of the zip{where}")

    def _script(self, entry: zipfile.ZipInfo) -> None:
        name, mode = entry.filename, entry.external_attr >> 16
        start = self._read(entry)
        if start.startswith(BOM):
            self._problem(f"{name}: begins with a byte order mark, so that its #! is not seen")
        elif not start.startswith(b"#!"):
            self._problem(f"{name}: does not begin with #!; its first line names what runs it")
        if not mode:
            self.findings.remarks.append(
                f"{name}: has no mode bits (a zip made on Windows); the platform may not run it"
            )
        elif not mode & stat.S_IXUSR:
            self._problem(
                f"{name}: is not executable (mode {stat.S_IMODE(mode):03o}); `chmod +x {name}` "
                "before zipping"
            )

    def _line_ends(self) -> None:
        for entry in self._entries:
            start = self._read(entry)
            script = entry.filename in SCRIPTS or entry.filename.endswith((".sh", ".bash"))
            if (script or start.startswith(b"#!")) and b"\r\n" in start:
                self._problem(
                    f"{entry.filename}: has the line ends of Windows (CRLF), which Linux takes "
                    "for a part of each line"
                )

    def _junk(self) -> None:
        found: dict[str, list[str]] = {}
        for entry in self._entries:
            for part in PurePosixPath(entry.filename).parts:
                whose = JUNK.get(part) or ("macOS" if part.startswith("._") else "")
                if whose:
                    found.setdefault(whose, []).append(entry.filename)
                    break
        for whose, names in found.items():
            self.findings.remarks.append(
                f"{len(names)} files of {whose} that nobody needs there, such as {names[0]}"
            )

    def _read(self, entry: zipfile.ZipInfo) -> bytes:
        try:
            with self._archive.open(entry) as file:
                return file.read(SCRIPT_BYTES)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as error:
            self._problem(f"{entry.filename}: cannot be unpacked ({error})")
            return b"#!"

"""What `setup.sh` made of a zip, kept for the next rehearsals."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.errors import EnvironmentFault, UsageError
from autograder.records import dataclass
from autograder.rehearsal.keeper import Ran, run
from autograder.rehearsal.limits import Limits
from autograder.rehearsal.unpacking import lay_out, unpack
from autograder.rehearsal.world import ROOT, Container, Folder, World, why_no_container

UNLIMITED = Limits(seconds=3_600.0, memory_mb=0, processors=0)
SETUP, RUN = "setup.sh", "run_autograder"
LOG, DONE = "setup.log", "done"
KEPT = 3
"""How many images are kept."""


@dataclass
class Image:
    """A zip after its `setup.sh`.

    Parameters
    ----------
    folder
        Where it is kept.
    why_no_container
        Why scripts run in a folder instead of at the platform's paths; empty if they do not.
    setup
        What came of `setup.sh`; `None` if that was kept from before.
    """

    folder: Path
    why_no_container: str
    setup: Ran | None = None

    @property
    def log(self) -> str:
        """What `setup.sh` printed."""
        with contextlib.suppress(OSError):
            return (self.folder / LOG).read_text(encoding="utf-8", errors="replace")
        return ""

    @property
    def grader(self) -> Path:
        """What is `/autograder` when an image is built."""
        if self.why_no_container:
            return self.folder / "autograder"
        return self._built.written(ROOT[1:])

    @property
    def _built(self) -> Container:
        return Container(self.folder / "image")

    def build(self, archive: Path) -> Ran:
        """Unpack the zip to a fresh place and run its `setup.sh`."""
        _remove(self.folder)
        source = self.grader / "source"
        source.mkdir(parents=True)
        unpack(archive, source)
        world: World = Folder(self.grader) if self.why_no_container else self._built
        command = [f"{world.inside}/source/{SETUP}"]
        (source / SETUP).chmod(0o755)
        self.setup = run(command, world, UNLIMITED, self.folder / LOG)
        shutil.copy(source / RUN, self.grader / RUN)
        (self.grader / RUN).chmod(0o755)
        for made in ("submission", "results"):  # gone before each run
            _remove(self.grader / made)
        if self.setup.status == 0 and not self.setup.error:
            (self.folder / DONE).touch()
        return self.setup

    @contextlib.contextmanager
    def container(self, submission: Path, metadata: bytes) -> Iterator[tuple[World, Path]]:
        """Yield where one submission is graded, and that place's `/autograder` on this machine."""
        runs = self.folder / "runs"
        _remove(runs)  # of a rehearsal that was killed; no other one is under way
        runs.mkdir()
        scratch = Path(tempfile.mkdtemp(dir=runs))
        if self.why_no_container:
            world: World = Folder(self.grader)
            written = self.grader
        else:
            world = own = Container(scratch, (self._built.layers,))
            written = own.written(ROOT[1:])
        try:
            for made in ("submission", "results"):
                _remove(written / made)
                (written / made).mkdir(parents=True)
            (written / "submission_metadata.json").write_bytes(metadata)
            lay_out(submission, written / "submission")
            yield world, written
        finally:
            _remove(scratch)
            if self.why_no_container:
                for made in ("submission", "results"):
                    _remove(written / made)
                (written / "submission_metadata.json").unlink(missing_ok=True)

    def exposed(self) -> list[str]:
        """Return the files of the zip that every user may read once `setup.sh` has run."""
        source = self.grader / "source"
        if not _open_to_all(source, stat.S_IXOTH):
            return []
        return [
            path.relative_to(source).as_posix()
            for path in sorted(source.rglob("*"))
            if path.is_file() and _open_to_all(path, stat.S_IROTH)
        ]


@contextlib.contextmanager
def image_of(archive: Path, fresh: bool) -> Iterator[Image]:
    """Yield the image of a zip: built now, or kept from before.

    Parameters
    ----------
    archive
        The zip.
    fresh
        Whether to build it in any case.

    Raises
    ------
    EnvironmentFault
        Where nothing can be kept, or when another rehearsal of the zip is under way.
    """
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    cache = cache / "autograder" / "rehearsal"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as scratch:
            why = why_no_container(Path(scratch))
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()[:16]
    except OSError as error:
        raise EnvironmentFault(f"{cache}: cannot be written ({error.strerror})") from None
    image = Image(cache / f"{digest}-{'folder' if why else 'container'}", why)
    with _alone(cache / f"{image.folder.name}.lock"):
        if fresh or not (image.folder / DONE).exists():
            image.build(archive)
            _forget_others(cache, image)
        yield image


def _forget_others(cache: Path, image: Image) -> None:
    """Keep the images that were built last; an image has some hundred megabytes."""
    built = sorted(cache.glob(f"*/{DONE}"), key=lambda path: path.stat().st_mtime, reverse=True)
    for done in built[KEPT:]:
        if done.parent == image.folder:
            continue
        with contextlib.suppress(EnvironmentFault), _alone(cache / f"{done.parent.name}.lock"):
            _remove(done.parent)


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Within the block no other rehearsal has this file."""
    try:
        import fcntl
    except ImportError:
        raise UsageError(
            "graders' scripts need bash, which Windows has not; rehearse on Linux, "
            "in WSL or on macOS"
        ) from None
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise EnvironmentFault("another rehearsal of this zip is under way") from None
        yield


def _open_to_all(path: Path, bit: int) -> bool:
    try:
        return bool(path.stat().st_mode & bit)
    except OSError:
        return False


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)

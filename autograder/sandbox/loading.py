"""In the worker: the submission's modules, imported from memory.

No file of the submission is on a disk that the worker can see: its sources arrive in a message and
are compiled here. A file that is named like something loaded already, such as NumPy, is not
imported: it would take its place.
"""

from __future__ import annotations

import _thread
import builtins
import functools
import importlib
import importlib.machinery
import linecache
import marshal
import signal
import sys
import types
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from autograder.sandbox.protocol import Load

ROOT = "<submission>"  # no file can have this name
FOLDER = "<submission>/"  # the same as `autograder.model.submission.FOLDER`, unknown here


class ForbiddenUseError(ImportError):
    """The submission imports or calls what the assignment forbids."""


class SubmissionImporter:
    """Finds and runs the modules of a submission.

    It is a finder and a loader to `import`, which asks for these methods alone.

    Parameters
    ----------
    load
        The submission, as the grader sent it.
    answer_for
        Makes the function that stands in for `(module, name)`.
    taken
        Names of modules that only the assignment's own modules may have.
    """

    def __init__(
        self,
        load: Load,
        answer_for: Callable[[str, str], Callable[..., Any]],
        taken: Container[str],
    ) -> None:
        self._load = load
        self._answer_for = answer_for
        self._stand_ins = {one.module: one.names for one in load.stand_ins}
        self._files = {
            _module_name(name): name
            for name in load.sources
            if name in load.modules or _module_name(name).partition(".")[0] not in taken
        }
        self._packages = {
            name[:at] for name in self._files for at, letter in enumerate(name) if letter == "."
        }
        self._cells = (
            frozenset(name[:-3] for name in load.modules) if load.cells else frozenset[str]()
        ) - set(self._files)
        self._owned = {*self._files, *self._packages, *self._cells, *self._stand_ins}
        for name, source in load.sources.items():
            _remember_lines(FOLDER + name, source)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the spec of a module of the submission, or `None` for any other."""
        name = fullname.removeprefix(ROOT + ".")
        if self.owns(fullname):
            package = name in self._packages or self._files.get(name, "").endswith("__init__.py")
            file = self._files.get(name)
            origin = FOLDER + file if file else None
            loader: Any = self
            spec = importlib.machinery.ModuleSpec(
                fullname, loader, origin=origin, is_package=package
            )
            spec.has_location = origin is not None
            return spec
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType | None:
        """Reuse the one module, whether it is imported as `name` or as `submission.name`."""
        if spec.name.startswith(ROOT + "."):
            return importlib.import_module(spec.name.removeprefix(ROOT + "."))
        return None

    def exec_module(self, module: types.ModuleType) -> None:
        """Run a module's source, then put the stand-ins in their places."""
        name = module.__name__
        if name in sys.modules and getattr(module, "__submission_ready__", False):
            return
        module.__dict__["__submission_ready__"] = True
        stand_ins = self._stand_ins.get(name, ())
        if name in self._cells:
            self._run_cells(module)
            self._stand_in_for_cells(module)
            return
        if name in self._files:
            if "." not in name and name not in self._packages:
                module.__package__ = (
                    ROOT  # `from .boundary import pad` works beside `from boundary …`
                )
            try:
                exec(self._code(self._files[name]), module.__dict__)
            except (Exception, SystemExit):
                if not stand_ins:
                    raise
        for function in stand_ins:
            setattr(module, function, self._answer_for(name, function))

    def _code(self, file: str) -> types.CodeType:
        """Return the code of a file; raises as `compile` does."""
        if compiled := self._load.codes.get(file):
            code: types.CodeType = marshal.loads(compiled)  # by the grader, which is trusted here
            return code
        return compile(self._load.sources[file], FOLDER + file, "exec", dont_inherit=True)

    def owns(self, name: str) -> bool:
        """Whether a module of this name is the submission's own."""
        return name.removeprefix(ROOT + ".") in self._owned

    def put_first(self) -> None:
        """Have these modules found first, and forget others of their names that are loaded."""
        for name in self._owned:
            sys.modules.pop(name, None)
        sys.meta_path.insert(0, self)

    def get_source(self, fullname: str) -> str | None:
        """Return a module's source, for `inspect`."""
        return self._load.sources.get(self._files.get(fullname, ""))

    def _run_cells(self, module: types.ModuleType) -> None:
        """Run a notebook's cells in one namespace, which all its modules share.

        A cell that raises, or takes too long, costs itself.
        """
        for name in self._cells:
            sys.modules[name] = module
        for number, cell in enumerate(self._load.cells, 1):
            file = f"{FOLDER}{self._load.notebook}, cell {number}"
            _remember_lines(file, cell)
            try:
                with _time_limit(self._load.cell_seconds):
                    exec(compile(cell, file, "exec", dont_inherit=True), module.__dict__)
            except BaseException as error:
                print(f"cell {number} ended with {type(error).__name__}")

    def _stand_in_for_cells(self, module: types.ModuleType) -> None:
        for name in sorted(self._cells & set(self._stand_ins)):
            for function in self._stand_ins[name]:
                setattr(module, function, self._answer_for(name, function))


class _TooSlowError(BaseException):
    """A cell did not end in time."""


@contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """End what takes longer: a convenience for the honest; the grader keeps the real deadline."""

    def ring(*_: object) -> None:
        raise _TooSlowError

    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        return
    signal.signal(signal.SIGINT, ring)  # Windows has no alarm
    import threading

    timer = threading.Timer(seconds, _thread.interrupt_main)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def guard_imports(allowed: Sequence[str] | None, own: Callable[[str], bool]) -> None:
    """Refuse imports that the policy does not allow, where the submission's modules make them."""
    if allowed is None:
        return
    permitted = {*allowed, "__future__", "numpy"}
    original = builtins.__import__

    def guarded(
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> types.ModuleType:
        if level == 0 and globals is not None and own(str(globals.get("__name__", ""))):
            parts = name.split(".")
            prefixes = {".".join(parts[: n + 1]) for n in range(len(parts))}
            if not (prefixes & permitted or own(parts[0]) or parts[0] == ROOT):
                raise ForbiddenUseError(f"the assignment does not allow `import {name}`")
        return original(name, globals, locals, fromlist or (), level)

    builtins.__import__ = guarded


def guard_calls(forbidden: Mapping[str, Sequence[str]]) -> None:
    """Refuse calls of forbidden functions of NumPy that come from the file that may not make them.

    Parameters
    ----------
    forbidden
        Dotted names by file; `*` for all files.
    """
    files: dict[str, set[str]] = {}
    for file, names in forbidden.items():
        for name in names:
            files.setdefault(name, set()).add(file)
    for dotted, where in files.items():
        module_name, _, attribute = dotted.rpartition(".")
        if module_name.startswith("numpy."):  # it may be loaded later, out of reach of this
            with suppress(Exception):
                importlib.import_module(module_name)
        holder = sys.modules.get(module_name)
        # not `getattr`: NumPy loads what is missing, which takes longer than a submission does
        function = vars(holder).get(attribute) if holder else None
        if isinstance(function, types.FunctionType) or (
            callable(function) and not isinstance(function, type)
        ):
            setattr(holder, attribute, _guarded(function, dotted, where))


def _guarded(function: Callable[..., Any], dotted: str, where: set[str]) -> Callable[..., Any]:
    everywhere = "*" in where

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        file = sys._getframe(1).f_code.co_filename
        if file.startswith(FOLDER) and (everywhere or file.removeprefix(FOLDER) in where):
            raise ForbiddenUseError(f"the assignment does not allow `{dotted}` here")
        return function(*args, **kwargs)

    return call


def _module_name(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _remember_lines(file: str, source: str) -> None:
    linecache.cache[file] = (lambda: source,)  # cut into lines when they are asked for

"""Imports the files of a submission that is trusted, from memory, as a worker does."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace

ROOT = "submission"
MODULES = ("boundary", "conv1d", "conv_layer", "pool", "conv2d")


class _Importer(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def _file(self, name: str) -> str | None:
        path = name.removeprefix(ROOT + ".").replace(".", "/")
        return next((f for f in (f"{path}.py", f"{path}/__init__.py") if f in self._files), None)

    def owns(self, name: str) -> bool:
        return name == ROOT or self._file(name) is not None

    def find_spec(self, fullname, path=None, target=None):
        if not self.owns(fullname):
            return None
        package = fullname == ROOT or str(self._file(fullname)).endswith("__init__.py")
        return importlib.machinery.ModuleSpec(fullname, self, is_package=package)

    def create_module(self, spec):
        if spec.name.startswith(ROOT + "."):
            return importlib.import_module(spec.name.removeprefix(ROOT + "."))
        return None

    def exec_module(self, module: ModuleType) -> None:
        file = self._file(module.__name__)
        if file is None or hasattr(module, "__loaded__"):
            return
        module.__dict__["__loaded__"] = True
        if "/" not in file:
            module.__package__ = ROOT  # `from .boundary import pad` works beside `from boundary …`
        source = self._files[file].decode("utf-8-sig")
        exec(compile(source, file, "exec", dont_inherit=True), module.__dict__)


@contextmanager
def loaded(files: Mapping[str, bytes]) -> Iterator[SimpleNamespace]:
    """The modules of a submission; they stay importable, by one another, within the context."""
    importer = _Importer(files)
    aside = {name: sys.modules.pop(name) for name in list(sys.modules) if importer.owns(name)}
    sys.meta_path.insert(0, importer)
    try:
        yield SimpleNamespace(**{name: importlib.import_module(name) for name in MODULES})
    finally:
        sys.meta_path.remove(importer)
        for name in [name for name in sys.modules if importer.owns(name)]:
            del sys.modules[name]
        sys.modules.update(aside)

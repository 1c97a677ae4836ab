"""A path → a submission. It is read as data; nothing of it is executed, written or followed out."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable
from pathlib import Path

from autograder.errors import SubmissionError
from autograder.model.submission import Notebook, SourceFile, Submission
from autograder.records import dataclass
from autograder.submission.answers import read_answers
from autograder.submission.decoding import decode
from autograder.submission.folder import Folder, SingleFile
from autograder.submission.ids import fit
from autograder.submission.layout import Layout, lay_out
from autograder.submission.part import Part, Place
from autograder.submission.remarks import Remarks, shown, size
from autograder.submission.syntax import compiled, problem, tokens
from autograder.submission.tree import Tree, UnreadableError
from autograder.submission.wanted import ReadLimits, Wanted
from autograder.submission.written import Function, any_written, functions, is_stub


@dataclass(frozen=True)
class Format:
    """A form in which a submission may come.

    Parameters
    ----------
    name
        What it is called in messages.
    fits
        Whether a path, with its `lstat` mode, is of this form.
    open
        Turns the path into a tree of files.
    """

    name: str
    fits: Callable[[Path, int], bool]
    open: Callable[[Path, ReadLimits, Remarks], Tree]


def _archive(path: Path, limits: ReadLimits, remarks: Remarks) -> Tree:
    from autograder.submission.archive import Archive  # few submissions are one

    return Archive.at(path, limits, remarks)


FORMATS = (
    Format("a folder", lambda path, mode: stat.S_ISDIR(mode), Folder),
    Format("a zip archive (.zip)", lambda path, mode: _ends(path, mode, ".zip"), _archive),
    Format(
        "a notebook (.ipynb)",
        lambda path, mode: _ends(path, mode, ".ipynb"),
        lambda path, limits, remarks: SingleFile(path),
    ),
    Format(
        "a Python file (.py)",
        lambda path, mode: _ends(path, mode, ".py"),
        lambda path, limits, remarks: SingleFile(path),
    ),
    Format(
        "a file of answers (.yaml)",
        lambda path, mode: _ends(path, mode, ".yaml", ".yml", ".json"),
        lambda path, limits, remarks: SingleFile(path),
    ),
)
"""The forms in which a submission may come; the first that fits is taken."""


def read(place: Place, wanted: Wanted, limits: ReadLimits | None = None) -> Submission:
    """Read one submission.

    Parameters
    ----------
    place
        A folder, a zip, a notebook or a file, see `FORMATS`; or a part of a download.
    wanted
        What the assignment asks for.
    limits
        How much is read at most.

    Returns
    -------
    Submission
        With the path's name (a file's without its suffix) as id. Whatever is wrong with a part of
        it is in the part's `problem`, in `answer_problems` or in `remarks`.

    Raises
    ------
    SubmissionError
        If nothing can be read at all: there is nothing, or something else, or a broken zip.
    """
    limits = limits or ReadLimits()
    remarks = Remarks(limits.remarks)
    tree = open_tree(place, limits, remarks)
    path = place.path if isinstance(place, Part) else place
    try:
        return _Reading(fit(plain_name(path)), tree, wanted, limits, remarks).submission()
    finally:
        tree.close()


def plain_name(path: Path) -> str:
    """Return what a submission at a path is called: a folder's name, or a file's but its suffix."""
    absolute = Path(os.path.abspath(path))
    is_file = absolute.suffix.lower() in (".zip", ".ipynb", ".py", ".yaml", ".yml", ".json")
    return absolute.stem if is_file else absolute.name


def open_tree(place: Place, limits: ReadLimits, remarks: Remarks) -> Tree:
    """Turn a place into a tree of files; `SubmissionError` where that cannot be."""
    if isinstance(place, Part):
        return place.whole.tree(place.files, limits, remarks)
    path = place
    try:
        mode = os.lstat(path).st_mode
    except (OSError, ValueError):
        raise SubmissionError(f"{shown(str(path), 300)} is not there, or not readable.") from None
    if stat.S_ISLNK(mode):
        raise SubmissionError(f"{shown(path.name)} is a link, and links are not followed.")
    for form in FORMATS:
        if form.fits(path, mode):
            return form.open(path, limits, remarks)
    forms = ", ".join(form.name for form in FORMATS[:-1])
    raise SubmissionError(f"{shown(path.name)} is none of {forms} or {FORMATS[-1].name}.")


def _ends(path: Path, mode: int, *suffixes: str) -> bool:
    return stat.S_ISREG(mode) and path.name.lower().endswith(suffixes)


class _Reading:
    """One reading of one submission, with what is left of its limits."""

    def __init__(
        self, id: str, tree: Tree, wanted: Wanted, limits: ReadLimits, remarks: Remarks
    ) -> None:
        self._id = id
        self._tree = tree
        self._wanted = wanted
        self._limits = limits
        self._remarks = remarks
        self._left = limits.total
        self._tokens = limits.total_tokens

    def submission(self) -> Submission:
        """Read what the layout names."""
        layout = lay_out(self._tree.names, self._wanted, self._limits, self._remarks)
        if layout.archive:
            return self._inside(layout.archive)
        if not layout.modules and not layout.notebook and not layout.answers:
            self._remarks.add("None of the files that were asked for is here.")
        sources = self._sources(layout)
        notebook, tagged = self._notebook(layout, sources)
        if notebook is not None:
            for module in layout.modules:  # the stubs that were handed out, beside the notebook
                del sources[module]
        answers, problems = self._answers(layout)
        for key, text in tagged.items():
            if key not in answers:
                answers[key] = text
                problems.pop(key, None)
        return Submission(
            id=self._id,
            sources=sources,
            notebook=notebook,
            answers={key: answers[key] for key in self._wanted.answer_keys if key in answers},
            answer_problems=problems,
            remarks=self._remarks.collected(),
            staff=self._remarks.staff,
        )

    def _bytes(self, path: str, limit: int) -> bytes:
        try:
            data = self._tree.read(path, min(limit, self._left))
        except UnreadableError as error:
            if error.is_ours:
                self._remarks.for_staff(f"{shown(path)} is not readable for the grader")
            if error.is_ours or self._left >= limit:
                raise
            raise UnreadableError(self._too_much(self._limits.total)) from None
        self._left -= len(data)
        return data

    def _too_much(self, limit: int) -> str:
        return f"left out, since all together is larger than {size(limit)}"

    def _inside(self, path: str) -> Submission:
        """Read the only zip that a submission consists of; a zip inside that is left alone."""
        from autograder.submission.archive import Archive, WithoutArchives

        try:
            data = self._bytes(path, self._limits.total)
            inner = Archive(io.BytesIO(data), path, self._limits, self._remarks)
        except (UnreadableError, SubmissionError) as error:
            why = str(error) if isinstance(error, SubmissionError) else f"{shown(path)} is {error}."
            self._remarks.add(why)
            self._remarks.for_staff(f"nothing of it could be read: {why}")
            return Submission(
                id=self._id, remarks=self._remarks.collected(), staff=self._remarks.staff
            )
        self._remarks.add(f"The files were read out of {shown(path)}.")
        self._tree.close()
        self._tree = WithoutArchives(inner)
        return self.submission()

    def _sources(self, layout: Layout) -> dict[str, SourceFile]:
        sources = {}
        room = self._limits.sources
        for name, path in {**layout.modules, **layout.further}.items():
            try:
                data = self._bytes(path, self._limits.source)
                if len(data) > room:
                    raise UnreadableError(self._too_much(self._limits.sources))
            except UnreadableError as error:
                sources[name] = SourceFile(name, "", str(error))
                continue
            room -= len(data)
            decoded = decode(data, declared=True)
            if decoded.remark:
                self._remarks.add(f"{shown(name)} {decoded.remark}.")
            most = min(self._limits.source_tokens, self._tokens)
            count = tokens(decoded.text)
            if count <= most:
                self._tokens -= count
            code = b"" if decoded.problem else compiled(decoded.text, name, most)
            fault = "" if code else decoded.problem or problem(decoded.text, most)
            sources[name] = SourceFile(name, decoded.text, fault, code)
        return sources

    def _notebook(
        self, layout: Layout, sources: dict[str, SourceFile]
    ) -> tuple[Notebook | None, dict[str, str]]:
        """Return the notebook, if its code counts, and its tagged answers."""
        if not layout.notebook:
            return None, {}
        from autograder.submission.notebook import NotANotebookError, read_notebook

        name = layout.notebook.rpartition("/")[2]
        remarks = Remarks(self._limits.remarks)
        try:
            data = self._bytes(layout.notebook, self._limits.notebook)
            contents = read_notebook(name, data, self._wanted, self._limits, remarks)
        except (UnreadableError, NotANotebookError) as error:
            self._remarks.add(f"{shown(name)} cannot be used: {error}.")
            return None, {}
        if layout.modules:
            found = self._functions_of(contents.code)
            if not self._is_written_instead(found, sources):
                if not is_stub(found, self._graded):
                    self._remarks.add(
                        f"{shown(name)} was handed in too; the code of the .py files counts."
                    )
                return None, contents.answers
            self._remarks.add(
                f"Nothing is written in the .py files; the code of {shown(name)} counts."
            )
        for sentence in remarks.collected():
            self._remarks.add(sentence)
        return contents.code, contents.answers

    @property
    def _graded(self) -> set[str]:
        return {name for names in self._wanted.graded_names.values() for name in names}

    def _functions_of(self, notebook: Notebook) -> dict[str, Function]:
        found: dict[str, Function] = {}
        for cell in notebook.cells:
            found.update(functions(cell, self._limits.source_tokens))
        return found

    def _is_written_instead(
        self, notebook: dict[str, Function], sources: dict[str, SourceFile]
    ) -> bool:
        """Tell whether the modules are as they were handed out, and the notebook is not."""
        most = self._limits.source_tokens
        for module, names in self._wanted.graded_names.items():
            if module in sources and not is_stub(functions(sources[module].source, most), names):
                return False
        return any_written(notebook, self._graded)

    def _answers(self, layout: Layout) -> tuple[dict[str, str], dict[str, str]]:
        if not layout.answers:
            return {}, {}
        name = layout.answers.rpartition("/")[2]
        try:
            data = self._bytes(layout.answers, self._limits.answers)
        except UnreadableError as error:
            return {}, {"": f"{shown(name)} cannot be used: {error}"}
        answers = read_answers(name, data, self._wanted.answer_keys, self._remarks)
        return answers.texts, answers.problems

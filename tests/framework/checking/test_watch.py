from __future__ import annotations

from pathlib import Path

from autograder.checking.watch import State, changes, look

A, B, C = {"a.py": (1, 1)}, {"a.py": (2, 1)}, {"a.py": (3, 9)}


def seen(*states: State, start: State = A) -> list[list[str]]:
    looks = iter(states)

    def next_look(path: Path) -> State:
        found = next(looks, None)
        if found is None:
            raise KeyboardInterrupt
        return found

    names = []
    try:
        for changed, _ in changes(Path(), start, next_look, lambda seconds: None):
            names.append(changed)
    except KeyboardInterrupt:
        pass
    return names


def test_nothing_is_told_while_nothing_changes() -> None:
    assert seen(A, A, A) == []


def test_a_save_is_told_once() -> None:
    assert seen(A, B, B, B, B) == [["a.py"]]


def test_a_save_in_several_steps_is_told_when_it_is_over() -> None:
    assert seen({}, B, C, C, C) == [["a.py"]]


def test_one_save_after_the_other_is_told() -> None:
    assert seen(B, B, C, C) == [["a.py"], ["a.py"]]


def test_what_is_changed_back_meanwhile_is_not_told() -> None:
    assert seen({}, A, A) == []


def test_new_and_removed_files_are_named() -> None:
    both = {"x/b.py": (1, 1), "x/c.py": (1, 1)}

    assert seen(both, both) == [["a.py", "b.py", "c.py"]]


def test_files_are_found_by_what_they_are(tmp_path: Path) -> None:
    for name in ("a.py", "n.ipynb", "answers.yaml", "sub/b.py", ".git/c.py", "__pycache__/d.py"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    (tmp_path / "notes.txt").write_text("x")

    found = {Path(name).relative_to(tmp_path).as_posix() for name in look(tmp_path)}

    assert found == {"a.py", "n.ipynb", "answers.yaml", "sub/b.py"}
    assert len(look(tmp_path / "a.py")) == 1


def test_another_size_is_a_change(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x")
    before = look(tmp_path)
    (tmp_path / "a.py").write_text("longer")

    assert look(tmp_path) != before
    assert look(tmp_path / "gone.py") == {}

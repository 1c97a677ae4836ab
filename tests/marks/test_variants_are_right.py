"""The reference and all that is called right agree with plain loops: not only with the checks."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import oracle
import pytest
from variant_loading import loaded

from autograder import config
from autograder.audit.variants import reference_files
from autograder.grading.mistakes import as_submission, read

ROOT = Path(__file__).parents[2]
SOLUTIONS = ROOT / "solutions"
VARIANTS = sorted(path for path in (SOLUTIONS / "variants").iterdir() if path.is_dir())
SAMPLES = sorted(path for path in (ROOT / "tests/submissions/right").iterdir() if path.is_dir())
FOLDERS = [path for path in [SOLUTIONS, *VARIANTS, *SAMPLES] if path.name != "notebook"]
SEEDS = range(15)
# By question one mistake about it.
FIRST = {one.questions[0]: one for one in read(config.read(ROOT)) if one.file.endswith(".py")}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_it_agrees_with_plain_loops(folder):
    files = reference_files(SOLUTIONS)
    if folder != SOLUTIONS:
        own = sorted(folder.rglob("*.py"))
        files |= {path.relative_to(folder).as_posix(): path.read_bytes() for path in own}
    wrong = []
    with np.errstate(), np.printoptions(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with loaded(files) as submission:
            for seed in SEEDS:
                wrong += [f"seed {seed}, {q}: {text}" for q, text in oracle.check(submission, seed)]

    assert wrong == []


def test_there_are_many():
    assert len(VARIANTS) >= 40


@pytest.mark.parametrize("mistake", FIRST.values(), ids=FIRST)
def test_the_loops_notice_mistakes(mistake):
    texts = {name: content.decode() for name, content in reference_files(SOLUTIONS).items()}
    files = {name: text.encode() for name, text in as_submission(mistake, texts).items()}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with loaded(files) as submission:
            noticed = {q for seed in range(40) for q, _ in oracle.check(submission, seed)}

    assert mistake.questions[0] in noticed

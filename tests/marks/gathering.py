"""Makes submissions of known mistakes and of right variants, several of them in each.

Mistakes about different questions stand together in one submission: it must then lose points in the
questions of each of them and in no other. A submission that costs seconds is so shared by many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from pairs import Pair

from autograder.audit import variants
from autograder.grading.mistakes import Mistake, as_submission


@dataclass
class Together:
    """One submission that holds several mistakes, or several variants."""

    files: dict[str, bytes]
    holds: list[str] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    must: set[str] = field(default_factory=set)
    may: set[str] = field(default_factory=set)
    pairs: list[Pair] = field(default_factory=list)
    described: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def with_mistakes(mistakes: Iterable[Mistake], reference: dict[str, bytes]) -> list[Together]:
    """Every mistake once, in as few submissions as it takes."""
    by_subject: dict[str, list[Mistake]] = defaultdict(list)
    for mistake in mistakes:
        by_subject[subject(mistake)].append(mistake)
    made = []
    for row in zip_longest(*by_subject.values()):
        texts = {name: content.decode() for name, content in reference.items()}
        together = Together({})
        for mistake in filter(None, row):
            texts = as_submission(mistake, texts)
            together.holds.append(f"{mistake.file}: {mistake.name}")
            together.mistakes.append(mistake)
            together.must.add(mistake.questions[0])
            together.may.update(mistake.questions[1:])
        together.files = {name: text.encode() for name, text in texts.items()}
        made.append(together)
    return made


def subject(mistake: Mistake) -> str:
    """What no two mistakes of one submission may both be about."""
    if mistake.file == "pool.py":
        return f"pooling in {'one' if mistake.questions[0] < '5' else 'two'} dimensions"
    if mistake.file == "answers.yaml" or mistake.replaces[0].endswith("step"):
        return mistake.replaces[0]
    return mistake.file


def with_pairs(pairs: Mapping[str, Pair], reference: dict[str, bytes]) -> list[Together]:
    """Every pair once; those about different files, or questions, stand together."""
    by_subject: dict[tuple[str, str], list[tuple[str, Pair]]] = defaultdict(list)
    for name, pair in pairs.items():
        by_subject[pair.file, pair.forward if pair.file == "pool.py" else ""].append((name, pair))
    made = []
    for row in zip_longest(*by_subject.values()):
        together = Together(dict(reference))
        for name, pair in filter(None, row):
            together.files[pair.file] += f"\n\n{pair.text}".encode()
            together.holds.append(name)
            together.pairs.append(pair)
        made.append(together)
    return made


def with_variants(folder: Path, reference: dict[str, bytes]) -> list[Together]:
    """Every variant once; those that have no file in common may stand together."""
    return [
        Together({**reference, **one.own}, holds=list(one.names))
        for one in variants.together(folder)
    ]

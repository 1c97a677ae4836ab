"""Of the known mistakes, graded as submissions: which are named, and whether rightly."""

from __future__ import annotations

from graded_class import TOGETHER

TWINS = [
    {"zeros_win_over_negatives", "smallest_positive_number"},
    {"later_window_overwrites", "shared_maximum_counted_once"},
    {"overlapping_images_overwrite", "repeated_places_counted_once"},
    {"components_not_flipped", "kernel_not_flipped"},
    {"turned_round", "roles_exchanged"},
]
"""Mistakes that give the same results: whichever is named, its hint is true of both."""


def test_no_mistake_is_taken_for_another(graded, mistakes_together):
    held = TOGETHER[mistakes_together].mistakes
    names = {one.name for one in held}
    names |= {name for pair in TWINS if pair & names for name in pair}
    known = [one for made in TOGETHER.values() for one in made.mistakes]
    true = {one.hint for one in known if one.name in names}

    for question, said in graded[mistakes_together].hints().items():
        assert said <= true, f"{question}, for {[one.name for one in held]}"


def test_nearly_every_mistake_is_named(graded):
    named, missed = [], []
    for name, made in TOGETHER.items():
        for one in made.mistakes:
            said = graded[name].hints()[one.questions[0]]
            (named if said else missed).append(f"{one.file}: {one.name}")

    assert len(named) >= 0.95 * len(named + missed), missed


def test_no_hint_is_given_to_what_is_right(graded, variants_together):
    assert not any(graded[variants_together].hints().values())

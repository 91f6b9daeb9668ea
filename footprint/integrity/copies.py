"""The same diary in several households, written at the same minutes. Pure."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from footprint.integrity.deeds import Diary, Suspicion
from footprint.integrity.likeness import Likeness, book, clusters, households, named

COPIED = Likeness(deeds=20, days=5, kinds=8, apart=timedelta(minutes=5))
"""A reminder makes many people write "one meal, bus, 6 km" at eight; it does not make them share eight different things
at the same minutes of five days."""
HOUSEHOLDS = 3
"""Two friends may walk, eat and write together."""


def copied_diaries(known: Mapping[int, Diary]) -> Iterator[Suspicion]:
    """Diaries that are alike and were recorded within minutes of each other, in three households at least."""
    for group in clusters(map(book, known.values()), COPIED):
        if households(group) >= HOUSEHOLDS:
            yield from named("copied_diaries", group)

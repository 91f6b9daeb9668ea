"""What is wrong with a whole pack: with the files that every city has, then with those that features read."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from civic.city.pack import Problem, check_city, load_city
from footprint.actions.baseline_file import check_questionnaire
from footprint.actions.catalogue import check_catalogue, load_catalogue
from footprint.actions.change_reasons import check_change_reasons
from footprint.actions.pack_checks import PackCheck


def problems_of(folder: Path, checks: Iterable[PackCheck]) -> Iterator[Problem]:
    """Of all files; those that build on a broken one are looked at once it is mended."""
    in_city = check_city(folder)
    yield from in_city
    if in_city:
        return
    languages = load_city(folder).languages
    in_catalogue = check_catalogue(folder, languages)
    yield from in_catalogue
    if in_catalogue:
        return
    catalogue = load_catalogue(folder, languages)
    yield from check_questionnaire(folder, catalogue)
    yield from check_change_reasons(folder, catalogue)
    for look in checks:
        yield from look(folder, languages, frozenset(catalogue.actions))

"""The metrics of the pack: what its check refuses, and that the city's own say what they must."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from campaigns.indicators.definitions import FILE, NO_METRICS, Definitions, check_definitions, load_definitions
from campaigns.indicators.measures import MEASURES, OF_SURVEYS, SAMPLE
from civic.city.pack import load_city
from footprint.actions.catalogue import load_catalogue
from tests.packs.copies import HARBOUR, ZHENJIANG, changed

LANGUAGES = ("zh", "en")


@pytest.fixture(scope="module")
def definitions() -> Definitions:
    return load_definitions(ZHENJIANG, LANGUAGES, load_catalogue(ZHENJIANG, LANGUAGES))


def _said(folder: Path) -> Iterator[str]:
    return map(str, check_definitions(folder, LANGUAGES, frozenset()))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('computation = "participation"', 'computation = "hearsay"', "'computation' is 'hearsay'"),
        ('frame = "app_users"', 'frame = "everybody"', "'frame' is 'everybody'"),
        ('frame = "app_users"', 'frame = "sample"', "whose frame is 'app_users', not 'sample'"),
        ('unit = "share"', 'unit = "people"', "whose unit is 'share', not 'people'"),
        ('compared = "districts"', 'compared = "all"', "'compared' is 'all'"),
        ('sources = ["method"]', 'sources = ["rumour"]', "'rumour' is not a source of this file."),
        ('sources = ["method"]', "sources = []", "'participation_rate' has no source."),
        ('status = "rule"', 'status = "hearsay"', "'status' is 'hearsay'"),
        (', en = "Participation rate" }', " }", "'name' has no words in 'en'."),
        ('key = "quiz_knowledge_rate"', 'key = "participation_rate"', "participation_rate"),
        ('published = ["/boards/districts"]', 'published = ["boards"]', "'boards' is no address of this site."),
        ('part = ["walking", ', 'part = ["flying", ', "'flying' is not among 'whole'."),
        ('whole = ["walking", ', 'whole = ["flying", ', "'flying' is not an action of this pack."),
        ('part = ["car", "taxi"]', 'part = ["car", "rocket"]', "'rocket' is no answer about these trips."),
        ('part = ["car", "taxi"]\n', "", "'rides_for_a_car' does not say of which trips."),
        (
            'computation = "quiz_right"',
            'computation = "quiz_right"\npart = ["bus"]',
            "'quiz_right' is not about trips.",
        ),
        ("reference = 2", 'reference = "two"', "'reference' is 'two', which is not a number."),
        ("caveats = {", "warnings = {", "'warnings' is not a key known here."),
    ],
)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    folder, _ = changed(ZHENJIANG, tmp_path, FILE, old, new)
    assert any(said in problem for problem in _said(folder)), list(_said(folder))


def test_a_fault_is_named_with_its_line(tmp_path: Path) -> None:
    folder, line = changed(ZHENJIANG, tmp_path, FILE, 'compared = "districts"', 'compared = "all"')
    assert next(_said(folder)).startswith(f"{FILE}:{line}: ")


def test_the_citys_own_are_sound(definitions: Definitions) -> None:
    assert list(_said(ZHENJIANG)) == []
    assert {one.computation for one in definitions.metrics.values()} == set(MEASURES)


def test_only_a_sample_is_told_of_residents(definitions: Definitions) -> None:
    """What the app's own people know is never called the residents' awareness."""
    for metric in definitions.metrics.values():
        assert (
            (metric.frame == SAMPLE)
            == (metric.computation in OF_SURVEYS)
            == metric.name.in_("en").startswith(("Residents:", "Gap between"))
        ), metric.key


def test_a_pack_without_metrics_is_sound() -> None:
    languages = load_city(HARBOUR).languages
    assert check_definitions(HARBOUR, languages, frozenset()) == []
    assert load_definitions(HARBOUR, languages, load_catalogue(HARBOUR, languages)) == NO_METRICS

"""The annex says what the pack and the rules in use say."""

import re
from datetime import timedelta

import pytest

from civic.calendar import utc_now
from civic.disclosure.live import MINIMUM
from civic.residents.models import Resident
from footprint import current
from footprint.actions.catalogue import Catalogue
from tests.characters import Page, Site, text_of
from tests.shows import number_of

ANNEX = "/about/method/annex"


@pytest.fixture
def catalogue(site: Site) -> Catalogue:
    with site.app.test_request_context():
        return current.catalogue()


@pytest.fixture
def page(site: Site) -> Page:
    return site.visitor("en").open(ANNEX)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Baseline scenario", "Additionality", "Leakage and rebound", "Double counting", "cannot be traded")),
        ("zh", ("基准线情景", "额外性", "泄漏与反弹效应", "重复计算", "不能交易")),
    ],
)
def test_it_speaks_the_words_of_the_standards(site: Site, language: str, words: tuple[str, ...]) -> None:
    text = site.visitor(language).open(ANNEX).text
    assert [word for word in words if word not in text] == []


def test_the_method_leads_to_it(site: Site) -> None:
    assert ANNEX in site.visitor("en").open("/about/method").links()


def test_every_action_stands_there_with_its_scenarios_and_limits(page: Page, catalogue: Catalogue) -> None:
    cards = {text_of(card.find("h3")): text_of(card) for card in page.root.iter("article")}
    assert list(cards) == [action.name.in_("en") for action in catalogue.actions.values()]
    for action in catalogue.actions.values():
        card = cards[action.name.in_("en")]
        credited = [option for option in action.options if option.method.formula is not None]
        assert ("Earns points and no kilograms" in card) == (not credited)
        assert [one.exception.in_("en") for one in credited if one.exception.in_("en") not in card] == []


def test_what_is_credited_has_limits(page: Page, catalogue: Catalogue) -> None:
    assert "Every action that is credited has limits" in page.text
    for action in catalogue.actions.values():
        assert action.limits or all(option.method.formula is None for option in action.options), action.id


def test_who_is_not_sure_is_credited_nothing(page: Page, catalogue: Catalogue) -> None:
    assert "“Not sure” is credited nothing." in page.text
    unsure = [one for action in catalogue.actions.values() for one in action.options if one.id == "unknown"]
    assert unsure and [one for one in unsure if one.method.formula is not None] == []


def test_break_even_uses_are_those_of_the_pack(page: Page, catalogue: Catalogue) -> None:
    uses = [one.breakeven_uses for action in catalogue.actions.values() for one in action.options if one.breakeven_uses]
    assert [int(found) for found in re.findall(r", (\d+) uses?", page.text)] == uses


def test_records_are_as_old_as_it_says(site: Site, page: Page) -> None:
    (days,) = (int(found) for found in re.findall(r"at most (\d+) days back", page.text))
    rider = site.newcomer(language="en")
    with site.database.write() as session:
        session.get_one(Resident, number_of(site, rider)).created_at = utc_now() - timedelta(days=90)

    def sent(days_ago: int) -> Page:
        day = site.today - timedelta(days=days_ago)
        return rider.send("/actions/bicycle", occurred_on=day.isoformat(), quantity="2", replaced_mode="car")

    assert sent(days).status == 303
    assert sent(days + 1).beside("occurred_on") == f"Entries can be at most {days} days old."


def test_small_groups_are_those_of_the_boards(page: Page) -> None:
    assert f"from {MINIMUM} people on" in page.text


def test_things_are_credited_as_long_as_the_pack_says(page: Page, catalogue: Catalogue) -> None:
    devices = [action for action in catalogue.actions.values() if action.is_device]
    assert devices
    assert [one.id for one in devices if f"{one.name.in_('en')}, {one.crediting_years} years" not in page.text] == []

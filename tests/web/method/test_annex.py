"""The annex says what the pack and the rules in use say."""

import re
from datetime import timedelta

import pytest

from civic.calendar import utc_now
from civic.disclosure.live import MINIMUM
from civic.residents.models import Resident
from footprint import current
from footprint.actions.catalogue import Catalogue
from footprint.actions.plausibility import ALONE, allowances, total_kg, year_of
from footprint.carbon.boundaries import PARAMETER, UNKNOWN, deviating
from footprint.carbon.units import gas
from footprint.ledger.rules import ANSWER_DAYS, BACKDATING_DAYS, TIERS
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


def below(page: Page, heading: str) -> str:
    """The words between a heading and the next one."""
    words: list[str] = []
    within = False
    for one in page.root.iter():
        if one.tag == "h2":
            within = one.get("id") == heading
        elif within and one.tag in ("p", "li"):
            words.append(text_of(one))
    return " ".join(words)


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


def test_every_action_has_limits(page: Page, catalogue: Catalogue) -> None:
    assert "Every action has a limit of the year and one of the month or day" in page.text
    for action in catalogue.actions.values():
        periods = {limit.period for limit in action.limits}
        assert "year" in periods and periods & {"month", "day"}, action.id


def test_limits_hold_for_who_lives_alone_too(page: Page, catalogue: Catalogue) -> None:
    assert "to somebody living alone as to a home of the mean size" in page.text
    found = allowances(catalogue.actions.values(), catalogue.factors)
    for category in catalogue.categories:
        own = [one for one in found if one.action.category == category.id]
        for people in (ALONE, catalogue.factors[catalogue.household_size].newest.value):
            assert total_kg(own, people) <= year_of(category, catalogue.factors) / 2, (category.id, people)


def test_who_is_not_sure_is_credited_nothing(page: Page, catalogue: Catalogue) -> None:
    assert "“Not sure” is credited nothing." in page.text
    unsure = [one for action in catalogue.actions.values() for one in action.options if one.id == "unknown"]
    assert unsure and [one for one in unsure if one.method.formula is not None] == []


def test_break_even_uses_are_those_of_the_pack(page: Page, catalogue: Catalogue) -> None:
    uses = [one.breakeven_uses for action in catalogue.actions.values() for one in action.options if one.breakeven_uses]
    assert [int(found) for found in re.findall(r", (\d+) uses?", page.text)] == uses


def test_records_are_as_old_as_it_says(site: Site, page: Page) -> None:
    (days,) = (int(found) for found in re.findall(r"at most (\d+) days back", page.text))
    assert days == BACKDATING_DAYS and f"may carry days up to {ANSWER_DAYS} days back" in page.text
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


def test_both_spans_of_days_stand_there_in_chinese(site: Site) -> None:
    text = site.visitor("zh").open(ANNEX).text
    assert f"最多补记 {BACKDATING_DAYS} 天" in text and f"日期最多可以早 {ANSWER_DAYS} 天" in text


@pytest.mark.parametrize(
    ("language", "kinds"),
    [
        ("en", ("self-reported", "reported on paper", "confirmed by an organizer", "measured")),
        ("zh", ("自己填报", "纸质填报", "主办方确认", "仪器测得")),
    ],
)
def test_every_kind_of_evidence_is_named(site: Site, language: str, kinds: tuple[str, ...]) -> None:
    words = below(site.visitor(language).open(ANNEX), "evidence")
    assert len(kinds) == len(TIERS)
    assert [kind for kind in kinds if kind not in words] == []


def test_paper_stands_where_an_organizer_may_stand(page: Page, catalogue: Catalogue) -> None:
    cards = {text_of(card.find("h3")): text_of(card) for card in page.root.iter("article")}
    for action in catalogue.actions.values():
        on_paper = "reported on paper" in cards[action.name.in_("en")]
        assert on_paper == ("organizer" in action.evidence), action.id


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "so they are never credited: Own cup: A cup bought for this"),
        ("zh", "所以始终不计入： 自带杯子：为此新买的杯子"),
    ],
)
def test_a_new_cup_never_earns(site: Site, catalogue: Catalogue, language: str, words: str) -> None:
    assert catalogue.action("cup").option("new").method.formula is None
    assert words in site.visitor(language).open(ANNEX).text


def test_factors_state_what_their_kind_can(page: Page, catalogue: Catalogue) -> None:
    """Read ones what the database prints; computed ones that of their inputs, or none."""
    assert "a computed one carries that of its inputs, or none" in page.text
    newest = [factor.newest for factor in catalogue.factors.values()]
    unstated = [version for version in newest if version.boundary == UNKNOWN]
    assert any(version.formula for version in newest if version.boundary not in (PARAMETER, UNKNOWN))
    assert unstated and "not stated by the source" in page.text


def test_gases_meet_in_totals_and_in_no_calculation(page: Page, catalogue: Catalogue) -> None:
    assert "CO₂ and CO₂e are not mixed within one calculation, but totals add them up" in page.text
    used = [
        {gas(catalogue.factors[name].newest.unit) for name in option.method.factor_ids} - {""}
        for action in catalogue.actions.values()
        for option in action.options
    ]
    assert max(map(len, used)) == 1
    assert set().union(*used) == {"CO2", "CO2e"}


def test_boundaries_meet_only_in_listed_exceptions(page: Page, catalogue: Catalogue) -> None:
    for action in catalogue.actions.values():
        for option in action.options:
            mixed = bool(deviating(option.method.factor_ids, catalogue.factors))
            assert mixed == bool(option.exception), (action.id, option.id)
            assert not mixed or option.exception.in_("en") in page.text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_nobody_knows_is_listed(site: Site, catalogue: Catalogue, language: str) -> None:
    with site.app.test_request_context():
        questionnaire = current.questionnaire()
    page = site.visitor(language).open(ANNEX)
    for listed in (below(page, "unknown"), below(site.visitor(language).open("/about/method"), "unknown")):
        assert len(catalogue.unknown) >= 9
        unknown = (*catalogue.unknown, *questionnaire.unknown)
        assert [text.in_(language) for text in unknown if text.in_(language) not in listed] == []
    unread = below(page, "unread")
    newest = [factor.newest for factor in catalogue.factors.values()]
    assert {one.id for one in newest if one.name.in_(language) in unread} >= {
        one.id for one in newest if one.status in ("assumption", "recalled")
    }
    assert "grid.js" not in {one.id for one in newest if one.name.in_(language) in unread}


@pytest.mark.parametrize(
    ("language", "action", "words"),
    [
        ("en", "lamp", "inside: CO₂ of power used in the city"),
        ("en", "vegetarian_meal", "mostly upstream: making and supply"),
        ("en", "rail", "driving, inside as far as the trip lies in the city"),
        ("en", "bus", "both, undivided: driving inside as far as the trip lies in the city"),
        ("zh", "lamp", "边界内：市内用电或燃料燃烧的 CO₂"),
        ("zh", "vegetarian_meal", "大多在上游：生产和供应"),
        ("zh", "bus", "两者都有，没有分开：行驶在市内的那一段属于边界内"),
    ],
)
def test_each_action_says_what_lies_inside_the_city(
    site: Site, catalogue: Catalogue, language: str, action: str, words: str
) -> None:
    cards = {
        text_of(card.find("h3")): text_of(card) for card in site.visitor(language).open(ANNEX).root.iter("article")
    }
    assert words in cards[catalogue.action(action).name.in_(language)]


def test_every_factor_of_every_action_has_its_place(page: Page, catalogue: Catalogue) -> None:
    """Those that are computed with, each beside inside, upstream, both or not known; what earns nothing has none."""
    cards = {text_of(card.find("h3")): text_of(card) for card in page.root.iter("article")}
    for action in catalogue.actions.values():
        credited = [option.method for option in action.options if option.method.formula is not None]
        used = {method.factors[role] for method in credited for role in method.roles}
        emitting = [
            catalogue.factors[name].newest for name in used if catalogue.factors[name].newest.boundary != PARAMETER
        ]
        said = cards[action.name.in_("en")].partition("City’s boundary")[2]
        assert bool(said) == bool(emitting), action.id
        assert [one.id for one in emitting if f"{one.name.in_('en')}" not in said] == [], action.id
        trips = [one for one in emitting if one.unit.endswith("km") and one.boundary == "gate_to_grave"]
        assert bool(trips) == ("making of fuel and vehicle upstream, not counted" in said), action.id
        unstated = any(one.boundary == UNKNOWN for one in emitting)
        assert unstated == ("not known: the source does not say what it counts" in said), action.id

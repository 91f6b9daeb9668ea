"""The boards as people see them: every district, fair rates, honest marks, and nothing about fewer than ten."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from civic.calendar import Period, utc_now
from footprint.boards.jobs import count_boards, count_for_demo
from footprint.boards.queries import counted
from footprint.ledger.seasons import freeze_seasons
from footprint.ledger.services import Claim, record
from footprint.ledger.verify import verify
from footprint.resources import LEDGER
from tests.characters import Page, Site, text_of
from tests.crowds import neighbours
from tests.people import settle

BOARD = "/boards/districts"


@pytest.fixture(scope="module")
def city(open_city: Callable[..., Site]) -> Site:
    """A city of its own, where ten people rode in Jingkou and ten in Jurong."""
    site = open_city()
    for district in ("jingkou", "jurong"):
        neighbours(site, district)
    return site


def rows(page: Page) -> list[str]:
    """The districts from the first place to the last, each with what stands beside it."""
    return [text_of(row) for row in page.root.findall(".//ol[@class='ranking']/li")]


def current_tabs(page: Page) -> list[str]:
    tabs = page.root.findall(".//nav[@class='tabs']/a[@aria-current]")
    return [text_of(tab) for tab in tabs]


def test_every_district_stands_on_the_board(city: Site) -> None:
    page = city.visitor("en").open(BOARD)
    names = [district.name.in_("en") for district in city.city.districts]
    assert sorted(name for name in names if any(name in row for row in rows(page))) == sorted(names)
    assert len(rows(page)) == len(names)


def test_the_same_saving_weighs_more_where_fewer_live(city: Site) -> None:
    first, second = rows(city.visitor("en").open(BOARD))[:2]
    residents = {district.name.in_("en"): district.residents for district in city.city.districts}
    smaller, larger = sorted(("Jingkou", "Jurong"), key=lambda name: residents[name])
    assert smaller in first
    assert larger in second


def test_districts_with_fewer_than_ten_people_have_no_figures(open_city: Callable[..., Site]) -> None:
    city = open_city()
    neighbours(city, "jingkou")
    neighbours(city, "jurong", people=9)
    page = city.visitor("en").open(BOARD)
    jingkou, *others = rows(page)
    assert "per 1,000 residents" in jingkou
    assert "Not shown yet Fewer than 10 people took part" in page.text
    assert len(others) == len(city.city.districts) - 1
    assert [row for row in others if "per 1,000 residents" in row or " kg" in row] == []


def test_the_city_is_the_sum_of_what_is_shown(open_city: Callable[..., Site]) -> None:
    """Else whoever subtracts the rows from it has the districts that are not shown."""
    city = open_city()
    neighbours(city, "jingkou")
    alone = text_of(city.visitor("en").open(BOARD).root.find(".//*[@class='board-more']//*[@class='card']"))
    neighbours(city, "jurong", people=9)
    page = city.visitor("en").open(BOARD)
    assert text_of(page.root.find(".//*[@class='board-more']//*[@class='card']")) == alone
    assert "Districts where fewer than 10 people took part or saved something are left out." in page.text


@pytest.mark.parametrize("period", ["week", "month", "season", "all"])
@pytest.mark.parametrize("measure", ["per_1000", "participation"])
def test_periods_and_measures_are_a_link_away(city: Site, period: str, measure: str) -> None:
    page = city.visitor("en").open(f"{BOARD}?period={period}&measure={measure}")
    assert len(current_tabs(page)) == 2
    assert len(rows(page)) == len(city.city.districts)
    assert f"{BOARD}?period=week&measure={measure}" in page.links()


@pytest.mark.parametrize("query", ["period=century", "measure=beauty", "period=%00&measure=%ED%A0%80", "x=1"])
def test_nonsense_shows_the_usual_board(city: Site, query: str) -> None:
    visitor = city.visitor("en")
    assert rows(visitor.open(f"{BOARD}?{query}")) == rows(visitor.open(BOARD))


@pytest.mark.parametrize("kind", ["week", "month"])
def test_past_periods_are_a_link_away_and_tell_what_changed(open_city: Callable[..., Site], kind: str) -> None:
    city = open_city()
    calendar, first = city.app_services.calendar, city.app_services.calendar.period(kind, city.today)
    assert first is not None
    neighbours(city, "jingkou", km=10)
    alone = rows(city.visitor("en").open(f"{BOARD}?period={kind}"))
    assert rows(city.visitor("en").open(board_of(first))) == alone
    assert "the period before" not in alone[0]
    with time_machine.travel(calendar.end_of(first.end) + timedelta(hours=3)):
        second = calendar.period(kind, city.today)
        assert second is not None
        neighbours(city, "jingkou", km=20)
        page = city.visitor("en").open(f"{BOARD}?period={kind}")
        assert "the period before: " in rows(page)[0] and "(+" not in rows(page)[0]  # it is not over yet
        assert around(page) == [board_of(first).replace("?", "?measure=per_1000&")]
        over = city.visitor("en").open(board_of(first))
        assert figures(over) == figures(city.visitor("en").open(around(page)[0]))
        assert around(over) == [f"{BOARD}?measure=per_1000&period={kind}"]
    with time_machine.travel(calendar.end_of(second.end) + timedelta(hours=3)):
        assert "(+ " in rows(city.visitor("en").open(board_of(second)))[0]


def test_a_demonstration_has_boards_of_past_weeks(open_city: Callable[..., Site]) -> None:
    city = open_city()
    calendar, ledger, now = city.app_services.calendar, city.app_services.get(LEDGER), utc_now()
    week = calendar.week(city.today - timedelta(days=21))
    with city.database.write() as session:
        for _ in range(10):
            resident = settle(session, now - timedelta(days=90), district="jingkou").resident_id
            ride = Claim(resident, "past", "bicycle", "car", 1_000, week.start, source="appeal:1")
            record(session, ledger, ride, now)
    count_for_demo(city.app_services, 7, now)
    assert "per 1,000 residents" in rows(city.visitor("en").open(board_of(week)))[0]
    assert counted(city.database, week.key)[0].counted_at == calendar.end_of(week.end)
    assert counted(city.database, "all")[0].counted_at == now


def board_of(period: Period) -> str:
    return f"{BOARD}?period={period.kind}&key={period.key.partition(':')[2]}"


def around(page: Page) -> list[str]:
    """The links to the periods before and after."""
    return [link.get("href", "") for link in page.root.findall(".//nav[@class='buttons']/a")]


def figures(page: Page) -> list[str]:
    return [text_of(one) for one in page.root.findall(".//ol[@class='ranking']/li/details/dl")]


@pytest.mark.parametrize(
    "query",
    [
        "period=week&key=2026-W54",
        "period=week&key=2026-10",
        "period=month&key=2026-13",
        "period=season&key=2026-monsoon",
        "period=all&key=2026-10",
        "key=%00",
        "period=month&key=9999-01",
        "period=week&key=2026-W46%27",
    ],
)
def test_a_period_that_never_was_is_not_found(city: Site, query: str) -> None:
    page = city.visitor("en").open(f"{BOARD}?{query}")
    assert page.status == 404
    assert "There is no such period" in page.text


def test_a_period_that_has_not_begun_is_refused(city: Site) -> None:
    page = city.visitor("en").open(f"{BOARD}?period=month&key=2098-01")
    assert page.status == 404
    assert "has not begun yet" in page.text


def test_nobody_is_told_to_be_last(open_city: Callable[..., Site]) -> None:
    """Four districts far apart: two have a group each, the others stand below in the order of the pack."""
    city = open_city()
    for district, km in {"jurong": 1, "danyang": 60, "dantu": 4, "jingkou": 100}.items():
        neighbours(city, district, people=40, km=km)
    page = city.visitor("en").open(f"{BOARD}?period=week")
    heads = [text_of(head) for head in page.root.findall(".//h3[@class='band']")]
    assert heads == ["Group 1", "Group 2", "More districts", "Not shown yet"]
    lower = [row for row in rows(page) if "Dantu" in row or "Jurong" in row]
    assert len(lower) == 2 and not any("place " in row.partition("Why this place?")[2] for row in lower)


def test_a_resident_sees_who_is_just_above(open_city: Callable[..., Site]) -> None:
    city = open_city()
    for district, km in {"jurong": 10, "danyang": 100}.items():
        neighbours(city, district, people=40, km=km)
    page = city.again(city.meihua, "en").open(BOARD)
    assert "just above: Danyang" in page.text
    assert "just above" not in city.visitor("en").open(BOARD).text


def test_why_this_place_gives_figures_and_formula(city: Site) -> None:
    for measure in ("per_1000", "participation"):
        page = city.visitor("en").open(f"{BOARD}?measure={measure}")
        shown = [text_of(row) for row in page.root.findall(".//ol[@class='ranking']/li/details")]
        assert len(shown) == 2
        assert all("÷" in text and "fair figure, by which places go:" in text and " × (" in text for text in shown)


def test_unconfirmed_populations_are_marked(city: Site) -> None:
    board = city.visitor("en").open(BOARD)
    rows = [row for row in board.root.findall(".//ol[@class='ranking']/li")
            if "population to be confirmed" in text_of(row)]  # fmt: skip
    marked = {text_of(row.find("details/summary/span") if row.find("h4") is None else row.find("h4")) for row in rows}
    doubtful = {district.name.in_("en") for district in city.city.districts if not district.is_confirmed}
    assert {name.removesuffix(" tie") for name in marked} == doubtful


def test_derived_populations_are_marked_and_every_rate_names_its_count_and_source(city: Site) -> None:
    board = city.visitor("en").open(BOARD)
    rows = board.root.findall(".//ol[@class='ranking']/li")
    marked = {text_of(row.find(".//h4")).removesuffix(" tie") for row in rows if "population derived" in text_of(row)}
    assert marked == {one.name.in_("en") for one in city.city.districts if one.status == "derived"}
    why = [text_of(row) for row in board.root.findall(".//details[@class='place']")]
    assert why and all("census of 2020" in text and "phsb.com" in text for text in why)
    for path in ("/", "/boards"):
        page = city.visitor("en").open(path)
        assert "census of 2020" in page.text
        assert "/about/method#residents" in {link.get("href") for link in page.root.iter("a")}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_says_that_a_figure_is_from_memory(city: Site, language: str) -> None:
    """Who reads a figure learns that it is provisional, from where, and what is waited for."""
    for path in ("/", "/boards", BOARD, "/about/method", "/about/method/annex", "/about/method/changes"):
        text = city.visitor(language).open(path).text.lower()
        assert not [
            word for word in ("凭记忆", "回忆", "有人记得", "memory", "remember", "recalled)") if word in text
        ], path
    method = city.visitor(language).open("/about/method").text
    for words in {"zh": ("暂用", "待公报确认"), "en": ("Provisional", "to be confirmed from the bulletin")}[language]:
        assert words in method
    assert all(district.source in method for district in city.city.districts)


def test_the_own_district_is_marked_for_its_residents_only(city: Site) -> None:
    board = city.again(city.meihua, "en").open(BOARD)
    assert [row for row in rows(board) if "my district" in row] == [row for row in rows(board) if "Jurong" in row]
    assert "my district" not in city.visitor("en").open(BOARD).text


def test_one_ride_moves_nothing_that_others_see_and_is_told_to_the_rider(city: Site) -> None:
    visitor, paths = city.visitor("en"), ("/", "/boards", BOARD)
    before = {path: visitor.open(path).text for path in paths}
    city.meihua.log("bicycle", quantity="30", replaced_mode="car")
    count_boards(city.app_services)
    assert {path: visitor.open(path).text for path in paths} == before
    assert "Yours: + 3.13 kg, in the next count" in city.again(city.meihua, "en").open(BOARD).text
    assert "Yours:" not in visitor.open(BOARD).text


def test_what_was_counted_and_is_undone_says_so(open_city: Callable[..., Site]) -> None:
    city = open_city()
    rider = city.newcomer(language="en")
    where = rider.send("/actions/bicycle", quantity="30", replaced_mode="car").location.partition("?")[0]
    neighbours(city, "jingkou")
    assert "Yours:" not in rider.open(BOARD).text
    rider.send(where, f"{where}/undo")
    assert "Yours: − 3.13 kg (undone), in the next count" in rider.open(BOARD).text


def test_ten_rides_move_the_boards(city: Site) -> None:
    visitor, paths = city.visitor("en"), ("/", "/boards", BOARD)
    before = {path: visitor.open(path).text for path in paths}
    neighbours(city, "jurong", km=30)
    assert [path for path in paths if visitor.open(path).text == before[path]] == []


def test_the_city_is_counted_by_its_own_population(city: Site) -> None:
    page = city.visitor("en").open(f"{BOARD}?measure=participation")
    assert f"of {city.city.population.residents:,}" in page.text


def test_evidence_is_shown(city: Site) -> None:
    assert "self-reported" in city.visitor("en").open(BOARD).text


def test_a_season_that_is_over_stays_and_what_is_told_later_stands_beside_it(open_city: Callable[..., Site]) -> None:
    site = open_city()
    calendar, ledger = site.app_services.calendar, site.app_services.get(LEDGER)
    neighbours(site, "jingkou")
    autumn = calendar.season(site.today)
    address, over = (
        f"/seasons/{autumn.key.removeprefix('season:')}",
        utc_now() + (autumn.end - site.today + timedelta(days=9)),
    )
    assert site.visitor("en").open(address).status == 404
    with time_machine.travel(over):
        with site.database.write() as session:
            freeze_seasons(session, calendar, over)
        before = site.visitor("en").open(address).text
        assert "Nothing was reported later." in before
        told = {"key": "late", "action": "bicycle", "option": "car", "quantity_milli": 1_000, "occurred_on": autumn.end}
        for people in (9, 1):
            with site.database.write() as session:
                for _ in range(people):
                    resident = settle(session, utc_now() - timedelta(days=90), district="jingkou").resident_id
                    record(session, ledger, Claim(resident, **told, source="appeal:1"), over)  # type: ignore[arg-type]
            count_boards(site.app_services)
            page = site.visitor("en").open(address).text
            assert "More was told since" in page
            assert "told by" not in page
    for later in (1, 2):  # ten on one day are shown when the day is over, and stay so
        with time_machine.travel(over + timedelta(days=later)):
            count_boards(site.app_services)
            page = site.visitor("en").open(address).text
            assert "told by 10 accounts" in page
            assert "More was told since" not in page
    with time_machine.travel(over):
        assert address in site.visitor("en").open("/boards").html
        seasons = site.visitor("en").open("/seasons")
        assert address in seasons.links() and f"{BOARD}?period=season" in seasons.links()
    assert verify(site.database, calendar).differences == ()

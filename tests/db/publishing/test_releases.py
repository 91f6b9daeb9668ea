"""A release says what the ledger says, tells of nobody, waits for two people, and proves itself later."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from campaigns.publishing import queries, services, verifying
from campaigns.publishing.models import PublishedCell, Release, ReleaseTable
from campaigns.publishing.package import data_package, dictionary, table_json
from campaigns.publishing.tidy import TableText, digest
from civic.city.text import Text
from civic.errors import Conflict, DomainError, Forbidden, Invalid
from civic.residents.models import Resident
from footprint.ledger.models import Entry
from tests import officework
from tests.characters import Site
from tests.releasing import LATER, MONTH_KEY, built, lived, noon, published, ride, take_back


def tables(site: Site, number: int) -> dict[str, TableText]:
    with site.database.read() as session:
        return queries.tables(session, number)


def by_district(site: Site, number: int) -> dict[str, dict[str, object]]:
    return {str(row["district"]): dict(row) for row in tables(site, number)["participation"].rows}


def differences(site: Site, number: int) -> list[str]:
    with site.database.read(one_snapshot=True) as session:
        return [str(one) for one in verifying.verify(site.app_services, session, session.get_one(Release, number))]


def test_figures_equal_the_ledger_and_add_up(site: Site) -> None:
    lived(site)
    rows = by_district(site, built(site))
    with site.database.read() as session:
        of_city = session.scalar(select(func.sum(Entry.mid_mg)))
        of_jingkou = session.scalar(select(func.sum(Entry.mid_mg)).where(Entry.district_id == "jingkou"))
    assert of_city and of_jingkou
    assert rows["jingkou"]["kg"] == Decimal(int(of_jingkou)).scaleb(-6)
    assert rows["jingkou"]["participants"] == 14
    assert (rows["total"]["kg"], rows["total"]["participants"]) == (Decimal(int(of_city)).scaleb(-6), 40)
    assert rows["total"]["residents"] == site.city.population.residents


def test_rates_divide_by_what_held_on_the_last_day_of_the_month(site: Site) -> None:
    lived(site)
    first, second = (officework.account(site, name) for name in ("first", "second"))
    for residents, holds_from in ((200_000, date(2026, 9, 30)), (300_000, date(2026, 10, 1))):
        new = officework.of_the_city(site, residents, holds_from)
        officework.in_force(site, new, first, second)
    number = built(site)
    total = by_district(site, number)["total"]
    assert total["residents"] == 200_000 and total["participants_per_1000"] == Decimal("0.2")
    known = {row["district"]: row["residents"] for row in tables(site, number)["denominators"].rows}
    assert known["total"] == 200_000 and known["jingkou"] == site.city.district_by_id["jingkou"].residents
    assert differences(site, number) == [], "it is verified by what it used"


def test_a_district_of_three_is_hidden_and_follows_from_nothing(site: Site) -> None:
    """Another one goes with it, or the three would be what the city has beside the others."""
    lived(site)
    number = built(site)
    hidden = [name for name, row in by_district(site, number).items() if row["status"] == "withheld"]
    assert "xinqu" in hidden and len(set(hidden) & {"jingkou", "runzhou", "dantu"}) == 1
    for table in tables(site, number).values():
        for line in table.csv.splitlines()[1:]:
            if line.endswith(",withheld"):
                assert line.count(":") >= 2
    assert '"participants": 3' not in table_json(tables(site, number)["participation"])


def test_hidden_cells_are_hidden_for_all_measures(site: Site) -> None:
    lived(site)
    for row in by_district(site, built(site)).values():
        measures = {row[key] is None for key in ("participants", "entries", "points", "kg_low", "kg", "kg_high")}
        assert measures == {row["status"] == "withheld"}


def test_all_actions_that_there_are_stand_in_a_release(site: Site) -> None:
    """What nobody did looks like what a few did."""
    lived(site)
    rows = {str(row["action"]): row["status"] for row in tables(site, built(site))["actions"].rows}
    assert set(rows) == set(site.catalogue.actions)
    assert "withheld" in rows.values() and {row for action, row in rows.items() if action != "bicycle"} == {"withheld"}


def test_who_moves_counts_once_where_most_was_done(site: Site) -> None:
    residents = lived(site)
    mover = residents["jingkou"][0]
    with site.database.write() as session:
        session.execute(update(Resident).where(Resident.id == mover).values(district_id="dantu"))
    for day in (23, 24, 25):
        ride(site, mover, day=day, km=2)
    rows = by_district(site, built(site))
    shown = {name: row["participants"] for name, row in rows.items() if row["participants"] is not None}
    assert shown["total"] == 40
    assert shown.get("jingkou", 13) == 13 and shown.get("dantu", 12) == 12


@pytest.mark.parametrize(
    ("period", "says"),
    [("2026-13", "not a month"), ("2026-10", "2026-11-09"), ("2026-08", "nothing to publish"), ("x", "not a month")],
)
def test_what_cannot_be_built_says_why(site: Site, period: str, says: str) -> None:
    lived(site)
    with pytest.raises((Conflict, Invalid), match=says):
        built(site, period)


def test_the_same_month_is_not_built_twice(site: Site) -> None:
    lived(site)
    built(site)
    with pytest.raises(Conflict, match="already, waiting"):
        built(site)


def test_a_dropped_one_is_built_anew(site: Site) -> None:
    lived(site)
    first = built(site)
    with site.database.write() as session:
        services.drop(session, first, "account:2", LATER)
    assert built(site) != first
    with pytest.raises(Conflict), site.database.write() as session:
        services.review(session, first, "account:2", LATER)


def test_the_second_person_is_another_one(site: Site) -> None:
    lived(site)
    number = built(site, by="account:1")
    with site.database.write() as session:
        services.review(session, number, "account:2", LATER)
    for same in ("account:1", "account:2"):
        with pytest.raises(Forbidden), site.database.write() as session:
            services.approve(session, number, same, LATER)
    with pytest.raises(Conflict), site.database.write() as session:
        services.publish(session, number, "account:3", LATER)


def test_only_what_is_published_is_read_by_the_public(site: Site) -> None:
    lived(site)
    number = built(site)
    with site.database.read() as session:
        assert queries.newest(session) is None
        assert queries.release(session, f"month-{MONTH_KEY}") is None
    with site.database.write() as session:
        services.drop(session, number, "account:1", LATER)
    published(site)
    with site.database.read() as session:
        found = queries.release(session, f"month-{MONTH_KEY}")
        assert found is not None and found == queries.newest(session)
        assert [one.key for one in queries.published(session)] == [f"month-{MONTH_KEY}"]


def test_what_comes_later_changes_nothing(site: Site) -> None:
    """An undo after the release is an entry of its own, and numbers stay where people were."""
    residents = lived(site)
    entry = ride(site, residents["dantu"][0], day=28, km=7)
    number = published(site)
    take_back(site, residents["dantu"][0], entry, date(2026, 9, 29))
    ride(site, residents["runzhou"][0], day=30, km=9, on=date(2026, 10, 3))
    assert differences(site, number) == []


def test_a_changed_ledger_is_named_line_by_line(site: Site) -> None:
    lived(site)
    number = published(site)
    with site.database.write() as session:
        row = session.scalars(select(ReleaseTable).where(ReleaseTable.key == "participation")).one()
        before = by_district(site, number)["total"]["participants"]
        row.csv = row.csv.replace(f"total,{before},", "total,99,")
    found = differences(site, number)
    assert any("participation total participants: published 99, recomputed 40" in one for one in found)
    assert any("sha256" in one for one in found)


def test_inputs_are_part_of_the_proof(site: Site) -> None:
    lived(site)
    number = published(site)
    with site.database.write() as session:
        session.execute(update(Release).values(inputs_sha256="0" * 64))
    assert [one for one in differences(site, number) if "inputs" in one]


def test_a_revision_waits_for_ten(site: Site) -> None:
    residents = lived(site)
    published(site)
    with pytest.raises(Conflict, match="Nothing has changed"):
        built(site)
    ride(site, residents["jingkou"][0], day=30, on=date(2026, 10, 2))
    with pytest.raises(Conflict, match="fewer than 10 people"):
        built(site)


def test_a_revision_stands_beside_what_it_revises(site: Site) -> None:
    residents = lived(site)
    first = published(site)
    for place, resident in enumerate([*residents["jingkou"], *residents["runzhou"], *residents["dantu"]]):
        ride(site, resident, day=30, km=1 + place % 3, on=date(2026, 10, 2))
    second = published(site)
    with site.database.read() as session:
        assert [one.key for one in queries.published(session)] == [f"month-{MONTH_KEY}-r1", f"month-{MONTH_KEY}"]
        late = session.scalars(select(PublishedCell).where(PublishedCell.release_id == second)).all()
    assert any("late" in one.name for one in late)
    assert differences(site, first) == differences(site, second) == []
    old, new = by_district(site, first)["total"], by_district(site, second)["total"]
    assert (old["entries"], new["entries"]) == (40, 77)


def test_a_notice_has_words_and_no_figures(site: Site) -> None:
    lived(site)
    number = published(site)
    for words in ({}, {"en": "3 people are missing"}):
        with pytest.raises(Invalid), site.database.write() as session:
            services.tell(session, number, Text(words), "account:1", LATER)
    with site.database.write() as session:
        services.tell(session, number, Text({"en": "Rides of 2026-09-03 are missing."}), "account:1", LATER)
    with site.database.read() as session:
        found = queries.newest(session)
    assert found is not None and "missing" in found.notices[0].words.in_("en")


def test_a_package_describes_every_file(site: Site) -> None:
    lived(site)
    published(site)
    with site.database.read() as session:
        found = queries.newest(session)
    assert found is not None
    package = data_package(found, Text({"en": "A month"}))
    for resource in package["resources"]:
        table = found.tables[resource["name"]]
        assert resource["hash"] == f"sha256:{digest(table.csv)}" and resource["bytes"] == len(table.csv.encode())
    fields = {one["name"]: one for one in package["resources"][0]["schema"]["fields"]}
    assert fields["participants"]["constraints"] == {"minimum": 10}
    assert dictionary(list(found.tables.values()), ["zh", "en"]).count("\n") == 1 + sum(
        len(table.schema.columns) for table in found.tables.values()
    )


def test_a_refusal_is_a_sentence(site: Site) -> None:
    lived(site)
    with pytest.raises(DomainError) as refused:
        built(site, now=noon(date(2026, 10, 8)))
    assert str(refused.value).startswith("2026-09 can be built from 2026-10-09")

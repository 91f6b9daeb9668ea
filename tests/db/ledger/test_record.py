"""Recording and undoing: what is appended, what is refused, what a second try finds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from civic.accounts.models import Account
from civic.accounts.rules import new_session_key
from civic.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated
from footprint.ledger import rules
from footprint.ledger.services import Recorded
from footprint.ledger.verify import verify
from tests.db.ledger.town import CALENDAR, HILL, PORT, TODAY, Town, days_ago


def test_an_entry_keeps_what_it_was_computed_with(town: Town) -> None:
    ann = town.move_in(HILL)
    entry = town.entry(town.log(ann, "walk", 2.5))
    assert (entry.low_mg, entry.mid_mg, entry.high_mg) == (75_250, 104_250, 125_750)
    assert (entry.district_id, entry.season, entry.option) == (HILL, "season:2026-autumn", "standard")
    assert (entry.points, entry.tier, entry.source) == (2, rules.SELF_REPORTED, "self")
    assert entry.pack_version_id == town.ledger.pack_version_id


def test_the_board_moves_with_the_entry(town: Town) -> None:
    ann, bob = town.move_in(HILL), town.move_in(PORT)
    town.log(ann, "walk", 1)
    town.log(ann, "lamp", 1, tier=rules.ORGANIZER_CONFIRMED, source="campaign:lamps")
    town.log(bob, "pledge")
    derived = town.derived()
    # entries, participants, low, mid, high, self-reported, on paper, organizer, instrument, points, grams, squares,
    # who saved
    assert derived["place", "week:2026-W47", HILL] == (
        2, 1, 3_430_100, 3_441_700, 3_450_300, 41_700, 0, 3_400_000, 0, 4, 3_442, 3_442**2, 1,
    )  # fmt: skip
    assert derived["place", "month:2026-11", PORT] == (1, 1, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0)
    assert derived["resident", ann, "all", HILL] == (2, 3_430_100, 3_441_700, 3_450_300, 4)


def test_paper_is_summed_as_paper_however_it_was_kept(town: Town) -> None:
    ann, bob = town.move_in(HILL), town.move_in(HILL)
    town.log(ann, "lamp", 1, tier=rules.ON_PAPER, source="campaign:1:sheet:2")
    town.undo(bob, town.log(bob, "lamp", 1, tier=rules.ORGANIZER_CONFIRMED, source="campaign:1:sheet:1"))
    town.log(bob, "lamp", 1, tier=rules.ORGANIZER_CONFIRMED, source="campaign:1:sheet:1")
    assert town.derived()["place", "all", HILL][5:9] == (0, 6_800_000, 0, 0)
    assert verify(town.database, CALENDAR).differences == ()


def test_a_session_is_confirmed_with_the_entry(town: Town) -> None:
    ann, bob = town.move_in(), town.move_in()
    hers = town.session_of(ann)
    for ended in (replace(hers, key=new_session_key()), town.session_of(bob), replace(hers, account_id=999)):
        with pytest.raises(Unauthenticated):
            town.log(ann, session=ended)
    outcomes = town.record_many([town.claim(ann, session=replace(hers, key=new_session_key())), town.claim(bob)])
    assert [type(outcome) for outcome in outcomes] == [Unauthenticated, Recorded]
    assert town.entry(town.log(ann, session=hers)).resident_id == ann


def test_demo_accounts_record_only_in_a_demonstration(town: Town) -> None:
    ann = town.move_in()
    with town.database.write() as session:
        session.get_one(Account, town.session_of(ann).account_id).is_demo = True
    with pytest.raises(Unauthenticated):
        town.log(ann, session=town.session_of(ann))
    assert town.log(ann, session=replace(town.session_of(ann), demo=True))


def test_points_come_once_per_action_and_day(town: Town) -> None:
    ann = town.move_in()
    entries = [town.log(ann), town.log(ann), town.log(ann, "bag"), town.log(ann, on=TODAY, occurred_on=days_ago(1))]
    assert [town.entry(entry).points for entry in entries] == [2, 0, 2, 2]


def test_points_come_back_after_an_undo(town: Town) -> None:
    ann = town.move_in()
    town.undo(ann, town.log(ann))
    assert town.entry(town.log(ann)).points == 2


def test_a_daily_limit_clips_and_says_so(town: Town) -> None:
    ann = town.move_in()
    first, second, third = (town.entry(town.log(ann, "walk", 20)) for _ in range(3))
    assert [entry.credited_milli for entry in (first, second, third)] == [20_000, 10_000, 0]
    assert second.quantity_milli == 20_000
    assert second.mid_mg * 2 == first.mid_mg
    assert third.mid_mg == 0
    assert town.entry(town.log(ann, "walk", 20, on=TODAY + timedelta(1))).credited_milli == 20_000


def test_a_monthly_limit_holds_for_the_month(town: Town) -> None:
    ann = town.move_in()
    town.log(ann, "pledge", 2, on=date(2026, 11, 2))
    assert town.entry(town.log(ann, "pledge", 2)).credited_milli == 1_000
    assert town.entry(town.log(ann, "pledge", 2, on=date(2026, 12, 1))).credited_milli == 2_000


def test_a_household_shares_its_limit(town: Town) -> None:
    ann = town.move_in()
    bob, stranger = town.move_in(with_=ann), town.move_in()
    town.log(ann, "lamp", 15)
    assert town.entry(town.log(bob, "lamp", 15)).credited_milli == 5_000
    assert town.entry(town.log(stranger, "lamp", 15)).credited_milli == 15_000


def test_a_lamp_is_no_new_one_after_somebody_moved(town: Town) -> None:
    ann = town.move_in()
    bob = town.move_in(with_=ann)
    cleo = town.move_in()
    town.log(ann, "lamp", 15)
    town.move_out(ann)
    assert town.entry(town.log(bob, "lamp", 15)).credited_milli == 5_000
    assert town.entry(town.log(ann, "lamp", 15)).credited_milli == 5_000
    town.move_together(cleo, ann)
    assert town.entry(town.log(cleo, "lamp", 15)).credited_milli == 0
    town.move_together(cleo, bob)
    assert town.entry(town.log(cleo, "lamp", 1)).credited_milli == 0
    assert town.entry(town.log(cleo, "lamp", 15, on=date(2026, 12, 1))).credited_milli == 15_000


def test_a_years_limit_stops_kilograms_and_not_points(town: Town) -> None:
    ann = town.move_in()
    entries = [town.entry(town.log(ann, "clothes", 4, on=TODAY + timedelta(days=day))) for day in range(4)]
    assert [entry.credited_milli for entry in entries] == [4_000, 4_000, 2_000, 0]
    assert [entry.points for entry in entries] == [2, 2, 2, 2]
    next_year = [town.entry(town.log(ann, "clothes", 5, on=date(2027, 1, 1))) for _ in range(2)]
    assert [(entry.credited_milli, entry.points) for entry in next_year] == [(4_000, 2), (0, 0)]
    assert verify(town.database, CALENDAR).differences == ()


def test_a_household_shares_its_limit_of_a_year_wherever_its_people_move(town: Town) -> None:
    ann = town.move_in()
    bob, cleo = town.move_in(with_=ann), town.move_in()
    for day in range(3):
        town.log(ann, "clothes", 4, on=TODAY + timedelta(days=day))
    assert town.entry(town.log(bob, "clothes", 4)).credited_milli == 2_000
    town.move_out(ann)
    assert town.entry(town.log(bob, "clothes", 1, on=TODAY + timedelta(days=3))).credited_milli == 0
    town.move_together(cleo, ann)
    assert town.entry(town.log(cleo, "clothes", 4, on=TODAY + timedelta(days=4))).credited_milli == 2_000
    assert verify(town.database, CALENDAR).differences == ()


def test_undoing_gives_the_limit_of_a_year_back(town: Town) -> None:
    ann = town.move_in()
    entries = [town.log(ann, "clothes", 4, on=TODAY + timedelta(days=day)) for day in range(3)]
    town.undo(ann, entries[0], on=TODAY + timedelta(days=3))
    assert town.entry(town.log(ann, "clothes", 4, on=TODAY + timedelta(days=3))).credited_milli == 4_000


def test_undoing_gives_the_limit_back(town: Town) -> None:
    ann = town.move_in()
    town.undo(ann, town.log(ann, "walk", 30))
    assert town.entry(town.log(ann, "walk", 30)).credited_milli == 30_000


def test_a_bag_earns_after_it_has_paid_back_its_making(town: Town) -> None:
    ann = town.move_in()
    first = town.entry(town.log(ann, "bag", 3, option="cotton", on=days_ago(1)))
    second = town.entry(town.log(ann, "bag", 4, option="cotton"))
    other = town.entry(town.log(ann, "bag", 1, option="old"))
    assert (first.uses_before_milli, first.mid_mg) == (0, 0)
    assert (second.uses_before_milli, second.mid_mg) == (3_000, 2 * 20_000)
    assert other.mid_mg == 20_000


@pytest.mark.parametrize(
    ("claim", "field"),
    [
        ({"occurred_on": TODAY + timedelta(days=1)}, "occurred_on"),
        ({"occurred_on": days_ago(8)}, "occurred_on"),
        ({"occurred_on": date.min}, "occurred_on"),
        ({"occurred_on": date.max}, "occurred_on"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": -1}, "quantity"),
        ({"quantity": 1e9}, "quantity"),
        ({"action": "lamp", "quantity": 0.5, "option": "no such"}, "option"),
        ({"action": "bag", "option": "standard"}, "bag"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(town: Town, claim: dict[str, object], field: str) -> None:
    ann = town.move_in()
    with pytest.raises(Invalid) as refusal:
        town.record(town.claim(ann, **claim))  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert town.derived() == {}


def test_days_before_the_account_are_refused(town: Town) -> None:
    ann = town.move_in(joined=days_ago(2))
    town.log(ann, occurred_on=days_ago(2))
    with pytest.raises(Invalid, match="You joined on a later day"):
        town.log(ann, occurred_on=days_ago(3))


def test_an_action_out_of_its_months_is_refused(town: Town) -> None:
    ann = town.move_in()
    town.log(ann, "stroll")
    with pytest.raises(Invalid, match="this month"):
        town.log(ann, "stroll", on=date(2027, 6, 1))


def test_nobody_and_nothing_are_not_found(town: Town) -> None:
    with pytest.raises(NotFound):
        town.log(404)
    with pytest.raises(NotFound):
        town.log(town.move_in(), "teleport")


def test_a_replayed_key_counts_once(town: Town) -> None:
    claim = town.claim(town.move_in(), "bag", 2)
    first = town.record(claim)
    before = town.derived()
    again = town.record(claim)
    assert (again.entry_id, again.replayed) == (first.entry_id, True)
    assert town.derived() == before


def test_a_replay_is_found_however_late_it_comes(town: Town) -> None:
    claim = town.claim(town.move_in())
    first = town.record(claim)
    assert town.record(claim, on=TODAY + timedelta(days=30)).entry_id == first.entry_id


@pytest.mark.parametrize("other", [{"quantity": 3}, {"action": "bag"}, {"occurred_on": days_ago(7)}])
def test_a_key_with_other_content_is_a_conflict(town: Town, other: dict[str, object]) -> None:
    ann = town.move_in()
    town.record(town.claim(ann, key="same-key"))
    before = town.derived()
    with pytest.raises(Conflict):
        town.record(town.claim(ann, key="same-key", **other))  # type: ignore[arg-type]
    assert town.derived() == before


def test_keys_are_a_residents_own(town: Town) -> None:
    ann, bob = town.move_in(), town.move_in()
    assert town.log(ann, key="same-key") != town.log(bob, key="same-key")


def test_evidence_that_the_action_does_not_allow_is_a_mistake_of_the_caller(town: Town) -> None:
    with pytest.raises(ValueError, match="instrument"):
        town.log(town.move_in(), tier=rules.INSTRUMENT_CONFIRMED)


def test_an_undo_restores_every_derived_row(town: Town) -> None:
    ann, bob = town.move_in(HILL), town.move_in(HILL)
    town.log(bob, "walk", 5)
    before = town.derived()
    entries = [town.log(ann, "walk", 40), town.log(ann, "lamp", 3), town.log(ann, "pledge", occurred_on=days_ago(7))]
    town.move(ann, PORT)
    entries.append(town.log(ann, "bag", 2))
    for entry in entries:
        assert not town.undo(ann, entry).replayed
    assert town.derived() == before


def test_a_second_undo_finds_it_done(town: Town) -> None:
    ann = town.move_in()
    entry = town.log(ann)
    done = town.undo(ann, entry)
    again = town.undo(ann, entry)
    assert (again.entry_id, again.replayed) == (done.entry_id, True)
    with pytest.raises(Forbidden):
        town.undo(ann, done.entry_id)


def test_only_ones_own_and_recent_entries_are_undone(town: Town) -> None:
    ann, bob = town.move_in(), town.move_in()
    entry = town.log(ann)
    with pytest.raises(NotFound):
        town.undo(bob, entry)
    with pytest.raises(NotFound):
        town.undo(ann, 404)
    with pytest.raises(Forbidden):
        town.undo(ann, entry, on=TODAY + timedelta(days=8))


def test_who_moves_counts_in_both_districts(town: Town) -> None:
    ann = town.move_in(HILL)
    town.log(ann)
    town.move(ann, PORT)
    town.log(ann)
    derived = town.derived()
    assert [derived["place", "all", district][1] for district in (HILL, PORT)] == [1, 1]
    assert [derived["place", "all", district][-3:] for district in (HILL, PORT)] == 2 * [(42, 42**2, 1)]

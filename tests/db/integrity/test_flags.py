"""What the rules find is asked about once and held; people decide, or it counts again."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from campaigns.moderation.models import Case, DecisionCount
from campaigns.moderation.services import count_decisions
from civic.errors import Conflict, NotFound
from civic.residents.identity import ResidentActor
from footprint.integrity import decisions, gathering, jobs, personal_data
from footprint.integrity.models import FlaggedEntry
from footprint.integrity.queries import waiting_seasons
from footprint.integrity.rules import RULES
from footprint.integrity.words import NAMES, WORDS
from footprint.ledger.models import FrozenSeason
from footprint.ledger.seasons import freeze_seasons
from footprint.ledger.verify import verify
from tests.db.integrity.night import TOO_FAR_KM, Night
from tests.meeting import at_once


def test_every_rule_has_words() -> None:
    assert set(WORDS) == set(NAMES) == set(RULES)


def test_what_a_rule_finds_is_held_and_told(night: Night) -> None:
    who = night.newcomer()
    near, far = night.cycled(who, 5, days_ago=1), night.cycled(who, TOO_FAR_KM)
    assert night.look() == 1
    (flag,) = night.flags()
    assert (flag.rule, flag.resident_id, flag.figures["km"]) == ("too_far", who.resident_id, TOO_FAR_KM)
    assert (night.stands(near), night.stands(far)) == (True, False)
    (message,) = night.told(who)
    assert message.body == WORDS["too_far"]
    assert message.values["km"] == str(TOO_FAR_KM)
    assert message.path == f"/entries/{far}"
    (case,) = night.cases()
    assert (case.kind, case.subject, case.by_id) == ("held", f"flag:{flag.id}", who.resident_id)


def test_nobody_else_is_asked(night: Night) -> None:
    honest = night.newcomer()
    for day in range(7):
        night.cycled(honest, 30, days_ago=day)
    before = night.total(honest)
    assert night.look() == 0
    assert night.total(honest) == before
    assert night.told(honest) == []


def test_another_night_asks_nothing_twice(night: Night) -> None:
    night.cycled(night.newcomer(), TOO_FAR_KM)
    assert night.look() == 1
    entries = len(night.entries())
    assert night.look() == 0
    night.release(night.flags()[0].id)
    assert night.look() == 0, "what was looked at is not asked about again"
    assert len(night.entries()) == entries + 1


def test_residents_are_looked_at_in_batches(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "BATCH_RESIDENTS", 2)
    for _ in range(5):
        night.cycled(night.newcomer(), TOO_FAR_KM)
    assert night.look() == 5


def test_what_lies_further_back_is_left_alone(night: Night) -> None:
    night.cycled(night.newcomer(), TOO_FAR_KM)
    night.now += timedelta(days=decisions.WINDOW_DAYS + 2)
    assert night.look() == 0


def test_released_entries_count_exactly_as_before(night: Night) -> None:
    who = night.newcomer()
    night.cycled(who, TOO_FAR_KM)
    before = night.total(who)
    night.look()
    assert night.release(night.flags()[0].id)
    assert night.total(who) == before
    assert not night.release(night.flags()[0].id), "once"
    assert verify(night.site.database, night.ledger.calendar).differences == ()


def test_what_was_rejected_is_released_on_appeal_alone(night: Night) -> None:
    entry = night.cycled(night.newcomer(), TOO_FAR_KM)
    night.look()
    (flag,) = night.flags()
    assert night.reject(flag.id)
    assert night.drop(after_days=100) == 0
    assert not night.stands(entry)
    assert night.release(flag.id)
    assert night.stands(entry)
    assert not night.reject(flag.id), "nobody takes that back"
    assert night.stands(entry)


def test_what_nobody_decides_counts_again(night: Night) -> None:
    who = night.newcomer()
    entry = night.cycled(who, TOO_FAR_KM)
    night.look()
    assert night.drop(after_days=decisions.OPEN_DAYS - 1) == 0
    assert night.drop(after_days=decisions.OPEN_DAYS) == 1
    assert night.stands(entry)
    assert [flag.decision for flag in night.flags()] == [decisions.DROPPED]
    assert [case.state for case in night.cases()] == ["withdrawn"]
    assert len(night.told(who)) == 2


def test_what_its_resident_took_back_does_not_come_back(night: Night) -> None:
    who = night.newcomer()
    entry = night.cycled(who, TOO_FAR_KM)
    night.look()
    night.undo(who, entry)
    night.release(night.flags()[0].id)
    assert not night.stands(entry)
    assert verify(night.site.database, night.ledger.calendar).differences == ()


def test_an_answer_reaches_whoever_decides(night: Night) -> None:
    who, other = night.newcomer(), night.newcomer()
    night.cycled(who, TOO_FAR_KM)
    night.look()
    (flag,) = night.flags()
    with pytest.raises(NotFound):
        night.answer(other, flag.id, "not mine")
    night.answer(who, flag.id, "A race around the lake.")
    night.answer(who, flag.id, "A race around the whole lake.")
    assert [case.text for case in night.cases()] == ["A race around the whole lake."]
    assert [flag.answer for flag in night.flags()] == ["A race around the whole lake."]
    night.release(flag.id)
    with pytest.raises(Conflict):
        night.answer(who, flag.id, "too late")


def test_a_season_waits_for_what_is_open_and_then_stays(night: Night) -> None:
    night.cycled(night.newcomer(), TOO_FAR_KM)
    night.look()
    calendar, later = night.ledger.calendar, night.now + timedelta(days=200)
    with night.site.database.write() as session:
        waiting = waiting_seasons(session, night.now)
        assert waiting == {calendar.season(calendar.today(night.now)).key}
        assert freeze_seasons(session, calendar, later, waiting) == []
    night.drop(after_days=decisions.OPEN_DAYS)
    with night.site.database.write() as session:
        assert waiting_seasons(session, night.now) == set()
        assert freeze_seasons(session, calendar, later, waiting_seasons(session, night.now)) == sorted(waiting)
    with night.site.database.read() as session:
        assert set(session.scalars(select(FrozenSeason.season))) == waiting


def test_two_nights_at_once_ask_once(night: Night) -> None:
    for _ in range(3):
        night.cycled(night.newcomer(), TOO_FAR_KM)
    came = at_once([night.look, night.look])
    assert not any(isinstance(one, Exception) for one in came), came
    assert sum(one for one in came if isinstance(one, int)) == 3
    with night.site.database.read() as session:
        assert len(session.scalars(select(FlaggedEntry.entry_id)).all()) == 3
        assert len(session.scalars(select(Case.id)).all()) == 3


def test_deciding_and_taking_back_at_once(night: Night) -> None:
    who = night.newcomer()
    entry = night.cycled(who, TOO_FAR_KM)
    night.look()
    (flag,) = night.flags()
    came = at_once([partial(night.release, flag.id), partial(night.undo, who, entry)])
    assert not any(isinstance(one, Exception) for one in came), came
    assert not night.stands(entry)
    assert verify(night.site.database, night.ledger.calendar).differences == ()


def test_erasing_empties_words_and_figures(night: Night) -> None:
    who = night.newcomer()
    entry = night.cycled(who, TOO_FAR_KM)
    night.look()
    night.answer(who, night.flags()[0].id, "It was me.")
    with night.site.database.read() as session:
        (kept,) = personal_data.export(session, who.resident_id)["entries_looked_at"]  # type: ignore[misc]
    assert (kept["answer"], kept["entries"]) == ("It was me.", [entry])
    with night.site.database.write() as session:
        personal_data.forget(session, who.resident_id)
    (flag,) = night.flags()
    assert (flag.answer, flag.figures) == (None, {})
    assert night.drop(after_days=decisions.OPEN_DAYS) == 1
    assert night.stands(entry)


def test_who_is_cut_off_is_told_in_steps_of_ten(night: Night) -> None:
    def counted(days_later: int) -> int:
        jobs.count_clipped(night.site.app_services, night.now + timedelta(days=days_later))
        with night.site.database.write() as session:
            count_decisions(session)
        with night.site.database.read() as session:
            told = select(DecisionCount.cases).where(DecisionCount.what == "clipped")
            return session.scalar(told) or 0

    assert counted(0) == 0
    for _ in range(9):
        night.cycled(night.newcomer(), 150)
    assert counted(1) == 0
    who = night.newcomer()
    for day in range(2):
        night.cycled(who, 150, days_ago=day)
    assert counted(2) == 10, "people, not entries"
    night.cycled(night.newcomer(), 150)
    assert counted(3) == 10


def test_what_rules_asked_is_counted_in_steps_of_ten(night: Night) -> None:
    for _ in range(11):
        night.cycled(night.newcomer(), TOO_FAR_KM)
    night.look()
    for flag in night.flags()[:10]:
        night.release(flag.id)
    with night.site.database.write() as session:
        count_decisions(session)
    with night.site.database.read() as session:
        found = {(one.what, one.name): one.cases for one in session.scalars(select(DecisionCount))}
    assert found == {("rule", "too_far"): 10, ("flag", decisions.RELEASED): 10}


def test_a_team_that_keeps_one_diary_is_asked_about(night: Night) -> None:
    """Six households in one team, with one and the same diary of four days: the rules are told who stands in which."""
    crowd = [night.newcomer() for _ in range(6)]
    night.team(crowd)
    keep_one_diary(night, crowd)
    assert night.look() == 6
    assert {flag.rule for flag in night.flags()} == {"copied_diaries"}


def keep_one_diary(night: Night, people: Sequence[ResidentActor]) -> None:
    for who in people:
        for day in range(4):
            for action in ("walking", "paperless", "clean_plate", "bicycle"):
                night.did(who, action, days_ago=day)


def in_small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "BATCH_RESIDENTS", 3)


def test_a_farm_is_found_across_the_edges_of_batches(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its device, by its address, by its team; others joined in between."""
    in_small_batches(monkeypatch)
    everybody = [night.newcomer() for _ in range(26)]
    for who in everybody[1::2]:
        night.cycled(who, 1 + who.resident_id)
    on_tablet, at_address = everybody[0:8:2], everybody[8:20:2]
    night.arrived(on_tablet, device=b"tablet")
    night.arrived(at_address, network=b"house")
    keep_one_diary(night, [*on_tablet, *at_address])
    assert night.look() == 10
    asked = {flag.resident_id: flag.rule for flag in night.flags()}
    assert asked == {
        **{who.resident_id: "one_device" for who in on_tablet},
        **{who.resident_id: "one_network" for who in at_address},
    }


def test_a_challenge_across_the_city_accuses_nobody(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """A team among others who do the same, and have nothing in common: what everybody wrote is known of all."""
    in_small_batches(monkeypatch)
    before, firm, after = ([night.newcomer() for _ in range(number)] for number in (6, 6, 6))
    night.team(firm)
    keep_one_diary(night, [*before, *firm, *after])
    assert night.look() == 0
    assert night.flags() == []

"""What riders reported: organizers of this very ride confirm or correct it, and the rider can have it looked at."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from campaigns.moderation.models import Case
from campaigns.moderation.services import count_decisions
from civic.accounts.models import AuditEntry
from civic.calendar import utc_now
from civic.city.text import NO_TEXT
from civic.errors import Conflict
from footprint.integrity import checking
from footprint.integrity.checking import Seen, Witness
from footprint.integrity.models import QuantityCheck
from footprint.ledger.models import FrozenSeason
from footprint.ledger.rules import ORGANIZER_CONFIRMED
from footprint.ledger.seasons import STAYS_OPEN
from footprint.ledger.verify import verify
from footprint.resources import LEDGER
from tests import organizing
from tests.characters import PASSWORD, Browser, Page, Site
from tests.organizations import told
from tests.outings import Outing, recording, start
from tests.shows import number_of
from workbench.recordings import gpx


@pytest.fixture
def outing(site: Site) -> Outing:
    return begin(site)


def begin(site: Site) -> Outing:
    outing = start(site)
    assert outing.organizer.open("/?lang=en").status == 200
    return outing


def desk(outing: Outing) -> str:
    return f"/organize/campaigns/{outing.slug}/rides/{outing.event_id}/riders"


def rode(outing: Outing, rider: Browser | None = None, option: str = "car") -> Browser:
    """Somebody who reports the whole route of 6.5 km."""
    rider = rider or outing.rider()
    planned = outing.path.replace("track", "planned")
    assert rider.post(planned, {"csrf_token": rider.token(), "option": option}).status == 303
    return rider


def form_of(outing: Outing, rider: Browser) -> str:
    return f"{desk(outing)}/{outing.row(rider).id}"


def correct(outing: Outing, rider: Browser, km: str = "2.5", reason: str = "part", **more: str) -> Page:
    return outing.organizer.send(form_of(outing, rider), quantity=km, reason=reason, **more)


def confirm(outing: Outing, *riders: Browser) -> Page:
    page = outing.organizer.open(desk(outing))
    fields = {**page.form(f"{desk(outing)}/confirm"), "ride": [str(outing.row(one).id) for one in riders]}
    return outing.organizer.post(f"{desk(outing)}/confirm", fields)


def last_entry(outing: Outing, rider: Browser) -> tuple[int, int, bool]:
    """Quantity, tier, and whether it stands for another one."""
    entry = outing.entries(rider)[-1]
    return entry.quantity_milli, entry.tier, entry.replaces_id is not None


def checked(outing: Outing, rider: Browser) -> list[str]:
    with outing.site.database.read() as session:
        mine = QuantityCheck.resident_id == number_of(outing.site, rider)
        return list(session.scalars(select(QuantityCheck.verdict).where(mine).order_by(QuantityCheck.id)))


def test_a_correction_is_told_with_who_and_why(outing: Outing) -> None:
    rider = rode(outing)
    first = outing.entries(rider)[0]
    page = outing.organizer.open(desk(outing))
    assert rider.nickname in page.text
    assert "6.5" in page.text
    sent = correct(outing, rider, words="Turned back at the <bridge>.")
    assert sent.status == 303
    logged, opposite, found = outing.entries(rider)
    assert (logged.quantity_milli, opposite.reverses_id) == (6_500, first.id)
    assert last_entry(outing, rider) == (2_500, ORGANIZER_CONFIRMED, True)
    assert found.mid_mg == pytest.approx(logged.mid_mg * 2.5 / 6.5, abs=1)
    assert outing.row(rider).distance_m == 2_500
    assert "corrected a quantity" in told(outing.site, rider)
    for number in (logged.id, found.id):
        text = rider.open(f"/entries/{number}").text
        assert "Organization" in text
        assert "from 6.5 km to 2.5 km" in text
        assert "Took part in only part of it" in text
        assert "Turned back at the <bridge>." in text
    assert "corrected" in rider.open("/me/entries").text
    assert verify(outing.site.database, outing.site.app_services.calendar).differences == ()


def test_sent_twice_it_is_one_correction_and_another_one_is_asked_anew(outing: Outing) -> None:
    rider = rode(outing)
    path = form_of(outing, rider)
    fields = {**outing.organizer.open(path).form(path), "quantity": "2.5", "reason": "part"}
    assert [outing.organizer.post(path, fields).status for _ in range(2)] == [303, 303]
    assert len(outing.entries(rider)) == 3
    late = outing.organizer.post(path, {**fields, "quantity": "4"})
    assert late.status == 409
    assert "changed meanwhile" in late.text
    assert len(outing.entries(rider)) == 3
    assert correct(outing, rider, "4", "slip").status == 303
    assert last_entry(outing, rider)[0] == 4_000
    assert checked(outing, rider) == ["corrected", "corrected"]


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(outing: Outing) -> None:
    rider = rode(outing)
    refused = correct(outing, rider, "-3", "", words="Turned back.")
    assert refused.status == 422
    assert refused.beside("quantity") == "The quantity must be more than 0."
    assert refused.beside("reason")
    assert "Turned back." in refused.text
    assert correct(outing, rider, "2", "other").beside("words"), "a reason that no list has is said"
    assert correct(outing, rider, "6.5").beside("quantity")
    assert correct(outing, rider, "1e9").beside("quantity")
    assert len(outing.entries(rider)) == 1


def test_several_are_confirmed_at_once_and_once(outing: Outing) -> None:
    riders = [rode(outing), rode(outing)]
    for _ in range(2):
        assert confirm(outing, *riders).status == 303
    assert [checked(outing, one) for one in riders] == [["confirmed"], ["confirmed"]]
    assert [len(outing.entries(one)) for one in riders] == [1, 1]
    assert "confirmed 6.5 km" in riders[0].open(f"/entries/{outing.entries(riders[0])[0].id}").text
    assert outing.organizer.open(desk(outing)).text.count("Confirmed by an organizer") == 2


@pytest.mark.parametrize("number", ["9" * 5_000, "9" * 30, "٣", "-1", "x", "0"])
def test_what_is_no_number_of_a_ride_is_none_of_them(outing: Outing, number: str) -> None:
    fields = {"csrf_token": outing.organizer.token(), "ride": number}
    assert outing.organizer.post(f"{desk(outing)}/confirm", fields).status == 404


def test_nobody_but_the_organizers_of_this_ride(outing: Outing) -> None:
    rider = rode(outing)
    other = organizing.organizer(outing.site)
    strange = organizing.campaign(outing.site, "ride", other)
    elsewhere = f"/organize/campaigns/{strange}/rides/{outing.event_id}/riders"
    number = outing.row(rider).id
    for browser in (other, rider):
        for path in (desk(outing), f"{desk(outing)}/{number}", elsewhere, f"{elsewhere}/{number}"):
            assert browser.open(path).status == 404
        fields = {"csrf_token": browser.token(), "ride": str(number), "quantity": "1", "reason": "part", "of": "1"}
        assert browser.post(f"{desk(outing)}/confirm", fields).status == 404
        assert browser.post(f"{desk(outing)}/{number}", fields).status == 404
    another = start(outing.site, outing.organizer)
    assert outing.organizer.open(f"{desk(another)}/{number}").status == 404, "a ride of another date"
    assert checked(outing, rider) == []


def test_an_organizer_has_no_word_on_the_own_ride(outing: Outing) -> None:
    organizer = outing.organizer
    outing.let_in(organizer)
    rode(outing, organizer)
    assert confirm(outing, organizer).status == 403
    number, token = outing.entries(organizer)[0].id, organizer.token()
    fields = {"csrf_token": token, "quantity": "1", "reason": "part", "of": str(number)}
    assert organizer.post(form_of(outing, organizer), fields).status == 403
    assert len(outing.entries(organizer)) == 1


def test_a_frozen_season_is_said_and_stays(outing: Outing) -> None:
    rider, site = rode(outing), outing.site
    path = form_of(outing, rider)
    fields = {**outing.organizer.open(path).form(path), "quantity": "1", "reason": "part"}
    season = outing.entries(rider)[0].season
    with site.database.write() as session:
        session.add(FrozenSeason(season=season, frozen_at=utc_now()))
    try:
        assert "season of this day is closed" in outing.organizer.open(desk(outing)).text
        refused = outing.organizer.post(path, fields)
        assert (refused.status, len(outing.entries(rider))) == (409, 1)
        assert "season of this day is closed" in refused.text
    finally:
        with site.database.write() as session:
            session.delete(session.get_one(FrozenSeason, season))


def appeal(outing: Outing, rider: Browser, **words: str) -> int:
    """Two taps: the link on the entry's page, and the button."""
    page = rider.open(f"/entries/{outing.entries(rider)[0].id}")
    (path,) = [link for link in page.links() if link.endswith("/appeal")]
    sent = rider.send(path, **words)
    assert sent.status == 303
    with outing.site.database.read() as session:
        mine = (Case.by_id == number_of(outing.site, rider), Case.subject.like("check:%"))
        return session.scalars(select(Case).where(*mine)).one().id


def decide(by: Browser, case: int, answer: str, **more: str) -> int:
    path = f"/moderation/cases/{case}"
    return by.send(path, f"{path}/decide", answer=answer, **more).status


def test_an_appeal_that_is_right_lets_the_report_count_again(outing: Outing) -> None:
    site, rider = outing.site, rode(outing)
    before = outing.entries(rider)[0]
    correct(outing, rider)
    case = appeal(outing, rider)
    again = rider.open(f"/entries/{outing.entries(rider)[0].id}/appeal")
    assert again.location == f"/moderation/cases/{case}", "once"
    seen = site.moderator.open(f"/moderation/cases/{case}")
    assert "6.5" in seen.text
    assert rider.nickname not in seen.html
    assert decide(site.moderator, case, "allow") == 303
    last = outing.entries(rider)[-1]
    assert (last.quantity_milli, last.tier, last.mid_mg) == (6_500, before.tier, before.mid_mg)
    assert outing.row(rider).distance_m == 6_500
    assert "count again" in rider.open(f"/entries/{last.id}").text
    path = form_of(outing, rider)
    assert "decided on appeal" in outing.organizer.open(path).text
    fields = {"csrf_token": outing.organizer.token(), "quantity": "1", "reason": "part", "of": str(last.id)}
    assert outing.organizer.post(path, fields).status == 409
    assert checked(outing, rider) == ["corrected", "restored"]
    assert verify(site.database, site.app_services.calendar).differences == ()


def test_an_appeal_that_is_not_right_changes_nothing(outing: Outing) -> None:
    rider = rode(outing)
    correct(outing, rider)
    case = appeal(outing, rider, words="I rode on later.")
    assert decide(outing.site.moderator, case, "refuse", reason="implausible") == 303
    assert last_entry(outing, rider)[0] == 2_500


def waiting(site: Site, days: int) -> set[str]:
    """The seasons that would not be frozen so many days from now."""
    then = utc_now() + timedelta(days=days)
    with site.database.read() as session:
        return {season for told in site.app_services.registry.all(STAYS_OPEN) for season in told(session, then)}


def test_a_season_waits_for_an_appeal_and_for_its_decision_and_not_for_ever(open_city: Callable[..., Site]) -> None:
    outing = begin(open_city())
    site, rider = outing.site, rode(outing)
    assert waiting(site, 0) == set()
    correct(outing, rider)
    season = {outing.entries(rider)[0].season}
    assert [waiting(site, days) for days in (0, 13, 15)] == [season, season, set()]
    with time_machine.travel(utc_now() + timedelta(days=10)):
        case = appeal(outing, rider)
    assert [waiting(site, days) for days in (15, 23, 25)] == [season, season, set()]
    assert decide(site.moderator, case, "allow") == 303
    assert waiting(site, 15) == set()
    assert last_entry(outing, rider)[0] == 6_500


def test_while_a_season_waits_for_appeals_nothing_new_is_corrected(outing: Outing) -> None:
    rider = rode(outing)
    entry, later = outing.entries(rider)[-1], utc_now() + timedelta(days=200)
    with outing.site.database.write() as session:
        by = organizing.actor_of(session, outing.organizer)
        seen = Seen(2_500, "part", "", of=entry.id)
        with pytest.raises(Conflict, match="season of this day is closed"):
            ledger = outing.site.app_services.get(LEDGER)
            checking.correct(session, ledger, entry.id, Witness(by.account_id, by.resident_id, NO_TEXT), seen, later)
    assert checked(outing, rider) == []


def test_who_corrected_does_not_decide_the_appeal(site: Site) -> None:
    outing = begin(site)
    rider = rode(outing)
    correct(outing, rider)
    case = appeal(outing, rider)
    with site.database.write() as session:
        check = session.scalars(select(QuantityCheck).order_by(QuantityCheck.id.desc()).limit(1)).one()
        check.by_account_id = organizing.actor_of(session, site.moderator).account_id
    path, fields = f"/moderation/cases/{case}", {"csrf_token": site.moderator.token(), "answer": "allow"}
    assert f"{path}/decide" not in site.moderator.open(path).html
    assert site.moderator.post(f"{path}/decide", fields).status == 403
    assert last_entry(outing, rider)[0] == 2_500


def test_taking_it_back_and_reporting_it_again_does_not_shake_a_correction_off(outing: Outing) -> None:
    rider = rode(outing)
    correct(outing, rider)
    rider.send(outing.path, outing.path.replace("track", "remove"))
    rode(outing, rider)
    assert last_entry(outing, rider) == (2_500, ORGANIZER_CONFIRMED, False)
    assert outing.add(rider, gpx(recording())).status == 303, "a track is better evidence"
    assert outing.row(rider).distance_m == pytest.approx(6_000, rel=0.015)


def test_it_is_in_the_book_of_deeds_and_in_the_download_and_words_are_erased(outing: Outing) -> None:
    site, rider = outing.site, rode(outing)
    correct(outing, rider, words="Only mine")
    number = number_of(site, rider)
    with site.database.read() as session:
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.subject == f"resident:{number}")).all()
    assert "quantity corrected" in acts
    (mine,) = rider.open("/me/download").answer.get_json()["quantities_checked"]
    assert (mine["before"], mine["after"], mine["words"]) == (6.5, 2.5, "Only mine")
    rider.send("/me/erase", password=PASSWORD)
    with site.database.read() as session:
        words = session.scalars(select(QuantityCheck.words).where(QuantityCheck.resident_id == number)).all()
    assert words == [""]


def test_the_public_counts_tell_of_ten_people_and_no_fewer(site: Site) -> None:
    outing, reader = begin(site), site.newcomer(language="en")
    with site.database.write() as session:
        session.query(QuantityCheck).delete()
    for number in range(10):
        with site.database.write() as session:
            count_decisions(session)
        assert "Corrected by an organizerfewer than 10" in reader.open("/about/moderation").text
        assert correct(outing, rode(outing)).status == 303, number
    with site.database.write() as session:
        count_decisions(session)
    assert "Corrected by an organizer10" in reader.open("/about/moderation").text

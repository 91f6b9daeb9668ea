"""A ride from its route to its track: what counts, what does not, what is kept, and what goes."""

import base64
import gzip
import re
import xml.etree.ElementTree as ET
from datetime import timedelta

import pytest
import time_machine

from campaigns.events.models import Event
from campaigns.moderation.models import Case
from campaigns.rides import rules
from campaigns.rides.jobs import count_rides
from campaigns.rides.models import Ride, RideMark, TrackConsent
from civic.calendar import utc_now
from tests import organizing
from tests.characters import PASSWORD, Site, text_of
from tests.outings import ROUTE, Outing, date, recording, start
from tests.shows import decide, number_of
from workbench.recordings import fit, gpx, place, ride


@pytest.fixture
def outing(site: Site) -> Outing:
    return start(site)


def test_a_track_counts_as_measured_for_what_it_shows(outing: Outing) -> None:
    rider = outing.rider()
    said = outing.add(rider, gpx(recording()))
    assert said.status == 303, said.problems
    page = rider.open(outing.path)
    assert "Your track counts" in page.text
    assert "Only you see this shape" in page.text
    assert 'class="track-shape"' in page.html
    (entry,) = outing.entries(rider)
    assert entry.tier == 3
    assert entry.quantity_milli == pytest.approx(6000, rel=0.015)
    assert (entry.mid_mg, entry.points > 0) == (0, True)
    assert entry.source == f"campaign:{organizing.campaign_id(outing.site, outing.slug)}:ride:{outing.row(rider).id}"


def test_what_it_replaced_is_asked_and_counts(outing: Outing) -> None:
    rider = outing.rider()
    form = rider.open(outing.path).form(outing.path)
    assert form["option"] == "none"
    assert "consent" not in form
    assert outing.add(rider, fit(recording()), option="car").status == 303
    assert outing.entries(rider)[0].mid_mg == pytest.approx(6 * 104_000, rel=0.03)
    assert outing.add(outing.rider(), gpx(recording()), option="unknown").status == 422


def test_the_route_counts_without_a_device_and_a_track_takes_its_place(outing: Outing) -> None:
    rider = outing.rider()
    planned = outing.path.replace("track", "planned")
    for _ in range(2):
        assert rider.post(planned, {"csrf_token": rider.token(), "option": "none"}).status == 303
    (first,) = outing.entries(rider)
    assert (first.tier, first.quantity_milli) == (2, 6500)
    assert outing.add(rider, gpx(recording())).status == 303
    living = {entry.id: entry.quantity_milli for entry in outing.entries(rider)}
    assert len(living) == 3
    assert sum(living.values()) == pytest.approx(6000, rel=0.015)
    assert outing.add(rider, gpx(recording())).status == 409
    remove = outing.path.replace("track", "remove")
    for _ in range(2):
        assert rider.post(remove, {"csrf_token": rider.token()}).status == 303
    assert sum(entry.quantity_milli for entry in outing.entries(rider)) == 0
    row = outing.row(rider)
    assert (row.state, row.shape, row.file_hash, row.started_at, row.cuts) == ("none", None, None, None, None)
    assert outing.add(rider, gpx(recording())).status == 303


def test_what_is_undone_in_the_diary_counts_for_no_ride(outing: Outing) -> None:
    rider, friend = outing.rider(), outing.rider()
    track = gpx(recording())
    assert outing.add(rider, track).status == 303
    outing.add(friend, gpx(recording()))
    page = f"/campaigns/{outing.slug}"
    assert riders(outing) == 2
    (entry,) = outing.entries(rider)
    for _ in range(2):
        assert rider.post(f"/entries/{entry.id}/undo", {"csrf_token": rider.token()}).status == 303
    row = outing.row(rider)
    assert (row.state, row.shape, row.entry_id) == ("none", None, None)
    assert riders(outing) == 1
    assert "Add my ride" in rider.open(page).text
    assert outing.add(rider, track).status == 303
    assert riders(outing) == 2


def riders(outing: Outing) -> int:
    """How many rides its organizer reads beside the route."""
    organizer = outing.site.again(outing.organizer, "en")  # whose session may end
    page = organizer.open(f"/organize/campaigns/{outing.slug}/rides")
    row = next(one for one in page.root.iter("li") if f"/rides/{outing.event_id}" in ET.tostring(one, "unicode"))
    return int(text_of(row.find("span[@class='num']/small")).removesuffix("s").removesuffix(" ride"))


def test_whoever_undoes_the_attendance_was_not_there(outing: Outing) -> None:
    rider = outing.rider()
    outing.add(rider, gpx(recording()))
    (came,) = outing.entries(rider, "community")
    assert rider.post(f"/entries/{came.id}/undo", {"csrf_token": rider.token()}).status == 303
    assert outing.row(rider).state == "none"
    assert outing.add(rider, gpx(recording())).status == 403
    for action in ("bicycle", "community"):
        assert sum(one.points for one in outing.entries(rider, action)) == 0
    assert attended(outing) == 0
    outing.let_in(rider)
    assert attended(outing) == 1
    assert sum(one.points for one in outing.entries(rider, "community")) > 0


def attended(outing: Outing) -> int:
    """How many came, as the event counts."""
    with outing.site.database.read() as session:
        return session.get_one(Event, outing.event_id).attended


def test_the_way_to_the_own_ride_stands_where_riders_look(outing: Outing) -> None:
    pages = (f"/campaigns/{outing.slug}", f"/campaigns/{outing.slug}/events/{outing.event_id}")
    rider, stranger = outing.rider(), outing.site.newcomer(language="en")
    assert [outing.path in rider.open(page).links() for page in pages] == [True, True]
    assert [outing.path in stranger.open(page).links() for page in pages] == [False, False]
    assert "6.5 km" in stranger.open(pages[1]).text
    assert "Add my ride" in rider.open(pages[0]).text
    outing.add(rider, gpx(recording()))
    assert "Add my ride" not in rider.open(pages[0]).text
    assert outing.path in rider.open(pages[0]).links()


def test_only_those_who_were_there(outing: Outing) -> None:
    stranger = outing.site.newcomer(language="en")
    before = outing.site.rows()
    said = outing.add(stranger, gpx(recording()))
    assert said.status == 403
    assert "checked in" in said.text
    assert outing.site.rows() == before
    assert outing.site.visitor().open(outing.path).location.startswith("/signin")


def test_without_the_consent_nothing_is_taken(outing: Outing) -> None:
    rider = outing.rider()
    before = outing.site.rows()
    said = outing.add(rider, gpx(recording()), consent="")
    assert said.status == 422
    assert "Without your consent" in said.text
    assert outing.site.rows() == before


def test_a_track_that_looks_like_a_car_waits_for_a_person(outing: Outing) -> None:
    site, rider = outing.site, outing.rider()
    assert outing.add(rider, gpx(recording(length=20_000, speed=18)), option="car").status == 303
    assert "Your track is being reviewed" in rider.open(outing.path).text
    assert outing.entries(rider) == []
    with site.database.read() as session:
        assert session.query(Case).filter_by(subject=f"ride:{outing.row(rider).id}").one().kind == "track"
    number = outing.row(rider).id
    decide(site, "ride", number)
    assert outing.entries(rider)[0].quantity_milli == pytest.approx(20_000, rel=0.02)
    decide(site, "ride", number, "implausible")
    assert sum(entry.mid_mg for entry in outing.entries(rider)) == 0
    assert outing.row(rider).shape is None
    assert rider.post(outing.path.replace("track", "remove"), {"csrf_token": rider.token()}).status == 409


def test_the_same_recording_counts_for_one_person(outing: Outing) -> None:
    rider, friend = outing.rider(), outing.rider()
    points = recording()
    assert outing.add(rider, gpx(points)).status == 303
    for copy in (gpx(points), gpx(points, digits=6), fit(points), gzip.compress(gpx(points[50:]))):
        said = outing.add(friend, copy)
        assert said.status == 409
        assert "very recording" in said.text
    assert outing.add(friend, gpx(recording())).status == 303


def test_nobody_rides_in_two_places_at_once(outing: Outing) -> None:
    rider = outing.rider()
    other = date(outing)
    other.let_in(rider)
    assert outing.add(rider, gpx(recording())).status == 303
    said = other.add(rider, gpx(recording(start=recording()[0][0] // 1 + 300)))
    assert said.status == 409
    assert "same time" in said.text


@pytest.mark.parametrize("hours", [-30, -5, 5])
def test_a_track_of_another_time_is_no_track_of_this_ride(outing: Outing, hours: int) -> None:
    rider = outing.rider()
    before, start = outing.site.rows(), recording()[0][0] + hours * 3600
    assert outing.add(rider, gpx(recording(start=start))).status == 422
    assert outing.site.rows() == before


@pytest.mark.parametrize("file", [None, b"", b"<gpx", b"\0" * 100, fit(ride(600))[:-9]], ids=range(5))
def test_a_bad_file_is_refused_beside_its_field_and_leaves_nothing(outing: Outing, file: bytes | None) -> None:
    rider = outing.rider()
    before = outing.site.rows()
    said = outing.add(rider, file, option="bus")
    assert said.status == 422
    assert said.root.find(".//*[@id='track-error']") is not None
    assert said.form(outing.path)["option"] == "bus"
    assert outing.site.rows() == before


def test_a_file_that_broke_a_parser_is_refused_in_words(outing: Outing) -> None:
    said = outing.add(outing.rider(), base64.b64decode("DiBUCAcAAAAuRklU+DdAAAAAAAEAQFQ="))
    assert said.status == 422
    assert said.beside("track")


@pytest.mark.usefixtures("all_seats_taken")
def test_who_may_add_nothing_is_refused_before_the_file_waits_to_be_read(outing: Outing) -> None:
    file, before = gpx(recording()), outing.site.rows()
    assert outing.add(outing.site.newcomer(language="en"), file).status == 403
    rider = outing.rider()
    assert outing.add(rider, b"no track at all").status == 422
    with time_machine.travel(utc_now() + timedelta(days=8), tick=True):
        assert outing.add(outing.site.again(rider, "en"), file).status == 422
    said = outing.add(rider, file)
    assert said.status == 503
    assert "Nothing was saved" in said.problems
    assert int(said.answer.headers["Retry-After"]) > 0
    assert said.form(outing.path)["option"] == "none"
    assert set(outing.site.rows()) == set(before)


def test_who_has_a_track_is_refused_before_another_is_read(outing: Outing, request: pytest.FixtureRequest) -> None:
    rider, friend = outing.rider(), outing.rider()
    file = gpx(recording())
    assert outing.add(rider, file).status == 303
    request.getfixturevalue("all_seats_taken")
    assert outing.add(rider, gpx(recording())).status == 409
    assert "very recording" in outing.add(friend, file).text


def test_a_hundred_megabytes_are_not_even_read(outing: Outing) -> None:
    said = outing.add(outing.rider(), b"<" * 100_000_000)
    assert said.status == 413


def test_parts_that_do_not_count_are_explained(outing: Outing) -> None:
    rider, points = outing.rider(), recording(noise=0)
    points[700] = (points[700][0], *place(900, 900, (points[700][1], points[700][2])))
    assert outing.add(rider, gpx(points[:900], points[1100:])).status == 303
    text = rider.open(outing.path).text
    assert "the position jumped away and back" in text
    assert "there was no signal" in text


def test_withdrawing_the_consent_deletes_shapes_and_keeps_the_number(outing: Outing) -> None:
    site, rider = outing.site, outing.rider()
    outing.add(rider, gpx(recording()))
    assert "You agreed on" in rider.open("/me/tracks").text
    assert rider.send("/me/tracks", "/me/tracks/withdraw").status == 303
    row = outing.row(rider)
    assert (row.shape, row.cuts, row.started_at, row.moving_s) == (None, None, None, None)
    assert row.distance_m == outing.entries(rider)[0].quantity_milli > 5900
    with site.database.read() as session:
        assert session.get_one(TrackConsent, row.resident_id).withdrawn_at is not None
    page = rider.open(outing.path)
    assert 'class="track-shape"' not in page.html
    assert "Your track counts" in page.text


def test_an_attendance_taken_back_takes_the_ride_back(outing: Outing) -> None:
    rider = outing.rider()
    outing.add(rider, gpx(recording()))
    desk = f"/organize/campaigns/{outing.slug}/events/{outing.event_id}"
    link = next(one for one in outing.organizer.open(desk).html.split('"') if one.endswith("/take-back"))
    assert outing.organizer.post(link, {"csrf_token": outing.organizer.token()}).status == 303
    assert outing.row(rider).state == "none"
    assert sum(entry.quantity_milli for entry in outing.entries(rider)) == 0


def test_erasure_leaves_a_number_and_nothing_of_the_way(outing: Outing) -> None:
    site, rider = outing.site, outing.rider()
    outing.add(rider, gpx(recording()))
    assert '"shape_m": [' in rider.open("/me/download").html.replace("\n", "")
    number = number_of(site, rider)
    assert rider.send("/me/erase", password=PASSWORD).status == 303
    with site.database.read() as session:
        row = session.query(Ride).filter_by(resident_id=number).one()
        assert (row.shape, row.file_hash, row.started_at) == (None, None, None)
        assert row.distance_m > 5900
        assert session.query(RideMark).filter_by(ride_id=row.id).count() == 0
        assert session.get(TrackConsent, number) is None


def test_a_week_later_it_is_too_late(outing: Outing) -> None:
    rider = outing.rider()
    file = gpx(recording())
    with time_machine.travel(utc_now() + timedelta(days=8), tick=True):
        said = outing.add(rider, file)
        assert said.status == 422
        assert "That time is over" in said.text


def test_moderators_cannot_let_pass_what_the_ledger_takes_no_more(outing: Outing) -> None:
    site, rider = outing.site, outing.rider()
    outing.add(rider, gpx(recording(length=20_000, speed=18)), option="car")
    with site.database.read() as session:
        case = session.query(Case).filter_by(subject=f"ride:{outing.row(rider).id}").one().id
    with time_machine.travel(utc_now() + timedelta(days=61), tick=True):
        judge = site.again(site.moderator, "zh")  # whose session may end
        page, decide_case = f"/moderation/cases/{case}", f"/moderation/cases/{case}/decide"
        said = judge.send(page, decide_case, answer="allow")
        assert (said.status, "已经过去超过 60 天" in said.text) == (422, True)
        assert (outing.row(rider).state, outing.entries(rider), riders(outing)) == ("waiting", [], 0)
        assert judge.send(page, decide_case, answer="refuse", reason="implausible").status == 303
    assert outing.row(rider).state == "refused"


def test_moderators_may_take_their_time(outing: Outing) -> None:
    """What they let pass weeks later counts on the day of the ride."""
    site, rider, day = outing.site, outing.rider(), outing.site.today
    outing.add(rider, gpx(recording(length=20_000, speed=18)), option="car")
    with site.database.read() as session:
        case = session.query(Case).filter_by(subject=f"ride:{outing.row(rider).id}").one().id
    with time_machine.travel(utc_now() + timedelta(days=30), tick=True):
        judge = site.again(site.moderator, "zh")
        judge.send(f"/moderation/cases/{case}", f"/moderation/cases/{case}/decide", answer="allow")
    (entry,) = outing.entries(rider)
    assert entry.occurred_on == day
    assert outing.row(rider).state == "track"


def test_another_organizer_does_not_learn_of_a_route(outing: Outing) -> None:
    stranger = organizing.organizer(outing.site)
    for path in ("", f"/{outing.event_id}"):
        assert stranger.open(f"/organize/campaigns/{outing.slug}/rides{path}").status == 404


@pytest.mark.parametrize("distance", ["", "far", "NaN", "-1", "0", "1e9", "\0", "9" * 10_000])
def test_a_route_has_a_length_that_can_be_ridden(outing: Outing, distance: str) -> None:
    said = outing.organizer.send(
        f"/organize/campaigns/{outing.slug}/rides/{outing.event_id}", **{**ROUTE, "distance": distance}
    )
    assert said.status == 422


def look(outing: Outing, page: str) -> str:
    """What a visitor reads about what was ridden, the jobs having run."""
    count_rides(outing.site.app_services)
    sections = outing.site.visitor("en").open(page).root.iter("section")
    return " ".join(" ".join(one.itertext()) for one in sections if one.get("id") == "rides")


def test_figures_stand_on_the_campaign_from_ten_riders_on(outing: Outing) -> None:
    page = f"/campaigns/{outing.slug}"
    planned, desk = outing.path.replace("track", "planned"), f"/organize/campaigns/{outing.slug}/rides"
    organizer = outing.site.again(outing.organizer, "en")
    for _ in range(10):
        assert not re.search(r"\d\s*km\s*\d+ rides?", organizer.open(desk).text)
        assert "What was ridden" not in look(outing, page)
        outing.rider().send(outing.path, planned, option="none")
    text = look(outing, page)
    assert "65 km" in text
    assert re.search(r"65\s*km\s*10 rides", organizer.open(desk).text)
    for _ in range(10):
        assert look(outing, page) == text
        outing.rider().send(outing.path, planned, option="car")
    text = look(outing, page)
    assert "130 km" in text
    assert "50%" not in text, "two looks would show what the newest riders said"
    with time_machine.travel(utc_now() + timedelta(days=rules.LATE_DAYS + 2)):
        settled = look(outing, page)
    assert "50%" in settled
    assert "104 g" in settled
    assert "East gate" in text

"""A lamp on the phone: named once, confirmed month by month, with a figure that says it is a month's."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

from civic.database.engine import Database
from civic.paths import CITIES
from footprint.ledger.verify import verify
from tests.characters import Browser, Page, Site, open_site
from tests.packs.copies import HARBOUR

LAMPS = "/devices/lamp"


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Iterator[Site]:
    with time_machine.travel(datetime(2026, 10, 15, 4, tzinfo=UTC)):
        yield open_site(database, CITIES / "zhenjiang", tmp_path)


def name(resident: Browser, word: str, lamp: str = "cfl") -> Page:
    return resident.follow(resident.send(LAMPS, "/me/devices/lamp/new", name=word, lamp=lamp))


def confirm(resident: Browser, kind: str = "lamp", **more: str) -> Page:
    page, months = resident.open(f"/devices/{kind}"), f"/me/devices/{kind}/months"
    boxes = [box.get("value") for box in page.root.iter("input") if box.get("name") == "device"]
    return resident.post(months, {**page.form(months), "device": boxes[0] or "", **more})


def test_a_visitor_reads_what_a_month_saves(town: Site) -> None:
    page = town.visitor("en").follow(town.visitor("en").open("/actions/lamp"))
    assert "a month" in page.text
    assert "Sign up" in page.text
    assert "/me/devices/lamp/new" not in page.html


def test_a_month_is_asked_about_after_it_has_passed(town: Site) -> None:
    resident = town.newcomer(language="en")
    assert "kitchen" in name(resident, "kitchen").text
    with time_machine.travel(datetime(2026, 11, 30, 4, tzinfo=UTC)):
        assert "/me/devices/lamp/months" not in resident.open(LAMPS).html
    with time_machine.travel(datetime(2026, 12, 1, 4, tzinfo=UTC)):
        assert "Which of them were in use in November 2026?" in resident.open(LAMPS).text
        assert "counted on its last day" in resident.open(LAMPS).text
        assert confirm(resident).status == 303
        page = resident.open(LAMPS)
        assert "1 month counted" in page.text
        assert "/me/devices/lamp/months" not in page.html
        records = resident.open("/me/entries").text
    assert "for November 2026" in records
    assert "a month" in records
    assert verify(town.database, town.app_services.calendar).differences == ()


def test_a_labelled_device_explains_its_month(database: Database, tmp_path: Path) -> None:
    with time_machine.travel(datetime(2026, 10, 15, 4, tzinfo=UTC)):
        resident = open_site(database, HARBOUR, tmp_path).newcomer(language="en")
        resident.send("/devices/fridge", "/me/devices/fridge/new", name="kitchen")
    with time_machine.travel(datetime(2026, 12, 1, 12, tzinfo=UTC)):
        confirm(resident, "fridge")
        entry = resident.open("/entries/1").text
    assert "(Old refrigerator 365 kWh per fridge per year − New refrigerator 265 kWh per fridge per year)" in entry
    assert "× days of the month 30 ÷ 365 × Power grid 2025 0.4 kg CO₂ per kWh" in entry


def test_the_record_says_for_which_month(town: Site) -> None:
    resident = town.newcomer(language="en")
    name(resident, "kitchen")
    with time_machine.travel(datetime(2026, 12, 1, 4, tzinfo=UTC)):
        confirm(resident)
        assert "For November 2026, counted on its last day." in resident.open("/entries/1").text
        undone = resident.follow(resident.send("/entries/1", "/entries/1/undo"))
        assert "undone" in undone.text
        assert "/me/devices/lamp/months" in resident.open(LAMPS).html


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"device": "99"}, "Please choose at least one."),
        ({"device": "x"}, "Please choose at least one."),
        ({"month": "2026-10-31"}, "This month does not count for it."),
        ({"month": "2026-12-31"}, "This day is still ahead."),
        ({"month": "soon"}, "There is no such month."),
    ],
)
def test_what_cannot_be_is_refused(town: Site, more: dict[str, str], said: str) -> None:
    resident = town.newcomer(language="en")
    name(resident, "kitchen")
    with time_machine.travel(datetime(2026, 12, 1, 4, tzinfo=UTC)):
        page = confirm(resident, **more)
    assert (page.status, said in page.text) == (422, True)


def test_it_has_a_name_of_its_own_and_can_be_given_up(town: Site) -> None:
    resident, stranger = town.newcomer(language="en"), town.newcomer(language="en")
    name(resident, "kitchen")
    assert "study" in resident.follow(resident.send(LAMPS, "/me/devices/1/change", name="study")).text
    assert resident.send(LAMPS, "/me/devices/1/change", name=" ").status == 422
    token = {"csrf_token": stranger.token(), "answer": "end"}
    assert stranger.post("/me/devices/1/change", token).status == 404
    page = resident.send(LAMPS, "/me/devices/1/change", answer="end")
    assert "study" not in resident.follow(page).text


def test_lamps_are_handed_out(town: Site) -> None:
    resident = town.newcomer(language="en")
    name(resident, "kitchen")
    assert resident.open("/me/download").answer.get_json()["household_devices"][0]["name"] == "kitchen"


def test_other_actions_have_no_devices(town: Site) -> None:
    assert town.newcomer().open("/devices/bicycle").status == 404


def test_a_refused_month_keeps_what_was_ticked(town: Site) -> None:
    resident = town.newcomer(language="en")
    name(resident, "kitchen")
    with time_machine.travel(datetime(2026, 12, 1, 4, tzinfo=UTC)):
        page = confirm(resident, device="")
        assert (page.status, page.beside("device")) == (422, "Please choose at least one.")
        boxes = [box for box in page.root.iter("input") if box.get("name") == "device"]
        assert [box.get("checked") for box in boxes] == [None]


def test_a_refused_name_stands_beside_its_device(town: Site) -> None:
    resident = town.newcomer(language="en")
    name(resident, "kitchen")
    page = name(resident, "hall")
    kitchen, hall = re.findall(r"/me/devices/(\d+)/change", page.html)
    for typed in ("", "kitchen", "x" * 41):
        refused = resident.post(f"/me/devices/{hall}/change", {"csrf_token": resident.token(), "name": typed})
        assert refused.status in (409, 422), typed
        assert refused.beside(f"name-{hall}") and not refused.beside("name") and not refused.beside(f"name-{kitchen}")
        field = next(one for one in refused.root.iter("input") if one.get("id") == f"name-{hall}")
        assert field.get("value") == typed

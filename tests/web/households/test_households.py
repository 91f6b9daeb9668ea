"""A household: a code lets others move in, and what counts once a home counts once."""

from datetime import timedelta

import time_machine

from civic.accounts.models import Account
from civic.calendar import utc_now
from civic.residents.models import Household, Resident
from footprint.ledger.models import Entry
from tests.characters import PASSWORD, Browser, Site

HOME = "/me/household"


def household_of(site: Site, browser: Browser) -> int:
    with site.database.read() as session:
        return (
            session.query(Resident.household_id)
            .join(Account, Account.id == Resident.account_id)
            .filter(Account.username == browser.nickname)
            .scalar()
            or 0
        )


def code_of(site: Site, browser: Browser) -> str:
    with site.database.read() as session:
        found = session.query(Household.code).filter(Household.id == household_of(site, browser)).scalar()
    return found or ""


def opened(site: Site, browser: Browser) -> str:
    """The code of the browser's household, made just now."""
    assert browser.send(HOME, f"{HOME}/code").status == 303
    return code_of(site, browser)


def moved_in(host: Browser, guest: Browser, code: str) -> None:
    asked = guest.open(f"{HOME}?code={code}")
    assert host.nickname in asked.text
    assert guest.post(HOME, asked.form(HOME)).status == 303


def test_two_share_a_home_and_part_again(site: Site) -> None:
    host, guest = site.newcomer(), site.newcomer()
    assert code_of(site, host) == ""
    code = opened(site, host)
    assert len(code) == 12
    moved_in(host, guest, code)
    assert household_of(site, guest) == household_of(site, host)
    assert all(name in host.open(HOME).text for name in (host.nickname, guest.nickname))
    assert guest.open(f"{HOME}?code={code}").location == HOME, "one lives there already"

    assert guest.send(HOME, f"{HOME}/leave").status == 303
    assert household_of(site, guest) != household_of(site, host)
    assert guest.nickname not in host.open(HOME).text
    alone = guest.post(f"{HOME}/leave", {"csrf_token": guest.token()})
    assert alone.status == 409


def test_a_lamp_counts_once_a_home_and_entries_keep_the_household_of_the_time(site: Site) -> None:
    host, guest = site.newcomer(), site.newcomer()
    for resident in (host, guest):
        resident.send("/devices/lamp", "/me/devices/lamp/new", name="kitchen")
    before = household_of(site, guest)
    guest.log("bicycle")
    moved_in(host, guest, opened(site, host))
    months = "/me/devices/lamp/months"
    with time_machine.travel(utc_now() + timedelta(days=62)):
        fields = {one.nickname: one.open("/devices/lamp").form(months) for one in (host, guest)}
        assert [one.post(months, fields[one.nickname]).status for one in (host, guest)] == [303, 409]
    with site.database.read() as session:
        found = [(one.action, one.household_id) for one in session.query(Entry)]
    assert ("bicycle", before) in found
    assert [home for action, home in found if action == "lamp"] == [household_of(site, host)]


def test_a_code_is_renewed_and_stopped(site: Site) -> None:
    host, guest = site.newcomer(), site.newcomer()
    first = opened(site, host)
    second = opened(site, host)
    assert first != second
    assert guest.open(f"{HOME}?code={first}").beside("code")
    assert host.send(HOME, f"{HOME}/code/stop").status == 303
    refused = guest.post(HOME, {"csrf_token": guest.token(), "code": second})
    assert (refused.status, bool(refused.beside("code"))) == (422, True)
    assert "viewBox" in host.open(f"{HOME}/code.svg").html


def test_codes_cannot_be_tried_out(site: Site) -> None:
    host, thief = site.newcomer(), site.newcomer()
    code = opened(site, host)
    answers = [thief.open(f"{HOME}?code=ZZZZZZZZZZZ{digit}").status for digit in "23456789"]
    assert answers[0] == 422
    assert answers[-1] == 429
    assert thief.post(HOME, {"csrf_token": thief.token(), "code": code}).status == 429, "not even the right one now"


def test_nonsense_is_no_code(site: Site) -> None:
    for typed in ("%00", "%ff", "x" * 5000, "家庭", "0OIl", "%ED%A0%BD"):
        page = site.newcomer().open(f"{HOME}?code={typed}")
        assert page.status == 422
        assert page.beside("code")


def test_a_household_has_a_size(site: Site) -> None:
    host = site.newcomer()
    code = opened(site, host)
    for _ in range(9):
        moved_in(host, site.newcomer(), code)
    late = site.newcomer()
    refused = late.post(HOME, {"csrf_token": late.token(), "code": code})
    assert refused.status == 409
    assert refused.beside("code")


def test_the_erased_live_nowhere_and_leave_no_open_door(site: Site) -> None:
    host, guest = site.newcomer(), site.newcomer()
    code = opened(site, host)
    moved_in(host, guest, code)
    assert guest.send("/me/erase", password=PASSWORD).status == 303
    assert guest.nickname not in host.open(HOME).text
    assert code_of(site, host) == code
    home = household_of(site, host)
    assert host.send("/me/erase", password=PASSWORD).status == 303
    with site.database.read() as session:
        assert session.get(Household, home).code is None  # type: ignore[union-attr]

"""The city writes to organizers: looked at once more, to those it is for, within limits, and noted."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from campaigns.letters.models import Circular
from campaigns.letters.rules import CIRCULARS_A_DAY
from campaigns.organizations.models import Membership, Organization
from civic.accounts.models import AuditEntry
from civic.calendar import utc_now
from tests.characters import Browser, Page, Site
from tests.organizing import actor_of, campaign, organizer

NEW = "/city/letters/new"
WORDS = {"title_zh": "周五开会", "text_zh": "请带水。\n\n市民中心见。"}


@pytest.fixture
def city(open_city: Callable[..., Site]) -> Site:
    """A city of its own, in which nobody has written yet."""
    return open_city()


def write(site: Site, act: str = "send", **differing: str) -> Page:
    form = site.clerk.open(NEW).form(NEW)
    return site.clerk.post(NEW, {**form, **WORDS, "act": act, **differing})


def has_it(browser: Browser) -> bool:
    return "周五开会" in browser.open("/me/inbox").text


def test_it_is_looked_at_once_more_and_reaches_every_organizer(city: Site) -> None:
    people = [organizer(city), organizer(city)]
    resident = city.newcomer()
    looked = write(city, "preview")
    assert looked.status == 200 and "2" in looked.root.findtext(".//*[@id='preview']", "")
    assert not has_it(people[0])
    sent = write(city)
    assert sent.location == "/city/letters"
    assert [has_it(one) for one in (*people, resident)] == [True, True, False]
    listed = city.clerk.follow(sent).text
    assert all(words in listed for words in ("周五开会", "小王", "全部主办方"))
    with city.database.read() as session:
        details = session.scalars(select(AuditEntry.details).where(AuditEntry.act == "write to organizers")).all()
    assert details == ["to all, 2 recipients"]


def test_it_is_for_a_district_or_a_series(city: Site) -> None:
    here, elsewhere, riding = organizer(city), organizer(city), organizer(city)
    last = city.city.districts[-1].id
    with city.database.write() as session:
        numbers = select(Membership.organization_id).where(
            Membership.resident_id == actor_of(session, elsewhere).resident_id
        )
        session.execute(update(Organization).where(Organization.id.in_(numbers)).values(district_id=last))
    campaign(city, "ride", riding)
    campaign(city, "community", here)
    choices = [one.get("value", "") for one in city.clerk.open(NEW).root.iter("option")]
    series = next(one for one in choices if one.startswith("series:") and "ride" in one)
    assert write(city, audience=f"district:{last}").status == 303
    assert [has_it(one) for one in (here, elsewhere, riding)] == [False, True, False]
    assert write(city, audience=series).status == 303
    assert [has_it(one) for one in (here, elsewhere, riding)] == [False, True, True]


@pytest.mark.parametrize(
    ("field", "typed"),
    [("title_zh", ""), ("text_zh", ""), ("title_zh", "长" * 81), ("text_zh", "长" * 3001), ("audience", "everybody"),
     ("audience", "district:"), ("audience", "series:nothing"), ("title_zh", "a\0b")],
)  # fmt: skip
def test_bad_input_is_said_beside_the_field_and_nothing_is_lost(city: Site, field: str, typed: str) -> None:
    organizer(city)
    page = write(city, **{field: typed})
    assert page.status == 422
    assert page.beside(field), page.problems
    other = "text_zh" if field == "title_zh" else "title_zh"
    assert page.form(NEW)[other] == WORDS[other]
    assert city.rows()["circular"] == 0


def test_the_same_form_sends_once_and_a_day_has_its_limit(city: Site) -> None:
    boss = organizer(city)
    form = {**city.clerk.open(NEW).form(NEW), **WORDS, "act": "send"}
    assert [city.clerk.post(NEW, form).status for _ in range(2)] == [303, 303]
    assert city.rows()["circular"] == 1
    for _ in range(CIRCULARS_A_DAY - 1):
        assert write(city).status == 303
    refused = write(city)
    assert refused.status == 429 and refused.answer.headers["Retry-After"]
    assert refused.form(NEW)["text_zh"] == WORDS["text_zh"]
    with city.database.write() as session:
        session.execute(update(Circular).values(sent_at=utc_now() - timedelta(days=2)))
    assert write(city).status == 303
    assert boss.open("/me/inbox").text.count("周五开会") == CIRCULARS_A_DAY + 1


def test_whose_role_has_ended_hears_nothing(city: Site) -> None:
    gone = organizer(city)
    organizer(city)
    with city.database.write() as session:
        mine = Membership.resident_id == actor_of(session, gone).resident_id
        session.execute(update(Membership).where(mine).values(ends_at=utc_now() - timedelta(hours=1)))
    write(city)
    assert not has_it(gone)


@pytest.mark.parametrize("who", ["moderator", "xiaoming"])
def test_only_the_city_writes(city: Site, who: str) -> None:
    organizer(city)
    browser: Browser = getattr(city, who)
    assert browser.open("/city/letters").status == 404
    fields = {"csrf_token": browser.token(), "key": "a-key-of-eight", "audience": "all", "act": "send", **WORDS}
    assert browser.post(NEW, fields).status == 404
    without = {**fields, "csrf_token": ""}
    assert city.clerk.post(NEW, without).status == 400
    assert city.rows()["circular"] == 0

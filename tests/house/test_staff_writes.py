"""Whatever staff write about others' things stands in the audit book, and they write nothing else there."""

from collections.abc import Callable
from functools import reduce

import pytest
from sqlalchemy import select

from campaigns.moderation.models import Case
from campaigns.organizations.models import Organization
from campaigns.programme.models import Campaign
from civic.web.requests import SAFE_METHODS
from tests import answered, gatherings, officework, surveying
from tests.characters import Browser, Fields, Site
from tests.house.conftest import fill_with_life
from tests.house.walk import ROUTES, addresses
from tests.organizations import apply, number_of
from tests.standards import RECORD, indicator_form


def another_date(site: Site) -> str:
    """Of an event that nobody has come to yet."""
    slug = addresses("/organize/campaigns/<slug>/events", site)[0].split("/")[3]
    return f"/organize/campaigns/{slug}/events/{gatherings.event(site, slug, days=3)}/cancel"


def new_application(site: Site) -> str:
    apply(site.newcomer(), "A school")
    return f"/city/organizations/{number_of(site, 'A school')}/decide"


def first(rule: str) -> Callable[[Site], str]:
    """The address that the walk through the house finds for the rule."""
    return lambda site: addresses(rule, site)[0]


def organization(act: str) -> Callable[[Site], str]:
    return lambda site: addresses("/city/organizations/<row:id>", site)[0] + act


def closed(site: Site) -> str:
    with site.database.read() as session:
        number = session.scalars(select(Organization.id).where(Organization.state == "closed")).one()
    return f"/city/organizations/{number}/reopen"


def waiting(site: Site) -> str:
    with site.database.read() as session:
        number = session.scalars(select(Case.id).where(Case.state == "open").order_by(Case.id)).first()
    return f"/moderation/cases/{number}/decide"


def ended(site: Site) -> str:
    """The campaign that was ended above."""
    with site.database.read() as session:
        number = session.scalars(
            select(Campaign.id).where(Campaign.state == "closed").order_by(Campaign.id.desc())
        ).first()
    return f"/city/campaigns/{number}/reopen"


def next_case(site: Site) -> dict[str, str]:
    """A case that waits, as the queue's form names it."""
    with site.database.read() as session:
        found = session.execute(select(Case.id, Case.kind).where(Case.state == "open").order_by(Case.id)).first()
    return {"CASE": str(found[0]), "KIND": found[1]} if found else {}


def case(act: str) -> Callable[[Site], str]:
    return lambda site: addresses("/moderation/cases/<row:id>", site)[0] + act


_PAINTING, _CAMPAIGN = "/campaigns/<slug>/gallery/<row:id>/refuse", "/city/campaigns/<row:id>/decide"
_DECIDE = "/city/standard/<any(indicators,figures,composites):kind>/<row:id>/decide"
_BACK = "/organize/campaigns/<slug>/events/<row:event_id>/attendances/<row:id>/take-back"
_STEP = "/city/releases/<row:id>/<any(review,approve,publish,drop):step>"
STAFF: dict[str, tuple[Callable[[Site], str], Fields]] = {
    _PAINTING: (first(_PAINTING), {"reason": "insult"}),
    _CAMPAIGN: (first(_CAMPAIGN), {"act": "refuse", "note": "More, please.", "revision": "1"}),
    _BACK: (first(_BACK), {}),
    "/organize/campaigns/<slug>/events/<row:event_id>/cancel": (another_date, {}),
    "/moderation/cases/<row:id>/say": (case("/say"), {"words": "Why?"}),
    "/moderation/cases/<row:id>/block": (case("/block"), {"last_day": "TODAY", "why": "Insults."}),
    "/moderation/cases/<row:id>/unblock": (case("/unblock"), {}),
    "/moderation/cases/<row:id>/decide": (waiting, {"answer": "allow"}),
    "/moderation": (lambda _site: "/moderation", {"kind": "KIND", "case": "CASE", "answer": "allow"}),
    **{
        rule: (first(rule), sent)
        for rule, sent in {
            "/city/vouchers/sponsors/<row:id>/decide": {"answer": "approve"},
            "/city/vouchers/offers/<row:id>/decide": {"answer": "approve"},
            "/city/vouchers/offers/<row:id>/withdraw": {"note": "Not what it said."},
            "/city/vouchers/sponsors/<row:id>/withdraw": {"note": "Gone."},
        }.items()
    },
    "/city/goals": (
        lambda _site: "/city/goals",
        {"period": "month:MONTH", "district": "jingkou", "measure": "people", "target": "10"},
    ),
    "/city/reach": (lambda _site: "/city/reach", RECORD),
    "/city/reach/<row:id>/withdraw": (first("/city/reach/<row:id>/withdraw"), {"why": "Not ours."}),
    "/city/standard/new": (lambda _site: "/city/standard/new", indicator_form("9.9")),
    "/city/standard/composites/new": (
        lambda _site: "/city/standard/composites/new",
        {**indicator_form("NEW"), "weights": "1.2 0.5\n1.3 0.5"},
    ),
    "/city/standard/<row:id>": (
        lambda site: addresses("/city/standard/<row:id>", site)[1],
        {"period": "2026", "value": "1", "source": "Yearbook", "source_on": "TODAY"},
    ),
    _DECIDE: (first(_DECIDE), {"answer": "approve"}),
    "/city/letters/new": (
        lambda _site: "/city/letters/new",
        {"key": "a-key-of-eight", "audience": "all", "title_zh": "通知", "text_zh": "周五开会。", "act": "send"},
    ),
    "/city/quiz": (
        lambda _site: "/city/quiz",
        {"title_zh": "明年", "first_on": "2040-01-01", "last_on": "2040-01-09"},
    ),
    "/city/quiz/<row:id>/cancel": (first("/city/quiz/<row:id>/cancel"), {}),
    _STEP: (lambda site: addresses(_STEP, site)[0].replace("/review", "/drop"), {}),
    "/city/releases": (lambda _site: "/city/releases", {"period": "2026-10"}),
    "/city/releases/<row:id>/notice": (
        first("/city/releases/<row:id>/notice"),
        {"words_zh": "有遗漏"},
    ),
    **answered.STAFF,
    **surveying.STAFF,
    **answered.STAFF_LATER,
    "/city/campaigns/<row:id>/end": (first("/city/campaigns/<row:id>/end"), {"note": "Dangerous."}),
    "/city/campaigns/<row:id>/reopen": (ended, {}),
    "/city/denominators/<row:id>": (first("/city/denominators/<row:id>"), {"answer": "decline", "note": "A slip."}),
    "/city/denominators/new": (lambda _site: "/city/denominators/new", officework.FIGURES),
    "/city/live": (lambda _site: "/city/live", {"reason": "A question of the mayor"}),
    "/city/pack/<row:id>": (first("/city/pack/<row:id>"), {"answer": "decline", "note": "A slip."}),
    "/city/privacy/new/<any(assessment,breach):paper>": (
        lambda _site: "/city/privacy/new/assessment",
        {"title": "Diaries", "dated_on": "2026-01-02", "words": "What it means."},
    ),
    "/city/organizations/<row:id>/decide": (new_application, {"answer": "approve"}),
    "/city/organizations/<row:id>/trust": (organization("/trust"), {"trusted": "0"}),
    "/city/organizations/<row:id>/close": (organization("/close"), {"note": "Gone."}),
    "/city/organizations/<row:id>/reopen": (closed, {}),
    "/city/staff": (lambda _site: "/city/staff", {"username": "USERNAME", "role": "moderator"}),
    "/city/staff/withdraw": (lambda _site: "/city/staff/withdraw", {"account": "ACCOUNT", "role": "city"}),
}
"""What staff may do: where, and what they send. In an order in which each can be done."""

RESIDENTS = (
    "/actions/", "/campaigns/", "/certificates", "/here/", "/hide/", "/me/", "/quiz/", "/report/", "/teams/",
    "/vouchers/", "/mail/", "/signin", "/signout", "/signup", "/organize/apply", "/organize/campaigns/new/",
    "/organize/invitations/", "/surveys/", "/kiosk/",
)  # fmt: skip
"""Where everybody acts for themselves, staff like others."""

WITH_FILES = ("/city/pack/new",)
"""What staff send a file to; the feature's own tests look into the book."""

OWNERS = ("/entries/<", "/moderation/cases/<row:id>/appeal", "/organize/")
"""Whose things they are, act there; for staff they are not there, or not theirs to change."""


def writing() -> list[str]:
    """Every rule that takes something else than a look."""
    lines = [line.split() for line in ROUTES.read_text().splitlines() if line and not line.startswith("#")]
    return sorted({rule for methods, rule, *_ in lines if set(methods.split("|")) - SAFE_METHODS})


def others() -> list[str]:
    """The rules that belong to owners alone."""
    known = {*STAFF, *WITH_FILES} | {rule for rule in writing() if rule.startswith(RESIDENTS)}
    return [rule for rule in writing() if rule not in known]


@pytest.fixture(scope="module")
def city(open_city: Callable[..., Site]) -> Site:
    """A city of its own, full of life: these tests take it apart."""
    site = open_city()
    fill_with_life(site)
    return site


@pytest.fixture(scope="module")
def outsider(city: Site) -> Browser:
    """An administrator who is nobody's organizer, guardian or friend."""
    return city._employ(city.newcomer(), "administrator")


@pytest.fixture(scope="module")
def token(outsider: Browser) -> str:
    """One that fits the outsider's session for as long as it lasts."""
    return outsider.token()


def written(before: dict[str, int], after: dict[str, int]) -> set[str]:
    return {table for table, rows in after.items() if rows != before[table]}


def test_every_rule_that_writes_is_somebodys() -> None:
    assert set(STAFF) <= set(writing())
    assert [rule for rule in others() if not rule.startswith(OWNERS)] == []


@pytest.mark.parametrize("rule", others())
def test_staff_write_nothing_where_others_are_at_home(city: Site, outsider: Browser, token: str, rule: str) -> None:
    before, sent = city.rows(), {"csrf_token": token}
    for path in addresses(rule, city):
        assert outsider.post(path, sent).status in (403, 404), path
    assert written(before, city.rows()) == set()


def test_what_staff_write_is_in_the_book(city: Site, outsider: Browser) -> None:
    unwritten = {}
    for rule, (where, sent) in STAFF.items():
        days = {"TODAY": city.today.isoformat(), "MONTH": f"{city.today:%Y-%m}"}
        today = {**days, **next_case(city), **officework.colleague(city)}
        fields = {
            name: reduce(lambda text, word: text.replace(word, today[word]), today, typed)
            for name, typed in sent.items()
        }
        path, token, before = where(city), outsider.token(), city.rows()
        page = outsider.post(path, {"csrf_token": token, **fields})
        if page.status == 409:  # both versions were looked at
            page = outsider.post(path, {**page.form(path), **fields})
        if page.status not in (200, 303) or city.rows()["audit_entry"] == before["audit_entry"]:
            unwritten[rule] = (page.status, page.text[:300])
    assert not unwritten, "\n".join(map(str, unwritten.items()))

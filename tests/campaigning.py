"""What a walk through the house finds of campaigns, pledges, families and outreach: 小明 runs and joins one of each."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from campaigns.families.models import FamilyTask
from campaigns.outreach.models import Certificate, CrowdCount, PaperSheet, ResidentCard
from campaigns.pledges.models import Pledge
from campaigns.programme.models import Campaign
from campaigns.programme.resources import PROGRAMME
from tests.characters import Site
from tests.organizing import campaign, campaign_id

_WALKED: dict[int, dict[str, str]] = {}
"""The campaigns of each city, by kind."""


def life(site: Site) -> None:
    """A campaign of pledges with one made, a challenge with a family in it, one that is over with a certificate, a
    draft that waits for the city; a card, a link and a crowd."""
    me = site.xiaoming
    found = {kind: campaign(site, kind, me) for kind in ("trio", "family", "community")}
    found["submitted"] = campaign(site, "community", me, state="submitted")
    for kind in ("trio", "family", "community"):
        me.send(f"/campaigns/{found[kind]}/join")
    _pledge(site, found["trio"])
    me.send(f"/campaigns/{found['family']}/family", name="Willow")
    _certify(site, found["community"])
    me.send("/me/card")
    desk = f"/organize/campaigns/{found['community']}"
    me.send(f"{desk}/invite", label="Gate")
    me.send(f"{desk}/paper", f"{desk}/paper/crowd", people="40", note="Square")
    _enter_paper(site, desk)
    _WALKED[id(site)] = found


def _pledge(site: Site, slug: str) -> None:
    with site.database.read() as session:
        actions = session.scalars(select(Campaign.actions).where(Campaign.slug == slug)).one()
    made = site.xiaoming.send(f"/campaigns/{slug}/pledge/{actions[0]}")
    assert made.status == 303, made.problems


def _certify(site: Site, slug: str) -> None:
    """小明 does something that counts; the campaign's last day is today."""
    with site.database.write() as session:
        one = session.scalars(select(Campaign).where(Campaign.slug == slug)).one()
        one.starts_on, one.ends_on = site.today - timedelta(days=3), site.today
        known = site.catalogue.actions.values()
        action = next(action.id for action in known if not action.months and "organizer" in action.evidence)
        one.actions = [action]
    site.xiaoming.log(action)
    made = site.xiaoming.send(f"/campaigns/{slug}/certificate", name="Willow")
    assert made.status == 303, made.problems


def _enter_paper(site: Site, desk: str) -> None:
    """A list on which 小明 stands."""
    with site.database.read() as session:
        card = session.scalars(select(ResidentCard.code)).first()
    entered = site.xiaoming.send(f"{desk}/paper", f"{desk}/paper/sheet", lines=f"{card} 1", step="enter")
    assert entered.status == 303, entered.problems


def _of(site: Site, kind: str) -> str:
    return _WALKED[id(site)][kind]


def _number(site: Site, kind: str) -> int:
    return campaign_id(site, _of(site, kind))


def _one(site: Site, model: Any) -> Any:
    with site.database.read() as session:
        return session.scalars(select(model).order_by(model.id)).first()


def _at(kind: str, rule: str) -> Callable[[Site], list[str]]:
    """The rule on the campaign of that kind."""
    return lambda site: [rule.replace("<slug>", _of(site, kind))]


def _each(rule: str, **choices: str) -> Callable[[Site], list[str]]:
    """The rule on the campaign that is over, with each of the choices that a place allows."""

    def fill(site: Site) -> list[str]:
        found = [rule.replace("<slug>", _of(site, "community"))]
        for place, values in choices.items():
            mark = f"<any({values}):{place}>"
            found = [path.replace(mark, value) for path in found for value in values.split(",")]
        return found

    return fill


def _pledged(site: Site) -> list[str]:
    with site.database.read() as session:
        actions = session.scalars(select(Campaign.actions).where(Campaign.slug == _of(site, "trio"))).one()
    return [f"/campaigns/{_of(site, 'trio')}/pledge/{action}" for action in actions]


_DESK = "/organize/campaigns/<slug>"
ADDRESSES: dict[str, Callable[[Site], list[str]]] = {
    "/campaigns/<slug>": lambda site: [f"/campaigns/{slug}" for slug in list(_WALKED[id(site)].values())[:3]],
    "/preview/<language>/campaigns/<slug>.png": lambda site: [
        f"/preview/{site.city.languages[0]}/campaigns/{_of(site, 'community')}.png"
    ],
    "/screen/campaigns/<slug>": _at("community", "/screen/campaigns/<slug>"),
    "/campaigns/<slug>/pledge/<action>": _pledged,
    "/campaigns/<slug>/pledge": _at("trio", "/campaigns/<slug>/pledge"),
    **{rule: _at("community", rule) for rule in (f"/campaigns/<slug>{end}" for end in (".ics", "/letters"))},
    **{rule: _at("trio", rule) for rule in (f"/campaigns/<slug>{end}" for end in ("/join", "/leave"))},
    "/campaigns/<slug>/certificate": _at("community", "/campaigns/<slug>/certificate"),
    **{
        rule: _each(rule, kind="pdf,png")
        for rule in ("/campaigns/<slug>/certificate.<any(pdf,png):kind>", "/me/card.<any(pdf,png):kind>")
    },
    "/certificates/<code>": lambda site: [f"/certificates/{_one(site, Certificate).code}"],
    "/campaigns/<slug>/families": _at("family", "/campaigns/<slug>/families"),
    "/campaigns/<slug>/family": _at("family", "/campaigns/<slug>/family"),
    "/campaigns/<slug>/family/leave": _at("family", "/campaigns/<slug>/family/leave"),
    "/campaigns/<slug>/family/tasks/<row:id>": lambda site: [
        f"/campaigns/{_of(site, 'family')}/family/tasks/{_one(site, FamilyTask).id}"
    ],
    f"{_DESK}/hosts/<row:id>/end": _at("community", f"{_DESK}/hosts/1/end"),
    f"{_DESK}/asked": _at("community", f"{_DESK}/asked"),
    f"{_DESK}/asked/<row:id>": _at("community", f"{_DESK}/asked/1"),
    f"{_DESK}/tasks": _at("family", f"{_DESK}/tasks"),
    f"{_DESK}/tasks/<row:id>/remove": lambda site: [
        f"/organize/campaigns/{_of(site, 'family')}/tasks/{_one(site, FamilyTask).id}/remove"
    ],
    "/me/pledges/<row:id>/answer": lambda site: [f"/me/pledges/{_one(site, Pledge).id}/answer"],
    "/me/pledges/<row:id>/end": lambda site: [f"/me/pledges/{_one(site, Pledge).id}/end"],
    "/city/campaigns/<row:id>": lambda site: [f"/city/campaigns/{_number(site, 'submitted')}"],
    "/city/campaigns/<row:id>/end": lambda site: [f"/city/campaigns/{_number(site, 'community')}/end"],
    "/city/campaigns/<row:id>/reopen": lambda site: [f"/city/campaigns/{_number(site, 'community')}/reopen"],
    "/city/campaigns/<row:id>/decide": lambda site: [f"/city/campaigns/{_number(site, 'submitted')}/decide"],
    **{
        f"{_DESK}{end}": _at("community", f"{_DESK}{end}")
        for end in (
            "",
            "/certificates",
            "/hand-over",
            "/cover",
            "/edit",
            "/history",
            "/hosts",
            "/invite",
            "/move",
            "/paper",
            "/paper/crowd",
            "/paper/sheet",
            "/preview",
            "/qr.svg",
            "/questions",
            "/results",
            "/tablets",
        )
    },
    **{
        f"{_DESK}/paper/<row:id>{rule}": lambda site, end=end: [
            f"/organize/campaigns/{_of(site, 'community')}/paper/{_one(site, PaperSheet).id}{end}"
        ]
        for rule, end in {"": "", "/take-back": "/take-back", "/<row:number>/take-back": "/1/take-back"}.items()
    },
    f"{_DESK}/paper/crowd/<row:id>/void": lambda site: [
        f"/organize/campaigns/{_of(site, 'community')}/paper/crowd/{_one(site, CrowdCount).id}/void"
    ],
    **{
        f"{_DESK}/<any({what}):what>.<any({kind}):kind>": _each(
            f"{_DESK}/<any({what}):what>.<any({kind}):kind>", what=what, kind=kind
        )
        for what, kind in (("participants,results", "csv,xlsx"), ("poster,card", "pdf,png"))
    },
    "/organize/campaigns/new/<series>": lambda site: [
        f"/organize/campaigns/new/{series}" for series in site.app_services.get(PROGRAMME).series
    ],
    "/organize/handover/<row:id>": lambda site: [f"/organize/handover/{_number(site, 'community')}"],
    "/organize/hosting/<row:id>": lambda site: [f"/organize/hosting/{_number(site, 'community')}"],
}
"""What stands for each rule in a city with `life`."""

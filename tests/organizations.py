"""Organizations, their people and teams, made as residents make them: through the pages."""

from collections.abc import Callable

from campaigns.moderation.models import Case
from campaigns.moderation.services import open_case
from campaigns.organizations.models import Organization, Team
from civic.accounts.models import Account
from civic.calendar import utc_now
from civic.messages.models import Message
from civic.residents.models import Resident
from footprint.ledger.models import Entry
from tests.characters import Browser, Page, Site

APPLY = "/organize/apply"


def apply(browser: Browser, name: str, **differing: str) -> Page:
    """Sends an application for an organization of that name."""
    fields = browser.open(APPLY).form(APPLY)
    words = {field: name for field in fields if field.startswith(("name_", "about_"))}
    contact = {"contact_office": "校长", "contact_reach": "0511-1234567"}
    return browser.send(APPLY, **{"kind": "school", **words, **contact, **differing})


def number_of(site: Site, name: str, state: str = "applied") -> int:
    """The organization's number, as the city's desk links it."""
    listed = site.clerk.open(f"/city/organizations?state={state}")
    link = next(one for one in listed.root.iter("a") if name in "".join(one.itertext()))
    return int(link.get("href", "").rsplit("/", 1)[1])


def decided(site: Site, name: str, answer: str, note: str = "") -> Page:
    """The clerk's answer to an application."""
    page = f"/city/organizations/{number_of(site, name)}"
    return site.clerk.send(page, f"{page}/decide", answer=answer, note=note)


def approved(site: Site, name: str) -> tuple[Browser, str]:
    """The owner of a new organization, and the path of its page for organizers."""
    owner = site.newcomer()
    assert apply(owner, name).status == 303
    assert decided(site, name, "approve").status == 303
    managed = next(link for link in owner.open("/organize").links() if link.startswith("/organize/organizations/"))
    return owner, managed


def value_with(page: Page, part: str) -> str:
    """The path in the first field whose value holds that part."""
    link = next(one.get("value", "") for one in page.root.iter("input") if part in one.get("value", ""))
    return link.partition("localhost")[2]


def invitation(owner: Browser, managed: str) -> str:
    """The path of a fresh invitation link."""
    return value_with(owner.send(managed, f"{managed}/invite"), "/invitations/")


def invited(site: Site, owner: Browser, managed: str) -> Browser:
    """A co-organizer who came by a link."""
    friend = site.newcomer()
    path = invitation(owner, managed)
    assert friend.send(path).status == 303
    return friend


def team(owner: Browser, managed: str, name: str, parent: str = "") -> tuple[str, str]:
    """A new team: the path of its page for organizers, and the path of its link."""
    made = owner.send(f"{managed}/teams", name=name, **({"parent": parent} if parent else {}))
    assert made.status == 303, made.problems or made.text
    return made.location, value_with(owner.open(made.location), "/teams/")


def told(site: Site, browser: Browser) -> str:
    """All that the site has told somebody, as msgids with what fills their places."""
    with site.database.read() as session:
        found = session.query(Message).join(Resident, Resident.id == Message.resident_id)
        mine = (
            found.join(Account, Account.id == Resident.account_id)
            .filter(Account.username == browser.nickname)
            .order_by(Message.id)
            .all()
        )
        return "\n".join(f"{one.title} {one.body} {one.values}" for one in mine)


# A city full of life


def life(site: Site) -> None:
    """小明's organization has a team with a part and a challenge, an invitation and a report; 小明 has a case and a
    household code."""
    owner, managed = site.xiaoming, _managed(site)
    school, link = team(owner, managed, "School")
    for member in (owner, site.meihua, site.administrator):
        member.send(link)
    assert owner.send(f"/teams/{school.rsplit('/', 1)[1]}/challenges/new").status == 303
    team(owner, managed, "Class", parent=school.rsplit("/", 1)[1])
    site.app.extensions["invitation"] = invitation(owner, managed)
    owner.send("/me/household", "/me/household/code")
    site.meihua.send(f"/report/organization/{_organization(site)}", reason="off_topic")
    with site.database.write() as session:
        me = (
            session.query(Resident.id)
            .join(Account, Account.id == Resident.account_id)
            .filter(Account.username == owner.nickname)
            .scalar()
            or 0
        )
        case = open_case(
            session, kind="text", subject="gone:1", subject_path="/", by_id=me, text="A text", now=utc_now()
        ).id
    path = f"/moderation/cases/{case}"
    owner.send(path, f"{path}/say", words="Please look at it.")
    site.administrator.send(path, f"{path}/decide", answer="refuse", reason="insult", message="No.")


def _managed(site: Site) -> str:
    return next(link for link in site.xiaoming.open("/organize").links() if link.startswith("/organize/organizations/"))


def _organization(site: Site) -> int:
    with site.database.read() as session:
        slug = _managed(site).rsplit("/", 1)[1]
        return session.query(Organization.id).filter(Organization.slug == slug).scalar() or 0


def _team(site: Site) -> Team:
    with site.database.read() as session:
        return session.query(Team).filter(Team.parent_id.is_(None)).order_by(Team.id.desc()).first()  # type: ignore[return-value]


def _own_case(site: Site) -> str:
    with site.database.read() as session:
        return str(session.query(Case.id).filter(Case.subject == "gone:1").scalar())


def _clipped(site: Site) -> str:
    """An entry of 小明's that a limit cut."""
    with site.database.read() as session:
        cut = session.query(Entry.id).filter(Entry.resident_id == 1, Entry.credited_milli < Entry.quantity_milli)
        return str(cut.filter(Entry.reverses_id.is_(None)).order_by(Entry.id).first()[0])  # type: ignore[index]


ADDRESSES: dict[str, Callable[[Site], list[str]]] = {
    "/city/residents/<row:id>": lambda _site: ["/city/residents/1"],
    "/organizations/<slug>": lambda site: [_managed(site).removeprefix("/organize")],
    "/organize/organizations/<slug>": lambda site: [_managed(site)],
    "/organize/organizations/<slug>/profile": lambda site: [f"{_managed(site)}/profile"],
    "/organize/organizations/<slug>/close": lambda site: [f"{_managed(site)}/close"],
    "/organize/organizations/<slug>/teams": lambda site: [f"{_managed(site)}/teams"],
    **{
        f"/organize/organizations/<slug>/{rule}": lambda site, act=act: [f"{_managed(site)}/{act}"]
        for rule, act in {
            "invite": "invite",
            "invitations/<row:id>/revoke": "invitations/1/revoke",
            "people/<row:id>/end": "people/1/end",
            "people/<row:id>/until": "people/1/until",
            "people/<row:id>/owner": "people/1/owner",
        }.items()
    },
    **{
        f"/organize/teams/<row:id>/members/<row:resident_id>/{act}": lambda site, act=act: [
            f"/organize/teams/{_team(site).id}/members/1/{act}"
        ]
        for act in ("remove", "captain")
    },
    "/hide/<kind>/<row:number>": lambda site: ["/hide/painting/1"],
    "/organize/invitations/<secret>": lambda site: [site.app.extensions["invitation"]],
    "/organize/teams/<row:id>": lambda site: [f"/organize/teams/{_team(site).id}"],
    "/organize/teams/<row:id>/code.svg": lambda site: [f"/organize/teams/{_team(site).id}/code.svg"],
    "/teams/<code>": lambda site: [f"/teams/{_team(site).code}"],
    "/teams/<row:id>/challenges": lambda site: [f"/teams/{_team(site).id}/challenges"],
    "/teams/<row:id>/challenges/new": lambda site: [f"/teams/{_team(site).id}/challenges/new"],
    "/teams/<row:id>/challenges/<row:challenge_id>/end": lambda site: [f"/teams/{_team(site).id}/challenges/1/end"],
    "/city/organizations/<row:id>": lambda site: [f"/city/organizations/{_organization(site)}"],
    "/moderation/cases/<row:id>": lambda site: [f"/moderation/cases/{_own_case(site)}"],
    "/moderation/cases/<row:id>/appeal": lambda site: [f"/moderation/cases/{_own_case(site)}/appeal"],
    "/entries/<row:id>/appeal": lambda site: [f"/entries/{_clipped(site)}/appeal"],
    "/report/<kind>/<row:number>": lambda site: [f"/report/organization/{_organization(site)}"],
}
"""What stands for the places in this package's addresses, on the walk through the house."""

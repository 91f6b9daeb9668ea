"""Organizations, their people and teams, made as residents make them: through the pages."""

from civic.messages.models import Message
from civic.residents.models import Resident
from tests.characters import Browser, Page, Site

APPLY = "/organize/apply"


def apply(browser: Browser, name: str, **differing: str) -> Page:
    """Sends an application for an organization of that name."""
    fields = browser.open(APPLY).form(APPLY)
    words = {field: name for field in fields if field.startswith(("name_", "about_"))}
    return browser.send(APPLY, **{"kind": "school", **words, **differing})


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
        mine = found.filter(Resident.username == browser.nickname).order_by(Message.id).all()
        return "\n".join(f"{one.title} {one.body} {one.values}" for one in mine)

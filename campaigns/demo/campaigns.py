"""The demonstration's campaigns: one of every series that is open, one ahead, one that is over, and people in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from campaigns.demo.covers import cover
from campaigns.demo.scenes import Stage, befriend, in_all, play
from campaigns.organizations.models import Membership, Organization
from campaigns.organizations.rules import APPROVED
from campaigns.programme import counting, forms, rules, services
from campaigns.programme.models import Campaign, Participant
from campaigns.programme.resources import PROGRAMME
from campaigns.programme.series import Series
from civic.accounts.models import Account
from civic.errors import msgid
from civic.pictures.services import store, take_in
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident
from civic.residents.queries import living
from civic.services import Services

_ORGANIZER = "organizer"
_LEAST = 40
"""So many take part at least, for figures that are shown of ten who act."""


@dataclass(frozen=True, slots=True)
class Host:
    """An invented organization."""

    slug: str
    kind: str
    name: str
    about: str


_NEIGHBOURS = Host(
    "green-neighbours",
    "community",
    msgid("Green neighbours"),
    msgid("Neighbours who do small things for the climate together. An invented organization of the demonstration."),
)
_CYCLISTS = Host(
    "three-hills-cyclists",
    "club",
    msgid("Three Hills cyclists"),
    msgid("Slow rides for everybody, from the old ferry. An invented club of the demonstration."),
)
_SCHOOL = Host(
    "riverside-school",
    "school",
    msgid("Riverside primary school"),
    msgid("We paint, plant and walk to school. An invented school of the demonstration."),
)


@dataclass(frozen=True, slots=True)
class Show:
    """A campaign of the demonstration: from how many days ago on, for how many, with what share of all residents.
    Without a title it has that of its series. One that is `extra` stands beside another of its kind."""

    host: Host
    cover: str
    begun: int
    lasts: int
    share: float
    place: str
    title: str | None = None
    summary: str | None = None
    extra: str = ""

    @property
    def is_over(self) -> bool:
        """Whether its days have passed."""
        return self.begun > self.lasts


_FERRY, _CENTRE = msgid("The old ferry, by the river"), msgid("Community centre, Lantern Lane")
_SHOWS: Mapping[str, Sequence[Show]] = {
    "ride": (
        Show(
            _CYCLISTS,
            "river",
            14,
            42,
            0.05,
            _FERRY,
            msgid("Three hills, one easy ride"),
            msgid("Twelve flat kilometres along the river, with a long rest. Beginners and children are welcome."),
        ),
        Show(
            _CYCLISTS,
            "autumn",
            50,
            15,
            0.07,
            _FERRY,
            msgid("Into the autumn leaves"),
            msgid("Two weeks of rides and walks while the leaves turned."),
            extra="past",
        ),
    ),
    "trio": (Show(_NEIGHBOURS, "trio", 24, 120, 0.1, _CENTRE),),
    "community": (
        Show(
            _NEIGHBOURS,
            "repair",
            11,
            30,
            0.06,
            _CENTRE,
            msgid("Bring it, mend it"),
            msgid("Kettles, zips and bicycles: bring what is broken, and learn to mend it with a neighbour."),
        ),
        Show(
            _NEIGHBOURS,
            "market",
            -9,
            3,
            0,
            msgid("Lantern Lane, under the plane trees"),
            msgid("Winter swap market"),
            msgid("Coats, books and toys look for a second home. Bring three things, take three home."),
            extra="ahead",
        ),
    ),
    "family": (Show(_NEIGHBOURS, "family", 10, 28, 0.08, ""),),
    "painting": (Show(_SCHOOL, "paint", 18, 40, 0.07, msgid("Riverside primary school, the corridor")),),
}


def add_campaigns(app_services: Services, seed: int, now: datetime) -> None:
    """Campaigns of the demonstration's organizer, after its residents; the same for the same seed and day."""
    app = Flask(__name__)  # what a kind puts beside a new campaign looks for the city where a request would
    app.extensions["tongxing"] = app_services
    draw = Random(seed)  # noqa: S311 (no secret: invented people)
    with app.app_context(), app_services.database.write() as session:
        actor = the_organizer(session)
        others = living(session, Account.username.not_in((_ORGANIZER, "resident", "city")), limit=_SPARED + 2)[_SPARED:]
        hosts = _found(session, app_services, actor, others, now)
        everybody = list(session.scalars(select(Resident.id).order_by(Resident.id)))
        stage = Stage(session, app_services, actor, draw, now)
        for series in app_services.get(PROGRAMME).series.values():
            for show in _SHOWS[series.kind]:
                owner, organization = hosts[show.host.slug]
                campaign = _campaign(stage, owner, organization.id, series, show)
                if show.share:
                    _fill(session, campaign, everybody, draw, show.share, now)
                if not show.extra:
                    play(stage, campaign)
        befriend(stage)
        session.flush()
        counting.count_all(session, now)


_SPARED = 2
"""The first residents are left for what else the demonstration invents."""


def _found(
    session: Session, app_services: Services, actor: ResidentActor, others: Sequence[ResidentActor], now: datetime
) -> dict[str, tuple[ResidentActor, Organization]]:
    """Who owns each organization, and it; the account `organizer` acts for all of them."""
    owners = {_NEIGHBOURS: actor, _CYCLISTS: others[0], _SCHOOL: others[-1]}
    found = {}
    for host, owner in owners.items():
        organization = found_organization(
            session, app_services, owner, slug=host.slug, kind=host.kind, name=host.name, about=host.about, now=now
        )
        if owner is not actor:
            helps = Membership(
                organization_id=organization.id, resident_id=actor.resident_id, role="organizer", since=now
            )
            session.add(helps)
        found[host.slug] = owner, organization
    return found


def the_organizer(session: Session) -> ResidentActor:
    """Who runs what the demonstration invents."""
    (organizer,) = living(session, Account.username == _ORGANIZER)
    return organizer


def found_organization(
    session: Session,
    app_services: Services,
    actor: ResidentActor,
    *,
    slug: str,
    kind: str,
    name: str,
    about: str,
    now: datetime,
) -> Organization:
    """An approved organization of the actor's, which the city trusts; `name` and `about` are msgids."""
    found = Organization(
        slug=slug,
        kind=kind,
        name=in_all(app_services, name),
        about=in_all(app_services, about),
        district_id=actor.district_id,
        state=APPROVED,
        is_trusted=True,
        applied_by_id=actor.resident_id,
        applied_at=now,
        decided_at=now,
        decision_note="",
    )
    session.add(found)
    session.flush()
    session.add(Membership(organization_id=found.id, resident_id=actor.resident_id, role="owner", since=now))
    return found


def _campaign(stage: Stage, owner: ResidentActor, organization_id: int, series: Series, show: Show) -> Campaign:
    """A published campaign, or one that is closed and whose figures stay."""
    session, now, today = stage.session, stage.now, stage.app_services.calendar.today(stage.now)
    plan = replace(forms.from_series(series, today), starts_on=today, ends_on=today + timedelta(days=show.lasts))
    title, summary, place = (
        in_all(stage.app_services, words) if words else as_it_is
        for words, as_it_is in ((show.title, plan.title), (show.summary, plan.summary), (show.place, plan.place))
    )
    plan = replace(plan, title=title, summary=summary, place=place)
    registry = stage.app_services.registry
    campaign = services.create(
        session, registry, owner, organization_id, plan, series=series.id, kind=series.kind, today=today, now=now
    )
    campaign.slug = "-".join(filter(None, ("demo", series.id.replace("_", "-"), show.extra)))
    campaign.starts_on = today - timedelta(days=show.begun)
    campaign.ends_on = campaign.starts_on + timedelta(days=show.lasts)
    picture = store(session, take_in(cover(stage.draw, show.cover), owner.resident_id), owner.resident_id, now)
    services.set_cover(session, owner, campaign.id, picture.id, now, at_once=True)
    services.move(session, owner, campaign.id, "publish", now)
    if show.is_over:
        campaign.state = rules.CLOSED
    return campaign


def _fill(
    session: Session, campaign: Campaign, everybody: list[int], draw: Random, share: float, now: datetime
) -> None:
    """A share of everybody since its first day, and the account `resident`, who was the first."""
    chosen = sorted(
        {everybody[0], *draw.sample(everybody, min(len(everybody), max(_LEAST, round(share * len(everybody)))))}
    )
    joined = {"joined_at": now, "joined_on": campaign.starts_on, "after_entry_id": 0}
    rows = [{"campaign_id": campaign.id, "resident_id": one, **joined} for one in chosen]
    session.execute(insert(Participant), rows)

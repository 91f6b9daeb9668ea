"""What residents may ask of a campaign's organizers, and the door on their desk."""

from collections.abc import Iterable
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from campaigns.programme.models import Campaign
from campaigns.programme.panels import DeskLink
from campaigns.witnesses import queries
from civic.errors import msgid
from civic.language.locale import gettext
from civic.messages.services import tell
from civic.web.templating import in_language
from footprint.integrity.evidence import EvidenceKind, Named

KIND = "organizer"


def _label(session: Session, campaign_id: int) -> str:
    campaign = session.get_one(Campaign, campaign_id)
    return gettext("The organizer of “%(campaign)s”", campaign=in_language(campaign.title))


def _asked(session: Session, named: Named, now: datetime) -> None:
    """Tells the organizers, not whose entry it is."""
    campaign = session.get_one(Campaign, named.number)
    tell(
        session,
        queries.organizers(campaign, now),
        key=f"asked:{named.id}",
        topic="account",
        title=msgid("You are asked about an entry"),
        body=msgid("Somebody who takes part in “%(campaign)s” asks you whether an entry could be right."),
        values={"campaign": campaign.title},
        path=f"/organize/campaigns/{campaign.slug}/asked",
        now=now,
    )


evidence = EvidenceKind(KIND, queries.campaigns_on, _label, asked=_asked)


def desk_link(campaign: Campaign) -> Iterable[DeskLink]:
    yield DeskLink(
        url_for("witnesses.asked", slug=campaign.slug),
        gettext("Questions about entries"),
        "why",
        gettext("Whether an entry that a rule asked about could be right"),
        order=38,
        part="results",
    )

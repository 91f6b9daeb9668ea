"""How a painting show is run: its age groups, how many paintings a guardian sends in, and until when."""

from datetime import date

from sqlalchemy.orm import Session

from campaigns.gallery import queries, rules
from campaigns.gallery.models import Show
from campaigns.programme.models import Campaign
from civic.errors import Invalid


def set_up(session: Session, campaign: Campaign, groups: tuple[str, ...]) -> None:
    """A new show starts with the age groups of its series."""
    session.add(Show(campaign_id=campaign.id, groups=list(groups), per_guardian=rules.PER_GUARDIAN))


def arrange(
    session: Session, campaign: Campaign, groups: tuple[str, ...], per_guardian: int, submit_until: date | None
) -> None:
    """The organizer decides how the show is run.

    Raises:
        Invalid: a group that paintings hang in would go, or a day outside of the campaign.
    """
    states = queries.states(session, campaign.id)
    used = {group for group, state in states if group and state != rules.WITHDRAWN}  # a photograph alone has none yet
    if used - set(groups):
        raise Invalid(
            "Paintings were sent in for %(group)s already; this group has to stay.",
            field="groups",
            group=min(used - set(groups)),
        )
    if submit_until and not campaign.starts_on <= submit_until <= campaign.ends_on:
        raise Invalid("This day is not within the campaign.", field="submit_until")
    show = session.get(Show, campaign.id)
    if show is None:
        show = Show(campaign_id=campaign.id)
        session.add(show)
    show.groups, show.per_guardian, show.submit_until = list(groups), per_guardian, submit_until

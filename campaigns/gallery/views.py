"""Paintings as templates show them, in the reader's language."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request, url_for

from campaigns.gallery import rules
from campaigns.gallery.queries import ShownPainting
from campaigns.gallery.rules import Terms
from campaigns.moderation.rules import REASONS
from campaigns.programme.models import Campaign
from civic.disclosure.live import MINIMUM, may_be_shown
from civic.language import locale
from civic.language.locale import gettext
from civic.web.context import services
from civic.web.templating import in_language


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader is: a show, a group, whose day's order."""

    campaign: Campaign
    group: str
    day: date
    today: date

    def gallery(self, group: str | None = None, page: int = 1) -> str:
        """The address of a page of the gallery."""
        number = page if page > 1 else None
        return url_for("gallery.page", slug=self.campaign.slug, group=group or self.group, day=self._day, page=number)

    def painting(self, number: int) -> str:
        """The address of a painting, in this order."""
        return url_for("gallery.painting", slug=self.campaign.slug, id=number, day=self._day)

    @property
    def _day(self) -> str | None:
        return None if self.day == self.today else self.day.isoformat()


def head(campaign: Campaign) -> dict[str, str]:
    """What every page of a show says of its campaign."""
    slug, root = campaign.slug, request.script_root
    return {
        "slug": slug,
        "title": in_language(campaign.title),
        "href": f"{root}/campaigns/{slug}",
        "desk_href": f"{root}/organize/campaigns/{slug}",
    }


def group_label(group: str) -> str:
    """An age group in words."""
    youngest, oldest = rules.ages(group)
    if youngest == oldest:
        return gettext("age %(age)s", age=youngest)
    return gettext("ages %(youngest)s to %(oldest)s", youngest=youngest, oldest=oldest)


def tabs(place: Place, terms: Terms) -> list[dict[str, Any]]:
    """The age groups as links."""
    return [
        {"label": group_label(group), "href": place.gallery(group), "current": group == place.group}
        for group in terms.groups
    ]


def card(painting: ShownPainting, href: str, mine: bool = False) -> dict[str, Any]:
    """A painting with what is said about it."""
    group = group_label(painting.age_group)
    by = gettext("by %(name)s, %(group)s", name=painting.first_name, group=group)
    return {
        "id": painting.id,
        "href": href,
        "token": painting.token,
        "title": painting.title,
        "lang": _lang(painting.language),
        "by": by,
        "alt": gettext("“%(title)s”, %(by)s", title=painting.title, by=by),
        "description": painting.description,
        "votes": painting.votes,
        "tells_votes": painting.votes is not None and may_be_shown(painting.votes),
        "least": MINIMUM,
        "place": place_label(painting.place, bool(painting.shares_place)) if painting.place else "",
        "is_first": painting.place == 1,
        "voted": mine,
    }


def place_label(place: int, is_shared: bool) -> str:
    """A place in words; a shared one says so."""
    if is_shared:
        return gettext("shares place %(place)s", place=place)
    return gettext("place %(place)s", place=place)


def own_card(painting: ShownPainting, href: str) -> dict[str, Any]:
    """A guardian's painting with its state; a withdrawn one is a line without words."""
    gone = painting.state == rules.WITHDRAWN
    return {
        **(card(painting, href) if not gone else {"id": painting.id, "title": "", "token": ""}),
        "state": painting.state,
        "is_complete": bool(painting.title and painting.first_name and painting.age_group),
        "state_label": gettext(rules.STATES[painting.state]),
        "reason": gettext(REASONS[painting.reason]) if painting.reason in REASONS else "",
        "day": locale.plain_day(services().calendar.today(painting.submitted_at)),
    }


def _lang(code: str) -> str:
    known = services().languages.get(code)
    return known.html_lang if known else code


def terms_context(terms: Terms, today: date) -> dict[str, Any]:
    """What a page says about how the show is run."""
    return {
        "per_guardian": terms.per_guardian,
        "takes_paintings": terms.takes_paintings(today),
        "takes_votes": terms.takes_votes(today),
        "takes_changes": not terms.is_counted,
        "is_over": terms.is_over(today),
        "is_counted": terms.is_counted,
        "starts_on": locale.plain_day(terms.starts_on),
        "submit_until": locale.plain_day(terms.submit_until),
        "ends_on": locale.plain_day(terms.ends_on),
        "wait_days": rules.NEW_ACCOUNTS_WAIT.days,
    }

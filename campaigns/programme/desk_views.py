"""What the organizer's desk shows of campaigns, in the reader's language."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from flask import render_template, url_for
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy.orm import Session

from campaigns.organizations.models import Organization
from campaigns.organizations.queries import Role
from campaigns.programme import permissions, queries, rules, views
from campaigns.programme.models import Campaign, CampaignHandover, Proposal
from campaigns.programme.panels import DATES, OFFERED, OfferedWords
from campaigns.programme.proposals import words_of
from campaigns.programme.series import Series
from campaigns.programme.services import asked_of
from civic.calendar import utc_now
from civic.city.text import Text
from civic.errors import msgid
from civic.language import locale
from civic.language.locale import gettext
from civic.pictures.models import Picture
from civic.web.context import read_session, services
from civic.web.templating import in_language

LIMITS = {"title": rules.TITLE_MAX, "summary": rules.SUMMARY_MAX, "body": rules.BODY_MAX, "place": rules.PLACE_MAX}
_ACTS = {
    "create": msgid("made it"),
    "edit": msgid("changed it"),
    "cover": msgid("changed the picture"),
    "propose": msgid("offered other words or another picture"),
    "agree": msgid("agreed to the change"),
    "object": msgid("did not agree to the change"),
    "questions": msgid("changed the questions"),
    "submit": msgid("submitted it"),
    "withdraw": msgid("took it back"),
    "publish": msgid("published it"),
    "refuse": msgid("sent it back"),
    "close": msgid("closed it"),
    "archive": msgid("archived it"),
    "reopen": msgid("opened it again"),
    "ask": msgid("asked another organization"),
    "end host": msgid("ended that it is run together"),
    "accept": msgid("joined as a host"),
    "decline": msgid("does not host"),
    "offer": msgid("offered to hand it over"),
    "take over": msgid("took it over"),
    "keep": msgid("it was not handed over"),
}
_MOVES = {
    "submit": (msgid("Submit"), msgid("The city looks at it and publishes it.")),
    "withdraw": (msgid("Take back"), msgid("Back to a draft that you can change.")),
    "publish": (msgid("Publish"), msgid("Everybody can see and join it.")),
    "close": (msgid("Close"), msgid("Nobody can join any more; the results stay.")),
    "archive": (msgid("Archive"), msgid("It no longer stands in any list.")),
}
MOVED = {
    "submit": msgid("Sent to the city. It answers in your inbox."),
    "withdraw": msgid("It is a draft again."),
    "publish": msgid("Published: everybody can see and join it now."),
    "close": msgid("Closed. The results stay."),
    "archive": msgid("Archived."),
}
"""What is said after a move of the organizer."""
DECIDED = {
    "publish": msgid("Published. Its organizers were told."),
    "refuse": msgid("Sent back. Its organizers read your note."),
    "close": msgid("Ended. Its organizers read your reason."),
    "reopen": msgid("It is open again. Its organizers were told."),
    "agree": msgid("Everybody sees the change now. Its organizers were told."),
    "object": msgid("The old words stay. Its organizers read your note."),
}
"""What is said after the city's decision."""
_KINDS = {
    "text": msgid("Words"),
    "choice": msgid("One of several answers"),
    "number": msgid("A number"),
    "yesno": msgid("Yes or no"),
}


def series_card(series: Series) -> dict[str, str]:
    """A series to choose."""
    return {
        "id": series.id,
        "icon": series.icon,
        "name": in_language(series.name),
        "about": in_language(series.about),
        "kind": gettext(rules.KINDS[series.kind]),
    }


def audiences() -> list[tuple[str, str]]:
    return [(code, gettext(label)) for code, label in rules.AUDIENCES.items()]


def acts() -> list[tuple[str, str]]:
    """Acts of the history and how they are told."""
    return [(code, gettext(label)) for code, label in _ACTS.items()]


def question_kinds() -> list[tuple[str, str]]:
    return [(code, gettext(label)) for code, label in _KINDS.items()]


def moves(campaign: Campaign, standing: rules.Standing) -> list[dict[str, str]]:
    """What the reader can do next."""
    if not permissions.may(standing, permissions.MOVE):
        return []
    found = rules.organizer_moves(campaign.state, trusted=standing.is_trusted)
    return [{"act": act, "label": gettext(_MOVES[act][0]), "help": gettext(_MOVES[act][1])} for act in found]


def missing(session: Session, campaign: Campaign) -> list[dict[str, str]]:
    """What a draft lacks before it is sent off, with where it is mended; it may be sent off all the same."""
    if campaign.state != rules.DRAFT:
        return []
    edit = url_for("programme_desk.edit", slug=campaign.slug)
    first = services().city.languages[0]
    found = [
        {
            "text": gettext("No title in %(language)s: readers of that language see another one.", language=name),
            "href": f"{edit}#title_{code}",
        }
        for code, name in locale.language_names(services().city.languages).items()
        if not campaign.title.by_language.get(code)
    ]
    if not campaign.place:
        found.append({"text": gettext("No place: people do not know where to go."), "href": f"{edit}#place_{first}"})
    if not sum(dates.count(session, campaign.id) for dates in services().registry.all(DATES)):
        found.append({"text": gettext("No date: add at least one under “Events and check-in”."), "href": "#next"})
    if campaign.cover_id is None:
        cover = url_for("programme_desk.cover", slug=campaign.slug)
        found.append({"text": gettext("No cover picture: posters and chat apps show hills instead."), "href": cover})
    return found


def handover(session: Session, campaign: Campaign) -> str:
    """The name of the organization that was asked to take the campaign over; "" for none."""
    offered = session.get(CampaignHandover, campaign.id)
    return in_language(session.get_one(Organization, offered.organization_id).name) if offered else ""


def hosts(session: Session, campaign: Campaign) -> list[dict[str, Any]]:
    """The organizations that run the campaign together, or were asked to."""
    return [
        {
            "id": one.id,
            "slug": one.slug,
            "name": in_language(one.name),
            "accepted": host.accepted_at is not None,
            "sees_participants": host.participants_shown_at is not None,
        }
        for host, one in queries.hosts(session, campaign.id)
    ]


def offered(session: Session, campaign: Campaign) -> dict[str, Any] | None:
    """What waits for the city, whole, beside what everybody sees."""
    found = session.get(Proposal, campaign.id)
    if found is None or campaign.state != rules.PUBLISHED:
        return None
    old, new = words_of(campaign), words_of(found)
    cover = session.get(Picture, found.cover_id) if found.cover_id else None
    return {
        "words": [
            {
                "label": gettext(views.FIELDS[name]),
                "language": code,
                "before": old[name].by_language.get(code, ""),
                "after": words,
            }
            for name in new
            for code, words in new[name].by_language.items()
            if words != old[name].by_language.get(code, "")
        ]
        + [asdict(one) for one in _offered_questions(session, campaign, found)]
        + [asdict(one) for part in services().registry.all(OFFERED) for one in part.words(session, campaign)],
        "cover": cover.token if cover else None,
    }


def _offered_questions(session: Session, campaign: Campaign, found: Proposal) -> Iterator[OfferedWords]:
    """The questions that wait, each beside the one whose place it takes; those that would go have no words after."""
    if found.questions is None:
        return
    before = {one.id: one for one in queries.questions(session, campaign.id)}
    for one in map(asked_of, found.questions):
        was = before.pop(one.id or 0, None)
        for code, words in one.label.by_language.items():
            old = " / ".join([was.label.by_language.get(code, ""), *was.choices]) if was else ""
            new = " / ".join([words, *one.choices])
            if new != old:
                yield OfferedWords(gettext("Question"), code, old, new)
    for gone in before.values():
        for code, words in gone.label.by_language.items():
            yield OfferedWords(gettext("Question"), code, words, "")


def line(campaign: Campaign) -> dict[str, Any]:
    """A campaign in the desk's list."""
    today = services().calendar.today()
    phase = rules.phase(campaign.state, campaign.starts_on, campaign.ends_on, today)
    return {
        **views.head(campaign),
        "id": campaign.id,
        "when_label": views.when_label(campaign.starts_on, campaign.ends_on),
        "phase_label": gettext(rules.PHASES[phase]),
    }


def city_line(campaign: Campaign, organization: Text | None = None) -> dict[str, Any]:
    """A campaign in the city's lists: to its decision, or to what everybody saw of it."""
    is_open = campaign.state in (rules.SUBMITTED, rules.PUBLISHED, rules.CLOSED)
    return {
        **line(campaign),
        "href": url_for("programme_city.decide" if is_open else "programme_city.look", id=campaign.id),
        "organization": in_language(organization) if organization else "",
    }


def desk_part(roles: Sequence[Role]) -> Markup | None:
    """The campaigns of the organizations that the reader acts for, and invitations to run one together."""
    if not roles:
        return None
    by_id = {role.organization_id: role for role in roles}
    asked = [
        {
            "id": campaign.id,
            "title": in_language(campaign.title),
            "organization": by_id[host.organization_id].slug,
            "name": in_language(by_id[host.organization_id].name),
        }
        for host, campaign in queries.asked_to_host(read_session(), list(by_id))
    ]
    offers = [
        {
            "id": campaign.id,
            "title": in_language(campaign.title),
            "organization": by_id[number].slug,
            "name": in_language(by_id[number].name),
        }
        for number, campaign in queries.offered_to(read_session(), list(by_id))
    ]
    mine = queries.campaigns_of_organizer(read_session(), current_user.resident_id, utc_now())
    html = render_template(
        "campaigns/programme/_desk_part.html", campaigns=[line(one) for one in mine], asked=asked, offers=offers
    )
    return Markup(html)  # noqa: S704 (rendered by an escaping template)


def public_part(organization: Organization) -> Markup | None:
    """What an organization runs, on its public page."""
    found = queries.campaigns_of_organization(read_session(), organization.id)
    if not found:
        return None
    html = render_template("campaigns/programme/_public_part.html", campaigns=[line(one) for one in found])
    return Markup(html)  # noqa: S704 (rendered by an escaping template)

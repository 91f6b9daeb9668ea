"""What goes on paper and into tables, in the reader's language."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.events.models import Event
from campaigns.events.views import when
from campaigns.organizations.models import Organization
from campaigns.outreach import queries
from campaigns.outreach.models import Certificate
from campaigns.outreach.paper import CheckedLine
from campaigns.outreach.posters import Award, Notice
from campaigns.outreach.queries import KeptLine, ListedParticipant, Result
from campaigns.programme import counting
from campaigns.programme import views as programme
from campaigns.programme.models import Campaign, CampaignCount, Participant, Question
from civic.city.text import Text
from civic.codes import spoken
from civic.disclosure.live import MINIMUM
from civic.documents.spreadsheets import Cell, Row
from civic.documents.typefaces import check_printable
from civic.errors import Invalid, msgid
from civic.language import locale
from civic.language.locale import gettext
from civic.numbers import as_number
from civic.pictures.models import Picture, PictureFile
from civic.web.context import services
from civic.web.templating import in_language
from footprint.current import catalogue
from footprint.groups.queries import quantities

_SEEN = 3
"""Kinds of things whose amounts stand on a certificate."""


def notice(session: Session, campaign: Campaign, code: str | None) -> Notice:
    """What a poster of the campaign says; its QR code leads to the campaign, by a tracked link when one is given."""
    return Notice(
        city=f"{gettext('Tongxing')} · {in_language(services().city.name)}",
        series=programme.series_label(campaign.series),
        title=in_language(campaign.title),
        summary=in_language(campaign.summary),
        when=programme.when_label(campaign.starts_on, campaign.ends_on),
        where=in_language(campaign.place) or programme.district_names(campaign.districts),
        host=_host(session, campaign),
        invitation=gettext("Scan and take part"),
        url=url_for("campaigns.page", slug=campaign.slug, via=code, _external=True),
        cover=_cover(session, campaign),
    )


def of_event(notice: Notice, campaign: Campaign, event: Event) -> Notice:
    """The same for a single date: its name, hours and place, and its own page."""
    return replace(
        notice,
        summary=in_language(event.name),
        when=when(event),
        where=in_language(event.place) or notice.where,
        url=url_for("events.page", slug=campaign.slug, event_id=event.id, _external=True),
    )


def own_words(campaign: Campaign) -> str:
    """What the campaign itself brings onto its posters."""
    return "".join(in_language(text) for text in (campaign.title, campaign.summary, campaign.place))


def why_not_printed(words: str) -> str:
    """Why words cannot be printed, "" when they can."""
    try:
        check_printable(words)
    except Invalid as problem:
        return gettext(problem.message, **problem.values)
    return ""


def _host(session: Session, campaign: Campaign) -> str:
    return in_language(session.get_one(Organization, campaign.organization_id).name)


def _cover(session: Session, campaign: Campaign) -> bytes | None:
    """The largest file of the cover that prints well."""
    return session.scalar(
        select(PictureFile.content)
        .join(Picture, Picture.id == PictureFile.picture_id)
        .where(Picture.id == (campaign.cover_id or 0), PictureFile.kind.in_(("webp", "jpeg")))
        .order_by(PictureFile.width.desc(), PictureFile.kind)
        .limit(1)
    )


def took_part(session: Session, campaign: Campaign, name: str) -> Award:
    """A certificate that says no more than what organizers know: that somebody was there. It has no code, because
    nobody's figures are kept for it."""
    return Award(
        city=f"{gettext('Tongxing')} · {in_language(services().city.name)}",
        heading=gettext("Certificate"),
        name=name,
        named_by="",
        took_part=gettext("took part in"),
        title=in_language(campaign.title),
        figures=[],
        host=_host(session, campaign),
        made_on=locale.day(services().calendar.today()),
        verify="",
        code="",
        url="",
    )


def award(session: Session, campaign: Campaign, found: Certificate) -> Award:
    """What the certificate says."""
    own = counting.members(campaign.id).where(Participant.resident_id == found.resident_id)
    seen = [_quantity(*one) for one in quantities(session, own, counting.scope_of(campaign)) if counts(one[0])]
    figures = [locale.ngettext("%(num)s thing done", "%(num)s things done", found.actions)]
    if found.high_mg:
        figures.append(gettext("saved %(mass)s CO₂, most likely", mass=locale.mass(found.mid_mg)))
    figures.append(locale.ngettext("%(num)s point", "%(num)s points", found.points))
    return Award(
        city=f"{gettext('Tongxing')} · {in_language(services().city.name)}",
        heading=gettext("Certificate"),
        name=found.name or gettext("A participant"),
        named_by=gettext("The holder gave this name.") if found.name else "",
        took_part=gettext("took part in"),
        title=in_language(campaign.title),
        figures=[
            *([" · ".join(f"{one['name']} {one['amount']}" for one in seen[:_SEEN])] if seen else []),
            " · ".join(figures),
        ],
        host=_host(session, campaign),
        made_on=locale.day(services().calendar.today(found.made_at)),
        verify=gettext("Scan or type the code to verify it."),
        code=spoken(found.code),
        url=url_for("outreach.verify", code=found.code, _external=True),
    )


def counts(action: str) -> bool:
    """Whether so much of the action says more than that it was done."""
    known = catalogue().actions.get(action)
    return known is not None and known.form != "none"


def verified(found: Certificate, campaign: Campaign) -> dict[str, Any]:
    """What everybody sees who verifies a certificate."""
    return {
        "name": found.name,
        "campaign": programme.head(campaign),
        "when_label": programme.when_label(campaign.starts_on, campaign.ends_on),
        "actions": found.actions,
        "points": found.points,
        "reduction": found,
        "made_on": services().calendar.today(found.made_at),
        "code": spoken(found.code),
    }


def recorded(session: Session, campaign: Campaign) -> list[tuple[str, int]]:
    """Of what the campaign itself recorded, at the door and on paper, how much it was of each action."""
    return quantities(session, counting.members(campaign.id), counting.scope_of(campaign))


def results(session: Session, campaign: Campaign) -> dict[str, Any]:
    """A campaign's numbers for its organizers: figures as everybody sees them, quantities of their own people, and
    nobody's kilograms."""
    found = queries.result(session, campaign.id)
    return {
        "goals": programme.goals(campaign, found.counted),
        "figures": programme.figures(found.counted),
        "least": MINIMUM,
        "joined": found.joined,
        "crowd": found.crowd,
        "turnout": found.turnout,
        "quantities": [_quantity(action, milli) for action, milli in recorded(session, campaign)],
        "links": queries.links(session, campaign),
    }


def _quantity(action: str, milli: int) -> dict[str, str]:
    names = programme.actions([action])
    amount = f"{locale.quantity(milli)} {in_language(unit_of(action))}"
    return {"name": names[0]["name"] if names else action, "amount": amount}


# Paper and tables


def paper_actions(actions: Iterable[str]) -> list[tuple[str, str]]:
    """What a paper list can be about, with the unit in which it is written down."""
    known = [catalogue().actions[one] for one in actions if one in catalogue().actions]
    return [
        (one.id, gettext("%(action)s (%(unit)s)", action=in_language(one.name), unit=in_language(one.unit.name)))
        for one in known
    ]


def unit_of(action: str) -> Text:
    """The unit of an action, the names of which are several things; of one that left the catalogue none."""
    known = catalogue().actions.get(action)
    return known.unit.name if known else Text({})


def checked_lines(lines: Iterable[CheckedLine], unit: Text) -> list[dict[str, Any]]:
    """The lines of a paper list as they are read, with what counts of each or what is wrong."""
    return [
        {
            "number": line.written.number,
            "code": spoken(line.written.code),
            **_amounts(line.written.quantity_milli, line.credited_milli, line.clipped_milli, unit),
            "problem": gettext(line.problem.message, **line.problem.values) if line.problem else "",
        }
        for line in lines
    ]


def kept_lines(lines: Iterable[KeptLine], unit: Text) -> list[dict[str, Any]]:
    """The lines of an entered sheet; cards are not kept, so they go by their numbers."""
    return [
        {
            "number": line.number,
            **_amounts(line.quantity_milli, line.credited_milli, line.quantity_milli - line.credited_milli, unit),
            "is_taken_back": line.is_taken_back,
        }
        for line in lines
    ]


def _amounts(quantity_milli: int, credited_milli: int, clipped_milli: int, unit: Text) -> dict[str, str]:
    """Quantity and what counts of it; `clipped` is "" where nothing was cut off."""
    amount, credited, clipped = map(locale.quantity, (quantity_milli, credited_milli, clipped_milli))
    cut = gettext("a limit took off %(amount)s", amount=clipped) if clipped_milli else ""
    return {"quantity": f"{amount} {in_language(unit)}" if quantity_milli else "", "credited": credited, "clipped": cut}


def participants_header(questions: Sequence[Question]) -> list[str]:
    """The columns of the table of participants."""
    fixed = [gettext("Nickname"), gettext("Joined"), gettext("Left"), gettext("Team"), gettext("Link"), gettext("Came")]
    return [*fixed, *(in_language(question.label) for question in questions)]


def participants_rows(
    people: Sequence[ListedParticipant], questions: Sequence[Question], answers: dict[tuple[int, int], str]
) -> Iterator[Row]:
    """A row for each participant; instants in the city's time."""
    for one in people:
        yield [
            one.nickname or gettext("(account erased)"),
            _minute(one.joined_at),
            _minute(one.left_at) if one.left_at else None,
            one.team,
            one.link,
            one.attended,
            *(_answer(question, answers.get((one.participant_id, question.id), "")) for question in questions),
        ]


def _answer(question: Question, said: str) -> Cell:
    """An answer as a table has it: a number as a number, yes and no in the reader's words."""
    if question.kind == "yesno":
        return {"yes": gettext("Yes"), "no": gettext("No")}.get(said, said)
    number = as_number(said) if question.kind == "number" else None
    return said if number is None else number


def _minute(at: datetime) -> datetime:
    """When it was in the city, as exactly as a table needs it."""
    return services().calendar.local(at).replace(second=0, microsecond=0)


def result_header() -> list[str]:
    """The columns of the table of results."""
    return [gettext("Figure"), gettext("Value"), gettext("Unit"), gettext("low estimate"), gettext("high estimate")]


def result_rows(found: Result, of_actions: Iterable[tuple[str, int]]) -> Iterator[Row]:
    """A campaign's figures, one a row, in units without prefixes: kilograms, persons, counts. Where fewer than ten
    people stand behind a figure, that is said instead of it."""
    accounts, persons, times = gettext("accounts"), gettext("persons"), gettext("times")
    few = gettext("fewer than %(least)s", least=MINIMUM)
    counted, came = found.counted, found.turnout
    yield [gettext("Accounts that joined"), found.joined, accounts, None, None]
    yield [gettext("Took part"), counted.people if counted else few, accounts, None, None]
    yield [gettext("Counted on paper, apart"), found.crowd, persons, None, None]
    if counted is not None:
        yield [gettext("Things done"), counted.actions, times, None, None]
        yield [gettext("Things done that count for another campaign too"), counted.shared, times, None, None]
        yield [gettext("Points"), counted.points, gettext("points"), None, None]
        yield from _mass_rows(counted)
        yield [gettext("Counted at"), _minute(counted.counted_at), None, None, None]
    yield [gettext("Events"), came.events, times, None, None]
    yield [gettext("Registered for events"), came.registered, persons, None, None]
    yield [gettext("Check-ins"), came.attended, times, None, None]
    yield [gettext("Different people who came"), came.distinct_attendees, accounts, None, None]
    for action, milli in of_actions:
        name = _quantity(action, milli)["name"]
        yield [gettext("At events and on paper: %(action)s", action=name), milli / 1000, _unit(action), None, None]


def _mass_rows(counted: CampaignCount) -> Iterator[Row]:
    if not programme.shows_mass(counted):
        return
    kilograms = "kg CO2e"
    yield [gettext("Saved"), _kg(counted.mid_mg), kilograms, _kg(counted.low_mg), _kg(counted.high_mg)]
    told = list(programme.evidence(counted).items())
    for (kind, mg), (_, stronger_mg) in zip(told, [*told[1:], ("", 0)], strict=True):
        if mg:
            yield [gettext(_EVIDENCE[kind][not stronger_mg]), _kg(mg), kilograms, None, None]


_EVIDENCE: Mapping[str, tuple[str, str]] = {
    "self_reported": (msgid("Saved, self-reported"), msgid("Saved, at least self-reported")),
    "paper": (msgid("Saved, reported on paper"), msgid("Saved, at least reported on paper")),
    "organizer": (msgid("Saved, confirmed by an organizer"), msgid("Saved, at least confirmed by an organizer")),
    "instrument": (msgid("Saved, measured"), msgid("Saved, measured")),
}
"""What kilograms of a kind of evidence are called, and where the next stronger kind has none of its own: those of few
people are told with the kind before."""


def _unit(action: str) -> str:
    return in_language(unit_of(action))


def _kg(milligrams: int) -> float:
    return milligrams / 1_000_000

"""Offers and vouchers as pages show them, in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import render_template, url_for
from markupsafe import Markup

from campaigns.events.views import qr
from campaigns.organizations.models import Organization
from campaigns.organizations.queries import Role
from campaigns.thanks import rules
from campaigns.thanks.models import Offer, Sponsor
from campaigns.thanks.queries import Held, Offered
from campaigns.thanks.services import Answer
from civic.codes import spoken
from civic.errors import Invalid, msgid
from civic.language import locale
from civic.language.locale import gettext, ngettext
from civic.web.context import services
from civic.web.templating import in_language


def condition(offer: Offer) -> str:
    """What an offer is thanks for, as a sentence."""
    count = offer.threshold
    if offer.condition == rules.BREADTH:
        return gettext("For %(count)s different actions in this month or the last", count=count)
    if offer.condition == rules.EVENTS:
        return ngettext("For coming to an event", "For coming to %(num)s events", count)
    if offer.condition == rules.CAMPAIGNS:
        return ngettext("For completing a campaign", "For completing %(num)s campaigns", count)
    return ngettext("For acting on %(num)s day", "For acting on %(num)s days", count)


def card(found: Offered, done: Mapping[str, int] | None = None) -> dict[str, Any]:
    """An offer; `done` is how far the reader has come, by condition."""
    offer = found.offer
    mine = None if done is None else min(done[offer.condition], offer.threshold)
    return {
        "id": offer.id,
        "href": url_for("vouchers.offer", id=offer.id),
        "title": in_language(offer.title),
        "about": in_language(offer.about),
        "terms": in_language(offer.terms),
        "place": in_language(offer.place),
        "sponsor": in_language(found.sponsor.name),
        "sponsor_href": url_for("organizations.page", slug=found.sponsor.slug),
        "last_day": offer.last_day,
        "is_left": offer.taken < offer.stock,  # public, and no number: who watches one change sees somebody take
        "condition": condition(offer),
        "per_household": offer.per_household,
        "threshold": offer.threshold,
        "done": mine,
        "is_reached": mine == offer.threshold,
        "is_open": rules.is_open(offer, found.sponsor, services().calendar.today()),
    }


def desk_card(offer: Offer) -> dict[str, Any]:
    """An offer as its sponsor and the city see it: counts, and nobody's name."""
    is_over = services().calendar.today() > offer.last_day
    return {
        "id": offer.id,
        "title": in_language(offer.title),
        "condition": condition(offer),
        "last_day": offer.last_day,
        "counts": _counts(offer),
        "state": offer.state,
        "state_label": gettext("over")
        if is_over and offer.state == rules.PUBLISHED
        else gettext(rules.OFFER_STATES[offer.state]),
        "note": offer.note,
        "can_close": offer.state in (rules.SUBMITTED, rules.PUBLISHED) and not is_over,
        "can_withdraw": offer.state in (rules.PUBLISHED, rules.CLOSED) and not is_over,
    }


def _counts(offer: Offer) -> str:
    taken = rules.told(offer.taken)
    if taken:
        words = msgid("%(stock)s in all, %(taken)s or more taken, %(redeemed)s redeemed")
    else:
        words = msgid("%(stock)s in all, fewer than 10 taken, %(redeemed)s redeemed")
    return gettext(words, stock=offer.stock, taken=taken, redeemed=offer.redeemed)


def named_card(found: Offered) -> dict[str, Any]:
    """The same among those of many sponsors."""
    return {**desk_card(found.offer), "sponsor": in_language(found.sponsor.name)}


def in_all_languages(offer: Offer) -> list[dict[str, str]]:
    """What an offer says in each language it was written in, for whoever approves it."""
    texts = {"title": offer.title, "about": offer.about, "terms": offer.terms, "place": offer.place}
    return [
        {"code": code, **{name: text.by_language.get(code, "") for name, text in texts.items()}}
        for code in offer.title.by_language
    ]


def sponsor(found: Sponsor | None, organization: Organization | Role) -> dict[str, Any]:
    """An organization as a sponsor, or as one that might become one."""
    return {
        "id": found.organization_id if found else None,
        "slug": organization.slug,
        "name": in_language(organization.name),
        "state": found.state if found else "",
        "state_label": gettext(rules.SPONSOR_STATES[found.state]) if found else "",
        "note": found.note if found else "",
        "asked_on": services().calendar.today(found.asked_at) if found else None,
        "can_ask": found is None or found.state in (rules.REFUSED, rules.WITHDRAWN),
        "is_sponsor": found is not None and found.state == rules.APPROVED,
    }


def voucher_row(held: Held) -> dict[str, Any]:
    """A voucher among its owner's."""
    state = rules.state(held.presented, services().calendar.today())
    return {
        "href": url_for("vouchers.voucher", id=held.voucher.id),
        "title": in_language(held.offer.title),
        "sponsor": in_language(held.sponsor.name),
        "is_ready": state == rules.READY,
        "state_label": _label(state, held),
    }


def voucher(held: Held) -> dict[str, Any]:
    """A voucher for its owner: the code as letters and picture for as long as it can be redeemed."""
    row = voucher_row(held)
    return {
        **row,
        "about": in_language(held.offer.about),
        "terms": in_language(held.offer.terms),
        "place": in_language(held.offer.place),
        "code": spoken(held.voucher.code),
        "qr": qr(held.voucher.code) if row["is_ready"] else "",
    }


def _label(state: str, held: Held) -> str:
    if state == rules.USED:
        return gettext("redeemed on %(when)s", when=_moment(held.voucher.redeemed_at))
    if state == rules.READY:
        return gettext("good until %(day)s", day=locale.day(held.offer.last_day))
    return gettext("withdrawn") if state == rules.VOID else gettext("expired")


def _moment(at: datetime | None) -> str:
    return locale.moment(services().calendar.local(at)) if at else ""


# At the counter

_REFUSALS: Mapping[str, str] = {
    rules.FORGED: msgid("There is no voucher with this code. Please check the letters, or scan again."),
    rules.FOREIGN: msgid("This voucher is another sponsor’s: it cannot be redeemed here."),
    rules.USED: msgid("This voucher was redeemed already, on %(when)s."),
    rules.VOID: msgid("The city has withdrawn this offer: its vouchers cannot be redeemed any more."),
    rules.EXPIRED: msgid("This voucher has expired: its last day was %(day)s."),
}


def refusal(answer: Answer) -> Invalid | None:
    """Why a code is not redeemed, to stand beside the field; None where it can be, or just was."""
    message = _REFUSALS.get(answer.outcome)
    if message is None:
        return None
    day = locale.day(answer.last_day) if answer.last_day else ""
    return Invalid(message, when=_moment(answer.redeemed_at), day=day)


def said(answer: Answer) -> dict[str, Any]:
    """What the counter reads, large: what it is, and whether to go on; nothing about whose it is."""
    done = answer.outcome == rules.DONE
    return {
        "tone": "good" if done else "info",
        "title": gettext("Redeemed") if done else gettext("Good: redeem it now?"),
        "who": in_language(answer.title),
        "text": in_language(answer.terms),
        "next_step": answer.outcome == rules.READY,
    }


def not_redeemed(why: str) -> dict[str, Any]:
    """The same for a code that is refused."""
    return {"tone": "bad", "title": gettext("Not redeemed"), "who": "", "text": why, "next_step": False}


# On the pages of organizations


def desk_part(roles: Sequence[Role]) -> Markup | None:
    """The way from the organizer's desk to vouchers."""
    return Markup(render_template("campaigns/thanks/_desk_part.html")) if roles else None  # noqa: S704 (escaped)

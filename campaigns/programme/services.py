"""What changes about a campaign: making it, editing it, moving it through its life, running it together.

Its row is locked first in every change. What was written over an older state is refused by the form that it comes from
(`civic.web.revisions`), and by `revision` where the city decides about what it has read.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.programme import counting, proposals, queries, rules
from campaigns.programme.models import Campaign, CampaignChange, Proposal, Question
from campaigns.programme.panels import DATES, OFFERED, ON_CREATE
from campaigns.programme.participation import join, joined_or_join, leave
from civic.accounts.audit import by, record
from civic.accounts.identity import Actor
from civic.city.text import Text
from civic.errors import Conflict, Invalid, NotFound
from civic.feature import Registry
from civic.pictures.services import publish, remove
from civic.residents.identity import ResidentActor

__all__ = ["join", "joined_or_join", "leave"]
_SHOWN_MAX = 300


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """What an organizer says about a campaign."""

    title: Text
    summary: Text
    body: Text
    place: Text
    starts_on: date
    ends_on: date
    districts: list[str]
    audience: str
    actions: list[str]
    goal_people: int | None
    goal_actions: int | None
    goal_mg: int | None


def create(
    session: Session,
    registry: Registry,
    actor: ResidentActor,
    organization_id: int,
    plan: CampaignDraft,
    *,
    series: str,
    kind: str,
    today: date,
    now: datetime,
    like: int | None = None,
) -> Campaign:
    """A new draft of an organization that the actor acts for (the caller has seen to that).

    Args:
        like: number of a campaign whose questions and dates are taken over.

    Raises:
        Invalid: days that no campaign has.
    """
    rules.check_days(plan.starts_on, plan.ends_on, today)
    campaign = Campaign(
        slug=_free_slug(session, kind),
        series=series,
        kind=kind,
        organization_id=organization_id,
        state=rules.DRAFT,
        revision=1,
        created_by_id=actor.resident_id,
        created_at=now,
        note="",
    )
    _take_over(campaign, plan)
    session.add(campaign)
    session.flush()
    if like is not None:
        _copy_questions(session, like, campaign.id)
        for dates in registry.all(DATES):
            dates.copy(session, session.get_one(Campaign, like), campaign, now)
    on_create = registry.by_key(ON_CREATE).get(kind)
    if on_create is not None:
        on_create.set_up(session, campaign)
    write_history(session, campaign, actor, "create", {}, now)
    return campaign


def edit(
    session: Session,
    actor: ResidentActor,
    campaign_id: int,
    plan: CampaignDraft,
    *,
    registry: Registry,
    at_once: bool,
    calls_off: bool = False,
    today: date,
    now: datetime,
) -> Campaign:
    """Other words, days, goals; every changed field goes into the history.

    Args:
        at_once: whether the actor's words are shown at once; others wait until the city has looked at them.
        calls_off: whether dates that lie outside of the new days are called off.

    Raises:
        Invalid: days that no campaign has; on `calls_off`, dates that would lie outside of them.
        Conflict: it is closed.
    """
    campaign = locked(session, campaign_id)
    if campaign.state in (rules.CLOSED, rules.ARCHIVED):
        raise Conflict("A closed campaign stays as it is. You can make a new one from it.")
    rules.check_days(plan.starts_on, plan.ends_on, today, was=(campaign.starts_on, campaign.ends_on))
    if (plan.starts_on, plan.ends_on) != (campaign.starts_on, campaign.ends_on) and not calls_off:
        _check_dates(session, registry, campaign, plan, now)
    waiting = proposals.shown_to(session, campaign, at_once=at_once)
    before = proposals.words_of(waiting or campaign)
    words = proposals.words_of(plan)
    if proposals.offer_words(session, campaign, words, now, at_once=at_once):
        _note_change(session, campaign, actor, "propose", _differing(before, words), now)
        plan = replace(plan, **proposals.words_of(campaign))
    counted = counting.scope_of(campaign)
    _note_change(session, campaign, actor, "edit", _take_over(campaign, plan), now)
    if calls_off:
        session.flush()
        for dates in registry.all(DATES):
            dates.call_off(session, actor, campaign, now)
    if counting.scope_of(campaign) != counted:
        counting.note_everybody(session, campaign.id)
    return campaign


def _check_dates(session: Session, registry: Registry, campaign: Campaign, plan: CampaignDraft, now: datetime) -> None:
    outside = [
        date_
        for dates in registry.all(DATES)
        for date_ in dates.outside(session, campaign.id, plan.starts_on, plan.ends_on, now)
    ]
    if outside:
        raise Invalid(
            "These dates would lie outside of the campaign: %(dates)s. Tick this to cancel them, or choose other days.",
            field="calls_off",
            dates=" / ".join(outside[:DATES_NAMED]) + (" …" if len(outside) > DATES_NAMED else ""),
        )


DATES_NAMED = 10
"""How many dates a refusal names."""


def set_cover(
    session: Session, actor: ResidentActor, campaign_id: int, picture_id: int | None, now: datetime, *, at_once: bool
) -> None:
    """Another cover picture, or none; the one before is removed. One that the city has to look at first waits."""
    campaign = locked(session, campaign_id)
    if picture_id is not None and proposals.must_wait(campaign, at_once=at_once):
        proposals.offer_cover(session, campaign, picture_id, now)
        act = "propose"
    else:
        proposals.drop_cover(session, campaign)
        _show_cover(session, campaign, picture_id)
        act = "cover"
    campaign.revision += 1
    write_history(session, campaign, actor, act, {}, now)


def _show_cover(session: Session, campaign: Campaign, picture_id: int | None) -> None:
    before, campaign.cover_id = campaign.cover_id, picture_id
    if picture_id is not None:
        publish(session, picture_id)
    if before is not None:
        remove(session, before)


def decide_change(
    session: Session,
    registry: Registry,
    clerk: Actor,
    campaign_id: int,
    act: str,
    *,
    revision: int,
    note: str,
    now: datetime,
) -> Campaign:
    """The city's answer to words or a picture that wait: act 'agree' or 'object'.

    Raises:
        Conflict: they were changed meanwhile, or nothing waits any more.
        Invalid: an objection without a reason.
    """
    campaign = locked(session, campaign_id)
    if campaign.revision != revision:
        raise Conflict("The campaign has moved on meanwhile. Please look at it again.")
    if act == "object" and not note:
        raise Invalid("Please write what is missing, so that they can mend it.", field="note")
    before = proposals.words_of(campaign)
    offered = session.get(Proposal, campaign.id)
    asked = offered.questions if offered is not None and act == "agree" else None
    has_dates = offered is not None and offered.has_dates
    (proposals.agree if act == "agree" else proposals.object_to)(session, campaign)
    if asked is not None:
        _ask(session, campaign_id, [asked_of(one) for one in asked], now)
    if has_dates:
        for part in registry.all(OFFERED):
            part.decide(session, campaign_id, act == "agree")
    campaign.revision += 1
    write_history(session, campaign, clerk, act, _differing(before, proposals.words_of(campaign)), now)
    record(session, by(clerk), f"{act} to change", f"campaign:{campaign.id}", note, now)
    return campaign


def move(
    session: Session,
    actor: Actor,
    campaign_id: int,
    act: str,
    now: datetime,
    note: str = "",
    *,
    read: int | None = None,
) -> Campaign:
    """Moves a campaign on, by an organizer or by staff (the caller has seen to who may).

    Args:
        read: the revision that the city has read; None for organizers, who know what they wrote.

    Raises:
        Conflict: it is in another state meanwhile, or says something else than was read.
        Invalid: a refusal without a reason.
    """
    campaign = locked(session, campaign_id)
    if read not in (None, campaign.revision):
        raise Conflict("The campaign has moved on meanwhile. Please look at it again.")
    before = campaign.state
    campaign.state = rules.moved(before, act)
    if act == "refuse" and not note:
        raise Invalid("Please write what is missing, so that they can mend it.", field="note")
    if act == "submit":
        campaign.submitted_at = now
    if act == "publish" and campaign.published_at is None:
        campaign.published_at = now
    if act in ("refuse", "publish"):
        campaign.note = note
    campaign.revision += 1
    write_history(session, campaign, actor, act, {"state": [before, campaign.state]}, now)
    if actor.roles:
        record(session, by(actor), act, f"campaign:{campaign.id}", note, now)
    return campaign


def end(session: Session, clerk: Actor, campaign_id: int, reason: str, now: datetime) -> Campaign:
    """The city ends a campaign, whatever it says by now.

    Raises:
        Conflict: it is not published (any more).
        Invalid: without a reason.
    """
    if not reason:
        raise Invalid("Please write why, so that its organizers know.", field="note")
    return move(session, clerk, campaign_id, "close", now, reason)


def reopen(session: Session, clerk: Actor, campaign_id: int, today: date, now: datetime) -> Campaign:
    """The city lets a closed campaign go on.

    Raises:
        Conflict: it is not closed, or its days are over.
    """
    if not rules.may_reopen(locked(session, campaign_id).ends_on, today):
        raise Conflict("Its days are over, so it cannot be opened again. Its organizers can make a new one from it.")
    return move(session, clerk, campaign_id, "reopen", now)


def close_due(session: Session, today: date, now: datetime) -> int:
    """Closes the published campaigns whose late entries are all in; how many."""
    published = select(Campaign).where(Campaign.state == rules.PUBLISHED, Campaign.ends_on < today).with_for_update()
    due = [one for one in session.scalars(published) if rules.is_due_to_close(one.state, one.ends_on, today)]
    for campaign in due:
        campaign.state = rules.CLOSED
        campaign.revision += 1
    return len(due)


def locked(session: Session, campaign_id: int) -> Campaign:
    """The campaign's row, locked.

    Raises:
        NotFound: there is none.
    """
    found = session.scalar(
        select(Campaign).where(Campaign.id == campaign_id).with_for_update().execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound()
    return found


# Questions


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the organizer wrote it; `id` None for a new one."""

    id: int | None
    kind: str
    label: Text
    choices: list[str]
    is_required: bool


QUESTIONS_MAX = 10


def asked_of(kept: Mapping[str, Any]) -> Asked:
    """A question as a proposal keeps it."""
    return Asked(kept["id"], kept["kind"], Text(kept["label"]), kept["choices"], kept["is_required"])


def set_questions(
    session: Session,
    actor: ResidentActor,
    campaign_id: int,
    asked: Sequence[Asked],
    now: datetime,
    *,
    at_once: bool = True,
) -> None:
    """The questions in their order. One that is left out is retired; its answers stay.

    Args:
        at_once: whether the actor's words are shown at once; others wait until the city has looked at them.

    Raises:
        Invalid: too many of them.
    """
    if len(asked) > QUESTIONS_MAX:
        raise Invalid("At most %(most)s questions, please.", most=QUESTIONS_MAX)
    campaign = locked(session, campaign_id)
    if proposals.must_wait(campaign, at_once=at_once):
        kept = [{**asdict(one), "label": dict(one.label.by_language)} for one in asked]
        proposals.offer_questions(session, campaign, kept, now)
    else:
        _ask(session, campaign_id, asked, now)
    campaign.revision += 1
    write_history(session, campaign, actor, "questions", {}, now)


def _ask(session: Session, campaign_id: int, asked: Sequence[Asked], now: datetime) -> None:
    known = {question.id: question for question in queries.questions(session, campaign_id)}
    for position, one in enumerate(asked):
        question = known.pop(one.id or 0, None)
        if question is None or question.kind != one.kind:
            if question is not None:
                question.retired_at = now
            question = Question(campaign_id=campaign_id, kind=one.kind)
            session.add(question)
        question.position, question.label = position, one.label
        question.choices, question.is_required = one.choices, one.is_required
    for left_out in known.values():
        left_out.retired_at = now


def _copy_questions(session: Session, from_id: int, to_id: int) -> None:
    for question in queries.questions(session, from_id):
        session.add(
            Question(
                campaign_id=to_id,
                position=question.position,
                kind=question.kind,
                label=question.label,
                choices=question.choices,
                is_required=question.is_required,
            )
        )


# Parts


def _take_over(campaign: Campaign, plan: CampaignDraft) -> dict[str, list[str]]:
    """Puts the plan into the campaign; what changed, as [before, after]."""
    changed: dict[str, list[str]] = {}
    for field in fields(plan):
        before, after = getattr(campaign, field.name), getattr(plan, field.name)
        if before != after:
            changed[field.name] = [_history_text(before), _history_text(after)]
            setattr(campaign, field.name, after)
    return changed


def _differing(before: Mapping[str, Text], after: Mapping[str, Text]) -> dict[str, list[str]]:
    return {
        name: [_history_text(before[name]), _history_text(after[name])]
        for name in before
        if before[name] != after[name]
    }


def _history_text(value: object) -> str:
    """A value as the history shows it: texts with their languages one after another."""
    words = " / ".join(value.by_language.values()) if isinstance(value, Text) else value
    text = ", ".join(map(str, words)) if isinstance(words, list) else "" if words is None else str(words)
    return text[:_SHOWN_MAX]


def write_history(
    session: Session, campaign: Campaign, actor: Actor, act: str, changed: dict[str, list[str]], now: datetime
) -> None:
    """A line of the campaign's history, which staff and organizers read."""
    session.add(
        CampaignChange(campaign_id=campaign.id, at=now, by_account_id=actor.account_id, act=act, fields=changed)
    )


def _note_change(
    session: Session, campaign: Campaign, actor: Actor, act: str, changed: dict[str, list[str]], now: datetime
) -> None:
    """A line of the history and a new revision, if anything changed."""
    if changed:
        campaign.revision += 1
        write_history(session, campaign, actor, act, changed, now)


def _free_slug(session: Session, words: str, draw: Callable[[str], str] = rules.slug) -> str:
    while session.scalar(select(Campaign.id).where(Campaign.slug == (slug := draw(words)))):
        continue
    return slug

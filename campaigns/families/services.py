"""Joining a family challenge as a household, ticking tasks, and counting every family's one result."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import and_, exists, insert, literal, select, update
from sqlalchemy.orm import Session

from campaigns.families import queries, rules
from campaigns.families.models import Family, FamilyMember, FamilyTask, TaskTick
from campaigns.programme.counting import scope_of
from campaigns.programme.models import Campaign
from campaigns.programme.participation import check_run, joined_or_join
from campaigns.programme.series import WeeklyTask
from civic.city.text import Text
from civic.errors import Conflict, Invalid, NotFound
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident
from footprint.groups.queries import HouseholdMembers, HouseholdUse, household_uses, newest_entry

NAME_MAX, TASK_MAX, HELP_MAX, TASKS_MAX = 20, 60, 160, 40


def set_up(session: Session, campaign: Campaign, tasks: Sequence[WeeklyTask]) -> None:
    """Gives a new challenge the tasks of its series that fit into its weeks."""
    last = rules.weeks(campaign.starts_on, campaign.ends_on)
    session.add_all(
        FamilyTask(
            campaign_id=campaign.id,
            week=task.week,
            name=task.name,
            help=task.help,
            action=task.action,
            target_milli=task.target_milli,
        )
        for task in tasks
        if task.week <= last
    )


def add_task(
    session: Session, campaign: Campaign, *, week: int, name: Text, help: Text, action: str | None, target_milli: int
) -> FamilyTask:
    """One more task.

    Raises:
        Invalid: a week that the challenge has not, a target without an action or the other way round, too many tasks.
    """
    if not 1 <= week <= rules.weeks(campaign.starts_on, campaign.ends_on):
        raise Invalid("The challenge has no such week.", field="week")
    if (action is None) != (target_milli == 0):
        raise Invalid("How much belongs to an action: give both, or neither.", field="target")
    if len(queries.tasks(session, campaign.id)) >= TASKS_MAX:
        raise Invalid("At most %(most)s tasks, please.", most=TASKS_MAX)
    task = FamilyTask(
        campaign_id=campaign.id, week=week, name=name, help=help, action=action, target_milli=target_milli
    )
    session.add(task)
    session.flush()
    return task


def remove_task(session: Session, campaign: Campaign, task_id: int) -> None:
    """Takes a task away, before anybody plays.

    Raises:
        NotFound: no such task in this campaign.
        Conflict: families play already.
    """
    task = session.get(FamilyTask, task_id)
    if task is None or task.campaign_id != campaign.id:
        raise NotFound()
    if queries.living(session, campaign.id):
        raise Conflict("Families have joined already, so no task can be removed.")
    session.delete(task)


def join(session: Session, campaign: Campaign, actor: ResidentActor, name: str, today: date, now: datetime) -> Family:
    """Brings the actor's household into the challenge under that name; once more changes the name. Who comes back
    begins anew."""
    joined_or_join(session, campaign, actor, today, now)
    found = queries.family(session, campaign.id, actor.household_id)
    if found is None or found.left_at is not None:
        found = found or Family(campaign_id=campaign.id, household_id=actor.household_id)
        found.joined_at, found.joined_on, found.after_entry_id = now, today, newest_entry(session)
        found.left_at = None
    found.name = name
    session.add(found)
    session.flush()
    _note_members(session, campaign.id)
    return found


def leave(session: Session, campaign_id: int, actor: ResidentActor, now: datetime) -> None:
    """Takes the household off the board.

    Raises:
        NotFound: it does not play.
    """
    found = queries.family(session, campaign_id, actor.household_id)
    if found is None:
        raise NotFound()
    found.left_at = found.left_at or now


def tick(
    session: Session, campaign: Campaign, actor: ResidentActor, task_id: int, *, done: bool, today: date, now: datetime
) -> None:
    """The family says that it has done a task which the ledger cannot see, or takes that back.

    Raises:
        NotFound: no such task, or the household does not play.
        Forbidden: nobody runs the challenge.
        Invalid: the task's week has not begun or was over before they joined, the result stands already, or the
            ledger decides it.
    """
    check_run(session, campaign.id)
    task = session.get(FamilyTask, task_id)
    found = queries.family(session, campaign.id, actor.household_id)
    if task is None or task.campaign_id != campaign.id or found is None or found.left_at is not None:
        raise NotFound()
    if task.action is not None:
        raise Invalid("This task counts by itself from what your family logs.")
    week = rules.week_span(campaign.starts_on, campaign.ends_on, task.week)
    hindrance = rules.why_no_tick(week, campaign.ends_on, found.joined_on, today)
    if hindrance:
        raise Invalid(hindrance)
    key = (task.id, actor.household_id)
    known = session.get(TaskTick, key)
    if done and (known is None or known.ticked_at < found.joined_at):
        ticked = known or TaskTick(task_id=key[0], household_id=key[1])
        ticked.ticked_by_id, ticked.ticked_at = actor.resident_id, now
        session.add(ticked)
    elif not done and known is not None:
        session.delete(known)
    session.flush()
    count(session, campaign, now, only=actor.household_id)


# Counting


def count(session: Session, campaign: Campaign, now: datetime, *, only: int | None = None) -> int:
    """Counts the results of all families anew from the ledger, or of one household; how many."""
    _note_members(session, campaign.id)
    families = [one for one in queries.living(session, campaign.id) if only is None or one.household_id == only]
    tasks = queries.tasks(session, campaign.id)
    uses = _uses(session, campaign, tasks, queries.members(campaign.id, only))
    ticked = queries.ticks(session, campaign.id, only)
    for family in families:
        own = uses[family.household_id]
        ticks = [task for household, task in ticked if household == family.household_id]
        family.tasks_done = len(rules.done(tasks, _by_day(own), ticks, campaign.starts_on, campaign.ends_on))
        mine = [one for one in own if one.is_own or one.action in campaign.actions]
        family.low_mg = sum(one.low_mg for one in mine)
        family.mid_mg = sum(one.mid_mg for one in mine)
        family.high_mg = sum(one.high_mg for one in mine)
        family.counted_at = now
    return len(families)


def uses_of(session: Session, campaign: Campaign, household_id: int) -> dict[tuple[str, date], int]:
    """What one family was credited since it joined: (action, day) → thousandths of the action's unit."""
    tasks = queries.tasks(session, campaign.id)
    return _by_day(_uses(session, campaign, tasks, queries.members(campaign.id, household_id))[household_id])


def _by_day(uses: Iterable[HouseholdUse]) -> dict[tuple[str, date], int]:
    found: dict[tuple[str, date], int] = defaultdict(int)
    for one in uses:
        found[one.action, one.day] += one.credited_milli
    return found


def _uses(
    session: Session, campaign: Campaign, tasks: Sequence[FamilyTask], members: HouseholdMembers
) -> dict[int, list[HouseholdUse]]:
    """By household what counts for the campaign, and besides it for the tasks; only entries that were made in it."""
    actions = {*campaign.actions, *(task.action for task in tasks if task.action)}
    scope = replace(scope_of(campaign), actions=tuple(sorted(actions)))
    found: dict[int, list[HouseholdUse]] = defaultdict(list)
    for use in household_uses(session, members, scope):
        found[use.household_id].append(use)
    return found


def _note_members(session: Session, campaign_id: int) -> None:
    """Remembers who lives in the playing households now: what somebody did at home counts after moving out, too."""
    known = exists().where(
        FamilyMember.campaign_id == campaign_id,
        FamilyMember.household_id == Resident.household_id,
        FamilyMember.resident_id == Resident.id,
    )
    plays = and_(Family.household_id == Resident.household_id, Family.campaign_id == campaign_id)
    newcomers = (
        select(literal(campaign_id), Resident.household_id, Resident.id)
        .join(Family, plays)
        .where(Family.left_at.is_(None), Resident.erased_at.is_(None), ~known)
    )
    columns = ("campaign_id", "household_id", "resident_id")
    session.execute(insert(FamilyMember).from_select(columns, newcomers))


def forget(session: Session, resident_id: int) -> None:
    """After erasure: a family in which nobody with an account is left loses its name; its result stays."""
    household_id = session.scalars(select(Resident.household_id).where(Resident.id == resident_id)).one()
    others = exists().where(Resident.household_id == household_id, Resident.erased_at.is_(None))
    session.execute(update(Family).where(Family.household_id == household_id, ~others).values(name=""))


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """The challenges that the resident's household plays in, where the resident's entries count, and what the resident
    ticked."""
    rows = session.execute(
        select(Campaign.slug, Family.name, Family.joined_at)
        .join(Family, Family.campaign_id == Campaign.id)
        .join(Resident, Resident.household_id == Family.household_id)
        .where(Resident.id == resident_id)
    )
    counted = session.scalars(
        select(Campaign.slug)
        .join(FamilyMember, FamilyMember.campaign_id == Campaign.id)
        .where(FamilyMember.resident_id == resident_id)
        .order_by(Campaign.slug)
    )
    ticked = session.execute(
        select(FamilyTask.name, TaskTick.ticked_at)
        .join(FamilyTask, FamilyTask.id == TaskTick.task_id)
        .where(TaskTick.ticked_by_id == resident_id)
    )
    return {
        "families": [{"campaign": slug, "name": name, "joined_at": at.isoformat()} for slug, name, at in rows],
        "family_member_in": list(counted),
        "family_tasks": [{"task": dict(name.by_language), "at": at.isoformat()} for name, at in ticked],
    }

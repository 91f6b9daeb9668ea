"""What changes about stories: they are written, looked at, changed, and taken back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.moderation.services import may_post, open_case
from campaigns.moderation.services import withdraw as nothing_to_judge
from campaigns.programme.models import Campaign
from campaigns.programme.participation import check_run
from campaigns.programme.queries import participant
from campaigns.stories import rules
from campaigns.stories.models import Story
from civic.errors import Conflict, Forbidden, NotFound
from civic.pictures import services as pictures
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident


def subject(story_id: int) -> str:
    """How moderation names a story."""
    return f"story:{story_id}"


@dataclass(frozen=True, slots=True)
class StoryDraft:
    """What somebody writes. `picture` None leaves the picture as it is, `drops_picture` takes it away."""

    text: str
    shows_name: bool
    picture_alt: str
    language: str
    picture: pictures.Prepared | None = None
    drops_picture: bool = False


def check_participant(session: Session, campaign: Campaign, author_id: int) -> None:
    """Whether a resident may write about a campaign.

    Raises:
        Forbidden: only those who take part may, as long as somebody runs the campaign.
    """
    check_run(session, campaign.id)
    row = participant(session, campaign.id, author_id)
    if row is None or row.left_at is not None:
        raise Forbidden("Stories are told by those who take part. Please join the campaign first.")


def write(
    session: Session, campaign: Campaign, author: ResidentActor, key: str, draft: StoryDraft, now: datetime
) -> int:
    """A new story, for moderators to look at; its number. The same form sent twice makes one.

    Raises:
        Forbidden: the author does not take part, or is kept from posting.
        Conflict: as many stories as one may tell about one campaign.
        TooMany, Invalid: limits on new accounts.
    """
    session.execute(select(Resident.id).where(Resident.id == author.resident_id).with_for_update())
    known = session.scalar(select(Story.id).where(Story.author_id == author.resident_id, Story.key == key))
    if known is not None:
        return known
    check_participant(session, campaign, author.resident_id)
    mine = select(func.count()).where(Story.campaign_id == campaign.id, Story.author_id == author.resident_id)
    if (session.scalar(mine) or 0) >= rules.MOST:
        raise Conflict("You have told %(most)s stories about this campaign: change one of them.", most=rules.MOST)
    may_post(session, author, "story", now, text=f"{draft.text} {draft.picture_alt}", field="text")
    story = Story(
        campaign_id=campaign.id,
        author_id=author.resident_id,
        key=key,
        text=draft.text,
        language=draft.language,
        shows_name=draft.shows_name,
        picture_alt=draft.picture_alt if draft.picture else "",
        picture_id=pictures.store(session, draft.picture, author.resident_id, now).id if draft.picture else None,
        state=rules.WAITING,
        reason="",
        written_at=now,
    )
    session.add(story)
    session.flush()
    _ask(session, story, campaign.slug, now)
    return story.id


def _ask(session: Session, story: Story, slug: str, now: datetime) -> None:
    open_case(
        session,
        kind="picture" if story.picture_id else "text",
        subject=subject(story.id),
        subject_path=f"/campaigns/{slug}/stories/{story.id}",
        by_id=story.author_id,
        text="",
        now=now,
    )


def edit(
    session: Session, campaign: Campaign, author: ResidentActor, story_id: int, draft: StoryDraft, now: datetime
) -> None:
    """Changes an own story; it is looked at again before anybody reads it.

    Raises:
        NotFound: not a story of this author about this campaign.
        Forbidden, TooMany, Invalid: the author may not post now.
    """
    story = own(session, author.resident_id, story_id, campaign.id)
    may_post(session, author, "story", now, text=f"{draft.text} {draft.picture_alt}", field="text")
    before = story.picture_id
    story.text, story.language, story.shows_name = draft.text, draft.language, draft.shows_name
    if draft.picture:
        story.picture_id = pictures.store(session, draft.picture, author.resident_id, now).id
    elif draft.drops_picture:
        story.picture_id = None
    story.picture_alt = draft.picture_alt if story.picture_id else ""
    if before is not None and before != story.picture_id:
        pictures.remove(session, before)
    elif before is not None:
        pictures.withhold(session, before)
    story.state, story.reason, story.edited_at = rules.WAITING, "", now
    nothing_to_judge(session, subject(story.id), now)
    session.flush()
    _ask(session, story, campaign.slug, now)


def withdraw(session: Session, campaign: Campaign, author_id: int, story_id: int, now: datetime) -> None:
    """Deletes an own story with its picture, at once.

    Raises:
        NotFound: not a story of this author about this campaign.
    """
    _delete(session, own(session, author_id, story_id, campaign.id), now)


def allow(session: Session, story_id: int, now: datetime) -> None:
    """Moderators let it through."""
    story = session.get(Story, story_id, with_for_update=True)
    if story is None:
        return
    story.state, story.reason, story.decided_at = rules.SHOWN, "", now
    if story.picture_id is not None:
        pictures.publish(session, story.picture_id)


def refuse(session: Session, story_id: int, reason: str, now: datetime) -> None:
    """Moderators keep it from the public, or take it down."""
    story = session.get(Story, story_id, with_for_update=True)
    if story is None:
        return
    story.state, story.reason, story.decided_at = rules.REFUSED, reason, now
    if story.picture_id is not None:
        pictures.withhold(session, story.picture_id)


def forget(session: Session, resident_id: int, now: datetime) -> None:
    """Deletes all that a resident told."""
    for story in session.scalars(select(Story).where(Story.author_id == resident_id)).all():
        _delete(session, story, now)


def _delete(session: Session, story: Story, now: datetime) -> None:
    picture_id = story.picture_id
    nothing_to_judge(session, subject(story.id), now)
    session.delete(story)
    if picture_id is not None:
        pictures.remove(session, picture_id)


def own(session: Session, author_id: int, story_id: int, campaign_id: int) -> Story:
    """A story of that author about that campaign, locked.

    Raises:
        NotFound: there is none.
    """
    story = session.get(Story, story_id, with_for_update=True)
    if story is None or story.author_id != author_id or story.campaign_id != campaign_id:
        raise NotFound()
    return story

"""What programme keeps about a resident: which campaigns, with which answers."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from campaigns.programme.models import Answer, Campaign, CampaignChange, Participant, Question, TrackedLink
from civic.residents.queries import account_of


def forget(session: Session, resident_id: int) -> None:
    """Answers go; that an anonymous number took part stays, so that a campaign's figures keep."""
    own = select(Participant.id).where(Participant.resident_id == resident_id)
    session.execute(delete(Answer).where(Answer.participant_id.in_(own)))
    session.execute(update(Participant).where(Participant.resident_id == resident_id).values(team_id=None))


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """The campaigns the resident takes or took part in, those the resident drafted, and what the resident changed."""
    rows = session.execute(
        select(Campaign.slug, Campaign.title, Participant)
        .join(Participant, Participant.campaign_id == Campaign.id)
        .where(Participant.resident_id == resident_id)
        .order_by(Participant.joined_at)
    )
    said = _answers(session, resident_id)
    return {
        "campaigns": [
            {
                "campaign": slug,
                "title": dict(title.by_language),
                "joined_at": participant.joined_at.isoformat(),
                "left_at": participant.left_at.isoformat() if participant.left_at else None,
                "answers": said[participant.id],
            }
            for slug, title, participant in rows
        ],
        **_work(session, resident_id),
    }


def _work(session: Session, resident_id: int) -> dict[str, object]:
    """What an organizer, or a clerk who is a resident too, did to campaigns."""
    drafted = session.scalars(select(Campaign.slug).where(Campaign.created_by_id == resident_id).order_by(Campaign.id))
    changed = session.execute(
        select(Campaign.slug, CampaignChange.act, CampaignChange.at)
        .join(CampaignChange, CampaignChange.campaign_id == Campaign.id)
        .where(CampaignChange.by_account_id == account_of(resident_id))
        .order_by(CampaignChange.id)
    )
    links = session.execute(
        select(TrackedLink.label, TrackedLink.created_at).where(TrackedLink.created_by_id == resident_id)
    )
    return {
        "campaigns_drafted": list(drafted),
        "campaign_links": [{"label": label, "made_at": at.isoformat()} for label, at in links],
        "campaign_changes": [{"campaign": slug, "act": act, "at": at.isoformat()} for slug, act, at in changed],
    }


def _answers(session: Session, resident_id: int) -> dict[int, list[dict[str, object]]]:
    """By participation."""
    rows = session.execute(
        select(Participant.id, Question.label, Answer.answer)
        .join(Answer, Answer.participant_id == Participant.id)
        .join(Question, Question.id == Answer.question_id)
        .where(Participant.resident_id == resident_id)
        .order_by(Question.id)
    )
    found: dict[int, list[dict[str, object]]] = defaultdict(list)
    for participant_id, label, answer in rows:
        found[participant_id].append({"question": dict(label.by_language), "answer": answer})
    return found

"""Campaigns: what they say, who runs them, who takes part, and how far they have come."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from civic.city.text import Text
from civic.database.base import Base
from civic.database.columns import JsonText, LocalizedText, RowId, UtcDateTime


class Campaign(Base):
    """What an organization runs. `state`: draft, submitted, published, closed, archived ('open' is published with
    today between its days). `kind` is what it is made of: ride, trio, community, family or painting; `series` is the
    programme of the pack that it belongs to."""

    __tablename__ = "campaign"
    __table_args__ = (
        Index("ix_campaign_state_ends_on", "state", "ends_on"),
        Index("ix_campaign_state_submitted_at", "state", "submitted_at", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    series: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(12))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    title: Mapped[Text] = mapped_column(LocalizedText)
    summary: Mapped[Text] = mapped_column(LocalizedText)
    body: Mapped[Text] = mapped_column(LocalizedText)
    """Markdown."""
    place: Mapped[Text] = mapped_column(LocalizedText)
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    districts: Mapped[list[str]] = mapped_column(JsonText)
    """Where it takes place; empty for the whole city."""
    audience: Mapped[str] = mapped_column(String(12))
    """Who may join: everyone, districts (residents of its districts), team (members of the organization's teams)."""
    actions: Mapped[list[str]] = mapped_column(JsonText)
    """Which of a participant's actions count towards its goals."""
    goal_people: Mapped[int | None] = mapped_column(Integer)
    goal_actions: Mapped[int | None] = mapped_column(Integer)
    goal_mg: Mapped[int | None] = mapped_column(BigInteger)
    revision: Mapped[int] = mapped_column(Integer, default=1)
    """Raised by every change, so that two editors do not overwrite each other unseen."""
    created_by_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was handed in last."""
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(500), default="")
    """What staff answered to the last submission."""
    crowd_shown: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """People without an account whom organizers counted, as the page shows them; never part of its other figures."""


class Proposal(Base):
    """Words and a cover (None: the cover stays) that a published campaign is to have once the city agrees."""

    __tablename__ = "campaign_proposal"
    __table_args__ = (Index("ix_campaign_proposal_offered_at", "offered_at", "campaign_id"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    title: Mapped[Text] = mapped_column(LocalizedText)
    summary: Mapped[Text] = mapped_column(LocalizedText)
    body: Mapped[Text] = mapped_column(LocalizedText)
    place: Mapped[Text] = mapped_column(LocalizedText)
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id"))
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    questions: Mapped[list[dict[str, Any]] | None] = mapped_column(JsonText)
    """All questions as they are to be; None: they stay."""
    has_dates: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether something waits of a feature above, its dates (`campaigns.programme.panels.OFFERED`)."""


class CampaignHandover(Base):
    """Another organization was asked to take a campaign over; there is a row until it has answered."""

    __tablename__ = "campaign_handover"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CampaignHost(Base):
    """Another organization that runs the campaign together with its own, once it has accepted. Since
    `participants_shown_at` the owner lets it read who takes part."""

    __tablename__ = "campaign_host"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True, index=True)
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    participants_shown_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CampaignChange(Base):
    """A line of a campaign's history: who changed what, from what to what."""

    __tablename__ = "campaign_change"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    act: Mapped[str] = mapped_column(String(20))
    fields: Mapped[dict[str, list[str]]] = mapped_column(JsonText)
    """Field → [before, after], as shown."""


class Question(Base):
    """What a campaign asks at registration. `kind`: text, choice, number, yesno. Retired ones keep their answers."""

    __tablename__ = "campaign_question"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    kind: Mapped[str] = mapped_column(String(8))
    label: Mapped[Text] = mapped_column(LocalizedText)
    choices: Mapped[list[str]] = mapped_column(JsonText)
    is_required: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Participant(Base):
    """A resident takes part in a campaign. `left_at` ends it; joining again opens the same row."""

    __tablename__ = "participant"
    __table_args__ = (
        UniqueConstraint("campaign_id", "resident_id"),
        Index("ix_participant_resident_id", "resident_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"))
    link_id: Mapped[int | None] = mapped_column(ForeignKey("tracked_link.id"))
    """The invitation link that brought them."""
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    joined_on: Mapped[date] = mapped_column(Date)
    """The city's day of it: what was done before does not count for the campaign."""
    after_entry_id: Mapped[int] = mapped_column(BigInteger)
    """The newest of their entries when they joined: what was logged before does not count either."""
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    times_came: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """At how many of its dates they were checked in, whether the ledger took an entry of it or not."""


class Answer(Base):
    """What a participant answered to a question."""

    __tablename__ = "campaign_answer"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("campaign_question.id"), primary_key=True)
    answer: Mapped[str] = mapped_column(String(500))


class TrackedLink(Base):
    """An invitation link of a campaign with a label of its own, and how often it was opened."""

    __tablename__ = "tracked_link"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    label: Mapped[str] = mapped_column(String(60))
    created_by_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    views: Mapped[int] = mapped_column(Integer, default=0)


class _Figures:
    """What people did that counts for a campaign, added up."""

    actions: Mapped[int] = mapped_column(BigInteger)
    low_mg: Mapped[int] = mapped_column(BigInteger)
    mid_mg: Mapped[int] = mapped_column(BigInteger)
    high_mg: Mapped[int] = mapped_column(BigInteger)
    self_reported_mg: Mapped[int] = mapped_column(BigInteger)
    paper_mg: Mapped[int] = mapped_column(BigInteger)
    organizer_mg: Mapped[int] = mapped_column(BigInteger)
    instrument_mg: Mapped[int] = mapped_column(BigInteger)
    points: Mapped[int] = mapped_column(BigInteger)
    shared: Mapped[int] = mapped_column(BigInteger)
    """Actions that count for another campaign as well."""
    came: Mapped[int] = mapped_column(Integer, server_default="0")
    """Residents who were checked in at one of its dates."""


class CampaignCount(_Figures, Base):
    """A campaign's figures as everybody sees them, summed up from the shares at `counted_at`. There is a row only where
    enough people have acted, and it moves when enough have changed it (`campaigns.programme.counting`)."""

    __tablename__ = "campaign_count"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    people: Mapped[int] = mapped_column(Integer)
    """Residents who acted or came; who only joined is none of them."""
    savers: Mapped[int] = mapped_column(Integer)
    """Those of them who have kilograms: of fewer than ten these are not shown."""
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    evidence: Mapped[list[int] | None] = mapped_column(JsonText)
    """The kilograms by kind of evidence as they are told, in mg, weakest first: kinds of few people put together. They
    move by themselves."""


class CampaignShare(_Figures, Base):
    """What of a resident's is in the campaign's figures as they are shown. Who has done something since is told by
    comparing."""

    __tablename__ = "campaign_share"
    __table_args__ = ({"sqlite_with_rowid": False},)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)

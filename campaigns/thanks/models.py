"""Sponsors, what they offer, and the vouchers that residents took of it."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from civic.city.text import Text
from civic.database.base import Base
from civic.database.columns import LocalizedText, RowId, UtcDateTime


class Sponsor(Base):
    """An organization that wants to thank residents. `state`: asked, approved, refused, withdrawn."""

    __tablename__ = "sponsor"
    __table_args__ = (Index("ix_sponsor_state_asked_at", "state", "asked_at", "organization_id"),)

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(12))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(500), default="")
    """What staff wrote about it last."""


class Offer(Base):
    """What a sponsor gives, how many of it, and what for. `state`: submitted, published, refused, closed, withdrawn.

    `taken` and `redeemed` are all that its sponsor learns, and stay when a resident's voucher is erased.
    """

    __tablename__ = "voucher_offer"
    __table_args__ = (
        UniqueConstraint("organization_id", "form_key"),
        Index("ix_voucher_offer_state_last_day", "state", "last_day"),
        Index("ix_voucher_offer_state_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    form_key: Mapped[str] = mapped_column(String(64))
    """The key of the form that made it: sent twice, it makes no second one."""
    state: Mapped[str] = mapped_column(String(12))
    title: Mapped[Text] = mapped_column(LocalizedText)
    about: Mapped[Text] = mapped_column(LocalizedText)
    terms: Mapped[Text] = mapped_column(LocalizedText)
    place: Mapped[Text] = mapped_column(LocalizedText)
    last_day: Mapped[date] = mapped_column(Date)
    """On which a voucher can still be redeemed."""
    stock: Mapped[int] = mapped_column(Integer)
    condition: Mapped[str] = mapped_column(String(12))
    threshold: Mapped[int] = mapped_column(SmallInteger)
    """How many of what the condition counts."""
    per_household: Mapped[bool] = mapped_column(default=False)
    taken: Mapped[int] = mapped_column(Integer, default=0)
    redeemed: Mapped[int] = mapped_column(Integer, default=0)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(500), default="")
    """What staff wrote about it last."""


class Voucher(Base):
    """One of an offer, a resident's. Whoever knows the `code` can redeem it, once."""

    __tablename__ = "voucher"
    __table_args__ = (
        UniqueConstraint("offer_id", "resident_id"),
        UniqueConstraint("offer_id", "household_id"),
        Index("ix_voucher_resident_id", "resident_id"),
        Index("ix_voucher_household_id", "household_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("voucher_offer.id"))
    resident_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    """None once whoever had it is erased: what a household gets once stays redeemed for it."""
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    """Where the resident lived, if the offer gives one to each household."""
    code: Mapped[str] = mapped_column(String(20), unique=True)
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)
    redeemed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

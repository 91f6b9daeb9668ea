"""What vouchers keep about a resident: handed out, and let go."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from campaigns.thanks.queries import vouchers_of
from campaigns.thanks.services import forget_resident


def forget(session: Session, resident_id: int) -> None:
    """Vouchers go with whoever had them; how many were taken and redeemed stays with the offer."""
    forget_resident(session, resident_id)


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """A resident's vouchers, for the download."""
    return {
        "vouchers": [
            {
                "offer": dict(held.offer.title.by_language),
                "sponsor": dict(held.sponsor.name.by_language),
                "code": held.voucher.code,
                "taken_at": held.voucher.taken_at.isoformat(),
                "redeemed_at": held.voucher.redeemed_at and held.voucher.redeemed_at.isoformat(),
            }
            for held in vouchers_of(session, resident_id)
        ]
    }

"""What vouchers keep about a resident, handed out."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from campaigns.thanks.queries import vouchers_of


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

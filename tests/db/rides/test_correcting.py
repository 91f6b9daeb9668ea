"""Two organizers with one rider before them: whoever is second finds what the first one did."""

from functools import partial
from pathlib import Path

from sqlalchemy import select

from civic.calendar import utc_now
from civic.city.text import Text
from civic.database.engine import Database
from civic.errors import Conflict
from civic.paths import CITIES
from footprint.integrity import checking
from footprint.integrity.checking import Seen, Witness
from footprint.integrity.models import QuantityCheck
from footprint.ledger.verify import verify
from footprint.resources import LEDGER
from tests.characters import open_site
from tests.meeting import at_once
from tests.organizing import actor_of
from tests.outings import start


def test_two_at_the_same_moment_make_one_correction(database: Database, tmp_path: Path) -> None:
    outing = start(open_site(database, CITIES / "zhenjiang", tmp_path))
    site, rider = outing.site, outing.rider()
    planned = outing.path.replace("track", "planned")
    assert rider.post(planned, {"csrf_token": rider.token(), "option": "car"}).status == 303
    entry, ledger = outing.entries(rider)[0].id, site.app_services.get(LEDGER)
    with site.database.read() as session:
        organizer = actor_of(session, outing.organizer)
    witness = Witness(organizer.account_id, organizer.resident_id, Text({"en": "Oak"}))

    def correct(metres: int) -> bool | None:
        try:
            with site.database.write() as session:
                seen = Seen(metres, "part", "", entry)
                return checking.correct(session, ledger, entry, witness, seen, utc_now())
        except Conflict:
            return None

    assert sorted(map(bool, at_once([partial(correct, 2_500)] * 4))) == [False, False, False, True]
    assert at_once([partial(correct, 3_000)] * 2) == [None, None], "they saw what does not stand any more"

    def confirm() -> bool:
        with site.database.write() as session:
            return checking.confirm(session, entry, witness, utc_now())

    assert at_once([confirm] * 3) == [False, False, False], "it was corrected"
    with site.database.read() as session:
        assert session.scalars(select(QuantityCheck.verdict)).all() == ["corrected"]
    assert len(outing.entries(rider)) == 3
    assert verify(site.database, ledger.calendar).differences == ()

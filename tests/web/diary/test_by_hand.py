"""What the city records where it was seen, nobody enters by hand."""

from datetime import timedelta

from civic.calendar import utc_now
from footprint.diary.trial import record_tries
from footprint.resources import LEDGER
from tests.characters import Site
from tests.shows import number_of

FORM = "/actions/painting"


def test_a_painting_on_show_is_entered_by_the_show_alone(site: Site) -> None:
    resident, before = site.newcomer(language="en"), site.rows()
    page = resident.open(FORM)
    assert "Nobody enters this by hand" in page.text
    assert FORM not in resident.open("/actions").links()
    fields = {**resident.open("/actions/cup").form("/actions/cup"), "quantity": "1"}
    assert resident.post(FORM, fields).status == 403
    visitor = site.visitor()
    assert visitor.post(FORM, {**fields, "csrf_token": visitor.token()}).status == 403
    assert site.rows() == before


def test_a_try_that_was_kept_from_before_is_left_out(site: Site) -> None:
    resident, now = site.newcomer(), utc_now() + timedelta(seconds=1)
    options = {"painting": "standard", "cup": "own"}
    tries = [{"action": name, "option": one, "milli": 1000, "key": f"{name}-tried"} for name, one in options.items()]
    number, ledger = number_of(site, resident), site.app_services.get(LEDGER)
    with site.database.write() as session:
        recorded = record_tries(session, ledger, number, tries, now)
    assert len(recorded) == 1

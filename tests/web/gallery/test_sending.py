"""Guardians send paintings in, moderators look at them, and who sent one takes it back."""

import re
from datetime import timedelta

import pytest
import time_machine

from campaigns.gallery import services
from campaigns.gallery.models import Painting, Vote
from campaigns.moderation.models import Case
from civic.calendar import utc_now
from civic.pictures.models import Picture, PictureFile
from footprint.ledger.models import Entry
from footprint.ledger.rules import BACKDATING_DAYS
from footprint.resources import LEDGER
from tests.characters import PASSWORD, Browser, Site
from tests.shows import (
    FIELDS,
    campaign,
    change,
    decide,
    hang,
    number_of,
    send,
    submit,
    upload,
)
from workbench.paint import encoded, painting


def form(slug: str) -> str:
    return f"/campaigns/{slug}/gallery/new"


def pictures_of(page_html: str) -> list[str]:
    return sorted(set(re.findall(r"/pictures/[\w-]+/\d+\.\w+", page_html)))


def test_from_the_form_to_the_wall(site: Site, guardian: Browser, show: str) -> None:
    neighbour, visitor = site.newcomer(language="en"), site.visitor("en")
    where = submit(guardian, show)
    preview = guardian.open(where)
    assert preview.h1 == "“绿色的江”"
    assert "This is what everybody will see" in preview.text
    assert "by 小雨, ages 7 to 9" in preview.text
    assert preview.root.find(".//main//img").get("alt") == "“绿色的江”, by 小雨, ages 7 to 9"  # type: ignore[union-attr]
    assert neighbour.open(where).status == visitor.open(where).status == 404
    assert guardian.send(where, f"{where}/send").location == f"/campaigns/{show}/gallery/mine"
    assert "being looked at" in guardian.open(f"/campaigns/{show}/gallery/mine").text
    assert neighbour.open(where).status == 404
    decide(site, "painting", int(where.rpartition("/")[2]))
    assert visitor.open(where).h1 == "“绿色的江”"
    gallery = visitor.open(f"/campaigns/{show}/gallery?group=7-9")
    assert "by 小雨, ages 7 to 9" in gallery.text
    assert "绿色的江" not in visitor.open(f"/campaigns/{show}/gallery?group=4-6").text


def test_a_double_click_is_one_painting(site: Site, guardian: Browser, show: str) -> None:
    fields = {**guardian.open(form(show)).form(form(show)), **FIELDS}
    file = encoded(painting(300, 300))
    assert send(guardian, form(show), fields, file).location == send(guardian, form(show), fields, file).location
    assert len(guardian.open(f"/campaigns/{show}/gallery/mine").root.findall(".//main//li")) == 1


def test_sending_in_twice_asks_the_moderators_once(site: Site, guardian: Browser, show: str) -> None:
    where = submit(guardian, show)
    fields = guardian.open(where).form(f"{where}/send")
    guardian.post(f"{where}/send", fields)
    guardian.post(f"{where}/send", fields)
    with site.database.read() as session:
        assert session.query(Case).filter_by(subject=f"painting:{where.rpartition('/')[2]}").count() == 1


def test_consent_is_asked_and_never_ticked_beforehand(site: Site, guardian: Browser, show: str) -> None:
    page = guardian.open(form(show))
    assert "consent" not in page.form(form(show))
    before = site.rows()
    fields = {**page.form(form(show)), **FIELDS, "consent": ""}
    refused = send(guardian, form(show), fields, encoded(painting()))
    assert refused.status == 422
    assert "Without your consent" in refused.beside("consent")
    assert "consent" not in refused.form(form(show))
    assert site.rows() == before


def test_consent_is_recorded_with_its_version_and_time(site: Site, guardian: Browser, show: str) -> None:
    number = int(submit(guardian, show).rpartition("/")[2])
    with site.database.read() as session:
        row = session.get(Painting, number)
        assert row is not None
        assert row.consent_version == "2026-11"
        assert abs(row.consented_at - utc_now()) < timedelta(minutes=5)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title", "", "fill this in"),
        ("title", "x" * 31, "At most 30"),
        ("title", "a\x00b", "no keyboard types"),
        ("title", "x" * 10_000, "At most 30"),
        ("first_name", "王 小雨", "first name"),
        ("first_name", "13812345678", "first name"),
        ("first_name", "王小明三年级", "nobody finds the child"),
        ("age_group", "99-100", "choose one"),
        ("age_group", "", "choose one"),
        ("description", "y" * 301, "At most 300"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    site: Site, guardian: Browser, show: str, field: str, value: str, message: str
) -> None:
    page = upload(guardian, form(show), encoded(painting(100, 100)), **{**FIELDS, field: value})
    assert page.status == 422
    assert message in page.beside(field)
    edit = next(found for one in page.root.iter("form") if (found := one.get("action", "")).endswith("/edit"))
    if field != "title":
        assert page.form(edit)["title"] == FIELDS["title"]
    where = edit.removesuffix("/edit")
    sent = guardian.post(f"{where}/send", {"csrf_token": guardian.token()})
    assert sent.location == (f"/campaigns/{show}/gallery/mine" if field == "description" else edit)


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (None, "choose a picture"),
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not a picture"),
        (b"<!doctype html><script>alert(1)</script>", "not a picture"),
        (encoded(painting())[:2000], "damaged"),
        (encoded(painting(), "GIF"), "GIF"),
    ],
)
def test_bad_files_are_refused_and_leave_nothing(
    site: Site, guardian: Browser, show: str, file: bytes | None, message: str
) -> None:
    before = site.rows()
    page = upload(guardian, form(show), file, "holiday.jpg", **FIELDS)
    assert page.status == 422
    assert message in page.beside("picture")
    assert page.form(form(show))["first_name"] == FIELDS["first_name"]
    assert site.rows() == before


def test_at_most_three_paintings(site: Site, guardian: Browser, show: str) -> None:
    for _ in range(3):
        submit(guardian, show)
    page = upload(guardian, form(show), encoded(painting(100, 100)), **FIELDS)
    assert page.status == 409
    assert "at most 3 paintings" in page.problems
    first = submit_address(guardian, show)
    guardian.send(first, f"{first}/withdraw")
    submit(guardian, show)


def submit_address(guardian: Browser, show: str) -> str:
    return next(link for link in guardian.open(f"/campaigns/{show}/gallery/mine").links() if re.search(r"/\d+$", link))


def test_before_and_after_nothing_is_taken(site: Site, guardian: Browser, show: str) -> None:
    for days in ((1, 9), (-9, -1)):
        change(site, show, starts_on=site.today + timedelta(days[0]), ends_on=site.today + timedelta(days[1]))
        assert "does not take paintings" in guardian.open(form(show)).text
        before = site.rows()
        answer = send(
            guardian, form(show), {**FIELDS, "csrf_token": guardian.token(), "key": "k" * 22}, encoded(painting())
        )
        assert answer.status == 409
        assert site.rows() == before


def test_a_visitor_cannot_send_and_the_file_is_not_read(site: Site, show: str) -> None:
    visitor = site.visitor("en")
    assert visitor.open(form(show)).location.startswith("/signin")
    answer = visitor.client.post(form(show), data=b"x" * 3_000_000, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 303


def test_other_campaigns_have_no_gallery(site: Site, guardian: Browser) -> None:
    ride, draft = campaign(site, "ride"), campaign(site, state="draft")
    for slug in (ride, draft, "nowhere"):
        assert guardian.open(f"/campaigns/{slug}/gallery").status == 404
        assert guardian.open(form(slug)).status == 404


# Points


def test_taking_part_earns_points_and_no_kilograms(site: Site, guardian: Browser, show: str) -> None:
    number = int(hang(site, guardian, show).rpartition("/")[2])
    (entry,) = _entries(site, guardian)
    assert (entry.action, entry.key, entry.points, entry.mid_mg) == ("painting", f"painting:{number}", 10, 0)
    assert entry.source.endswith(f":painting:{number}")


def test_what_is_taken_down_earns_nothing_and_on_show_again_it_does(site: Site, guardian: Browser, show: str) -> None:
    number = int(hang(site, guardian, show).rpartition("/")[2])
    decide(site, "painting", number, "insult")
    decide(site, "painting", number, "insult")
    assert sum(entry.points for entry in _entries(site, guardian)) == 0
    decide(site, "painting", number)
    decide(site, "painting", number)
    assert [entry.points for entry in _entries(site, guardian)] == [10, -10, 10]


def test_what_is_withdrawn_earns_nothing(site: Site, guardian: Browser, show: str) -> None:
    where = hang(site, guardian, show)
    guardian.send(where, f"{where}/withdraw")
    assert [entry.points for entry in _entries(site, guardian)] == [10, -10]


def test_a_painting_of_long_ago_keeps_its_points(site: Site, guardian: Browser, show: str) -> None:
    number = int(hang(site, guardian, show).rpartition("/")[2])
    later = utc_now() + timedelta(days=BACKDATING_DAYS + 1)
    with site.database.write() as session:
        services.refuse(session, site.app_services.get(LEDGER), number, "insult", later)
    assert [entry.points for entry in _entries(site, guardian)] == [10]


def _entries(site: Site, guardian: Browser) -> list[Entry]:
    with site.database.read() as session:
        mine = session.query(Entry).filter_by(resident_id=number_of(site, guardian))
        return mine.order_by(Entry.id).all()


def test_an_appeal_is_granted_however_many_days_later(site: Site, guardian: Browser, show: str) -> None:
    where = hang(site, guardian, show)
    number = int(where.rpartition("/")[2])
    decide(site, "painting", number, "not_own")
    with time_machine.travel(utc_now() + timedelta(days=20)):
        decide(site, "painting", number)
        decide(site, "painting", number)
    assert site.visitor().open(where).status == 200
    assert [entry.points for entry in _entries(site, guardian)] == [10, -10, 10]


def test_a_refused_painting_earns_nothing(site: Site, guardian: Browser, show: str) -> None:
    where = submit(guardian, show)
    guardian.send(where, f"{where}/send")
    decide(site, "painting", int(where.rpartition("/")[2]), "not_own")
    with site.database.read() as session:
        assert session.query(Entry).filter_by(resident_id=number_of(site, guardian)).count() == 0
    mine = guardian.open(f"/campaigns/{show}/gallery/mine").text
    assert "not shown" in mine
    assert "somebody else’s work" in mine


# Pictures of it


def test_its_picture_is_private_then_public_then_gone(site: Site, guardian: Browser, show: str) -> None:
    visitor = site.visitor("en")
    where = submit(guardian, show)
    files = pictures_of(guardian.open(where).html)
    assert len(files) == 5  # 320 and 400 wide in two encodings, and a JPEG
    for file in files:
        assert guardian.client.get(file).headers["Cache-Control"] == "private, no-store"
        assert visitor.client.get(file).status_code == 404
    guardian.send(where, f"{where}/send")
    decide(site, "painting", int(where.rpartition("/")[2]))
    kept = {}
    for file in files:
        answer = visitor.client.get(file)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, no-cache"
        kept[file] = answer.headers["ETag"]
        assert visitor.client.get(file, headers={"If-None-Match": kept[file]}).status_code == 304
    guardian.send(where, f"{where}/withdraw")
    for file, tag in kept.items():
        assert visitor.client.get(file, headers={"If-None-Match": tag}).status_code == 404
        assert guardian.client.get(file).status_code == 404


def test_withdrawing_deletes_picture_title_and_name_at_once(site: Site, guardian: Browser, show: str) -> None:
    where, neighbour = hang(site, guardian, show), site.newcomer(language="en")
    number = int(where.rpartition("/")[2])
    neighbour.send(where, f"{where}/vote", vote="yes")
    assert neighbour.post(f"{where}/withdraw", {"csrf_token": neighbour.token()}).status == 404
    gone = guardian.follow(guardian.send(where, f"{where}/withdraw"))
    assert "Deleted. Nobody can see the painting" in gone.text
    assert neighbour.open(where).status == guardian.open(where).status == 404
    assert "绿色的江" not in neighbour.open(f"/campaigns/{show}/gallery?group=7-9").html
    with site.database.read() as session:
        row = session.get(Painting, number)
        assert row is not None
        assert (row.title, row.first_name, row.description, row.picture_id) == ("", "", "", None)
        assert row.withdrawn_at is not None
        assert session.query(Vote).filter_by(painting_id=number).count() == 0
        assert session.query(Picture).filter_by(owner_id=number_of(site, guardian)).count() == 0


def test_erasing_the_account_leaves_no_painting_and_no_vote(site: Site, guardian: Browser, show: str) -> None:
    other = hang(site, site.newcomer(language="en"), show, age_group="4-6")
    where = hang(site, guardian, show)
    guardian.send(other, f"{other}/vote", vote="yes")
    stored = guardian.open("/me/download").answer.get_json()
    assert stored["paintings"][0]["first_name"] == "小雨"
    assert stored["painting_votes"][0]["age_group"] == "4-6"
    assert stored["pictures"][0]["is_public"] is True
    number = number_of(site, guardian)
    assert guardian.send("/me/erase", password=PASSWORD).status == 303
    assert site.visitor("en").open(where).status == 404
    with site.database.read() as session:
        assert session.query(Painting).filter_by(guardian_id=number).count() == 0
        assert session.query(Vote).filter_by(resident_id=number).count() == 0
        orphans = session.query(PictureFile).filter(~PictureFile.picture_id.in_(session.query(Picture.id)))
        assert orphans.count() == 0
        assert session.query(Picture).filter_by(owner_id=number).count() == 0


def test_a_mistake_keeps_the_photograph(site: Site, guardian: Browser, show: str) -> None:
    fields = {**guardian.open(form(show)).form(form(show)), **FIELDS, "title": ""}
    refused = send(guardian, form(show), fields, encoded(painting(300, 300)))
    assert refused.status == 422 and refused.beside("title")
    edit = next(found for one in refused.root.iter("form") if (found := one.get("action", "")).endswith("/edit"))
    where = edit.removesuffix("/edit")
    assert site.newcomer().open(edit).status == 404, "nobody else learns of it"
    mended = {**refused.form(edit), "title": "修好了"}
    assert guardian.post(edit, mended).location == where
    assert guardian.open(where).h1 == "“修好了”"
    assert guardian.send(where, f"{where}/send").status == 303


def test_other_words_are_looked_at_before_anybody_reads_them(site: Site, guardian: Browser, show: str) -> None:
    where = hang(site, guardian, show)
    edit, visitor = f"{where}/edit", site.visitor("en")
    assert guardian.send(edit, edit, title="别的名字").status == 303
    assert visitor.open(where).status == 404
    decide(site, "painting", int(where.rpartition("/")[2]))
    assert visitor.open(where).h1 == "“别的名字”"

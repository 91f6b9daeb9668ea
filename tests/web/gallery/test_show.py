"""A painting show, played through by guardians, voters, moderators and people who try things."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine

from campaigns.gallery.models import Painting, Vote
from campaigns.moderation.models import Case
from civic.calendar import utc_now
from civic.pictures.models import Picture, PictureFile
from footprint.ledger.models import Entry
from tests import organizing
from tests.characters import PASSWORD, Browser, Site
from tests.organizing import organizer
from tests.paint import encoded, painting
from tests.shows import (
    FIELDS,
    campaign,
    change,
    count,
    decide,
    hang,
    number_of,
    send,
    shared,
    submit,
    take_part,
    upload,
)


@pytest.fixture
def guardian(site: Site) -> Browser:
    return site.newcomer(language="en")


@pytest.fixture
def show(site: Site, guardian: Browser) -> str:
    """Announced just now: everybody signed up before."""
    return campaign(site)


def form(slug: str) -> str:
    return f"/campaigns/{slug}/gallery/new"


def pictures_of(page_html: str) -> list[str]:
    return sorted(set(re.findall(r"/pictures/[\w-]+/\d+\.\w+", page_html)))


# Sending in


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
        ("age_group", "99-100", "choose one"),
        ("age_group", "", "choose one"),
        ("description", "y" * 301, "At most 300"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    site: Site, guardian: Browser, show: str, field: str, value: str, message: str
) -> None:
    before = site.rows()
    page = upload(guardian, form(show), encoded(painting(100, 100)), **{**FIELDS, field: value})
    assert page.status == 422
    assert message in page.beside(field)
    if field != "title":
        assert page.form(form(show))["title"] == FIELDS["title"]
    assert "choose the photo once more" in page.text
    assert site.rows() == before


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
    where = hang(site, guardian, show)
    number = int(where.rpartition("/")[2])
    decide(site, "painting", number, "insult")
    decide(site, "painting", number)
    with site.database.read() as session:
        entries = session.query(Entry).filter_by(resident_id=number_of(site, guardian)).all()
        assert [(entry.key, entry.points, entry.mid_mg) for entry in entries] == [(f"painting:{number}", 10, 0)]
        assert entries[0].source.endswith(f":painting:{number}")


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


# Voting


def vote_on(browser: Browser, where: str, vote: str = "yes") -> int:
    return browser.post(f"{where}/vote", {"csrf_token": browser.token(), "vote": vote}).status


def test_one_vote_in_each_group_that_can_move(site: Site, guardian: Browser, show: str) -> None:
    first, second, young = (hang(site, guardian, show, age_group=group) for group in ("7-9", "7-9", "4-6"))
    voter = site.newcomer(language="en")
    assert voter.send(first, f"{first}/vote").status == 303
    assert "You vote for this painting" in voter.open(first).text
    assert "Move my vote here" in voter.open(second).text
    voter.send(second, f"{second}/vote")
    voter.send(young, f"{young}/vote")
    assert "You vote for this painting" not in voter.open(first).text
    assert votes_in(site, voter) == {int(second.rpartition("/")[2]), int(young.rpartition("/")[2])}
    voter.send(second, f"{second}/vote", vote="no")
    assert votes_in(site, voter) == {int(young.rpartition("/")[2])}
    assert "Vote for this painting" in voter.open(second).text


def votes_in(site: Site, voter: Browser) -> set[int]:
    with site.database.read() as session:
        return {vote.painting_id for vote in session.query(Vote).filter_by(resident_id=number_of(site, voter))}


def test_who_may_not_vote_is_told_why(site: Site, guardian: Browser, show: str) -> None:
    where = hang(site, guardian, show)
    assert "Sign in to vote" in site.visitor("en").open(where).text
    assert vote_on(guardian, where) == 403
    newcomer = site.newcomer(language="en")
    change(site, show, published_at=utc_now() - timedelta(days=1))
    page = newcomer.send(where, f"{where}/vote")
    assert page.status == 403
    assert "can vote a week later" in page.text
    with time_machine.travel(utc_now() + timedelta(days=8)):
        assert newcomer.send(where, f"{where}/vote").status == 303


def test_nobody_votes_before_or_after(site: Site, guardian: Browser, show: str) -> None:
    where, voter = hang(site, guardian, show), site.newcomer(language="en")
    change(site, show, starts_on=site.today - timedelta(9), ends_on=site.today - timedelta(1))
    assert vote_on(voter, where) == vote_on(voter, where, "no") == 409
    change(site, show, ends_on=site.today + timedelta(9), state="closed")
    assert vote_on(voter, where) == 409


def test_no_vote_for_what_is_not_on_show(site: Site, guardian: Browser, show: str) -> None:
    waiting, voter, other = submit(guardian, show), site.newcomer(language="en"), campaign(site)
    assert vote_on(voter, waiting) == 404
    shown = hang(site, guardian, show)
    assert vote_on(voter, shown.replace(show, other)) == 404
    assert vote_on(voter, f"/campaigns/{show}/gallery/999999999") == 404


def test_votes_leave_no_trace_before_the_end(site: Site, guardian: Browser, show: str) -> None:
    """Every page that anybody can open is the same to the letter before and after others have voted."""
    places = [hang(site, guardian, show) for _ in range(3)]
    watchers = [site.visitor("en"), site.newcomer(language="en"), guardian, site.again(site.clerk, "en")]
    paths = [f"/campaigns/{show}/gallery?group=7-9", f"/campaigns/{show}/gallery/mine", *places, "/me/download"]

    def seen() -> list[str]:
        pages = [watcher.open(path).html for watcher in watchers for path in paths]
        return [re.sub(r'name="csrf_token" value="[^"]*"|"(?:created|exported)_at.*', "", page) for page in pages]

    seen()  # what the guardian is told once is told
    before = seen()
    for _ in range(4):
        site.newcomer(language="en").send(places[2], f"{places[2]}/vote")
    assert seen() == before


def test_after_the_end_votes_are_counted_and_ties_shown(site: Site, guardian: Browser, show: str) -> None:
    first, second, third = (hang(site, guardian, show) for _ in range(3))
    voters = [site.newcomer(language="en") for _ in range(5)]
    for voter, where in zip(voters, (first, first, second, second, third), strict=True):
        voter.send(where, f"{where}/vote")
    visitor, gallery = site.visitor("en"), f"/campaigns/{show}/gallery?group=7-9"
    count(site)
    assert "2 votes" not in visitor.open(gallery).text
    change(site, show, ends_on=site.today - timedelta(1))
    assert "being counted" in visitor.open(gallery).text
    count(site)
    count(site)
    page = visitor.open(gallery)
    assert "2 paintings share the first place" in page.text
    assert re.findall(r"(shares place \d|place \d) · (\d votes?)", page.text) == [
        ("shares place 1", "2 votes"),
        ("shares place 1", "2 votes"),
        ("place 3", "1 vote"),
    ]
    assert "shares place 1 · 2 votes" in visitor.open(second).text
    with site.database.read() as session:
        assert session.query(Vote).filter(Vote.painting_id.in_([int(first.rpartition("/")[2])])).count() == 0


def test_a_painting_taken_down_frees_its_votes(site: Site, guardian: Browser, show: str) -> None:
    where, other, voter = hang(site, guardian, show), hang(site, guardian, show), site.newcomer(language="en")
    voter.send(where, f"{where}/vote")
    assert voter.post(f"{where}/refuse", {"csrf_token": voter.token(), "reason": "insult"}).status == 404
    keeper = site.again(site.administrator, "en")
    assert keeper.post(f"{where}/refuse", {"csrf_token": keeper.token(), "reason": "because"}).status == 422
    assert keeper.send(where, f"{where}/refuse", reason="insult").status == 303
    assert voter.open(where).status == 404
    assert "insults or threatens" in guardian.open(where).text
    assert "Vote for this painting" in voter.open(other).text


# The gallery


def test_pages_hold_every_painting_once_in_an_order_of_the_day(site: Site, guardian: Browser) -> None:
    show = campaign(site)
    one = int(hang(site, guardian, show).rpartition("/")[2])
    with site.database.write() as session:
        row = session.get(Painting, one)
        assert row is not None
        values = {column.name: getattr(row, column.name) for column in Painting.__table__.columns}
        for number in range(59):
            session.add(Painting(**{**values, "id": None, "key": f"copy {number}", "title": f"T{number}"}))
    reader, other = site.visitor("en"), site.newcomer(language="en")

    def walk(browser: Browser) -> list[str]:
        found, path = [], f"/campaigns/{show}/gallery?group=7-9"
        while path:
            page = browser.open(path)
            found += [link.partition("?")[0] for link in page.links() if re.search(r"/gallery/\d+", link)]
            path = next((a.get("href", "") for a in page.root.iter("a") if a.get("rel") == "next"), "")
        return found

    order = walk(reader)
    assert len(order) == len(set(order)) == 60
    assert walk(other) == order
    with time_machine.travel(utc_now() + timedelta(days=1)):
        assert sorted(walk(reader)) == sorted(order)
        assert walk(reader) != order
    path, steps = order[0], [order[0]]
    while path:
        page = reader.open(path)
        path = next((a.get("href", "") for a in page.root.iter("a") if a.get("rel") == "next"), "")
        steps += [path] if path else []
    assert steps == order


def test_the_gallery_opens_where_a_painting_hangs(site: Site, guardian: Browser, show: str) -> None:
    where = hang(site, guardian, show, age_group="10-12")
    gallery = f"/campaigns/{show}/gallery"
    assert urlsplit(where).path in guardian.open(gallery).links()
    change(site, show, ends_on=site.today - timedelta(days=1))
    assert "See who won" in guardian.open(f"/campaigns/{show}").text


def test_the_sender_sees_the_own_picture_with_its_case(site: Site, guardian: Browser, show: str) -> None:
    where = submit(guardian, show)
    guardian.send(where, f"{where}/send")
    with site.database.read() as session:
        subject = f"painting:{where.rpartition('/')[2]}"
        number = session.query(Case).filter_by(subject=subject).one().id
    case = f"/moderation/cases/{number}"
    assert pictures_of(guardian.open(case).html)
    decide(site, "painting", int(where.rpartition("/")[2]), "not_own")
    assert pictures_of(guardian.open(case).html)
    assert site.newcomer().open(case).status == 404


def test_pictures_keep_their_place_while_they_load(site: Site, guardian: Browser, show: str) -> None:
    for _ in range(3):
        hang(site, guardian, show)
    page = site.visitor("en").open(f"/campaigns/{show}/gallery?group=7-9")
    images = page.root.findall(".//main//img")
    assert [(image.get("width"), image.get("height")) for image in images] == [("400", "300")] * 3
    assert [image.get("loading") for image in images] == [None, None, "lazy"]


def test_the_page_asks_the_database_little(site: Site, guardian: Browser, show: str) -> None:
    from sqlalchemy import event

    for _ in range(3):
        hang(site, guardian, show)
    asked: list[str] = []
    event.listen(site.database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    site.visitor("en").open(f"/campaigns/{show}/gallery?group=7-9")
    assert len([text for text in asked if text.startswith("SELECT")]) == 4


# The organizer


def test_the_organizer_runs_the_show_with_the_form(site: Site) -> None:
    boss, guardian = organizer(site), site.newcomer(language="en")
    show = organizing.campaign(site, "painting", boss)
    desk = f"/organize/campaigns/{show}/gallery"
    until = (site.today + timedelta(days=5)).isoformat()
    settings = {"groups": "12-15, 5-8 ,9-11", "per_guardian": "1", "submit_until": until}
    assert boss.send(desk, **settings).status == 303
    kept = boss.open(desk).form(desk)
    assert (kept["groups"], kept["per_guardian"], kept["submit_until"]) == ("5-8, 9-11, 12-15", "1", until)

    submit(guardian, show, age_group="9-11")
    second = upload(guardian, form(show), encoded(painting(300, 200)), **{**FIELDS, "age_group": "5-8"})
    assert second.status == 409
    wrong = upload(site.newcomer(), form(show), encoded(painting(300, 200)), **FIELDS)  # 7-9 is no group any more
    assert (wrong.status, wrong.beside("age_group") != "") == (422, True)
    with time_machine.travel(utc_now() + timedelta(days=6)):
        other = site.newcomer()
        fields = {**FIELDS, "age_group": "5-8", "csrf_token": other.token()}
        assert send(other, form(show), fields, encoded(painting(300, 200))).status == 409

    before = boss.open(desk).form(desk)
    for field, typed in {
        "groups": ["", "5-8, 7-9", "x", "9-5", "\0", "1-2," * 9, "9" * 10_000, "12-15"],
        "per_guardian": ["", "0", "11", "-1", "many", "１２", "9" * 10_000],
        "submit_until": ["x", "2020-01-01", "9999-12-31", "0000-00-00", "\0"],
    }.items():
        for one in typed:
            refused = boss.send(desk, **{field: one})
            assert (refused.status, refused.beside(field) != "") == (422, True), (field, one[:20])
    assert {**boss.open(desk).form(desk), "csrf_token": ""} == {**before, "csrf_token": ""}
    assert boss.send(desk, submit_until="").status == 303
    assert boss.open(desk).form(desk)["submit_until"] == ""


def test_strangers_have_no_desk(site: Site, guardian: Browser, show: str) -> None:
    assert guardian.open(f"/organize/campaigns/{show}/gallery").status == 404


def test_a_participant_by_sending_in(site: Site, guardian: Browser, show: str) -> None:
    take_part(site, show, site.newcomer())
    where = submit(guardian, show)
    assert guardian.send(where, f"{where}/send").status == 303


def hide(reader: Browser, kind: str, where: str) -> None:
    """The reader does not want to see what the author of that thing posts."""
    number = int(where.rpartition("/")[2])
    assert reader.post(f"/hide/{kind}/{number}", {"csrf_token": reader.token()}).status == 303


def test_a_reader_who_hid_somebody_sees_none_of_their_paintings(site: Site, guardian: Browser, show: str) -> None:
    reader, other = site.newcomer(language="en"), site.newcomer(language="en")
    hung, kept = hang(site, guardian, show, title="Hidden one"), hang(site, other, show, title="Kept one")
    for path in (f"/campaigns/{show}", f"/campaigns/{show}/gallery?group=7-9"):
        assert {hung, kept} <= set(reader.open(path).links())
    hide(reader, "painting", hung)
    for path in (f"/campaigns/{show}", f"/campaigns/{show}/gallery?group=7-9"):
        links = reader.open(path).links()
        assert kept in links and hung not in links
        assert {hung, kept} <= set(other.open(path).links()) & set(site.visitor().open(path).links())
    assert reader.open(hung).status == 404
    assert hung not in reader.open(kept).links() and "1 of 1" in reader.open(kept).text


def test_what_moderators_took_down_stands_on_no_kept_page(site: Site, guardian: Browser, show: str) -> None:
    visitor, reader = site.visitor(), site.newcomer(language="en")
    hung = hang(site, guardian, show)
    pages = (f"/campaigns/{show}", f"/campaigns/{show}/gallery?group=7-9")
    for _ in range(2):  # kept the first time, sent from there the second
        assert all(hung in one.open(path).links() for one in (visitor, reader) for path in pages)
    picture = pictures_of(visitor.client.get(hung).text)[0]
    etag = visitor.client.get(picture).headers["ETag"]
    decide(site, "painting", int(hung.rpartition("/")[2]), "person")
    for one in (visitor, reader):
        assert all(hung not in one.open(path).links() for path in pages)
        assert one.open(hung).status == 404
        assert one.client.get(picture, headers={"If-None-Match": etag}).status_code == 404


def test_a_shared_painting_looks_good_in_chat_apps(site: Site, guardian: Browser, show: str) -> None:
    where = submit(guardian, show)
    assert not shared(guardian.open(where))
    guardian.send(where, f"{where}/send")
    decide(site, "painting", int(where.rpartition("/")[2]))
    visitor = site.visitor("en")
    told = shared(visitor.open(where))
    assert told["og:title"].startswith("“绿色的江” · ")
    assert told["og:description"] == "“绿色的江”, by 小雨, ages 7 to 9"
    assert told["og:url"] == f"http://localhost{where}"
    assert told["og:image"].startswith("http://localhost/pictures/")
    assert visitor.client.get(urlsplit(told["og:image"]).path).content_type == "image/jpeg"

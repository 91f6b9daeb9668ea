"""What hangs on the wall, in which order, for whom, and how organizers run the show."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import time_machine

from campaigns.gallery.models import Painting, PaintingWall
from campaigns.moderation.models import Case
from civic.calendar import utc_now
from tests import organizing
from tests.characters import Browser, Site
from tests.organizing import organizer
from tests.shows import (
    FIELDS,
    campaign,
    change,
    decide,
    hang,
    send,
    shared,
    submit,
    take_part,
    upload,
)
from workbench.paint import encoded, painting
from workbench.statements import statements


def form(slug: str) -> str:
    return f"/campaigns/{slug}/gallery/new"


def pictures_of(page_html: str) -> list[str]:
    return sorted(set(re.findall(r"/pictures/[\w-]+/\d+\.\w+", page_html)))


def test_pages_hold_every_painting_once_in_an_order_of_the_day(site: Site, guardian: Browser) -> None:
    show = campaign(site)
    one = int(hang(site, guardian, show).rpartition("/")[2])
    with site.database.write() as session:
        row = session.get(Painting, one)
        assert row is not None
        values = {column.name: getattr(row, column.name) for column in Painting.__table__.columns}
        for number in range(1, 60):
            copy = {"id": None, "key": f"copy {number}", "title": f"T{number}", "wall_number": number}
            session.add(Painting(**{**values, **copy}))
        session.query(PaintingWall).filter_by(campaign_id=row.campaign_id).one().size = 60
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
    for _ in range(3):
        hang(site, guardian, show)
    asked_for = []
    for _ in range(2):  # made the first time, sent from what is kept the second
        with statements(site.database) as asked:
            site.visitor("en").open(f"/campaigns/{show}/gallery?group=7-9")
        asked_for.append(len(asked))
    assert asked_for == [3, 1]


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
    assert hung not in reader.open(kept).links()


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

"""Living somewhere else, and another nickname."""

from tests.characters import PASSWORD, Site

PLACE, NICKNAME = "/me/place", "/me/nickname"


def test_a_resident_moves_and_is_told_what_that_means(site: Site) -> None:
    mover = site.newcomer()
    page = mover.open(PLACE)
    assert "once in 90 days" in page.text or "每 90 天" in page.text
    assert mover.send(PLACE, PLACE, district="jingkou", subdistrict="").status in (303, 409)
    assert mover.send(PLACE, PLACE, district="runzhou").status == 303
    later = mover.open(PLACE)
    assert later.form(PLACE)["district"] == "runzhou", "a part of the district may be named all the same"
    refused = mover.send(PLACE, PLACE, district="dantu")
    assert refused.status == 409 and refused.problems


def test_a_place_that_is_none_keeps_what_was_chosen(site: Site) -> None:
    page = site.newcomer().send(PLACE, PLACE, district="atlantis")
    assert page.status == 422 and page.beside("district")


def test_a_nickname_changes_with_the_password_once_in_a_while(site: Site) -> None:
    one, other = site.newcomer(), site.newcomer()
    assert one.send(NICKNAME, NICKNAME, username="Heron", password="not it").beside("password")
    assert one.send(NICKNAME, NICKNAME, username=other.nickname, password=PASSWORD).beside("username")
    assert one.send(NICKNAME, NICKNAME, username="Heron", password=PASSWORD).status == 303
    assert "Heron" in one.open("/me/account").text
    assert one.send(NICKNAME, NICKNAME, username="Egret", password=PASSWORD).status == 409
    assert one.send(NICKNAME, NICKNAME, username="HERON", password=PASSWORD).status == 303


def test_the_download_is_a_page_for_people_too(site: Site) -> None:
    reader = site.newcomer()
    reader.log("clean_plate")
    page = reader.open("/me/download.html")
    assert "attachment" in page.answer.headers["Content-Disposition"]
    sections = {one.get("id") for one in page.root.iter("h2")}
    assert sections == set(reader.client.get("/me/download").get_json()), "nothing is in one file alone"
    assert reader.nickname in page.text

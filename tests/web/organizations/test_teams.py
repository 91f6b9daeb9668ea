"""Teams: a school and its classes, by link, code and QR."""

import re

import zxingcpp
from PIL import Image

from campaigns.organizations import queries
from tests.characters import Site
from tests.organizations import approved, invited, team, value_with
from tests.shows import number_of


def number_in(path: str) -> str:
    return path.rsplit("/", 1)[1]


def test_a_class_of_a_school_is_joined_by_link_and_left(site: Site) -> None:
    owner, managed = approved(site, "中山路小学")
    school, _ = team(owner, managed, "全校")
    _, link = team(owner, managed, "三年二班", parent=number_in(school))
    pupil = site.newcomer()
    assert site.visitor().open(link).h1 == "全校 · 三年二班"
    joined = pupil.follow(pupil.send(link))
    assert "欢迎" in joined.text
    assert pupil.post(link, {"csrf_token": pupil.token()}).status == 303, "twice changes nothing"
    assert "1 人" in owner.open(managed).text
    for page in (pupil.open("/teams"), pupil.open(link), site.visitor().open(link)):
        assert "1 人" not in page.text, "how many are in it, only those who run it read"
    assert pupil.nickname in owner.open(owner_page(owner, managed, "三年二班")).text

    leave = next(form.get("action", "") for form in joined.root.iter("form") if "/leave" in form.get("action", ""))
    assert pupil.post(leave, joined.form(leave)).status == 303
    assert pupil.post(leave, joined.form(leave)).status == 404
    assert "三年二班" not in pupil.open("/teams").text
    assert pupil.post(link, {"csrf_token": pupil.token()}).status == 303, "and back again"
    assert "三年二班" in pupil.open("/teams").text


def test_who_is_in_a_team_is_counted_only_for_those_who_run_it(site: Site) -> None:
    owner, managed = approved(site, "数人社")
    _, link = team(owner, managed, "数人队")
    pupil = site.newcomer()
    assert pupil.send(link).status == 303
    with site.database.read() as session:
        (mine,) = queries.teams_of(session, number_of(site, pupil))
        (counted,) = queries.teams(session, mine.organization.id)
    assert (mine.members, counted.members) == (None, 1)


def owner_page(owner: object, managed: str, name: str) -> str:
    page = owner.open(managed)  # type: ignore[attr-defined]
    links = (link for link in page.root.iter("a") if name == "".join(link.itertext()).strip())
    return next(link.get("href", "") for link in links)


def test_a_code_is_typed_as_people_type(site: Site) -> None:
    owner, managed = approved(site, "打字社")
    page, link = team(owner, managed, "打字队")
    code = number_in(link)
    spoken = re.search(r"码：\s*([A-Z0-9 ]{12,14})", owner.open(page).text)
    assert spoken
    assert spoken[1].replace(" ", "") == code
    pupil = site.newcomer()
    for typed in (code.lower(), f" {spoken[1]} ", "-".join(code)):
        assert pupil.open("/teams?code=" + typed.replace(" ", "+")).location == link
    wrong = pupil.open("/teams?code=ZZZZZZZZZZ")
    assert wrong.status == 404
    assert wrong.beside("code")


def test_the_qr_code_is_the_link(site: Site) -> None:
    owner, managed = approved(site, "扫码社")
    page, link = team(owner, managed, "扫码队")
    answer = owner.open(f"{page}/code.svg")
    assert answer.answer.mimetype == "image/svg+xml"
    read = zxingcpp.read_barcode(drawn(answer.html))
    assert read is not None
    assert read.text.endswith(link)
    assert site.newcomer().open(f"{page}/code.svg").status == 404


def drawn(svg: str) -> Image.Image:
    """A QR code's SVG as a picture: one path of horizontal strokes, which is all that segno draws."""
    size = int(re.search(r'viewBox="0 0 (\d+) \d+"', svg)[1])  # type: ignore[index]
    picture = Image.new("L", (size, size), 255)
    strokes = re.search(r'd="(M[^"]+)"[^>]*stroke|stroke[^>]*d="(M[^"]+)"', svg)
    assert strokes
    x, y = 0.0, 0.0
    for letter, numbers in re.findall(r"([Mmhz])([^Mmhz]*)", strokes[1] or strokes[2]):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if letter == "M":
            x, y = values
        if letter == "m":
            x, y = x + values[0], y + values[1]
        if letter == "h":
            for place in range(round(x), round(x + values[0])):
                picture.putpixel((place, int(y)), 0)
            x += values[0]
    return picture.resize((size * 8, size * 8), Image.Resampling.NEAREST)


def test_a_new_code_closes_the_old_door(site: Site) -> None:
    owner, managed = approved(site, "换码社")
    page, link = team(owner, managed, "换码队")
    assert owner.send(page, f"{page}/renew").status == 303
    assert site.visitor().open(link).status == 404
    pupil = site.newcomer()
    assert pupil.post(link, {"csrf_token": pupil.token()}).status == 404


def test_names_are_told_apart_and_two_levels_are_enough(site: Site) -> None:
    owner, managed = approved(site, "分级社")
    school, _ = team(owner, managed, "一队")
    grade, _ = team(owner, managed, "一班", parent=number_in(school))
    form = owner.open(f"{managed}/teams").form(f"{managed}/teams")
    twice = owner.post(f"{managed}/teams", {**form, "name": "一队"})
    assert (twice.status, bool(twice.beside("name"))) == (422, True)
    deeper = owner.post(f"{managed}/teams", {**form, "name": "小组", "parent": number_in(grade)})
    assert (deeper.status, bool(deeper.beside("parent"))) == (422, True)
    foreign = owner.post(f"{managed}/teams", {**form, "name": "小组", "parent": "9" * 17})
    assert foreign.status == 422
    for name in ("", "队" * 61, "a\0b"):
        assert owner.post(f"{managed}/teams", {**form, "name": name}).status == 422
    assert owner.send(school, name="二队").status == 303
    assert owner.open(school).h1 == "二队"


def test_closing_a_team_closes_its_parts(site: Site) -> None:
    owner, managed = approved(site, "收队社")
    school, _ = team(owner, managed, "大队")
    _, link = team(owner, managed, "小队", parent=number_in(school))
    pupil = site.newcomer()
    pupil.send(link)
    assert owner.send(school, f"{school}/close").status == 303
    assert site.visitor().open(link).status == 404
    assert "小队" not in pupil.open("/teams").text
    assert "已经关闭" in owner.open(school).text


def test_a_stranger_is_sent_away_by_organizers_only(site: Site) -> None:
    owner, managed = approved(site, "清场社")
    page, link = team(owner, managed, "清场队")
    stranger, friend = site.newcomer(), invited(site, owner, managed)
    stranger.send(link)
    members = friend.open(page)
    remove = next(form.get("action", "") for form in members.root.iter("form") if "/remove" in form.get("action", ""))
    assert stranger.post(remove, {"csrf_token": stranger.token()}).status == 404
    assert friend.post(remove, members.form(remove)).status == 303
    assert stranger.nickname not in owner.open(page).text
    assert "清场队" not in stranger.open("/teams").text

    back = stranger.post(link, {"csrf_token": stranger.token()})
    assert back.status == 403 and "新的链接" in back.text
    assert site.newcomer().send(link).status == 303, "for everybody else the link is as good as before"
    assert owner.send(page, f"{page}/renew").status == 303
    assert stranger.send(value_with(owner.open(page), "/teams/")).status == 303
    assert stranger.nickname in owner.open(page).text


def test_another_organization_s_team_is_nobody_s_business(site: Site) -> None:
    owner, managed = approved(site, "甲社")
    page, _ = team(owner, managed, "甲队")
    other, _ = approved(site, "乙社")
    assert other.open(page).status == 404
    for act in ("", "/renew", "/close"):
        assert other.post(page + act, {"csrf_token": other.token(), "name": "夺来的"}).status == 404
    assert owner.open(page).h1 == "甲队"

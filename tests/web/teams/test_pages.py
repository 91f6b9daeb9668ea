"""What a team sets itself, as its captain, a member, another team and a stranger see it."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest

from campaigns.teams.models import TeamChallenge
from tests.characters import PASSWORD, Browser, Site
from tests.organizations import approved, team


@dataclass
class Side:
    """A team with its organizer and three members."""

    owner: Browser
    desk: str
    link: str
    members: list[Browser]

    @property
    def challenges(self) -> str:
        return f"/teams/{self.desk.rsplit('/', 1)[1]}/challenges"

    def start(self, **chosen: str) -> None:
        answer = self.owner.send(f"{self.challenges}/new", **{"template": "days_together", **chosen})
        assert answer.status == 303, answer.problems


def side(site: Site, name: str) -> Side:
    owner, managed = approved(site, name)
    desk, link = team(owner, managed, f"{name}队")
    members = [site.newcomer() for _ in range(3)]
    for member in members:
        assert member.send(link).status == 303
    return Side(owner, desk, link, members)


def test_a_goal_is_set_and_moves_with_what_members_do(site: Site) -> None:
    ours = side(site, "甲")
    member = ours.members[0]
    assert "一起定个目标" not in member.open(ours.link).text, "members do not set it"
    ours.start()
    assert "0 / 6 天" in member.open(ours.link).text
    done = member.log("walking", quantity="2")
    page = member.open(ours.link)
    assert "1 / 6 天" in page.text and "其中您 1 天" in page.text
    other = ours.members[1].open(ours.link)
    assert "1 / 6 天" in other.text and "其中您" not in other.text
    assert "甲队：1 / 6 天，还有 7 天" in ours.members[1].open("/").text
    undo = next(form.get("action", "") for form in done.root.iter("form") if form.get("action", "").endswith("/undo"))
    assert member.post(undo, done.form(undo)).status == 303
    assert "0 / 6 天" in ours.members[1].open(ours.link).text


def test_what_a_team_has_reached_hangs_on_the_wall_of_whoever_did_something_for_it(site: Site) -> None:
    ours = side(site, "庚")
    doer, idle = ours.members[:2]
    ours.start(target="1")
    assert not has_badge(doer)
    doer.log("cup")
    assert has_badge(doer)
    assert not has_badge(idle)


def has_badge(resident: Browser) -> bool:
    rows = [line for line in resident.open("/me/badges").root.iter("li") if "众志成城" in "".join(line.itertext())]
    return any(line.find(".//span[@class='tag filled']") is not None for line in rows)


def test_strangers_and_visitors_read_nothing_of_it(site: Site) -> None:
    ours = side(site, "乙")
    ours.start()
    for reader in (site.visitor(), site.newcomer()):
        assert "我们的目标" not in reader.open(ours.link).text
    stranger = site.newcomer()
    for path in (ours.challenges, f"{ours.challenges}/new"):
        assert stranger.open(path).status == 404
    assert ours.members[0].open(f"{ours.challenges}/new").status == 404
    token = {"csrf_token": ours.members[0].token(), "template": "days_together", "weeks": "1"}
    assert ours.members[0].post(f"{ours.challenges}/1/end", token).status == 403


def test_a_captain_sets_a_goal_and_ends_it(site: Site) -> None:
    ours = side(site, "丙")
    captain = ours.members[0]
    desk = ours.owner.open(ours.desk)
    name = next(
        form.get("action", "") for form in desk.root.iter("form") if form.get("action", "").endswith("/captain")
    )
    assert ours.owner.post(name, desk.form(name)).status == 303
    assert "队长" in ours.owner.open(ours.desk).text
    assert captain.send(f"{ours.challenges}/new", template="every_day", weeks="2", target="").status == 303
    page = captain.open(ours.challenges)
    assert "0 / 14 天" in page.text
    end = next(form.get("action", "") for form in page.root.iter("form") if form.get("action", "").endswith("/end"))
    assert captain.post(end, page.form(end)).status == 303
    after = captain.open(ours.challenges)
    assert "这一段结束了" in after.text and "以往的目标" in after.text
    assert "丙队" not in captain.open("/").text


def test_two_teams_side_by_side_see_both_sums(site: Site) -> None:
    ours, theirs = side(site, "丁"), side(site, "戊")
    ours.start()
    page = ours.owner.open(ours.challenges)
    code = re.search(r"并肩出发。\s*([A-Z0-9 ]{12})", page.text)
    assert code
    assert not re.search(r"并肩出发。\s*([A-Z0-9 ]{12})", ours.members[0].open(ours.challenges).text)
    wrong = theirs.owner.send(theirs.challenges, f"{theirs.challenges}/beside", code="ZZZZ ZZZZ ZZ")
    assert wrong.beside("code")
    assert theirs.owner.send(theirs.challenges, f"{theirs.challenges}/beside", code=code[1]).status == 303
    theirs.members[0].log("walking", quantity="2")
    text = ours.members[0].open(ours.link).text
    assert "戊队" in text and text.index("0 / 6 天") < text.index("戊队") < text.index("1 / 6 天")
    assert not re.search("输|赢|第.名|最后", text)


@pytest.mark.parametrize(
    "chosen", [{"weeks": "7"}, {"weeks": "0"}, {"template": "none"}, {"target": "22"}, {"target": "1e9"}]
)
def test_what_cannot_be_is_refused_beside_its_field(site: Site, chosen: dict[str, str]) -> None:
    ours = side(site, "第六方")
    answer = ours.owner.send(f"{ours.challenges}/new", **{"template": "days_together", **chosen})
    assert answer.status == 422 and answer.beside(next(iter(chosen)))


def test_reached_is_celebrated(site: Site) -> None:
    ours = side(site, "庚")
    ours.start(target="1")
    ours.members[0].log("walking", quantity="2")
    assert "大家一起达成了" in ours.members[1].open(ours.link).text
    assert "一起达成了" in ours.members[1].open("/").text


def test_what_somebody_did_stays_done_when_they_are_erased(site: Site) -> None:
    ours = side(site, "壬")
    ours.start()
    gone = ours.members[0]
    gone.log("walking", quantity="2")
    assert '"team_challenges"' in gone.open("/me/download").html
    assert gone.send("/me/erase", password=PASSWORD).status == 303
    assert "1 / 6 天" in ours.members[1].open(ours.link).text


def test_what_was_not_reached_ends_with_thanks(site: Site) -> None:
    ours = side(site, "辛")
    ours.start()
    span = timedelta(days=7)
    with site.database.write() as session:
        newest = session.query(TeamChallenge).order_by(TeamChallenge.id.desc()).first()
        assert newest
        newest.first_monday, newest.first_day, newest.last_day = (
            day - span for day in (newest.first_monday, newest.first_day, newest.last_day)
        )
    member = ours.members[0]
    assert "谢谢你们" in member.open(ours.link).text
    assert "0 / 6 天" in member.open(ours.challenges).text
    assert "辛队" not in member.open("/").text
    assert "一起定个目标" in ours.owner.open(ours.desk).text, "the next can begin"

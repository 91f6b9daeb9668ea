"""One vote for each resident and group, unseen until the show is over."""

import re
from datetime import timedelta

import time_machine

from campaigns.gallery.models import Vote
from civic.calendar import utc_now
from tests.characters import Browser, Site
from tests.shows import (
    campaign,
    change,
    count,
    hang,
    number_of,
    submit,
)


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
    assert "a week later" in site.visitor("en").open(where).text, "told before anybody signs up"
    assert vote_on(guardian, where) == 403
    newcomer = site.newcomer(language="en")
    change(site, show, published_at=utc_now() - timedelta(days=1))
    page = newcomer.open(where)
    assert "it can vote from" in page.text and f"{where}/vote" not in page.html, "no button that would refuse"
    assert vote_on(newcomer, where) == 403
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
    assert re.findall(r"(shares place \d|place \d) · (fewer than 10 votes)", page.text) == [
        ("shares place 1", "fewer than 10 votes"),
        ("shares place 1", "fewer than 10 votes"),
        ("place 3", "fewer than 10 votes"),
    ]
    assert "shares place 1 · fewer than 10 votes" in visitor.open(second).text
    with site.database.read() as session:
        assert session.query(Vote).filter(Vote.painting_id.in_([int(first.rpartition("/")[2])])).count() == 0


def test_how_many_voted_is_told_of_ten_and_more(site: Site, guardian: Browser, show: str) -> None:
    where = hang(site, guardian, show)
    for _ in range(10):
        site.newcomer().send(where, f"{where}/vote")
    change(site, show, ends_on=site.today - timedelta(1))
    count(site)
    assert "place 1 · 10 votes" in site.visitor("en").open(where).text


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

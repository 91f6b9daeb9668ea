"""Running a campaign together: what a host may do, what stays with the owner; hosting does not hand itself on."""

from dataclasses import dataclass

import pytest

from tests import gatherings
from tests.characters import Browser, Page, Site
from tests.organizing import campaign, campaign_id, organizer

OWNERS_ONLY = "只有主办这个活动的组织"


def slug_of(browser: Browser) -> str:
    """The organization's, from its people's desk."""
    managed = next(link for link in browser.open("/organize").links() if link.startswith("/organize/organizations/"))
    return managed.rpartition("/")[2]


@dataclass
class Together:
    """A published campaign of a trusted owner with an untrusted host, and a third organization."""

    site: Site
    owner: Browser
    host: Browser
    third: Browser
    slug: str

    @property
    def desk(self) -> str:
        return f"/organize/campaigns/{self.slug}"

    def ask(self, by: Browser, whom: Browser, **more: str) -> Page:
        fields = {"csrf_token": by.token(), "organization": slug_of(whom), **more}
        return by.post(f"{self.desk}/hosts", fields)

    def accept(self, whom: Browser) -> None:
        path = f"/organize/hosting/{campaign_id(self.site, self.slug)}"
        assert whom.send("/organize", path, answer="yes").status == 303

    def move(self, by: Browser, act: str) -> Page:
        return by.post(f"{self.desk}/move", {"csrf_token": by.token(), "act": act})

    def end(self) -> str:
        """The path that ends the only host."""
        page = self.owner.open(self.desk)
        return next(str(one.get("action")) for one in page.root.iter("form") if str(one.get("action")).endswith("/end"))


@pytest.fixture
def together(site: Site) -> Together:
    owner, host, third = organizer(site), organizer(site, trusted=False), organizer(site, trusted=False)
    found = Together(site, owner, host, third, campaign(site, "community", owner))
    assert found.ask(owner, host).status == 303
    found.accept(host)
    return found


def test_hosting_does_not_hand_itself_on(together: Together) -> None:
    refused = together.ask(together.host, together.third)
    assert refused.status == 403 and OWNERS_ONLY in refused.text
    assert together.third.open(together.desk).status == 404
    assert "hosts" not in [one.get("name") for one in together.host.open(together.desk).root.iter("input")]


@pytest.mark.parametrize("act", ["close", "archive", "withdraw", "submit", "publish"])
def test_a_host_moves_nothing(together: Together, act: str) -> None:
    refused = together.move(together.host, act)
    assert refused.status == 403 and OWNERS_ONLY in refused.text
    assert f"{together.desk}/move" not in [one.get("action") for one in refused.root.iter("form")]


def test_an_untrusted_hosts_words_wait_and_the_owner_does_not_publish_them_unseen(together: Together) -> None:
    edit, page = f"{together.desk}/edit", f"/campaigns/{together.slug}"
    before = together.site.visitor().open(page).h1
    assert together.host.send(edit, title_zh="换掉的标题").status == 303
    assert together.site.visitor().open(page).h1 == before
    assert together.host.open(edit).form(edit)["title_zh"] == "换掉的标题"

    assert together.owner.open(edit).form(edit)["title_zh"] == before
    assert together.owner.send(edit, goal_people="44").status == 303
    assert together.site.visitor().open(page).h1 == before
    decide = f"/city/campaigns/{campaign_id(together.site, together.slug)}/decide"
    assert "换掉的标题" in together.site.clerk.open(decide).text, "it waits still"
    assert together.owner.send(edit, title_zh="自己的标题").status == 303
    assert together.site.visitor().open(page).h1 == "自己的标题"
    assert "换掉的标题" not in together.site.clerk.open(decide).text


def test_an_untrusted_hosts_letter_is_looked_at_first(together: Together) -> None:
    assert together.site.newcomer().send(f"/campaigns/{together.slug}/join").status == 303
    words = {"title_zh": "你好", "text_zh": "明天见", "act": "send"}
    assert together.host.send(f"{together.desk}/letters/new", **words).status == 303
    assert "等待审核" in together.owner.open(f"{together.desk}/letters").text


def test_who_takes_part_is_the_owners_to_show(together: Together) -> None:
    for kind in ("csv", "xlsx"):
        path = f"{together.desk}/participants.{kind}"
        assert (together.owner.open(path).status, together.host.open(path).status) == (200, 403)
        assert path not in together.host.open(f"{together.desk}/results").links()
        assert path in together.owner.open(f"{together.desk}/results").links()
    assert together.host.open(f"{together.desk}/results.csv").status == 200

    assert together.ask(together.owner, together.third, sees_participants="y").status == 303
    together.accept(together.third)
    assert together.third.open(f"{together.desk}/participants.csv").status == 200


def test_a_host_runs_the_dates(together: Together) -> None:
    event = gatherings.event(together.site, together.slug)
    edit = f"{together.desk}/events/{event}/edit"
    assert together.host.send(edit, capacity="30").status == 303
    assert together.host.open(f"{together.desk}/events/{event}/scan").status == 200


def test_the_owner_takes_it_back(together: Together) -> None:
    end = together.end()
    assert together.host.post(end, {"csrf_token": together.host.token()}).status == 403
    assert together.third.post(end, {"csrf_token": together.third.token()}).status == 404
    assert together.owner.send(together.desk, end).status == 303
    assert together.host.open(together.desk).status == 404
    assert together.owner.post(end, {"csrf_token": together.owner.token()}).status == 404
    assert "不再" in together.owner.open(f"{together.desk}/history").text

"""What a reader does not want to see: it goes, comes back, and tells nothing about who stands behind it."""

import pytest

from tests.characters import Browser, Site
from tests.organizations import approved
from tests.shows import campaign, decide, hang, number_of, submit, take_part, upload


def test_another_s_posts_are_hidden_and_shown_again(site: Site) -> None:
    author, reader, slug = site.newcomer(), site.newcomer(), campaign(site)
    where = hang(site, author, slug)
    hide = f"/hide/painting/{where.rpartition('/')[2]}"
    for _ in range(2):
        status = reader.post(hide, {"csrf_token": reader.token()}).status
    assert (status, reader.open(where).status) == (303, 404)
    page = reader.open("/moderation/mine")
    (undo,) = (form.get("action", "") for form in page.root.iter("form") if "/undo" in form.get("action", ""))
    other = site.newcomer()
    assert other.post(undo, {"csrf_token": other.token()}).status == 303
    assert reader.open(where).status == 404, "hidden things are their owner's to show again"
    assert reader.post(undo, page.form(undo)).status == 303
    assert "/undo" not in reader.open("/moderation/mine").html
    assert reader.open(where).status == 200


def test_only_an_author_of_what_the_public_sees_can_be_hidden(site: Site) -> None:
    approved(site, "看不惯社")
    author, reader = site.newcomer(), site.newcomer()
    draft = submit(author, campaign(site)).rpartition("/")[2]
    for subject in ("organization/1", f"painting/{draft}", "story/999999", "resident/1"):
        assert reader.post(f"/hide/{subject}", {"csrf_token": reader.token()}).status == 404
    assert "/undo" not in reader.open("/moderation/mine").html


def test_who_hides_a_painting_learns_nothing_of_its_guardian(site: Site) -> None:
    guardian, reader, show = site.newcomer(), site.newcomer(), campaign(site)
    hung = hang(site, guardian, show)
    told = tell(site, guardian, show, shows_name="y")
    for _ in range(7):
        site.newcomer()  # so that no number is the guardian's by chance
    assert reader.post(f"/hide/painting/{hung.rpartition('/')[2]}", {"csrf_token": reader.token()}).status == 303
    assert (reader.open(hung).status, reader.open(told).status) == (404, 200)
    assert told in reader.open(f"/campaigns/{show}/stories").links()
    shown = reader.open("/moderation/mine").html
    assert guardian.nickname not in shown
    assert f"/hide/{number_of(site, guardian)}/" not in shown


@pytest.mark.parametrize("hidden", ["y", ""])
def test_stories_with_and_without_a_name_vanish_apart(site: Site, hidden: str) -> None:
    author, reader, slug = site.newcomer(), site.newcomer(), campaign(site)
    take_part(site, slug, author)
    told = {shows_name: tell(site, author, slug, shows_name=shows_name) for shows_name in ("y", "")}
    path = f"/hide/story/{told[hidden].rpartition('/')[2]}"
    assert reader.post(path, {"csrf_token": reader.token()}).status == 303
    other = told["" if hidden else "y"]
    assert (reader.open(told[hidden]).status, reader.open(other).status) == (404, 200)
    assert set(told.values()) & set(reader.open(f"/campaigns/{slug}/stories").links()) == {other}


def tell(site: Site, author: Browser, slug: str, **answers: str) -> str:
    """A story that everybody can read; its address."""
    words = {name: value for name, value in answers.items() if value}
    where = upload(author, f"/campaigns/{slug}/stories/new", text="A good day", **words).location
    decide(site, "story", int(where.rpartition("/")[2]))
    return where

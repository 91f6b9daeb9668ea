"""An organization from the application to its end, page by page."""

import re

import pytest

from tests.characters import Browser, Page, Site

APPLY = "/organize/apply"


def apply(browser: Browser, name: str, **differing: str) -> Page:
    answers = {"kind": "school", "name_zh": name, "name_en": f"School {name}", "about_zh": "一所爱种树的学校。"}
    return browser.send(APPLY, **{**answers, **differing})


def number_of(site: Site, name: str) -> int:
    """The organization's number, as the city's desk links it."""
    listed = site.clerk.open("/city/organizations")
    link = next(one for one in listed.root.iter("a") if name in "".join(one.itertext()))
    return int(link.get("href", "").rsplit("/", 1)[1])


def approved(site: Site, name: str) -> tuple[Browser, str]:
    """The owner of a new organization, and the path of its page for organizers."""
    owner = site.newcomer()
    assert apply(owner, name).status == 303
    number = number_of(site, name)
    page = site.clerk.open(f"/city/organizations/{number}")
    decide = f"/city/organizations/{number}/decide"
    assert site.clerk.post(decide, {**page.form(decide), "answer": "approve"}).status == 303
    managed = next(link for link in owner.open("/organize").links() if link.startswith("/organize/organizations/"))
    return owner, managed


def act(browser: Browser, page: str, action: str, **answers: str) -> Page:
    return browser.send(page, action, **answers)


def invited(site: Site, owner: Browser, managed: str) -> Browser:
    """A co-organizer who came by a link."""
    page = act(owner, managed, f"{managed}/invite")
    assert page.status == 200, page.text
    link = next(one.get("value", "") for one in page.root.iter("input") if "/invitations/" in one.get("value", ""))
    path = link.partition("localhost")[2]
    friend = site.newcomer()
    assert friend.send(path, path).status == 303
    return friend


def test_an_application_reaches_the_city_and_comes_back_approved(site: Site) -> None:
    owner, managed = approved(site, "实验小学")
    assert "实验小学" in owner.open(managed).h1
    slug = managed.rsplit("/", 1)[1]
    public = site.visitor().open(f"/organizations/{slug}")
    assert public.status == 200
    assert "爱种树" in public.text
    assert "实验小学" in site.visitor().open("/organizations").text
    inbox = owner.open("/organize").text
    assert "负责人" in inbox or "owner" in inbox

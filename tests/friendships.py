"""Friends in the cast: codes, questions, cheers, and the page of friends of a walk through the house."""

from tests.characters import Browser, Page, Site

HERE = "/me/friends"


def code_of(browser: Browser) -> str:
    """A new code, as its page shows it."""
    assert browser.send(HERE, f"{HERE}/code").status == 303
    link = next(one for one in browser.open(HERE).root.iter("input") if one.get("readonly") is not None)
    return link.get("value", "").partition("code=")[2]


def act(browser: Browser, what: str, other: Browser, **more: str) -> Page:
    """Does something about somebody: confirm, end, away, cheer."""
    return browser.post(f"{HERE}/{what}", {"csrf_token": browser.token(), "nickname": other.nickname, **more})


def befriend(one: Browser, other: Browser) -> None:
    """The one asks, the other says yes."""
    one.follow(one.send(f"{HERE}?code={code_of(other)}"))
    other.follow(act(other, "confirm", one))


def life(site: Site) -> None:
    """小明 has a code and a friend, both have cheered, one asks and one was asked."""
    befriend(site.xiaoming, site.meihua)
    act(site.xiaoming, "cheer", site.meihua, phrase="thanks")
    act(site.meihua, "cheer", site.xiaoming, phrase="idea")
    asks, asked = site.newcomer(), site.newcomer()
    assert asks.send(f"{HERE}?code={code_of(site.xiaoming)}").status == 303
    assert site.xiaoming.send(f"{HERE}?code={code_of(asked)}").status == 303

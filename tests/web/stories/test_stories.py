"""Stories about a campaign: who tells them, who reads them, and that they go when they should."""

import re

import pytest

from campaigns.moderation.models import Case
from campaigns.stories.models import Story
from civic.pictures.models import Picture
from tests.characters import PASSWORD, Browser, Site, number_in
from tests.shows import campaign, decide, number_of, shared, take_part, upload
from workbench.paint import encoded, painting, with_traces

TEXT = "We rode along the river.\n\nMy grandson counted 14 herons."


@pytest.fixture
def author(site: Site) -> Browser:
    return site.newcomer(language="en")


@pytest.fixture
def slug(site: Site, author: Browser) -> str:
    made = campaign(site, "ride")
    take_part(site, made, author)
    return made


def tell(author: Browser, slug: str, file: bytes | None = None, **answers: str) -> str:
    """Tells a story; its address."""
    page = upload(author, f"/campaigns/{slug}/stories/new", file, **{"text": TEXT, **answers})
    assert page.status == 303, page.problems or page.text
    return page.location


def test_a_story_is_looked_at_before_everybody_reads_it(site: Site, author: Browser, slug: str) -> None:
    visitor = site.visitor("en")
    where = tell(author, slug)
    assert "Somebody looks at it" in author.open(where).text
    assert visitor.open(where).status == 404
    assert "herons" not in visitor.open(f"/campaigns/{slug}/stories").text
    assert "herons" in author.open(f"/campaigns/{slug}/stories").text
    with site.database.read() as session:
        assert session.query(Case).filter_by(subject=f"story:{number_in(where)}").one().kind == "text"
    decide(site, "story", number_in(where))
    page = visitor.open(f"/campaigns/{slug}/stories")
    assert "counted 14 herons" in page.text
    assert author.nickname not in page.html
    assert "A participant" in page.text


def test_the_name_is_shown_by_choice_only(site: Site, author: Browser, slug: str) -> None:
    assert "shows_name" not in author.open(f"/campaigns/{slug}/stories/new").form(f"/campaigns/{slug}/stories/new")
    where = tell(author, slug, shows_name="y")
    decide(site, "story", number_in(where))
    assert author.nickname in site.visitor("en").open(where).text


def test_its_picture_is_clean_and_follows_the_story(site: Site, author: Browser, slug: str) -> None:
    visitor = site.visitor("en")
    where = tell(author, slug, with_traces(painting(400, 300)), picture_alt="A heron")
    file = re.search(r"/pictures/[\w-]+/\d+\.jpeg", author.open(where).html)
    assert file
    assert visitor.client.get(file[0]).status_code == 404
    decide(site, "story", number_in(where))
    shown = visitor.client.get(file[0])
    assert b"SECRET" not in shown.data
    assert visitor.open(where).root.find(".//main//img").get("alt") == "A heron"  # type: ignore[union-attr]
    decide(site, "story", number_in(where), "personal_data")
    assert visitor.open(where).status == visitor.client.get(file[0]).status_code == 404
    assert "without their consent" in author.open(where).text


def test_changing_it_asks_again(site: Site, author: Browser, slug: str) -> None:
    where = tell(author, slug, encoded(painting(300, 300)), picture_alt="before")
    decide(site, "story", number_in(where))
    form = author.open(f"{where}/edit").form(f"{where}/edit")
    assert form["picture_alt"] == "before"
    assert upload(author, f"{where}/edit", text="Other words", drops_picture="y").status == 303
    assert site.visitor("en").open(where).status == 404
    decide(site, "story", number_in(where))
    page = site.visitor("en").open(where)
    assert "Other words" in page.text
    assert "changed" in page.text
    assert page.root.find(".//main//img") is None
    with site.database.read() as session:
        assert session.query(Picture).filter_by(owner_id=number_of(site, author)).count() == 0


def test_another_picture_replaces_the_first(site: Site, author: Browser, slug: str) -> None:
    where = tell(author, slug, encoded(painting(300, 300)))
    upload(author, f"{where}/edit", encoded(painting(200, 100)), text=TEXT)
    with site.database.read() as session:
        own = session.query(Picture).filter_by(owner_id=number_of(site, author)).all()
        assert [(picture.width, picture.height) for picture in own] == [(200, 100)]


def test_deleting_it_leaves_nothing(site: Site, author: Browser, slug: str) -> None:
    where, other = tell(author, slug, encoded(painting(300, 300))), site.newcomer(language="en")
    decide(site, "story", number_in(where))
    assert other.post(f"{where}/withdraw", {"csrf_token": other.token()}).status == 404
    assert other.open(f"{where}/edit").status == 404
    gone = author.follow(author.send(f"{where}/edit", f"{where}/withdraw"))
    assert "Your story is deleted" in gone.text
    assert site.visitor("en").open(where).status == 404
    with site.database.read() as session:
        assert session.get(Story, number_in(where)) is None
        assert session.query(Picture).filter_by(owner_id=number_of(site, author)).count() == 0
        assert session.query(Case).filter_by(subject=f"story:{number_in(where)}", state="open").count() == 0


def test_erasing_the_account_takes_the_stories_along(site: Site, author: Browser, slug: str) -> None:
    where = tell(author, slug, encoded(painting(300, 300)), shows_name="y")
    decide(site, "story", number_in(where))
    assert author.open("/me/download").answer.get_json()["stories"][0]["text"] == TEXT
    author.send("/me/erase", password=PASSWORD)
    assert site.visitor("en").open(where).status == 404


def test_only_participants_tell(site: Site, slug: str) -> None:
    stranger = site.newcomer(language="en")
    before = site.rows()
    page = upload(stranger, f"/campaigns/{slug}/stories/new", text=TEXT)
    assert page.status == 403
    assert "join the campaign first" in page.problems
    assert "herons" in page.html
    assert site.rows() == before


def test_a_double_click_is_one_story(site: Site, author: Browser, slug: str) -> None:
    path = f"/campaigns/{slug}/stories/new"
    fields = {**author.open(path).form(path), "text": TEXT}
    assert author.post(path, fields).location == author.post(path, fields).location


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("text", "", "fill this in"),
        ("text", "x" * 601, "At most 600"),
        ("text", "x" * 10_000, "At most 600"),
        ("text", "a\x00b", "no keyboard types"),
        ("picture_alt", "y" * 151, "At most 150"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    site: Site, author: Browser, slug: str, field: str, value: str, message: str
) -> None:
    path, before = f"/campaigns/{slug}/stories/new", site.rows()
    page = author.post(path, {**author.open(path).form(path), "text": TEXT, field: value})
    assert page.status == 422
    assert message in page.beside(field)
    assert site.rows() == before


def test_a_bad_picture_leaves_nothing(site: Site, author: Browser, slug: str) -> None:
    before = site.rows()
    page = upload(author, f"/campaigns/{slug}/stories/new", b"<svg/>", text=TEXT)
    assert (page.status, "not a picture" in page.beside("picture")) == (422, True)
    assert "herons" in page.html
    assert site.rows() == before


def test_words_are_words(site: Site, author: Browser, slug: str) -> None:
    where = tell(author, slug, text="<script>alert(1)</script> 你好")
    decide(site, "story", number_in(where))
    page = site.visitor("zh").open(where)
    assert "<script>alert" not in page.html
    assert "<script>alert(1)</script> 你好" in page.text
    assert page.root.find(".//main//div[@lang='en']") is not None


def test_the_campaign_leads_there(site: Site, author: Browser, slug: str) -> None:
    assert f"/campaigns/{slug}/stories" in site.visitor("en").open(f"/campaigns/{slug}").links()
    assert f"/campaigns/{slug}/stories/new" in author.open(f"/campaigns/{slug}").links()


def test_who_hid_somebody_reads_none_of_their_stories(site: Site, author: Browser, slug: str) -> None:
    where, reader = tell(author, slug), site.newcomer(language="en")
    decide(site, "story", number_in(where))
    assert where in reader.open(f"/campaigns/{slug}/stories").links()
    assert reader.post(f"/hide/story/{number_in(where)}", {"csrf_token": reader.token()}).status == 303
    assert where not in reader.open(f"/campaigns/{slug}/stories").links()
    assert (reader.open(where).status, site.visitor().open(where).status) == (404, 200)


def test_a_shared_story_looks_good_in_chat_apps(site: Site, author: Browser, slug: str) -> None:
    where = tell(author, slug, encoded(painting()), picture_alt="A heron")
    assert not shared(author.open(where))
    decide(site, "story", number_in(where))
    visitor = site.visitor("en")
    told = shared(visitor.open(where))
    assert told["og:title"].startswith("A story: ")
    assert told["og:description"] == TEXT.replace("\n\n", " ")
    assert told["og:url"] == f"http://localhost{where}"
    assert visitor.client.get(told["og:image"].removeprefix("http://localhost")).status_code == 200

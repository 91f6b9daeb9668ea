"""The inbox through its pages."""

from civic.city.text import Text
from civic.messages.models import Message
from tests.characters import PASSWORD, Site
from tests.post import told


def test_the_top_of_every_page_counts_what_is_new(site: Site) -> None:
    reader = site.newcomer(language="en")
    assert "Inbox, " not in reader.open("/boards/districts").html
    told(site, reader, "one")
    told(site, reader, "two")
    assert 'aria-label="Inbox, 2 new messages"' in reader.open("/boards/districts").html
    assert 'aria-label="Inbox, 2 new messages"' in reader.open("/").html


def test_opening_a_message_reads_it(site: Site) -> None:
    reader = site.newcomer(language="en")
    number = told(site, reader, path="/boards/districts")
    page = reader.open("/me/inbox")
    assert "Soon: Spring ride" in page.text
    assert "1 new message" in page.text
    message = reader.open(f"/me/inbox/{number}")
    assert message.h1 == "Soon: Spring ride"
    assert "Place: Bridge" in message.text
    assert "/boards/districts" in message.links()
    assert "new message" not in reader.open("/me/inbox").text


def test_the_reader_chooses_the_language(site: Site) -> None:
    reader = site.newcomer(language="en")
    number = told(site, reader, text=Text({"zh": "Chinese letter", "en": "English letter"}))
    assert "Bridge (zh)" in reader.open(f"/me/inbox/{number}?lang=zh").text
    assert "Chinese letter" in reader.open(f"/me/inbox/{number}").text
    assert "English letter" in reader.open(f"/me/inbox/{number}?lang=en").text


def test_all_are_read_at_once(site: Site) -> None:
    reader = site.newcomer(language="en")
    for key in ("one", "two", "three"):
        told(site, reader, key)
    reader.follow(reader.send("/me/inbox", "/me/inbox/read"))
    assert "Inbox, " not in reader.open("/me/inbox").html


def test_a_message_can_be_deleted(site: Site) -> None:
    reader = site.newcomer(language="en")
    number = told(site, reader)
    reader.follow(reader.send(f"/me/inbox/{number}", f"/me/inbox/{number}/delete"))
    assert "Nothing yet" in reader.open("/me/inbox").text
    assert reader.open(f"/me/inbox/{number}").status == 404


def test_nobody_opens_or_deletes_what_is_somebody_elses(site: Site) -> None:
    reader, other = site.newcomer(), site.newcomer()
    number = told(site, reader)
    assert other.open(f"/me/inbox/{number}").status == 404
    assert other.post(f"/me/inbox/{number}/delete", {"csrf_token": other.token()}).status == 404
    assert reader.open(f"/me/inbox/{number}").status == 200


def test_what_fills_a_message_is_not_html(site: Site) -> None:
    reader = site.newcomer(language="en")
    number = told(site, reader, text=Text({"en": "<script>alert(1)</script> & 100%"}), path="//elsewhere.example")
    page = reader.open(f"/me/inbox/{number}")
    assert "<script>alert" not in page.html
    assert "& 100%" in page.text
    assert not any("elsewhere" in link for link in page.links())


def test_a_full_inbox_is_turned_page_by_page(site: Site) -> None:
    reader = site.newcomer(language="en")
    for number in range(35):
        told(site, reader, f"message {number}")
    first = reader.open("/me/inbox")
    older = next(link for link in first.links() if "before=" in link)
    both = [link for page in (first, reader.open(older)) for link in page.links() if link.startswith("/me/inbox/")]
    assert len(set(both)) == len(both) == 35
    assert reader.open("/me/inbox?before=nonsense").status == 200
    assert reader.open(f"/me/inbox?before={10**30}").status == 200


def test_the_download_holds_the_messages_and_erasure_takes_them(site: Site) -> None:
    reader = site.newcomer(language="en")
    number = told(site, reader)
    assert reader.open("/me/download").answer.get_json()["messages"][0]["values"]["event"] == "Spring ride"
    reader.send("/me/erase", password=PASSWORD)
    with site.database.read() as session:
        assert session.get(Message, number) is None

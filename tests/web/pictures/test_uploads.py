"""Bodies are large only where files are taken, pictures one at a time, and nobody sees what is not public."""

import io
import threading

import pytest

from civic.errors import TryAgain
from civic.pictures import services
from civic.pictures.rules import MAX_BYTES
from tests.characters import Browser, Page, Site
from tests.shows import campaign, send, submit, upload
from workbench.paint import encoded, painting

SAID = {"title": "T", "first_name": "Anna", "age_group": "7-9", "consent": "y", "description": ""}


@pytest.fixture
def guardian(site: Site) -> Browser:
    return site.newcomer(language="en")


@pytest.fixture
def form(site: Site, guardian: Browser) -> str:
    return f"/campaigns/{campaign(site)}/gallery/new"


class Unread(io.BytesIO):
    """A body that must never be read."""

    def read(self, _size: int | None = -1) -> bytes:
        raise AssertionError("a body was read that is too large")


def claimed(browser: Browser, path: str, length: int) -> Page:
    """The answer to a form that claims to be so long."""
    kind = "multipart/form-data; boundary=b"
    said = {"CONTENT_LENGTH": str(length)}
    return Page(browser.client.post(path, input_stream=Unread(), content_type=kind, environ_overrides=said))


def test_a_hundred_megabytes_are_refused_unread(guardian: Browser, form: str) -> None:
    page = claimed(guardian, form, 100_000_000)
    assert page.status == 413
    assert "at most 20 MB" in page.text


def test_elsewhere_bodies_stay_small(guardian: Browser) -> None:
    for path in ("/actions/bicycle", "/me/account/password", "/signin"):
        assert claimed(guardian, path, 300_000).status in (404, 413)


def test_a_file_of_several_megabytes_arrives(site: Site, guardian: Browser, form: str) -> None:
    big = encoded(painting(1200, 900), "PNG", compress_level=0)
    assert len(big) > 3_000_000
    assert submit(guardian, form.split("/")[2], big)


def test_a_body_that_lies_about_its_length_is_refused(guardian: Browser, form: str) -> None:
    fields = {**guardian.open(form).form(form), **SAID}
    page = send(guardian, form, fields, b"\xff\xd8\xff" + bytes(MAX_BYTES + 10))
    assert page.status == 422
    assert "at most 20 MB" in page.beside("picture")


def test_long_text_in_a_form_with_files_is_refused(guardian: Browser, form: str) -> None:
    page = upload(guardian, form, encoded(painting()), title="x" * 2_000_000)
    assert page.status == 413


def test_a_name_says_nothing(guardian: Browser, form: str) -> None:
    fields = guardian.open(form).form(form)
    for name in ("../../etc/passwd", "a.php", "照片.html", "x" * 3000):
        page = send(guardian, form, {**fields, **SAID}, encoded(painting(80, 80)), name)
        assert page.status == 303
    assert upload(guardian, form, b"<html>", "photo.jpg", **SAID).status == 422


@pytest.mark.usefixtures("all_seats_taken")
def test_when_many_arrive_the_next_is_asked_to_wait(site: Site, guardian: Browser, form: str) -> None:
    before = site.rows()
    page = upload(guardian, form, encoded(painting(80, 80)), **SAID)
    assert page.status == 503
    assert "in a few seconds" in page.problems
    assert page.form(form)["title"] == "T"
    assert int(page.answer.headers["Retry-After"]) > 0
    assert site.rows() == before


def test_few_are_let_in_however_many_come() -> None:
    gate, data, results = threading.Barrier(12), encoded(painting(1200, 900)), list[object]()

    def send_one(who: int) -> None:
        gate.wait()
        try:
            results.append(services.take_in(data, who))
        except TryAgain as refused:
            results.append(refused)

    threads = [threading.Thread(target=send_one, args=(who,)) for who in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 12
    assert 1 <= sum(isinstance(result, services.Prepared) for result in results) < 12
    assert any(isinstance(result, TryAgain) for result in results)
    assert services.take_in(encoded(painting(80, 80)), 1)


# Addresses


def test_wrong_addresses_lead_nowhere(site: Site, guardian: Browser, form: str) -> None:
    where = submit(guardian, form.split("/")[2])
    token = next(image.get("src", "").split("/")[2] for image in guardian.open(where).root.findall(".//main//img"))
    for path in (
        f"/pictures/{token}/321.webp",
        f"/pictures/{token}/320.gif",
        f"/pictures/{token}/99999999999999999999.webp",
        f"/pictures/{token[:-1]}/320.webp",
        "/pictures/a/320.webp",
        "/pictures/%00/320.webp",
    ):
        assert guardian.client.get(path).status_code == 404
    answer = guardian.client.get(f"/pictures/{token}/320.webp")
    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert site.again(site.administrator, "en").client.get(f"/pictures/{token}/320.webp").status_code == 200

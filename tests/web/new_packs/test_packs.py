"""Another pack on the web: sent, checked apart, its effect shown, approved by somebody else, installed by command."""

import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from civic.city.pack import load_city
from civic.paths import CITIES
from civic.program import Program
from footprint.new_packs import reading
from footprint.new_packs.cli import pack as commands
from footprint.new_packs.rules import MAX_BYTES
from tests.characters import Browser, Page, Site

DESK, SEND = "/city/pack", "/city/pack/new"
FILES = {file.name: file.read_bytes() for file in (CITIES / "zhenjiang").iterdir() if file.suffix in (".csv", ".toml")}
POINTS = FILES["actions.toml"].replace(b"\npoints = 2", b"\npoints = 3", 1)
MILLIONS = FILES["districts.csv"].replace(b",355757,", b",355758,")


def send(browser: Browser, name: str, content: bytes, **fields: str) -> Page:
    data = {**browser.open(SEND).form(SEND), "reason": "A newer source", **fields, "file": (io.BytesIO(content), name)}
    return Page(browser.client.post(SEND, data=data, content_type="multipart/form-data"))


def kept(page: Page) -> str:
    assert page.status == 303, page.text
    return page.location


def test_only_those_who_run_the_city_see_packs(site: Site) -> None:
    path = kept(send(site.clerk, "districts.csv", MILLIONS))
    for browser in (site.newcomer(), site.moderator):
        assert {browser.open(one).status for one in (DESK, SEND, path, f"{path}.zip")} == {404}
    assert site.clerk.client.post(SEND, data={"reason": "x"}).status_code == 400, "no token"


def test_one_changed_file_is_checked_with_the_rest_and_its_effect_is_shown(site: Site) -> None:
    page = site.clerk.open(kept(send(site.clerk, "actions.toml", POINTS)))
    assert page.status == 200 and "A newer source" in page.text and site.city.version in page.text
    assert page.root.find(".//table") is not None, "the action that changed"
    assert "提交数据包" in site.clerk.open("/city/audit?act=send+pack").text


def test_a_second_person_approves_and_the_first_cannot(site: Site) -> None:
    path = kept(send(site.clerk, "pack.zip", reading.zipped({**FILES, "districts.csv": MILLIONS})))
    assert site.clerk.post(path, {"csrf_token": site.clerk.token(), "answer": "approve"}).status == 403
    refused = site.administrator.send(path, answer="decline")
    assert refused.status == 422 and refused.beside("note")
    assert site.administrator.send(path, answer="approve").status == 303
    again = site.administrator.post(path, {"csrf_token": site.administrator.token(), "answer": "approve"})
    assert again.status == 409
    assert "tongxing pack install DIR" in site.clerk.open(path).text


def test_every_problem_is_shown_with_its_file_and_line(site: Site) -> None:
    broken = FILES["districts.csv"].replace(b",355757,", b",many,").replace(b"verified_secondary", b"believed", 1)
    page = send(site.clerk, "districts.csv", broken)
    assert page.status == 422 and "districts.csv:2" in page.text
    assert page.form(SEND)["reason"] == "A newer source", "nothing is lost"


def test_the_pack_of_another_city_is_refused_in_a_sentence(site: Site) -> None:
    other = FILES["city.toml"].replace(b'id = "zhenjiang"', b'id = "yangzhou"')
    page = send(site.clerk, "pack.zip", reading.zipped({**FILES, "city.toml": other}))
    assert page.status == 422 and "yangzhou" in page.beside("file")


def test_a_pack_without_a_district_is_refused(site: Site) -> None:
    lines = FILES["districts.csv"].splitlines(keepends=True)
    fewer = {**FILES, "districts.csv": b"".join(lines[:-1])}
    last = lines[-1].split(b",")[0]
    parts = [line for line in FILES["subdistricts.csv"].splitlines(keepends=True) if line.split(b",")[1] != last]
    fewer["subdistricts.csv"] = b"".join(parts)
    page = send(site.clerk, "pack.zip", reading.zipped(fewer))
    assert page.status == 422 and last.decode() in page.beside("file")


@pytest.mark.parametrize(
    ("name", "content", "fields", "beside"),
    [
        ("pack.zip", b"no zip", {}, "file"),
        ("pack.zip", b"0" * (MAX_BYTES + 1), {}, "file"),
        ("other.csv", b"a,b", {}, "file"),
        ("districts.csv", FILES["districts.csv"], {}, "file"),
        ("districts.csv", MILLIONS, {"reason": ""}, "reason"),
        ("districts.csv", MILLIONS, {"holds_from": "soon"}, "holds_from"),
        ("districts.csv", MILLIONS, {"holds_from": "2020-01-01"}, "holds_from"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    site: Site, name: str, content: bytes, fields: dict[str, str], beside: str
) -> None:
    page = send(site.clerk, name, content, **fields)
    assert page.status == 422 and page.beside(beside), page.text


def test_the_approved_pack_is_installed_by_command(site: Site, tmp_path: Path) -> None:
    path = kept(send(site.clerk, "districts.csv", MILLIONS.replace(b",355758,", b",355759,")))
    program = Program(services=lambda: site.app_services, registry=lambda: site.app_services.registry)
    folder = tmp_path / "installed"
    assert site.administrator.send(path, answer="approve").status == 303
    done = CliRunner().invoke(commands, ["install", str(folder)], obj=program, catch_exceptions=False)
    assert done.exit_code == 0 and load_city(folder).districts[0].residents == 355_759
    assert [file.name for file in tmp_path.iterdir()] == ["installed"]
    again = CliRunner().invoke(commands, ["install", str(folder)], obj=program)
    assert again.exit_code != 0
    assert "355,759" not in site.visitor("en").open("/about/method").text, "until the processes start with it"

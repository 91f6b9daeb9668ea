"""What is taken out of a zip, and what a changed figure does."""

import io
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest

from civic.errors import Invalid
from civic.paths import CITIES
from footprint.new_packs import reading
from footprint.new_packs.rules import FILES_MOST, UNPACKED_MOST

PACK = CITIES / "zhenjiang"
ON = date(2026, 11, 25)


def archive(*files: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as into:
        for name, content in files:
            into.writestr(name, content)
    return made.getvalue()


def test_a_pack_comes_back_as_it_went_in() -> None:
    files = {file.name: file.read_bytes() for file in PACK.iterdir() if file.suffix in (".csv", ".toml")}
    assert reading.unpacked(reading.zipped(files)) == files
    assert reading.zipped(files) == reading.zipped(dict(reversed(files.items()))), "the same bytes"


def test_folders_and_other_files_do_not_matter() -> None:
    sent = archive(("pack/city.toml", b"1"), ("pack/README.md", b"x"), ("../../factors.csv", b"2"))
    assert reading.unpacked(sent) == {"city.toml": b"1", "factors.csv": b"2"}


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"PK",
        b"%PDF-",
        archive(("a.csv", b"1"), ("b/a.csv", b"2")),
        archive(*[(f"{turn}.csv", b"") for turn in range(FILES_MOST + 1)]),
        archive(("a.csv", b"0" * (UNPACKED_MOST + 1))),
        archive(("a.csv", b"1" * 5000))[:-200],
    ],
    ids=["empty", "short", "pdf", "twice", "many", "bomb", "cut"],
)
def test_what_is_no_pack_is_refused(sent: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        reading.unpacked(sent)
    assert refused.value.field == "file"


def test_one_file_stands_in_the_place_of_its_own() -> None:
    files = reading.unpacked(reading.with_file(PACK, "factors.csv", b"new"))
    assert files["factors.csv"] == b"new" and files["city.toml"] == (PACK / "city.toml").read_bytes()
    with pytest.raises(Invalid):
        reading.with_file(PACK, "other.csv", b"")


def test_the_effect_of_no_change_is_none(tmp_path: Path) -> None:
    other = shutil.copytree(PACK, tmp_path / "pack")
    assert reading.effect_of(PACK, other, ON) == {"factors": [], "actions": []}

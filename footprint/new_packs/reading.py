"""Reading a pack that somebody sent, in a bounded process: unpacked, checked by `pack check`, compared with another."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from pkgutil import resolve_name
from tempfile import TemporaryDirectory

from civic.bounded.answers import WorkerAnswer
from civic.city.pack import City, check_city, load_city
from civic.errors import DomainError, Invalid
from footprint.actions.calculator import Activity, quantify
from footprint.actions.catalogue import Catalogue, load_catalogue
from footprint.actions.differences import differences
from footprint.actions.whole_pack import problems_of
from footprint.new_packs.rules import FILES_MOST, PROBLEMS_MOST, SUFFIXES, UNPACKED_MOST

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The day of every file in a zip of ours, so that the same pack makes the same bytes."""


def read_pack(data: bytes, *, base: str, checks: list[str], on: str) -> WorkerAnswer:
    """The version of a pack in a zip and its effect, with all its files; or everything that is wrong with it.

    Args:
        base: the folder of the pack in force.
        checks: names of the features' checks.
        on: the day for which samples are computed.

    Raises:
        Invalid: no zip, too much in it, the pack of another city, or one that lacks a district.
    """
    with TemporaryDirectory() as place:
        folder, before = Path(place), Path(base)
        _unpack(data, folder)
        if not check_city(folder):
            _check_same_city(load_city(folder), load_city(before))
        problems = [str(one) for one in problems_of(folder, [resolve_name(name) for name in checks])]
        if problems:
            return WorkerAnswer({"problems": problems[:PROBLEMS_MOST]})
        facts = {"version": load_city(folder).version, "effect": effect_of(before, folder, date.fromisoformat(on))}
        return WorkerAnswer(facts, (zipped({file.name: file.read_bytes() for file in folder.iterdir()}),))


def _unpack(data: bytes, folder: Path) -> None:
    for name, content in unpacked(data).items():
        (folder / name).write_bytes(content)


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of a pack in a zip, by name; folders in it do not matter, nor do files that no pack has.

    Raises:
        Invalid: no zip, too much in it, or two files of one name.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _files(archive)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise Invalid("This zip file cannot be read.", field="file") from error


def _files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    members = [one for one in archive.infolist() if Path(one.filename).suffix in SUFFIXES and not one.is_dir()]
    if len(members) > FILES_MOST or sum(one.file_size for one in members) > UNPACKED_MOST:
        raise Invalid("There is more in this zip file than a pack has.", field="file")
    found: dict[str, bytes] = {}
    for one in members:
        name = Path(one.filename).name
        if name in found:
            raise Invalid("The zip file has two files %(name)s.", field="file", name=name)
        found[name] = archive.read(one)
    return found


def zipped(files: dict[str, bytes]) -> bytes:
    """A pack as a zip, the same bytes for the same files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), files[name], zipfile.ZIP_DEFLATED)
    return made.getvalue()


def with_file(base: Path, name: str, content: bytes) -> bytes:
    """The pack in a folder with one file in the place of its own, as a zip.

    Raises:
        Invalid: the pack has no file of that name.
    """
    files = {file.name: file.read_bytes() for file in base.iterdir() if file.suffix in SUFFIXES}
    if name not in files:
        raise Invalid("The pack has no file of this name. Its files: %(names)s", field="file", names=", ".join(files))
    return zipped({**files, name: content})


def _check_same_city(after: City, before: City) -> None:
    if after.id != before.id:
        raise Invalid("This is the pack of another city: %(city)s.", field="file", city=after.id)
    for district in before.districts:
        if district.id not in after.district_by_id:
            raise Invalid("The district %(id)s is missing, and residents live there.", field="file", id=district.id)


# Its effect


def effect_of(before: Path, after: Path, on: date) -> dict[str, list[dict[str, str]]]:
    """What differs: `factors` with both values; `actions` that came, went or are computed otherwise, each with a
    sample of its usual quantity in milligrams CO2e on that day, "" where there is none."""
    old, new = (load_catalogue(folder, load_city(folder).languages) for folder in (before, after))
    found = differences(old, new)
    factors = [
        {
            "id": change.id,
            "before": f"{change.before.interval.mid} {change.before.unit}" if change.before else "",
            "now": f"{change.after.interval.mid} {change.after.unit}" if change.after else "",
        }
        for change in found.factors
    ]
    changed = {change.action.id for change in found.actions}
    return {"factors": factors, "actions": list(_samples(old, new, changed, on))}


def _samples(old: Catalogue, new: Catalogue, changed: set[str], on: date) -> Iterator[dict[str, str]]:
    for action in {**old.actions, **new.actions}:
        options = {one.id for catalogue in (old, new) if action in catalogue.actions
                   for one in catalogue.actions[action].options}  # fmt: skip
        for option in sorted(options):
            before, now = (_sample(catalogue, action, option, on) for catalogue in (old, new))
            if before != now or (action in changed and option == min(options)):
                yield {"id": action, "option": option, "before": before, "now": now}


def _sample(catalogue: Catalogue, action: str, option: str, on: date) -> str:
    """What the usual quantity saves, in milligrams; "" where nothing can be computed."""
    found = catalogue.actions.get(action)
    if found is None or option not in {one.id for one in found.options}:
        return ""
    try:
        return str(quantify(catalogue, Activity(action, option, found.amount.default_milli, on)).mid_mg)
    except DomainError:  # not in this month, or no factor for this day
        return ""

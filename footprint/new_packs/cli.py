"""`pack install`: what a second person approved on the web becomes a folder on the server."""

from collections.abc import Iterable
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import click

from civic.accounts import audit
from civic.calendar import utc_now
from civic.city.problems import PackError
from civic.errors import Conflict, NotFound
from civic.program import Program
from footprint.actions.cli import pack
from footprint.actions.pack_checks import PACK_CHECKS, PackCheck
from footprint.actions.whole_pack import problems_of
from footprint.new_packs import queries
from footprint.new_packs.reading import unpacked

__all__ = ["pack"]


@pack.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.pass_obj
def install(program: Program, folder: Path) -> None:
    """Write the approved pack whose day has come into the new folder DIR.

    It is in force once TONGXING_CITY names that folder and the processes were started again.
    """
    services = program.services()
    if folder.exists():
        raise Conflict("%(folder)s is there already: name a folder that is not.", folder=folder)
    with services.database.write() as session:
        found = queries.in_force(session, services.calendar.today())
        if found is None:
            raise NotFound("No pack was approved whose day has come.")
        _write(unpacked(found.content), folder, services.registry.all(PACK_CHECKS))
        details = f"{found.version} {folder}"[:200]
        audit.record(session, audit.OPERATOR, "install pack", f"pack:{found.id}", details, utc_now())
        version = found.version
    click.echo(f"{folder}: {version}. Set TONGXING_CITY to this path and start the processes again.")


def _write(files: dict[str, bytes], folder: Path, checks: Iterable[PackCheck]) -> None:
    """Into a folder beside it first, so that none is half written.

    Raises:
        PackError: this release of the program cannot use it.
    """
    beside = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.resolve().parent))
    for name, content in files.items():
        (beside / name).write_bytes(content)
    problems = list(problems_of(beside, checks))
    if problems:
        rmtree(beside)
        raise PackError(problems)
    beside.chmod(0o755)
    beside.rename(folder)

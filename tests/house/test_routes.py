"""Every address of the house is remembered, with its endpoint and its guard: none comes, goes or opens unseen."""

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from flask import Flask

from civic.paths import CITIES
from tests.house.walk import COMMAND, ROUTES

_HEAD = "# methods  address  endpoint  guard. Written by: "


def lines(app: Flask) -> Iterator[str]:
    """One line a rule: what it takes, what answers, who may come."""
    yield _HEAD + COMMAND
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint)):
        guard = getattr(app.view_functions[rule.endpoint], "guard", "NONE")
        methods = "|".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        yield f"{methods} {rule.rule} {rule.endpoint} {guard if isinstance(guard, str) else guard.__name__}"


def test_the_routes_are_the_remembered_ones(app: Flask) -> None:
    assert "\n".join(lines(app)) + "\n" == ROUTES.read_text(), f"if that is meant: {COMMAND}"


def main() -> None:
    """Prints the routes of the app as it is."""
    from civic.database.engine import Database
    from tests.characters import open_site

    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/none.db")
        sys.stdout.writelines(
            f"{line}\n" for line in lines(open_site(database, CITIES / "zhenjiang", Path(folder)).app)
        )


if __name__ == "__main__":
    main()

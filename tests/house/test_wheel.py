"""An installed wheel has what a checkout has beside its packages."""

import tomllib
from pathlib import Path

from civic import paths

ROOT = Path(paths.__file__).resolve().parents[1]


def test_the_wheel_takes_along_every_folder_of_files() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    folders = [value for name, value in vars(paths).items() if name.isupper() and not name.startswith("_")]
    outside = [folder for folder in folders if folder.parent == ROOT]
    assert all(folder.is_dir() for folder in folders)
    assert wheel["force-include"] == {folder.name: f"civic/data/{folder.name}" for folder in outside}

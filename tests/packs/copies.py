"""Copies of a pack with one place changed, to see what its checks say about it."""

import os
import shutil
from pathlib import Path

HARBOUR = Path(__file__).with_name("harbour")
ZHENJIANG = Path(__file__).parents[2] / "cities" / "zhenjiang"


def changed(folder: Path, into: Path, file: str, old: str, new: str) -> tuple[Path, int]:
    """A copy of the pack (by links) in which the first `old` of `file` is `new`, and the line on which it stands."""
    copy = Path(shutil.copytree(folder, into / "pack", copy_function=os.symlink))
    text = (copy / file).read_text(encoding="utf-8")
    before, found, after = text.partition(old)
    assert found, f"{file} has no {old!r}"
    (copy / file).unlink()
    (copy / file).write_text(before + new + after, encoding="utf-8")
    return copy, before.count("\n") + 1

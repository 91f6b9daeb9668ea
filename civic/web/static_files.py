"""Static files under names that carry their content's hash, so that browsers keep them for ever.

At start they are copied, renamed and compressed into the instance folder; WhiteNoise serves them from there.
"""

import gzip
import hashlib
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import brotli
from flask import Flask
from whitenoise import WhiteNoise

from civic.paths import STATIC
from civic.web.stylesheets import SHEETS, sheet

PREFIX = "/static/"
_TEXT = {".css", ".js", ".svg", ".txt", ".webmanifest", ".json"}


@cache
def contents() -> dict[str, bytes]:
    """Plain name → content: the files as they are, and the style sheets made of their parts."""
    files = {file.name: file.read_bytes() for file in sorted(STATIC.iterdir()) if file.is_file()}
    return files | {name: sheet(name).encode() for name in SHEETS}


@cache
def names() -> dict[str, str]:
    """Plain name → name with the first ten digits of the content's SHA-256."""
    return {plain: _hashed(Path(plain), content) for plain, content in contents().items()}


def _hashed(plain: Path, content: bytes) -> str:
    return f"{plain.stem}.{hashlib.sha256(content).hexdigest()[:10]}{plain.suffix}"


def static_url(name: str) -> str:
    """The address of a static file by its plain name.

    Raises:
        KeyError: no such file.
    """
    return PREFIX + names()[name]


def serve(app: Flask, instance_dir: Path) -> None:
    """Puts WhiteNoise in front of the app for everything under `PREFIX`."""
    folder = _publish(instance_dir)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(folder),
        prefix=PREFIX,
        max_age=31_536_000,
        immutable_file_test=lambda _path, _url: True,
    )


def _publish(instance_dir: Path) -> Path:
    """The folder with the renamed and compressed files; made once per content, whole or not at all."""
    digest = hashlib.sha256("".join(names().values()).encode()).hexdigest()[:12]
    target = instance_dir / "static" / digest
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(mkdtemp(dir=target.parent))
    draft.chmod(0o755)
    for plain, hashed in names().items():
        content = contents()[plain]
        (draft / hashed).write_bytes(content)
        if Path(plain).suffix in _TEXT:
            (draft / f"{hashed}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
            (draft / f"{hashed}.br").write_bytes(brotli.compress(content))
    try:
        draft.rename(target)
    except OSError:  # another worker was quicker
        shutil.rmtree(draft)
    return target

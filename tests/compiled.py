"""What is compiled once for all apps of this process.

Each test has an app of its own, with the same templates, addresses and static files as any other. To make them anew
took longer than most tests.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType
from typing import ClassVar

from flask import Flask
from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache
from werkzeug.routing import Rule

from civic.web.application import Application


class _OncePerLanguage(BytecodeCache):
    """Kept by template, source and language: the words of a language are put in when a template is compiled."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get(_key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self._known[_key(bucket)] = bucket.code


def _key(bucket: Bucket) -> tuple[object, ...]:
    environment: Environment = bucket.environment
    return bucket.key, bucket.checksum, environment.globals.get("html_lang")


_ONCE = _OncePerLanguage()


def with_compiled_templates(app: Flask) -> Flask:
    """The app, which takes what another one has compiled."""
    app.jinja_env.bytecode_cache = _ONCE
    return app


class RememberedRule(Rule):
    """A rule that takes over the functions which another one of the same words has compiled to build its address."""

    _builders: ClassVar[dict[tuple[object, ...], Callable[..., tuple[str, str]]]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if self.defaults:
            return super()._compile_builder(append_unknown)
        key = (self.rule, *self._trace, append_unknown)
        if key not in self._builders:
            self._builders[key] = super()._compile_builder(append_unknown)
        return self._builders[key]


Application.url_rule_class = RememberedRule


@cache
def _static_files() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="tongxing-static-")


def with_static_files(instance_dir: Path) -> Path:
    """An instance folder whose static files are those that the first app of this process published."""
    (instance_dir / "static").symlink_to(_static_files().name)
    return instance_dir

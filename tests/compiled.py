"""Templates compiled once for all apps of this process: each test has an app of its own, and the same templates."""

from types import CodeType

from flask import Flask
from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache


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

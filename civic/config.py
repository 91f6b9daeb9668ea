"""Configuration: the environment, read once, checked, frozen. Nonsense stops the program at its start."""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from urllib.parse import unquote, urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from civic.errors import ConfigError
from civic.paths import CITIES

_PREFIX = "TONGXING_"
_KNOWN = {
    "DATABASE_URL",
    "SECRET_KEY",
    "CITY",
    "INSTANCE",
    "REDIS_URL",
    "MAIL_URL",
    "MAIL_FROM",
    "CONTACT",
    "BASE_URL",
    "HOSTS",
    "DEMO",
    "SECURE_COOKIES",
    "PROXIES",
    "METRICS_TOKEN",
    "REQUEST_LOG",
    "WRITES_PER_MINUTE",
    "WAITING_REQUESTS",
    "PASSWORD_MEMORY_MIB",
}
_MIN_SECRET_CHARACTERS = 32
_KIB_PER_MIB = 1024
PASSWORD_MEMORY_KIB = 64 * _KIB_PER_MIB
"""RFC 9106, second recommended option."""
_LEAST_PASSWORD_MEMORY_MIB = 19
"""The least that OWASP's Password Storage Cheat Sheet recommends for argon2id."""
_LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the environment decides. Paths are absolute; `proxies` counts trusted reverse proxies."""

    database_url: str
    secret_key: str
    city_dir: Path
    instance_dir: Path
    redis_url: str | None = None
    mail_url: str | None = None
    hosts: tuple[str, ...] = _LOCAL_HOSTS
    demo: bool = False
    secure_cookies: bool = True
    proxies: int = 0
    metrics_token: str | None = None
    request_log: bool = False
    writes_per_minute: int = 120
    waiting_requests: int = 64
    password_memory_kib: int = PASSWORD_MEMORY_KIB
    base_url: str | None = None
    mail_from: str | None = None
    contact: str | None = None
    """Whom to ask, as an address: mailto:… or https://…"""

    @property
    def site_url(self) -> str:
        """How links in mails begin, without a slash at the end."""
        return self.base_url or f"{'https' if self.secure_cookies else 'http'}://{self.hosts[0]}"

    @property
    def session_cookie(self) -> str:
        """The cookie that holds a session: under a name that browsers take from this very host alone, over HTTPS."""
        return "__Host-session" if self.secure_cookies else "session"

    @property
    def mail_sender(self) -> str:
        """The address that mails come from."""
        return self.mail_from or f"tongxing@{urlsplit(self.site_url).hostname}"


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed over. With a user, a connection without TLS is refused except on this machine itself."""

    host: str
    port: int
    user: str
    password: str
    implicit_tls: bool

    @property
    def is_local(self) -> bool:
        """Whether it runs on this machine, where nothing needs to be encrypted."""
        return self.host in ("localhost", "127.0.0.1", "::1")


def mail_server(url: str) -> MailServer:
    """The server that a URL such as smtp://user:password@mail.example.org:587 names; smtps:// speaks TLS at once.

    Raises:
        ConfigError: it names none.
    """
    name = f"{_PREFIX}MAIL_URL"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ConfigError(f"{name}: smtp://user:password@host:port, with a port from 1 to 65535") from error
    if parts.scheme not in ("smtp", "smtps"):
        raise ConfigError(f"{name} must start with smtp:// or smtps://")
    if not parts.hostname or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ConfigError(f"{name}: smtp://user:password@host:port and nothing behind it")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ConfigError(f"{name}: a user needs a password, and the other way round")
    secure = parts.scheme == "smtps"
    return MailServer(parts.hostname, port or (465 if secure else 587 if user else 25), user, password, secure)


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Settings from `TONGXING_*` variables.

    Raises:
        ConfigError: an unknown variable, or a value that cannot be meant.
    """
    values = {name.removeprefix(_PREFIX): value for name, value in environ.items() if name.startswith(_PREFIX)}
    unknown = sorted(set(values) - _KNOWN)
    if unknown:
        raise ConfigError(
            f"unknown setting {_PREFIX}{unknown[0]}; known are {', '.join(_PREFIX + k for k in sorted(_KNOWN))}"
        )
    instance_dir = Path(values.get("INSTANCE") or "instance").resolve()
    return Settings(
        database_url=_database_url(values.get("DATABASE_URL"), instance_dir),
        secret_key=_secret_key(values.get("SECRET_KEY"), instance_dir),
        city_dir=_city_dir(values.get("CITY") or "zhenjiang"),
        instance_dir=instance_dir,
        redis_url=_url(values, "REDIS_URL", ("redis://", "rediss://", "unix://")),
        mail_url=_mail_url(values.get("MAIL_URL")),
        hosts=_hosts(values.get("HOSTS")),
        demo=_flag(values, "DEMO", default=False),
        secure_cookies=_flag(values, "SECURE_COOKIES", default=True),
        proxies=_count(values, "PROXIES", 0, 0, 9),
        metrics_token=values.get("METRICS_TOKEN") or None,
        request_log=_flag(values, "REQUEST_LOG", default=False),
        writes_per_minute=_count(values, "WRITES_PER_MINUTE", 120, 1, 10_000_000),
        waiting_requests=_count(values, "WAITING_REQUESTS", 64, 2, 1_000),
        password_memory_kib=_KIB_PER_MIB * _count(values, "PASSWORD_MEMORY_MIB", 64, _LEAST_PASSWORD_MEMORY_MIB, 1_024),
        base_url=_base_url(values.get("BASE_URL")),
        mail_from=_mail_from(values.get("MAIL_FROM")),
        contact=_contact(values.get("CONTACT")),
    )


def _database_url(value: str | None, instance_dir: Path) -> str:
    if not value:
        return f"sqlite:///{instance_dir / 'tongxing.db'}"
    try:
        url = make_url(value)
    except ArgumentError as error:
        raise ConfigError(f"{_PREFIX}DATABASE_URL is not a database URL") from error
    backend = url.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise ConfigError(f"{_PREFIX}DATABASE_URL: use sqlite:///FILE or postgresql://…, not {backend}")
    if backend == "sqlite" and url.database in (None, "", ":memory:"):
        raise ConfigError(f"{_PREFIX}DATABASE_URL: SQLite needs a file, memory would forget everything")
    if backend == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)


def _secret_key(value: str | None, instance_dir: Path) -> str:
    """The configured key, or one made once and kept readable by the owner only."""
    file = instance_dir / "secret_key"
    if not value and not file.exists():
        instance_dir.mkdir(parents=True, exist_ok=True)
        _make_once(file, secrets.token_urlsafe(48))
    key = value or file.read_text()
    if len(key) < _MIN_SECRET_CHARACTERS:
        where = f"{_PREFIX}SECRET_KEY" if value else str(file)
        raise ConfigError(f"{where} needs at least {_MIN_SECRET_CHARACTERS} characters")
    return key


def _make_once(file: Path, content: str) -> None:
    """Makes the file with its whole content, for its owner only, unless another process has been quicker."""
    handle, draft = mkstemp(dir=file.parent)  # created with mode 0600
    try:
        with os.fdopen(handle, "w") as writer:
            writer.write(content)
        with suppress(FileExistsError):
            os.link(draft, file)
    finally:
        Path(draft).unlink()


def _city_dir(value: str) -> Path:
    folder = Path(value) if "/" in value else CITIES / value
    if not (folder / "city.toml").is_file():
        raise ConfigError(f"{_PREFIX}CITY: no city.toml in {folder}; name a folder of cities/ or give a path")
    return folder.resolve()


def _hosts(value: str | None) -> tuple[str, ...]:
    if not value:
        return _LOCAL_HOSTS
    hosts = tuple(host.strip() for host in value.split(",") if host.strip())
    if not hosts or any("/" in host for host in hosts):
        raise ConfigError(f"{_PREFIX}HOSTS: host names separated by commas, without scheme or path")
    return hosts


def _mail_url(value: str | None) -> str | None:
    if value:
        mail_server(value)
    return value or None


def _base_url(value: str | None) -> str | None:
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ConfigError(f"{_PREFIX}BASE_URL: how the site's addresses begin, such as https://tongxing.example.org")
    return value.rstrip("/")


def _contact(value: str | None) -> str | None:
    if value and not re.fullmatch(r"(mailto:[!-?A-~]+@|https://)[!-~]+", value):
        raise ConfigError(f"{_PREFIX}CONTACT: mailto:office@example.org or an address that begins with https://")
    return value or None


def _mail_from(value: str | None) -> str | None:
    if value and not re.fullmatch(r"[!-?A-~]+@[A-Za-z0-9.-]+", value):
        raise ConfigError(f"{_PREFIX}MAIL_FROM: an address such as tongxing@example.org")
    return value or None


def _url(values: Mapping[str, str], name: str, schemes: tuple[str, ...]) -> str | None:
    value = values.get(name)
    if value and not value.startswith(schemes):
        raise ConfigError(f"{_PREFIX}{name} must start with {' or '.join(schemes)}")
    return value or None


def _flag(values: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = values.get(name, "").lower()
    if value not in ("", "0", "1", "true", "false", "yes", "no"):
        raise ConfigError(f"{_PREFIX}{name}: yes or no, not {value!r}")
    return default if value == "" else value in ("1", "true", "yes")


def _count(values: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    value = values.get(name) or str(default)
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ConfigError(f"{_PREFIX}{name}: a number from {least} to {most}, not {value!r}")
    return int(value)

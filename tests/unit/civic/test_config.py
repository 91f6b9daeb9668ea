"""Settings: what is meant is taken, nonsense stops the program with a message that names it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from civic.config import load_settings
from civic.errors import ConfigError

KEY = "k" * 32


def load(tmp_path: Path, **values: str) -> object:
    return load_settings({"TONGXING_INSTANCE": str(tmp_path), **{f"TONGXING_{k}": v for k, v in values.items()}})


def test_nothing_set_is_one_small_server(tmp_path: Path) -> None:
    settings = load_settings({"TONGXING_INSTANCE": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/tongxing.db"
    assert settings.city_dir.name == "zhenjiang"
    assert settings.secure_cookies
    assert not settings.demo
    assert settings.password_memory_kib == 65_536  # RFC 9106, section 4, the second recommended option


def test_a_made_key_is_kept_and_private(tmp_path: Path) -> None:
    key = load_settings({"TONGXING_INSTANCE": str(tmp_path)}).secret_key
    assert len(key) >= 32
    assert load_settings({"TONGXING_INSTANCE": str(tmp_path)}).secret_key == key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_a_key_made_by_many_at_once_is_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: load_settings({"TONGXING_INSTANCE": str(tmp_path)}).secret_key, range(40)))
    assert len(set(found)) == 1


def test_a_damaged_key_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    with pytest.raises(ConfigError, match="secret_key needs at least 32 characters"):
        load_settings({"TONGXING_INSTANCE": str(tmp_path)})


def test_a_city_is_a_name_or_a_path(tmp_path: Path) -> None:
    (tmp_path / "city.toml").touch()
    assert load_settings({"TONGXING_INSTANCE": str(tmp_path), "TONGXING_CITY": str(tmp_path)}).city_dir == tmp_path


@pytest.mark.parametrize("url", ["postgresql://tongxing@db/tongxing", "postgresql+psycopg2://a@b/c"])
def test_postgresql_speaks_through_psycopg_3(tmp_path: Path, url: str) -> None:
    settings = load_settings({"TONGXING_INSTANCE": str(tmp_path), "TONGXING_DATABASE_URL": url})
    assert settings.database_url.startswith("postgresql+psycopg://")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE", "sqlite:///x.db"),
        ("DATABASE_URL", "a database"),
        ("DATABASE_URL", "mysql://a@b/c"),
        ("DATABASE_URL", "postgres://a@b/c"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("SECRET_KEY", "short"),
        ("CITY", "atlantis"),
        ("CITY", "../zhenjiang/../atlantis"),
        ("REDIS_URL", "localhost:6379"),
        ("MAIL_URL", "mail.example.org"),
        ("HOSTS", "https://example.org"),
        ("HOSTS", " , "),
        ("DEMO", "maybe"),
        ("SECURE_COOKIES", "2"),
        ("PROXIES", "-1"),
        ("PROXIES", "10"),
        ("PROXIES", "１"),
        ("PROXIES", "one"),
        ("PASSWORD_MEMORY_MIB", "18"),
    ],
)
def test_nonsense_is_refused_by_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"TONGXING_{name}"):
        load(tmp_path, **{name: value})

"""Where the files live that are not Python: `civic/data` in an installed wheel, else the checkout's root."""

from pathlib import Path

_PACKAGED = Path(__file__).with_name("data")
_ROOT = _PACKAGED if _PACKAGED.is_dir() else Path(__file__).resolve().parents[1]

TEMPLATES = _ROOT / "templates"
STATIC = _ROOT / "static"
MIGRATIONS = _ROOT / "migrations"
CITIES = _ROOT / "cities"
FONTS = Path(__file__).parent / "documents" / "fonts"

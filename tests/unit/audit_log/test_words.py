"""Every act that the code writes into the audit book has words for its readers."""

import ast
from collections.abc import Iterator
from pathlib import Path

from civic.audit_log.rules import ACTS

ROOT = Path(__file__).parents[3]
WRITERS = {"record", "_note", "_note_wave"}


def written() -> Iterator[str]:
    """Acts that stand in the code as they are; those put together of parts are not seen."""
    for package in ("civic", "campaigns", "footprint"):
        for path in (ROOT / package).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text())):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name | ast.Attribute):
                    name = call.func.id if isinstance(call.func, ast.Name) else call.func.attr
                    said = [one.value for one in call.args[:3] if isinstance(one, ast.Constant)]
                    yield from (str(one) for one in said if name in WRITERS and one)


def test_every_act_has_words() -> None:
    acts = set(written())
    assert len(acts) > 40
    assert acts <= ACTS.keys()

"""Every pack that comes with the code passes its own check, in all of its languages."""

import pytest
from click.testing import CliRunner

from civic.app import cli
from tests.house.conftest import PACKS


def test_there_is_more_than_one_city() -> None:
    assert len(PACKS) > 1


@pytest.mark.parametrize("pack", PACKS)
def test_the_pack_is_sound(pack: str) -> None:
    result = CliRunner().invoke(cli, ["pack", "check", str(PACKS[pack])])
    assert result.exit_code == 0, result.output

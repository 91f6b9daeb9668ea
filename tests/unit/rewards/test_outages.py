"""What is noted of a day on which the service was down."""

import pytest
from click.testing import CliRunner

from tests.commands import command


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
def test_a_reason_that_is_none_or_too_long_is_refused_in_one_line(reason: str) -> None:
    result = CliRunner().invoke(command("outage add"), ["2026-11-20", "--reason", reason])
    assert result.exit_code == 1
    (line,) = result.output.splitlines()
    assert "give one line of 1 to 200" in line

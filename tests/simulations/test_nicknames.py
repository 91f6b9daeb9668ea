"""Invented residents are called like people, and no two alike."""

import pytest

from civic.accounts.rules import read_username
from footprint.population.nicknames import nickname


@pytest.mark.parametrize("language", ["zh", "en", "pt"])
def test_each_is_a_nickname_of_its_own(language: str) -> None:
    keys = {read_username(nickname(number, language)).key for number in range(20_000)}
    assert len(keys) == 20_000


def test_a_number_comes_only_when_the_words_are_used_up() -> None:
    assert not any(character.isdigit() for number in range(500) for character in nickname(number, "zh"))

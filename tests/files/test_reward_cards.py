"""Cards draw any name that the fonts have, however long, and refuse the others by name."""

import io

import pytest
from PIL import Image

from civic.errors import Invalid
from footprint.rewards.cards import CardWords, draw, further
from tests.names import RARE


def words(name: str, badges: int = 0) -> CardWords:
    return CardWords(
        "同行 · 镇江", "日日同行", name, "第 6 级：焦山", "连续 17 周", "徽章", ["两轮起步"] * badges, "还有 2 枚"
    )


def test_forty_rare_characters_fit() -> None:
    with Image.open(io.BytesIO(draw(words(RARE * 2, 6)))) as made, Image.open(io.BytesIO(draw(words("")))) as bare:
        assert made.size == bare.size == (780, 884)
        margin = made.crop((760, 0, 780, 884))
        assert margin.tobytes() == bare.crop((760, 0, 780, 884)).tobytes()  # nothing runs over the edge
        assert made.tobytes() != bare.tobytes()


@pytest.mark.parametrize("name", ["🌳", "שלום", "小江🌱"])
def test_what_cannot_be_drawn_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        draw(words(name))


def test_what_has_no_room_is_counted() -> None:
    assert (further(["a"] * 6), further(["a"] * 29)) == (0, 23)

"""Paintings as children might have made them, drawn by chance; pure. No real picture stands in a demonstration."""

import io
import math
from random import Random

from PIL import Image, ImageDraw

_WIDTH, _HEIGHT = 960, 720
_WATER, _LAND = 430, 560
"""Where they begin, from the top."""
_SKIES = ("#bfe3f5", "#fde3c0", "#d9ecd2", "#cfd9f2", "#fbd7d7")
_GREENS = ("#3f8f4f", "#5fae5f", "#2f7a5a", "#8cbf4f")
_BRIGHT = ("#d8432f", "#f2a51f", "#2b6cb0", "#8a4fa8", "#e0679b", "#1f9e8f")
_INK = "#2a2a2a"
Point = tuple[float, float]


def painting(draw: Random) -> bytes:
    """A JPEG of a river under hills with trees, houses, boats and bicycles, each of them somewhere else every time."""
    image = Image.new("RGB", (_WIDTH, _HEIGHT), draw.choice(_SKIES))
    pen = ImageDraw.Draw(image)
    _sun(pen, draw)
    for base in (300, 350, 400):
        _hill(pen, draw, base)
    pen.rectangle((0, _WATER, _WIDTH, _LAND), fill=draw.choice(("#7fb6d8", "#8ecbd6", "#6fa6cf")))
    for _ in range(draw.randint(1, 3)):
        _boat(pen, draw, (draw.uniform(60, _WIDTH - 160), draw.uniform(450, 520)))
    pen.rectangle((0, _LAND, _WIDTH, _HEIGHT), fill=draw.choice(("#d8e5a8", "#e7ddb5", "#c9e0b4")))
    for _ in range(draw.randint(3, 7)):
        _tree(pen, draw, (draw.uniform(30, _WIDTH - 30), draw.uniform(560, 600)))
    for _ in range(draw.randint(0, 2)):
        _house(pen, draw, (draw.uniform(40, _WIDTH - 200), draw.uniform(520, 560)))
    for _ in range(draw.randint(1, 2)):
        _bicycle(pen, draw, (draw.uniform(80, _WIDTH - 260), draw.uniform(620, 660)))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=88)
    return file.getvalue()


def _line(pen: ImageDraw.ImageDraw, draw: Random, points: list[Point], fill: str = _INK, width: int = 7) -> None:
    """With the shake of a small hand."""
    shaken = [(x + draw.uniform(-3, 3), y + draw.uniform(-3, 3)) for x, y in points]
    pen.line(shaken, fill=fill, width=width, joint="curve")


def _sun(pen: ImageDraw.ImageDraw, draw: Random) -> None:
    x, y, size = draw.uniform(90, _WIDTH - 90), draw.uniform(80, 130), draw.uniform(40, 60)
    pen.ellipse((x - size, y - size, x + size, y + size), fill="#f6b51e")
    for ray in range(12):
        turn = ray * math.tau / 12
        ends = [(x + far * math.cos(turn), y + far * math.sin(turn)) for far in (size + 12, size + 38)]
        _line(pen, draw, ends, fill="#f09a1a")


def _hill(pen: ImageDraw.ImageDraw, draw: Random, base: float) -> None:
    top, middle, half = base - draw.uniform(60, 170), draw.uniform(0, _WIDTH), draw.uniform(220, 420)
    steps = range(-10, 11)
    edge = [(middle + half * step / 10, _WATER - (_WATER - top) * math.cos(step * math.pi / 20)) for step in steps]
    pen.polygon(edge, fill=draw.choice(_GREENS))


def _boat(pen: ImageDraw.ImageDraw, draw: Random, at: Point) -> None:
    x, y = at
    pen.polygon([(x, y), (x + 110, y), (x + 86, y + 32), (x + 22, y + 32)], fill=draw.choice(_BRIGHT))
    _line(pen, draw, [(x + 52, y), (x + 52, y - 70)])
    pen.polygon([(x + 58, y - 68), (x + 58, y - 12), (x + 104, y - 14)], fill="#fffdf4")


def _tree(pen: ImageDraw.ImageDraw, draw: Random, at: Point) -> None:
    x, y = at
    _line(pen, draw, [(x, y + 60), (x, y)], fill="#7a5230", width=16)
    for _ in range(5):
        a, b, size = x + draw.uniform(-26, 26), y + draw.uniform(-46, 6), draw.uniform(22, 36)
        pen.ellipse((a - size, b - size, a + size, b + size), fill=draw.choice(_GREENS))


def _house(pen: ImageDraw.ImageDraw, draw: Random, at: Point) -> None:
    x, y = at
    pen.rectangle((x, y, x + 120, y + 90), fill="#fff6e3", outline=_INK, width=5)
    pen.polygon([(x - 14, y), (x + 60, y - 60), (x + 134, y)], fill=draw.choice(_BRIGHT))
    pen.rectangle((x + 46, y + 40, x + 76, y + 90), fill=draw.choice(_BRIGHT))


def _bicycle(pen: ImageDraw.ImageDraw, draw: Random, at: Point) -> None:
    (x, y), colour = at, draw.choice(_BRIGHT)
    for hub in (x, x + 120):
        pen.ellipse((hub - 34, y - 34, hub + 34, y + 34), outline=_INK, width=7)
    _line(pen, draw, [(x, y), (x + 44, y - 52), (x + 96, y - 52), (x + 58, y), (x, y)], fill=colour, width=9)
    _line(pen, draw, [(x + 58, y), (x + 40, y - 66)], fill=colour, width=9)
    _line(pen, draw, [(x + 120, y), (x + 92, y - 74), (x + 112, y - 80)], fill=colour, width=9)
    _line(pen, draw, [(x + 26, y - 68), (x + 56, y - 68)])

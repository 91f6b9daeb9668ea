"""Things as a child draws them, each at a place and in a size; pure. No real picture stands in a demonstration."""

import io
import math
from collections.abc import Callable, Sequence
from random import Random

from PIL import Image, ImageDraw, ImageFilter

INK, PAPER, WOOD = "#2f2a26", "#fdfaf1", "#8a5a34"
GREENS = ("#3f8f4f", "#5fae5f", "#2f7a5a", "#8cbf4f")
BRIGHT = ("#d8432f", "#f2a51f", "#2b6cb0", "#8a4fa8", "#e0679b", "#1f9e8f")
RED, YELLOW, BLUE = BRIGHT[0], BRIGHT[1], BRIGHT[2]
_SKIN, _HAIR = "#f3cfa8", "#33261d"
Point = tuple[float, float]


class Sheet:
    """A sheet of paper and the hand that draws on it. `shake` is how much the hand does, in pixels."""

    def __init__(self, draw: Random, width: int, height: int, sky: str, *, shake: float = 3) -> None:
        self.draw, self.shake = draw, shake
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width, height), sky)
        self._pen = ImageDraw.Draw(self.image)

    def line(self, points: Sequence[Point], fill: str = INK, width: float = 7) -> None:
        self._pen.line(self._shaken(points), fill=fill, width=max(2, round(width)), joint="curve")

    def shape(self, points: Sequence[Point], fill: str, outline: str | None = None, width: float = 5) -> None:
        shaken = self._shaken(points)
        self._pen.polygon(shaken, fill=fill)
        if outline:
            self._pen.line([*shaken, shaken[0], shaken[1]], fill=outline, width=round(width), joint="curve")

    def disc(self, at: Point, radius: float, fill: str | None, outline: str | None = None, width: float = 5) -> None:
        x, y = at
        box = (x - radius, y - radius, x + radius, y + radius)
        self._pen.ellipse(box, fill=fill, outline=outline, width=round(width))

    def box(self, left: float, top: float, wide: float, high: float, fill: str, outline: str | None = None) -> None:
        corners = [(left, top), (left + wide, top), (left + wide, top + high), (left, top + high)]
        self.shape(corners, fill, outline)

    def band(self, top: float, bottom: float, fill: str) -> None:
        """All across the sheet, with a wavy upper edge."""
        shift, swing = self.draw.uniform(0, math.tau), self.draw.uniform(4, 12)
        edge = [(x, top + swing * math.sin(x / 90 + shift)) for x in range(0, self.width + 41, 40)]
        self._pen.polygon([*edge, (self.width, bottom), (0, bottom)], fill=fill)

    def _shaken(self, points: Sequence[Point]) -> list[Point]:
        by = self.shake
        return [(x + self.draw.uniform(-by, by), y + self.draw.uniform(-by, by)) for x, y in points]


# Nature


def sun(sheet: Sheet, at: Point, size: float, *, face: bool = False) -> None:
    x, y = at
    sheet.disc(at, size, "#f6b51e")
    for ray in range(12):
        turn = ray * math.tau / 12
        near, far = size * 1.25, size * 1.75
        ends = [(x + reach * math.cos(turn), y + reach * math.sin(turn)) for reach in (near, far)]
        sheet.line(ends, "#f09a1a", size / 8)
    if face:
        for eye in (-0.35, 0.35):
            sheet.disc((x + eye * size, y - size * 0.15), size * 0.09, INK)
        smile = [(x + size * 0.45 * math.cos(turn), y + size * 0.1 + size * 0.4 * math.sin(turn)) for turn in _SMILE]
        sheet.line(smile, INK, size / 10)


_SMILE = [step * math.pi / 8 for step in range(9)]


def cloud(sheet: Sheet, at: Point, size: float) -> None:
    for right, up, part in ((-0.9, 0, 0.6), (0, 0.35, 0.8), (0.9, 0, 0.65), (0.2, -0.15, 0.7)):
        sheet.disc((at[0] + right * size, at[1] - up * size), size * part, "#ffffff")


def hill(sheet: Sheet, foot: Point, wide: float, high: float, fill: str) -> None:
    x, y = foot
    edge = [(x + wide / 2 * step / 10, y - high * math.cos(step * math.pi / 20)) for step in range(-10, 11)]
    sheet.shape(edge, fill)


def tree(sheet: Sheet, foot: Point, size: float, *, lean: float = 0, fruit: bool = False) -> None:
    x, y = foot
    top = (x + lean * size, y - size)
    sheet.line([foot, top], WOOD, size / 6)
    for _ in range(6):
        where = (
            top[0] + sheet.draw.uniform(-0.3, 0.3) * size,
            top[1] + sheet.draw.uniform(-0.4, 0.1) * size,
        )
        sheet.disc(where, sheet.draw.uniform(0.22, 0.36) * size, sheet.draw.choice(GREENS))
    for _ in range(5 if fruit else 0):
        where = (top[0] + sheet.draw.uniform(-0.4, 0.4) * size, top[1] + sheet.draw.uniform(-0.4, 0.2) * size)
        sheet.disc(where, size / 16, RED)


def flowers(sheet: Sheet, top: float, bottom: float, count: int) -> None:
    for _ in range(count):
        x, y = sheet.draw.uniform(20, sheet.width - 20), sheet.draw.uniform(top, bottom)
        sheet.line([(x, y), (x, y + 22)], GREENS[0], 4)
        sheet.disc((x, y), 9, sheet.draw.choice(BRIGHT))
        sheet.disc((x, y), 4, "#fff3c4")


# Things


def boat(sheet: Sheet, at: Point, size: float, sail: str) -> None:
    x, y = at
    hull = [(x - size, y), (x + size, y), (x + size * 0.6, y + size * 0.5), (x - size * 0.6, y + size * 0.5)]
    sheet.shape(hull, sheet.draw.choice(BRIGHT), INK)
    sheet.line([(x, y), (x, y - size * 1.6)], WOOD, size / 10)
    sheet.shape([(x + 5, y - size * 1.55), (x + 5, y - size * 0.2), (x + size * 0.9, y - size * 0.25)], sail, INK)


def house(sheet: Sheet, foot: Point, size: float, roof: str, *, panels: bool = False, lit: bool = False) -> None:
    x, y = foot
    sheet.box(x - size / 2, y - size * 0.7, size, size * 0.7, "#fff6e3", INK)
    ridge = [(x - size * 0.62, y - size * 0.7), (x, y - size * 1.2), (x + size * 0.62, y - size * 0.7)]
    sheet.shape(ridge, roof, INK)
    if panels:
        panel = [(0.08, -1.1), (0.5, -0.76), (0.36, -0.74), (0.0, -1.02)]
        sheet.shape([(x + right * size, y + down * size) for right, down in panel], "#24486e", "#9fc3e6")
    window = "#ffd95a" if lit else "#bfe0f2"
    sheet.box(x - size * 0.36, y - size * 0.52, size * 0.22, size * 0.22, window, INK)
    sheet.box(x + size * 0.04, y - size * 0.42, size * 0.22, size * 0.42, WOOD, INK)


def bicycle(sheet: Sheet, at: Point, size: float, colour: str, *, basket: bool = False) -> None:
    """`at` is the hub of the back wheel, `size` the way to the other hub."""

    def place(right: float, down: float) -> Point:
        return at[0] + right * size, at[1] + down * size

    for hub in (place(0, 0), place(1, 0)):
        sheet.disc(hub, size * 0.29, None, INK, size / 17)
        sheet.disc(hub, size * 0.04, INK)
    thick = size / 13
    sheet.line([place(0, 0), place(0.37, -0.43), place(0.8, -0.43), place(0.48, 0), place(0, 0)], colour, thick)
    sheet.line([place(0.48, 0), place(0.33, -0.55)], colour, thick)
    sheet.line([place(1, 0), place(0.77, -0.62), place(0.93, -0.67)], colour, thick)
    sheet.line([place(0.22, -0.57), place(0.47, -0.57)], INK, thick)
    if basket:
        sheet.shape([place(0.86, -0.5), place(1.2, -0.5), place(1.14, -0.28), place(0.92, -0.28)], "#c98f4a", INK)


def person(sheet: Sheet, foot: Point, size: float, shirt: str, *, arms: float = 0.3) -> None:
    """Somebody of that height; `arms` is how high the hands are, from -0.3 (hanging) to 0.4 (up)."""
    x, y = foot
    for side in (-1, 1):
        sheet.line([(x + side * size * 0.07, y - size * 0.35), (x + side * size * 0.1, y)], "#3c4a66", size / 10)
        sheet.line([(x, y - size * 0.62), (x + side * size * 0.3, y - size * (0.62 + arms))], _SKIN, size / 13)
    body = [(-0.13, -0.68), (0.13, -0.68), (0.2, -0.3), (-0.2, -0.3)]
    sheet.shape([(x + right * size, y + down * size) for right, down in body], shirt)
    head = (x, y - size * 0.83)
    sheet.disc((head[0], head[1] - size * 0.03), size * 0.16, _HAIR)
    sheet.disc((head[0], head[1] + size * 0.03), size * 0.135, _SKIN)
    for eye in (-0.05, 0.05):
        sheet.disc((head[0] + eye * size, head[1] + size * 0.02), size * 0.016, INK)
    mouth = [
        (head[0] + size * 0.05 * math.cos(turn), head[1] + size * (0.06 + 0.04 * math.sin(turn))) for turn in _SMILE
    ]
    sheet.line(mouth, RED, size / 50)


def rider(sheet: Sheet, at: Point, size: float, colour: str, shirt: str) -> None:
    """Somebody on a bicycle, going to the right."""
    x, y = at
    bicycle(sheet, at, size, colour)
    sheet.line(
        [(x + size * 0.38, y - size * 0.56), (x + size * 0.62, y - size * 0.3), (x + size * 0.5, y)],
        "#3c4a66",
        size / 9,
    )
    sheet.line([(x + size * 0.36, y - size * 0.56), (x + size * 0.52, y - size * 0.98)], shirt, size / 5)
    sheet.line([(x + size * 0.54, y - size * 0.92), (x + size * 0.86, y - size * 0.66)], _SKIN, size / 12)
    sheet.disc((x + size * 0.58, y - size * 1.16), size * 0.13, _SKIN)
    helmet = [(x + size * (0.58 + 0.17 * math.cos(turn)), y - size * (1.18 + 0.16 * math.sin(turn))) for turn in _SMILE]
    sheet.shape(helmet, colour)


def turbine(sheet: Sheet, foot: Point, size: float) -> None:
    hub = (foot[0], foot[1] - size)
    sheet.line([foot, hub], "#f4f4f0", size / 14)
    first = sheet.draw.uniform(0, 2)
    for blade in range(3):
        turn = first + blade * math.tau / 3
        sheet.line(
            [hub, (hub[0] + size * 0.5 * math.cos(turn), hub[1] + size * 0.5 * math.sin(turn))], "#ffffff", size / 18
        )
    sheet.disc(hub, size / 20, "#d9d9d4")


def kite(sheet: Sheet, at: Point, size: float, hand: Point) -> None:
    x, y = at
    sheet.line([at, ((x + hand[0]) / 2, (y + hand[1]) / 2 + size), hand], INK, 3)
    sheet.shape([(x, y - size), (x + size * 0.7, y), (x, y + size), (x - size * 0.7, y)], RED, INK)
    for knot in range(1, 4):
        sheet.disc((x - size * 0.35 * knot, y + size * (0.8 + 0.4 * knot)), size / 7, BRIGHT[knot])


# How it was made


def finish(sheet: Sheet, hand: str) -> Image.Image:
    """The sheet as that hand leaves it: crayon, water or pen."""
    return _HANDS[hand](sheet)


def _crayon(sheet: Sheet) -> Image.Image:
    """Strokes in one direction let the paper through."""
    strokes = Image.new("L", sheet.image.size, 0)
    pen = ImageDraw.Draw(strokes)
    for _ in range(420):
        x, y, far = (
            sheet.draw.uniform(-60, sheet.width),
            sheet.draw.uniform(0, sheet.height),
            sheet.draw.uniform(40, 150),
        )
        pen.line([(x, y), (x + far, y - far * 0.6)], fill=sheet.draw.randint(30, 90), width=3)
    return Image.composite(Image.new("RGB", sheet.image.size, PAPER), sheet.image, strokes)


def _water(sheet: Sheet) -> Image.Image:
    """Edges run, and the colours are thinner."""
    soft = sheet.image.filter(ImageFilter.GaussianBlur(3))
    thin = Image.blend(soft, Image.new("RGB", soft.size, PAPER), 0.16)
    thin.paste(Image.blend(sheet.image, thin, 0.55), (0, 0))
    return thin


def _pen(sheet: Sheet) -> Image.Image:
    """A sheet that does not fill the photograph: it lies on a table."""
    table = Image.new("RGB", sheet.image.size, "#c9a57a")
    edge = 26
    inner = sheet.image.resize((sheet.width - 4 * edge, sheet.height - 4 * edge))
    page = Image.new("RGB", (inner.width + 2 * edge, inner.height + 2 * edge), PAPER)
    page.paste(inner, (edge, edge))
    table.paste(page, (edge, edge))
    return table


_HANDS: dict[str, Callable[[Sheet], Image.Image]] = {"crayon": _crayon, "water": _water, "pen": _pen}


def as_jpeg(image: Image.Image) -> bytes:
    """The picture as a telephone would send it."""
    file = io.BytesIO()
    image.save(file, "JPEG", quality=86)
    return file.getvalue()

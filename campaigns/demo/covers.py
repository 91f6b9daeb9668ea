"""Covers of the demonstration's campaigns, twice as wide as high; pure but for chance."""

from collections.abc import Callable
from random import Random

from campaigns.demo.drawing import (
    BLUE,
    BRIGHT,
    GREENS,
    INK,
    PAPER,
    RED,
    WOOD,
    YELLOW,
    Sheet,
    as_jpeg,
    bicycle,
    boat,
    cloud,
    hill,
    house,
    person,
    rider,
    sun,
    tree,
)

_WIDTH, _HEIGHT = 960, 480
_GRASS, _WATER = "#a9cf86", "#8cbfd9"


def cover(draw: Random, subject: str) -> bytes:
    """A JPEG of one of `SUBJECTS`."""
    sky, scene = SUBJECTS[subject]
    sheet = Sheet(draw, _WIDTH, _HEIGHT, sky, shake=1)
    scene(sheet)
    return as_jpeg(sheet.image)


def _along_the_river(sheet: Sheet) -> None:
    sun(sheet, (790, 90), 42)
    for foot, wide, high, green in ((180, 420, 130, 2), (480, 380, 170, 0), (760, 460, 120, 1)):
        hill(sheet, (foot, 260), wide, high, GREENS[green])
    sheet.band(255, 350, _WATER)
    boat(sheet, (560, 300), 34, PAPER)
    sheet.band(345, _HEIGHT, _GRASS)
    sheet.band(400, 455, "#e9ddc2")
    for x, size, colour, shirt in ((110, 110, RED, BLUE), (330, 116, YELLOW, BRIGHT[3]), (560, 112, BLUE, BRIGHT[4])):
        rider(sheet, (x, 425), size, colour, shirt)
    tree(sheet, (860, 400), 110)


def _autumn_walk(sheet: Sheet) -> None:
    hill(sheet, (260, 300), 620, 150, "#c98a3a")
    hill(sheet, (700, 300), 640, 190, "#a8622d")
    sheet.band(290, _HEIGHT, "#d9b873")
    sheet.shape([(380, _HEIGHT), (640, _HEIGHT), (540, 292), (500, 292)], "#f0e2c2")
    for x in (90, 230, 730, 880):
        sheet.line([(x, 400), (x, 290)], WOOD, 16)
        for _ in range(7):
            where = (x + sheet.draw.uniform(-50, 50), 260 + sheet.draw.uniform(-50, 30))
            sheet.disc(where, sheet.draw.uniform(24, 38), sheet.draw.choice(("#e08a2c", "#c9502b", "#efb544")))
    for x, y, size, shirt in ((470, 450, 150, RED), (560, 430, 135, BLUE), (520, 370, 92, BRIGHT[5])):
        person(sheet, (x, y), size, shirt, arms=-0.2)


def _lamp_basket_cup(sheet: Sheet) -> None:
    sheet.disc((240, 180), 170, "#fff4cf")
    sheet.band(360, _HEIGHT, "#c99a66")
    sheet.line([(240, 0), (240, 90)], INK, 5)
    sheet.shape([(205, 90), (275, 90), (265, 130), (215, 130)], "#9aa4ad", INK)
    sheet.disc((240, 180), 58, "#ffe38a", INK)
    basket = [(390, 270), (620, 270), (585, 400), (425, 400)]
    for x, leaf in ((430, GREENS[1]), (480, GREENS[3]), (560, GREENS[0])):
        sheet.shape([(x - 22, 272), (x, 180), (x + 26, 272)], leaf)
    sheet.disc((525, 250), 34, RED)
    sheet.shape(basket, "#d19a55", INK)
    for y in (305, 335, 365):
        sheet.line([(402, y), (608, y)], "#a87238", 5)
    sheet.line([(400, 270), (430, 150), (580, 150), (610, 270)], "#a87238", 10)
    sheet.shape([(720, 240), (840, 240), (826, 400), (734, 400)], "#1f9e8f", INK)
    sheet.line([(838, 280), (886, 290), (882, 350), (830, 360)], "#1f9e8f", 14)
    sheet.shape([(766, 330), (780, 290), (806, 300), (800, 335)], "#cfeee6")


def _repair(sheet: Sheet) -> None:
    for flag in range(12):
        x = 40 + flag * 80
        sheet.shape([(x, 40), (x + 60, 40), (x + 30, 92)], BRIGHT[flag % 6])
    sheet.line([(0, 38), (_WIDTH, 38)], INK, 4)
    sheet.band(400, _HEIGHT, "#d8c7a6")
    sheet.box(90, 290, 780, 34, WOOD, INK)
    for leg in (130, 810):
        sheet.box(leg, 322, 26, 120, WOOD, INK)
    bicycle(sheet, (160, 240), 190, RED)
    sheet.shape([(520, 290), (535, 210), (615, 210), (630, 290)], "#9aa4ad", INK)
    sheet.line([(630, 270), (672, 225)], "#9aa4ad", 16)
    sheet.line([(535, 210), (575, 165), (615, 210)], INK, 8)
    sheet.box(720, 244, 110, 46, RED, INK)
    sheet.line([(745, 244), (745, 218), (805, 218), (805, 244)], INK, 8)
    for x, shirt in ((460, BLUE), (690, YELLOW)):
        person(sheet, (x, 300), 210, shirt, arms=-0.05)
        sheet.box(x - 60, 290, 120, 34, WOOD)


def _swap_market(sheet: Sheet) -> None:
    cloud(sheet, (160, 80), 34)
    sheet.band(340, _HEIGHT, "#e6d9bd")
    for place, colour in enumerate((RED, BLUE, BRIGHT[5])):
        left = 60 + place * 300
        for stripe in range(6):
            fill = colour if stripe % 2 == 0 else PAPER
            x = left + stripe * 40
            sheet.shape([(x, 150), (x + 40, 150), (x + 46, 210), (x - 2, 210)], fill, INK, 3)
        for pole in (left + 8, left + 228):
            sheet.line([(pole, 210), (pole, 400)], WOOD, 9)
        sheet.box(left, 320, 240, 60, "#f7ecd6", INK)
        for thing in range(4):
            x, thing_fill = left + 20 + thing * 54, BRIGHT[(place + thing) % 6]
            sheet.box(x, 288, 38, 32, thing_fill, INK) if thing % 2 else sheet.disc((x + 18, 302), 19, thing_fill, INK)
    for x, size, shirt in ((330, 170, YELLOW), (400, 110, BRIGHT[4]), (640, 165, GREENS[0])):
        person(sheet, (x, 470), size, shirt)


def _family_at_home(sheet: Sheet) -> None:
    for _ in range(22):
        sheet.disc((sheet.draw.uniform(0, _WIDTH), sheet.draw.uniform(0, 220)), 3, "#fff3c4")
    sheet.disc((820, 90), 40, "#fff3c4")
    sheet.band(390, _HEIGHT, "#4f7f5a")
    house(sheet, (300, 410), 330, RED, panels=True, lit=True)
    for x, size, shirt in ((560, 190, BLUE), (650, 175, BRIGHT[4]), (610, 110, YELLOW), (725, 130, BRIGHT[5])):
        person(sheet, (x, 450), size, shirt, arms=0.1)
    tree(sheet, (870, 430), 150)


def _children_paint(sheet: Sheet) -> None:
    sheet.band(370, _HEIGHT, "#e2cfae")
    for left, green in ((120, 0), (420, 2), (720, 1)):
        for foot in (left - 10, left + 150):
            sheet.line([(left + 70, 60), (foot, 440)], WOOD, 10)
        sheet.box(left - 10, 90, 160, 150, PAPER, INK)
        hill(sheet, (left + 70, 236), 130, 70, GREENS[green])
        sun(sheet, (left + 115, 125), 13)
    for x, shirt in ((80, RED), (380, YELLOW), (680, BLUE)):
        person(sheet, (x, 460), 190, shirt, arms=0.2)
    for drop, colour in enumerate(BRIGHT):
        sheet.disc((60 + drop * 170, 440 + 12 * (drop % 2)), 12, colour)


SUBJECTS: dict[str, tuple[str, Callable[[Sheet], None]]] = {
    "river": ("#d6ecf6", _along_the_river),
    "autumn": ("#f6e7cf", _autumn_walk),
    "trio": ("#f3e8d2", _lamp_basket_cup),
    "repair": ("#dceee2", _repair),
    "market": ("#d3e9f5", _swap_market),
    "family": ("#2f4566", _family_at_home),
    "paint": ("#f7efe0", _children_paint),
}
"""What is shown: the sky and the scene."""

"""Paintings as children might have made them, one for each title; pure but for chance."""

from collections.abc import Callable
from random import Random

from campaigns.demo.drawing import (
    BLUE,
    BRIGHT,
    GREENS,
    INK,
    RED,
    WOOD,
    YELLOW,
    Sheet,
    as_jpeg,
    bicycle,
    boat,
    cloud,
    finish,
    flowers,
    hill,
    house,
    kite,
    person,
    rider,
    sun,
    tree,
    turbine,
)

_WIDTH, _HEIGHT = 960, 720
_GRASS, _WATER = "#b9d98a", "#7fb6d8"


def painting(draw: Random, subject: str) -> bytes:
    """A JPEG of one of `SUBJECTS`."""
    sky, hand, scene = SUBJECTS[subject]
    sheet = Sheet(draw, _WIDTH, _HEIGHT, sky)
    scene(sheet)
    return as_jpeg(finish(sheet, hand))


def _bicycles_by_the_river(sheet: Sheet) -> None:
    sun(sheet, (140, 120), 56)
    hill(sheet, (300, 390), 520, 190, GREENS[1])
    hill(sheet, (720, 390), 600, 240, GREENS[2])
    sheet.band(380, 560, _WATER)
    for y in (430, 480, 520):
        sheet.line([(x, y + (x // 60 % 2) * 8) for x in range(60, 900, 60)], "#e8f4fa", 4)
    sheet.band(550, _HEIGHT, _GRASS)
    rider(sheet, (150, 640), 150, RED, BLUE)
    rider(sheet, (420, 655), 150, YELLOW, BRIGHT[3])
    rider(sheet, (700, 640), 120, BLUE, BRIGHT[4])


def _my_street(sheet: Sheet) -> None:
    cloud(sheet, (200, 110), 50)
    cloud(sheet, (720, 80), 40)
    sheet.band(470, _HEIGHT, _GRASS)
    for place, roof in enumerate(BRIGHT[:4]):
        house(sheet, (140 + place * 225, 480), 180 + 16 * (place % 2), roof, panels=True)
    sheet.band(560, 650, "#d9d2c3")
    sheet.line([(0, 605), (_WIDTH, 605)], "#ffffff", 8)
    sheet.box(330, 520, 250, 90, "#1f9e8f", INK)
    for window in range(4):
        sheet.box(350 + window * 56, 536, 40, 34, "#dff1fa", INK)
    for wheel in (380, 530):
        sheet.disc((wheel, 612), 18, INK)
    for x in (60, 690, 860):
        tree(sheet, (x, 560), 90)
    flowers(sheet, 665, 695, 14)


def _boats_without_smoke(sheet: Sheet) -> None:
    sun(sheet, (790, 130), 60, face=True)
    hill(sheet, (200, 330), 420, 150, GREENS[2])
    hill(sheet, (560, 330), 300, 110, GREENS[3])
    sheet.band(320, _HEIGHT, "#5f9fcb")
    for y in range(380, 700, 60):
        sheet.line([(x, y + (x // 50 % 2) * 12) for x in range(0, 961, 50)], "#9fcbe6", 5)
    for at, size, sail in (((230, 430), 90, "#fffdf4"), ((620, 400), 70, YELLOW), ((470, 590), 120, "#ffffff")):
        boat(sheet, at, size, sail)
    sheet.shape([(150, 640), (200, 615), (200, 665)], YELLOW)
    sheet.disc((225, 640), 30, YELLOW)
    sheet.disc((238, 632), 4, INK)


def _the_sun_makes_our_light(sheet: Sheet) -> None:
    sun(sheet, (240, 210), 130, face=True)
    sheet.band(520, _HEIGHT, GREENS[3])
    house(sheet, (650, 590), 330, RED, panels=True, lit=True)
    sheet.line([(380, 300), (480, 350), (540, 340)], YELLOW, 9)
    sheet.line([(400, 250), (520, 300), (580, 290)], YELLOW, 9)
    person(sheet, (330, 650), 170, BRIGHT[4], arms=0.35)
    person(sheet, (210, 660), 130, BLUE, arms=0.35)


def _a_tree_for_everybody(sheet: Sheet) -> None:
    cloud(sheet, (740, 110), 46)
    sheet.band(430, _HEIGHT, _GRASS)
    for place in range(5):
        x = 110 + place * 185
        tree(sheet, (x - 40, 600 + 30 * (place % 2)), 150 + 20 * (place % 3), fruit=place % 2 == 0)
        person(sheet, (x + 40, 640 + 30 * (place % 2)), 130, BRIGHT[place], arms=0.2)


def _grandpas_red_bicycle(sheet: Sheet) -> None:
    sheet.box(0, 0, _WIDTH, 480, "#f3e3c8")
    for row in range(5):
        for brick in range(7):
            sheet.box(brick * 150 + (row % 2) * 70 - 60, row * 96 + 6, 138, 84, "#e9cfa6")
    sheet.band(470, _HEIGHT, "#cbbba4")
    bicycle(sheet, (300, 520), 380, RED, basket=True)
    for x in (690, 725, 760):
        sheet.disc((x, 322), 22, BRIGHT[(x // 35) % 6])
    sheet.disc((130, 640), 34, "#d7863a")
    sheet.shape([(100, 620), (108, 586), (126, 612)], "#d7863a")
    sheet.shape([(138, 610), (158, 586), (162, 620)], "#d7863a")
    sheet.line([(170, 650), (220, 640), (232, 600)], "#d7863a", 14)


def _the_hills_are_green_again(sheet: Sheet) -> None:
    sun(sheet, (790, 110), 54)
    for foot, wide, high, green in (((180, 560), 620, 300, 2), ((500, 560), 640, 380, 0), ((820, 560), 600, 270, 1)):
        hill(sheet, (foot[0], foot[1]), wide, high, GREENS[green])
    sheet.box(470, 130, 60, 60, "#f2e2c0", INK)
    sheet.shape([(450, 132), (500, 90), (550, 132)], RED, INK)
    sheet.band(550, _HEIGHT, GREENS[3])
    for _ in range(16):
        tree(sheet, (sheet.draw.uniform(40, 920), sheet.draw.uniform(430, 640)), sheet.draw.uniform(50, 80))
    for x in (200, 250, 300):
        sheet.line([(x, 120 + x / 10), (x + 16, 108 + x / 10), (x + 32, 120 + x / 10)], INK, 4)


def _on_the_way_to_school(sheet: Sheet) -> None:
    cloud(sheet, (170, 100), 44)
    sheet.band(420, _HEIGHT, _GRASS)
    sheet.shape([(120, _HEIGHT), (420, _HEIGHT), (640, 430), (560, 430)], "#e6d5b0")
    sheet.box(500, 230, 330, 210, "#fff0d8", INK)
    sheet.shape([(480, 232), (665, 140), (850, 232)], BLUE, INK)
    for window in range(3):
        sheet.box(525 + window * 105, 270, 62, 56, "#bfe0f2", INK)
    sheet.box(635, 350, 60, 90, WOOD, INK)
    sheet.line([(665, 140), (665, 60)], INK, 6)
    sheet.shape([(668, 62), (730, 80), (668, 98)], RED)
    for place, (x, y) in enumerate(((250, 690), (350, 640), (430, 590), (500, 545))):
        person(sheet, (x, y), 170 - 28 * place, BRIGHT[place + 1])
    tree(sheet, (120, 520), 150)
    tree(sheet, (880, 560), 130)


def _a_windy_day(sheet: Sheet) -> None:
    for y, far in ((110, 300), (190, 420), (260, 260)):
        sheet.line([(x, y + (x // 40 % 2) * 10) for x in range(80, 80 + far, 40)], "#ffffff", 6)
    hill(sheet, (250, 560), 700, 150, GREENS[3])
    hill(sheet, (760, 560), 640, 200, GREENS[1])
    for foot, size in (((560, 430), 240), ((740, 370), 260), ((890, 420), 200)):
        turbine(sheet, foot, size)
    sheet.band(540, _HEIGHT, GREENS[0])
    person(sheet, (270, 660), 190, YELLOW, arms=0.35)
    kite(sheet, (430, 150), 70, (330, 480))
    for x in (90, 160, 640):
        tree(sheet, (x, 640), 130, lean=0.35)


SUBJECTS: dict[str, tuple[str, str, Callable[[Sheet], None]]] = {
    "bicycles": ("#bfe3f5", "crayon", _bicycles_by_the_river),
    "street": ("#cfe8f7", "pen", _my_street),
    "boats": ("#fde3c0", "water", _boats_without_smoke),
    "light": ("#fbd7d7", "crayon", _the_sun_makes_our_light),
    "trees": ("#d5ecfa", "water", _a_tree_for_everybody),
    "grandpa": ("#f3e3c8", "pen", _grandpas_red_bicycle),
    "hills": ("#cfe9f2", "crayon", _the_hills_are_green_again),
    "school": ("#e3f0d3", "water", _on_the_way_to_school),
    "wind": ("#9fcbe6", "pen", _a_windy_day),
}
"""What is painted: the sky, the hand, the scene."""

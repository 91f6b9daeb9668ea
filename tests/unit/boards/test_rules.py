"""How boards rank: exact places, and every place that factors, people and populations leave open."""

from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.statistics.shrinkage import marshall, martuzzi
from civic.statistics.spread import Spread
from footprint.boards import rules
from footprint.boards.rules import (
    Contender,
    MassInterval,
    Population,
    Standing,
    by_mass,
    by_participation,
    likely_rate,
    per_residents,
    standings,
)

KNOWN = Population(10_000, 10_000, 10_000)


def _mass(low: int, mid: int, high: int) -> MassInterval:
    return MassInterval(low * 1_000_000, mid * 1_000_000, high * 1_000_000)


def _even(total_kg: int, people: int) -> Spread:
    """So many people with equal shares."""
    each_g = total_kg * 1_000 / people
    return Spread(people, each_g * people, each_g * each_g * people)


def _even_place(total_kg: int, people: int = 500, population: Population = KNOWN) -> Contender:
    return by_mass(_mass(total_kg, total_kg, total_kg), _even(total_kg, people), population)


def ranks(contenders: list[Contender]) -> list[Standing]:
    """Where they stand when nothing is put down to chance."""
    return standings(contenders, [1.0] * len(contenders))


def test_the_same_saving_weighs_more_where_fewer_live() -> None:
    many = Population(20_000, 20_000, 20_000)
    found = ranks([_even_place(500, population=many), _even_place(500)])
    assert [rank.rank for rank in found] == [2, 1]


def test_equal_rates_share_a_place() -> None:
    found = ranks([_even_place(400), _even_place(400), _even_place(100)])
    assert [(rank.rank, rank.tied) for rank in found] == [(1, True), (1, True), (3, False)]


def test_many_equal_people_leave_no_doubt_and_one_person_does() -> None:
    sure = ranks([_even_place(600, 600), _even_place(300, 300)])
    assert [(rank.best, rank.worst) for rank in sure] == [(1, 1), (2, 2)]
    one_giant = by_mass(_mass(600, 600, 600), Spread(600, 600_000, 400_000.0**2), KNOWN)
    doubtful = ranks([one_giant, _even_place(300, 300)])
    assert [(rank.best, rank.worst) for rank in doubtful] == [(1, 2), (1, 2)]


places_of_a_board = st.lists(
    st.tuples(st.integers(500, 90_000), st.integers(10, 400), st.integers(0, 3_000)), min_size=1, max_size=12
)
Places = list[tuple[int, int, int]]


def _board(some: Places) -> tuple[list[Contender], list[Standing]]:
    """Places by residents, those who took part, and what each of these saved in grams."""
    populations = [Population(residents, residents, residents) for residents, _, _ in some]
    spreads = [Spread(people, people * grams, people * grams**2) for _, people, grams in some]
    masses = [
        MassInterval(1_000 * people * grams, 1_000 * people * grams, 1_000 * people * grams)
        for _, people, grams in some
    ]
    contenders = [by_mass(*one) for one in zip(masses, spreads, populations, strict=True)]
    return contenders, standings(contenders, rules.shrunk_masses(spreads, populations).weights)


@given(places_of_a_board, st.randoms(use_true_random=False))
def test_standings_do_not_depend_on_the_order_of_places(some: Places, random: Random) -> None:
    order = random.sample(range(len(some)), len(some))
    found, again = _board(some)[1], _board([some[number] for number in order])[1]
    for number, one in zip(order, again, strict=True):
        assert one.shrunk == pytest.approx(found[number].shrunk, rel=1e-9)
    if len({round(one.shrunk, 6) for one in found}) == len(
        found
    ):  # else the last bits of a sum may part two that are equal
        assert [(one.rank, one.best, one.worst, one.band) for one in again] == [
            (found[n].rank, found[n].best, found[n].worst, found[n].band) for n in order
        ]


@given(places_of_a_board)
def test_a_place_lies_within_the_places_that_it_may_have(some: Places) -> None:
    _, found = _board(some)
    assert all(1 <= one.best <= one.rank <= one.worst <= len(found) for one in found)


@given(places_of_a_board)
def test_a_shrunk_rate_lies_between_the_own_and_that_of_all(some: Places) -> None:
    for contender, one in zip(*_board(some), strict=True):
        low, high = sorted((float(contender.rate), one.mean))
        assert low * (1 - 1e-9) <= one.shrunk <= high * (1 + 1e-9)


@given(places_of_a_board)
def test_everybody_is_shown_in_one_band_and_nobody_alone_at_the_end(some: Places) -> None:
    found = _board(some)[1]
    shown = rules.shown_bands(found)
    assert sorted(member for band in shown for member in band.members) == list(range(len(some)))
    assert [band.number for band in shown if band.number] == list(range(1, len([b for b in shown if b.number]) + 1))
    lower = [one for one in range(len(found)) if not found[one].is_ahead]
    for band in shown:
        behind = [member for member in band.members if member in lower]
        assert behind == sorted(behind) and band.members[len(band.members) - len(behind) :] == tuple(behind)
        assert band.number or (len(band.members) > 1 and len(behind) == len(band.members))


def _standing(rank: int, band: int, is_ahead: bool) -> Standing:
    return Standing(rank, rank, rank, False, band, is_ahead, 1.0, 1.0, 1.0)


def test_the_lower_half_has_no_number_and_no_order() -> None:
    found = [_standing(4, 3, False), _standing(1, 1, True), _standing(3, 3, False), _standing(2, 2, True)]
    assert rules.shown_bands(found) == [rules.Band(1, (1,)), rules.Band(2, (3,)), rules.Band(None, (0, 2))]


def test_who_would_stand_alone_at_the_end_stands_with_those_before() -> None:
    found = [_standing(3, 2, False), _standing(1, 1, True), _standing(2, 1, True)]
    assert rules.shown_bands(found) == [rules.Band(1, (1, 2, 0))]


def test_a_small_place_with_a_lucky_rate_is_drawn_behind_a_large_one() -> None:
    small, large, rest = (20, 5, 100), (50_000, 9_000, 110), (50_000, 5_000, 90)
    contenders, (first, second, _) = _board([small, large, rest])
    assert contenders[0].rate > contenders[1].rate
    assert (first.rank, second.rank) == (2, 1)


def test_a_share_that_is_rare_is_shrunk_as_a_rate() -> None:
    populations = [Population(1_000, 1_000, 1_000)] * 2
    assert rules.shrunk_shares([10, 40], populations) == marshall([10, 40], [1_000, 1_000])
    assert rules.shrunk_shares([100, 400], populations) == martuzzi([100, 400], [1_000, 1_000])


def test_factors_hold_for_all_places_at_once() -> None:
    """Where both places fall together at the low bound, their order stays sure, though their ranges overlap."""
    first = by_mass(_mass(200, 600, 900), _even(600, 600), KNOWN)
    second = by_mass(_mass(100, 300, 450), _even(300, 300), KNOWN)
    assert [(rank.best, rank.worst) for rank in ranks([first, second])] == [(1, 1), (2, 2)]


def test_a_bound_that_one_place_leans_on_opens_its_rank() -> None:
    """All its kilograms stand on a factor whose low bound is nothing."""
    leaning = by_mass(_mass(0, 600, 900), _even(600, 600), KNOWN)
    solid = by_mass(_mass(250, 300, 350), _even(300, 300), KNOWN)
    assert [(rank.best, rank.worst) for rank in ranks([leaning, solid])] == [(1, 2), (1, 2)]


def test_an_unsure_population_opens_the_rank() -> None:
    unsure = Population(10_000, 4_000, 30_000)
    found = ranks([_even_place(600, 600, unsure), _even_place(300, 300)])
    assert [(rank.best, rank.worst) for rank in found] == [(1, 2), (1, 2)]


def test_nobody_at_all_shares_the_one_place() -> None:
    nobody = by_mass(MassInterval(0, 0, 0), Spread(0, 0, 0), KNOWN)
    assert [(rank.rank, rank.best, rank.worst) for rank in ranks([nobody, nobody])] == [(1, 1, 1), (1, 1, 1)]
    assert ranks([]) == []


def test_participation_is_counted_and_may_be_off_by_who_lives_there() -> None:
    near = ranks([by_participation(500, KNOWN), by_participation(505, KNOWN)])
    assert [(rank.best, rank.worst) for rank in near] == [(1, 2), (1, 2)]
    apart = ranks([by_participation(500, KNOWN), by_participation(900, KNOWN)])
    assert [(rank.best, rank.worst) for rank in apart] == [(2, 2), (1, 1)]


def test_the_likely_rate_holds_factors_and_people() -> None:
    likely = likely_rate(by_mass(_mass(500, 600, 700), _even(600, 600), KNOWN))
    assert likely.mid_mg == 60_000_000
    assert likely.low_mg < 50_000_000
    assert likely.high_mg > 70_000_000


def test_a_sum_of_savings_is_never_likely_below_nothing() -> None:
    giant = by_mass(_mass(10, 10, 10), Spread(10, 10_000, 9_000.0**2), KNOWN)
    assert likely_rate(giant).low_mg == 0


@pytest.mark.parametrize(("milligrams", "residents", "expected"), [(1_000, 1_000, 1_000), (1, 3, 333), (-5, 1_000, -5)])
def test_per_residents_rounds_to_milligrams(milligrams: int, residents: int, expected: int) -> None:
    assert per_residents(milligrams, residents) == expected


def _told(day: int, who: int, mg: int = 1_000) -> rules.Told:
    return rules.Told(date(2026, 12, day), who, MassInterval(mg, mg, mg))


def test_late_lines_wait_until_enough_accounts_have_told_something() -> None:
    told = [_told(9, 1), _told(9, 1), _told(10, 2), _told(12, 3), _told(13, 4, -500), _told(14, 4)]
    lines = rules.late_lines(reversed(told), least=3)
    assert [(line.upto.day, line.people, line.mid_mg) for line in lines] == [(12, 3, 4_000)]


def test_accounts_that_told_points_alone_do_not_lay_open_what_one_saved() -> None:
    told = [_told(9, who, 0) for who in range(9)] + [_told(9, 9, 500)]
    assert rules.late_lines(told, least=10) == []
    more = [_told(10, who, 500) for who in range(9)]
    assert [(line.people, line.mid_mg) for line in rules.late_lines(told + more, least=10)] == [(10, 5_000)]
    assert [line.people for line in rules.late_lines([_told(9, who, 0) for who in range(10)], least=10)] == [10]


@given(st.lists(st.tuples(st.integers(1, 28), st.integers(1, 9), st.integers(-900, 900))), st.integers(1, 5))
def test_no_late_line_rests_on_few(told: list[tuple[int, int, int]], least: int) -> None:
    lines = rules.late_lines([_told(*one) for one in told], least)
    assert all(line.people >= least for line in lines)
    assert [line.upto for line in lines] == sorted({line.upto for line in lines})
    last = lines[-1].upto.day if lines else 0
    assert sum(line.mid_mg for line in lines) == sum(mg for day, _, mg in told if day <= last)


def test_tiles_that_touch_are_neighbours() -> None:
    assert rules.are_neighbours((1, 1), (2, 2)) and rules.are_neighbours((1, 1), (0, 1))
    assert not rules.are_neighbours((1, 1), (1, 1)) and not rules.are_neighbours((1, 1), (3, 1))

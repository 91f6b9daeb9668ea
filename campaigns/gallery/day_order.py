"""The order in which a group's paintings hang, pure: any stretch of it is known without reading the others.

The paintings of a group are numbered from 0 without gaps. While people vote, the day's order is a permutation of these
numbers: a power of two of them is mixed by steps that can each be taken back (times an odd number, plus a number, and
the upper half of the bits over the lower one, all from a hash of show and day), and numbers that no painting has are
passed over by mixing on ("cycle walking": Black and Rogaway, Ciphers with arbitrary finite domains, 2002). So each
painting is as likely to hang in front as any other, nobody can choose, and one that comes or goes moves one other.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

_ROUNDS = 4
_LEAST_BITS = 6
"""Fewer numbers would have too few orders."""


@dataclass(frozen=True, slots=True)
class Order:
    """Which painting hangs where: `place_of` undoes `painting_at`, both within 0 … size - 1."""

    size: int
    painting_at: Callable[[int], int]
    place_of: Callable[[int], int]


def by_number(size: int) -> Order:
    """The numbers as they are: by votes, once those are counted."""
    return Order(size, _same, _same)


def of_the_day(size: int, campaign_id: int, day: date) -> Order:
    """The order of a day, the same for everybody."""
    mixer = _mixer(campaign_id, day, max(_LEAST_BITS, (size - 1).bit_length()))
    return Order(size, _within(size, mixer.mix), _within(size, mixer.unmix))


def _same(number: int) -> int:
    return number


def _within(size: int, step: Callable[[int], int]) -> Callable[[int], int]:
    def walk(number: int) -> int:
        number = step(number)
        while number >= size:
            number = step(number)
        return number

    return walk


@dataclass(frozen=True, slots=True)
class _Mixer:
    bits: int
    rounds: tuple[tuple[int, int, int], ...]
    """An odd factor, its inverse, and what is added, of each round."""

    def mix(self, number: int) -> int:
        mask = (1 << self.bits) - 1
        for factor, _, added in self.rounds:
            number = (number * factor + added) & mask
            number ^= number >> (self.bits + 1) // 2
        return number

    def unmix(self, number: int) -> int:
        mask = (1 << self.bits) - 1
        for _, inverse, added in reversed(self.rounds):
            number ^= number >> (self.bits + 1) // 2
            number = (number - added) * inverse & mask
        return number


def _mixer(campaign_id: int, day: date, bits: int) -> _Mixer:
    seed = hashlib.blake2b(f"{campaign_id}:{day.isoformat()}".encode(), digest_size=16 * _ROUNDS).digest()
    words = [int.from_bytes(seed[at : at + 8], "big") for at in range(0, len(seed), 8)]
    factors = [word | 1 for word in words[::2]]
    return _Mixer(
        bits, tuple((one, pow(one, -1, 1 << bits), word) for one, word in zip(factors, words[1::2], strict=True))
    )

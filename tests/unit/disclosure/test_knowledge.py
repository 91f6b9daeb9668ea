"""What follows from known sums, against ranks of matrices of fractions."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from civic.disclosure.knowledge import Knowledge, Vector

vectors = st.lists(st.lists(st.integers(-1, 2), min_size=6, max_size=6), min_size=1, max_size=8)


def _sparse(row: list[int]) -> Vector:
    return {place: often for place, often in enumerate(row) if often}


def _rank(rows: list[list[int]]) -> int:
    left, rank = [[Fraction(number) for number in row] for row in rows], 0
    for column in range(6):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        left = [[a - b * row[column] / pivot[column] for a, b in zip(row, pivot, strict=True)] for row in left]
        rank += 1
    return rank


@given(vectors, st.lists(st.integers(-1, 1), min_size=6, max_size=6))
def test_a_sum_follows_when_it_adds_nothing_to_the_rank(known: list[list[int]], asked: list[int]) -> None:
    knowledge: Knowledge[str] = Knowledge({})
    for row in known:
        knowledge.learn(knowledge.rest(_sparse(row)))
    assert (not knowledge.rest(_sparse(asked))) == (_rank([*known, asked]) == _rank(known))


@given(vectors, vectors)
def test_a_secret_is_told_the_moment_it_would_follow(known: list[list[int]], secrets: list[list[int]]) -> None:
    named = {str(number): row for number, row in enumerate(secrets)}
    knowledge = Knowledge({name: _sparse(row) for name, row in named.items()})
    learnt: list[list[int]] = []
    for row in known:
        rest = knowledge.rest(_sparse(row))
        already = knowledge.known()
        expected = {name for name, secret in named.items() if _follows(secret, [*learnt, row])}
        assert knowledge.revealed_by(rest) | already == expected
        learnt.append(row)
        knowledge.learn(rest)
        assert knowledge.known() == expected


def _follows(secret: list[int], known: list[list[int]]) -> bool:
    return _rank([*known, secret]) == _rank(known)

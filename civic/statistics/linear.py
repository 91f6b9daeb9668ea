"""Systems of a few linear equations, in floating point. Pure."""

from collections.abc import Sequence

_NOTHING = 1e-11
"""A pivot that is smaller than this share of its own diagonal follows from the others."""


class Dependent(ValueError):
    """The equations do not determine every unknown."""


def solve(matrix: Sequence[Sequence[float]], right: Sequence[Sequence[float]]) -> list[list[float]]:
    """X with `matrix` X = `right`, `matrix` being symmetric with no negative eigenvalue; O(n³).

    Args:
        matrix: n rows of n numbers.
        right: n rows; a column for each system.

    Raises:
        Dependent: a row of the matrix follows from those above it.
    """
    found, solved = _eliminated(matrix, right)
    if not all(solved):
        raise Dependent
    return found


def solve_any(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """One of the solutions where there are many: an unknown that follows from those before it is 0.

    Args:
        matrix: as in `solve`.
        right: n numbers, which some solution fits.
    """
    found, _ = _eliminated(matrix, [[number] for number in right])
    return [number for (number,) in found]


def _eliminated(
    matrix: Sequence[Sequence[float]], right: Sequence[Sequence[float]]
) -> tuple[list[list[float]], list[bool]]:
    """Gauss and Jordan, down the diagonal; rows without a pivot become zero."""
    size = len(matrix)
    rows = [[*left, *beside] for left, beside in zip(matrix, right, strict=True)]
    solved = [False] * size
    for place in range(size):
        pivot = rows[place][place]
        solved[place] = pivot > _NOTHING * matrix[place][place]
        rows[place] = [number / pivot if solved[place] else 0.0 for number in rows[place]]
        for other in range(size):
            factor = rows[other][place]
            if other != place and factor:
                rows[other] = [one - factor * two for one, two in zip(rows[other], rows[place], strict=True)]
    return [row[size:] for row in rows], solved

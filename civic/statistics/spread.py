"""How far a total of people's amounts may be off by who they happen to be, and by one of them. Pure."""

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Spread:
    """Number, sum and sum of squares of the amounts of those who have one; the rest of a population has 0."""

    people: int
    sum: float
    squares: float

    def standard_error_of_sum(self, population: int) -> float:
        """The standard error of the sum, in its unit, with the people of a place as draws from people like them.

        sqrt(N × s²), s² being the variance between all N of the population, most of whom have 0.

        Raises:
            ValueError: fewer than two people in the population, or fewer than have an amount.
        """
        if population < 2 or population < self.people:
            raise ValueError(f"{self.people} of {population} people")
        between = (self.squares - self.sum**2 / population) / (population - 1)
        return sqrt(max(0.0, population * between))

    def largest_share(self) -> float:
        """The most that one of them can have of the sum, where no amount is negative; 1 where nothing is known.

        Samuelson's inequality: no amount lies further than sqrt(n - 1) standard deviations above the mean.
        """
        if self.people < 2 or self.sum <= 0:
            return 1.0
        mean = self.sum / self.people
        variance = max(0.0, self.squares / self.people - mean**2)
        return min(1.0, (mean + sqrt((self.people - 1) * variance)) / self.sum)

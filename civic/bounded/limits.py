"""How much the reading of one file may cost, and how many may be read or wait. Holds for each process of the server."""

from dataclasses import dataclass

SEATS = 4
"""One file is read, so many less one wait: half of the server's threads stay for pages."""
SEATS_EACH = 2
"""A person's second form waits for the first; a third is sent away, so that nobody takes all seats."""
PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one process: seconds of processor time, seconds on the clock, bytes of address space, bytes of its answer."""

    cpu_s: int = 8
    wall_s: int = 30
    memory: int = 320 * 2**20
    answer: int = 32 * 2**20


UPLOAD = Limits()
"""About five times what a photograph of 12 megapixels or a ride of ten hours takes."""

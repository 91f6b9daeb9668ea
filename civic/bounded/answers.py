"""What a bounded process says: one line of JSON, then bytes. Nothing in it is ever run or unpickled."""

import json
from dataclasses import dataclass
from typing import Any

from civic.errors import Invalid


@dataclass(frozen=True, slots=True)
class WorkerAnswer:
    """Plain facts (what JSON can hold), and files."""

    facts: Any
    files: tuple[bytes, ...] = ()


def packed(answer: WorkerAnswer) -> bytes:
    """The answer as it is handed over."""
    head = {"facts": answer.facts, "sizes": [len(file) for file in answer.files]}
    return b"".join((json.dumps(head).encode(), b"\n", *answer.files))


def packed_refusal(refusal: Invalid) -> bytes:
    """A refusal, handed over in the place of an answer."""
    return json.dumps({"refused": refusal.message, "field": refusal.field, "values": refusal.values}).encode() + b"\n"


def unpacked(said: bytes) -> WorkerAnswer:
    """The answer that was handed over.

    Raises:
        Invalid: the refusal that was handed over.
        ValueError: neither.
    """
    line, _, rest = said.partition(b"\n")
    head = json.loads(line)
    if "refused" in head:
        raise Invalid(str(head["refused"]), field=str(head["field"]), **dict(head["values"]))
    files, start = [], 0
    for size in head["sizes"]:
        files.append(rest[start : start + int(size)])
        start += int(size)
    if start != len(rest):
        raise ValueError("an answer of another length")
    return WorkerAnswer(head["facts"], tuple(files))

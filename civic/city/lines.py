"""On which line of a TOML file a table or key stands. `tomllib` reads the values and forgets the places."""

import re
from functools import cached_property

Path = tuple[str | int, ...]

_HEADER = re.compile(r"^(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_PART = r"""(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)"""
_KEY = re.compile(rf"^({_PART}(?:\s*\.\s*{_PART})*)\s*=(.*)$")
_OPENING = re.compile(r"""\"{3}|'{3}|["'#\[\]{}]""")


def toml_lines(text: str) -> dict[Path, int]:
    """Lines (from 1) of every table, array element and key of a valid TOML text, by its path.

    The second `[[actions]]` is `("actions", 1)`, its key `name` is `("actions", 1, "name")`; the array itself stands
    where its first element does. What stands inside
    an inline value is not listed: `Lines.of` then answers with the key that holds it.
    """
    lines: dict[Path, int] = {}
    prefix: Path = ()
    counts: dict[Path, int] = {}
    rest = _Rest()
    for number, line in enumerate(text.splitlines(), start=1):
        if rest.open:
            rest.feed(line)
            continue
        stripped = line.strip()
        if header := _HEADER.match(stripped):
            prefix = _table_path(header[2], header[1] == "[[", counts)
            lines.setdefault(prefix, number)
            if header[1] == "[[":
                lines.setdefault(prefix[:-1], number)
        elif key := _KEY.match(stripped):
            lines[prefix + _parts(key[1])] = number
            rest.feed(key[2])
    return lines


class Lines:
    """The places of one TOML text, looked for only when something is wrong with it."""

    def __init__(self, text: str) -> None:
        self._text = text

    def of(self, path: Path) -> int:
        """The line of `path` or of the nearest thing around it; 0 when nothing around it has one."""
        while path and path not in self._line_by_path:
            path = path[:-1]
        return self._line_by_path.get(path, 0)

    @cached_property
    def _line_by_path(self) -> dict[Path, int]:
        return toml_lines(self._text)


def _parts(name: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_PART, name))


def _table_path(name: str, is_array: bool, counts: dict[Path, int]) -> Path:
    path: Path = ()
    parts = _parts(name)
    for position, part in enumerate(parts, start=1):
        path = (*path, part)
        if position == len(parts) and is_array:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


class _Rest:
    """Follows a value over lines: open while a bracket or a triple quote is."""

    def __init__(self) -> None:
        self._depth = 0
        self._triple = ""

    @property
    def open(self) -> bool:
        return bool(self._depth or self._triple)

    def feed(self, line: str) -> None:
        at = 0
        while at < len(line):
            if self._triple:
                end = line.find(self._triple, at)
                if end < 0:
                    return
                at, self._triple = end + 3, ""
                continue
            token = _OPENING.search(line, at)
            if token is None or token[0] == "#":
                return
            at = self._take(token[0], line, token.end())

    def _take(self, mark: str, line: str, at: int) -> int:
        if len(mark) == 3:
            self._triple = mark
        elif mark in "[{":
            self._depth += 1
        elif mark in "]}":
            self._depth -= 1
        else:
            return _string_end(line, at, mark)
        return at


def _string_end(line: str, at: int, quote: str) -> int:
    while at < len(line) and line[at] != quote:
        at += 2 if line[at] == "\\" and quote == '"' else 1
    return at + 1

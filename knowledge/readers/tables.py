"""Tables as lines: each row can be understood alone, its cells beside their headings."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from knowledge.vietnamese import fold

_NUMBER = re.compile(r"[-+]?\d[\d.,]* ?%?")
_HEADING = re.compile(r"\D.*[^\W\d_]")
_COUNTS_ROWS = ("stt", "tt", "so tt")
_LONGEST_HEADING = 80


def as_lines(rows: Sequence[Sequence[str]]) -> list[str]:
    """A line for each row that holds anything: "Đơn vị: Xã Phú Hưng | Số lớp: 5".

    The first row is taken for headings only above a column of numbers: two columns of names look
    alike from top to bottom. Rows of more or fewer cells stand without them.
    """
    headings, *below = rows
    alike = [row for row in below if len(row) == len(headings)]
    if not _can_be_headings(headings) or not any(map(_are_numbers, zip(*alike, strict=True))):
        return list(filter(None, map(_joined, rows)))
    named = (_named(headings, row) if len(row) == len(headings) else row for row in below)
    return list(filter(None, map(_joined, named)))


def with_tables(lines: Iterable[str]) -> Iterator[str]:
    """The lines of a text in which bars stand around the cells of a table, without those."""
    for is_row, group in groupby(map(str.strip, lines), key=_is_row):
        if is_row:
            yield from as_lines([_cells(row) for row in group if not set(row) <= set("|-")] or [[]])
        else:
            yield from group


def _is_row(line: str) -> bool:
    return line.startswith("|") or line.endswith("|")


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.removeprefix("|").removesuffix("|").split("|")]


def _can_be_headings(row: Sequence[str]) -> bool:
    return all(_HEADING.match(cell) and len(cell) <= _LONGEST_HEADING for cell in row)


def _are_numbers(column: Iterable[str]) -> bool:
    written = list(filter(None, column))
    return bool(written) and all(map(_NUMBER.fullmatch, written))


def _named(headings: Sequence[str], row: Sequence[str]) -> list[str]:
    return [
        f"{heading.rstrip(' :')}: {cell}"
        for heading, cell in zip(headings, row, strict=True)
        if cell and fold(heading) not in _COUNTS_ROWS
    ]


def _joined(cells: Sequence[str]) -> str:
    return " | ".join(filter(None, cells))

"""Write postings as short texts: weights in 32 steps, article numbers as distances, in letters JSON need not escape.

``shards.js`` reads what is written here.
"""

from __future__ import annotations

import math
import zlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
# Weights are written in steps that grow with them, as small differences matter among small weights.
STEPS: Final = 31
CURVE: Final = 20.0
VALUES: Final = {digit: value for value, digit in enumerate(DIGITS)}
# A shard that is long enough ends at one term in so many.
ENDS: Final = 8


def edges(most: float) -> list[float]:
    """Return the 31 weights at which the next step begins, for weights up to ``most``; `bisect_left` finds steps."""
    return [weight(step + 0.5, most) for step in range(STEPS)]


def weight(step: float, most: float) -> float:
    """Return the weight a step stands for."""
    return most * math.expm1(step / STEPS * math.log1p(CURVE)) / CURVE


def encode(rarity: float, marks: Iterable[tuple[int, int]]) -> str:
    """Return a posting as text: the rarity of its term, then for each article its mark and the distance to it.

    A mark is the step of the weight, and 32 more when the term is in the title.  Marks come in order of articles.  A
    distance is written in digits of 32, the last of which is below 32.

    >>> encode(1.0, [(0, 31), (40, 62)])
    '4V0-X8'
    """
    digits = [DIGITS[min(63, round(rarity * 4))]]
    last = 0
    for number, mark in marks:
        digits += DIGITS[mark], _distance(number - last)
        last = number
    return "".join(digits)


@cache
def _distance(number: int) -> str:
    digits = [DIGITS[number % 32]]
    while number := number // 32:
        digits.append(DIGITS[32 + number % 32])
    return "".join(reversed(digits))


def decode(text: str) -> tuple[float, dict[int, int]]:
    """Return the rarity and the marks by article that :func:`encode` wrote."""
    marks: dict[int, int] = {}
    number, place = 0, 1
    while place < len(text):
        mark = VALUES[text[place]]
        distance, digit, place = 0, 32, place + 1
        while digit >= 32:
            digit = VALUES[text[place]]
            distance, place = distance * 32 + digit % 32, place + 1
        number += distance
        marks[number] = mark
    return VALUES[text[0]] / 4, marks


Row = tuple[str, str]


def shards(postings: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Cut terms with their postings, in :func:`order`, into lists of about ``size`` letters when written.

    Where one ends is told by its own length and its last term alone, so that after an edit the cuts a little further on
    are those from before, and most files stay what they were.
    """
    shard: list[Row] = []
    length = 0
    for row in postings:
        shard.append(row)
        length += _letters(row)
        if _ends(row, length, size):
            yield shard
            shard, length = [], 0
    if shard:
        yield shard


def _letters(row: Row) -> int:
    return len(row[0]) + len(row[1]) + 2


def _ends(last: Row, length: int, size: int) -> bool:
    return length >= 2 * size or (length >= size and zlib.crc32(last[0].encode()) % ENDS == 0)


def shards_again(texts: Sequence[str], changed: Mapping[str, str], size: int) -> list[str]:
    """Return what :func:`shards` and :func:`written` make of all terms, given what they made before a change.

    ``changed`` has the new posting by term, empty where the term is gone.
    """
    firsts = [order(text.partition("\t")[0]) for text in texts]
    edits: dict[int, dict[str, str]] = {}
    for term, posting in changed.items():
        edits.setdefault(max(0, bisect_right(firsts, order(term)) - 1), {})[term] = posting
    found: list[str] = []
    place = 0
    while place < max(1, len(texts)):
        if place not in edits:
            found += texts[place : place + 1]
            place += 1
            continue
        rows: list[Row] = []
        while True:
            here = dict(read_rows(texts[place])) if place < len(texts) else {}
            here |= edits.get(place, {})
            rows += sorted(((term, text) for term, text in here.items() if text), key=lambda row: order(row[0]))
            place += 1
            cut = list(shards(rows, size))
            # On to where an old cut is a new one too.
            if place >= len(texts) or not cut or _ends(cut[-1][-1], sum(map(_letters, cut[-1])), size):
                break
        found += map(written, cut)
    return found


def read_rows(text: str) -> Iterator[Row]:
    """Yield the terms and postings that :func:`written` wrote."""
    head = ""
    for line in text.split("\n"):
        term, _, posting = line.partition("\t")
        if term.startswith(" "):
            term = head + term
        head = term.partition(" ")[0]
        yield term, posting


def written(shard: Iterable[tuple[str, str]]) -> str:
    r"""Return a shard as text: a line holds a term, a tab and its posting.

    A pair that follows another term with the same first word leaves that word out.

    >>> written([("badg", "4V0"), ("badg blue", "4V0")])
    'badg\t4V0\n blue\t4V0'
    """
    lines, before = [], ""
    for term, posting in shard:
        head, _, rest = term.partition(" ")
        lines.append(f" {rest}\t{posting}" if rest and head == before else f"{term}\t{posting}")
        before = head
    return "\n".join(lines)


def order(term: str) -> bytes:
    """Order as JavaScript compares strings: by units of UTF-16."""
    return term.encode("utf-16-be")


def packed(values: Iterable[int], width: int = 1) -> str:
    """Return whole numbers as digits, ``width`` for each; a number too large becomes the largest."""
    most = 64**width - 1
    return "".join(_fixed(min(most, max(0, value)), width) for value in values)


def _fixed(value: int, width: int) -> str:
    return "".join(DIGITS[value // 64**place % 64] for place in reversed(range(width)))


def compared(words: Sequence[str]) -> str:
    """Return sorted words as one text in which each gives only what differs from the one before it.

    >>> compared(["badge", "badges", "colour"])
    '0badge 5s 0colour'
    """
    text, before = [], ""
    for word in words:
        same = 0
        while same < min(len(word), len(before), 63) and word[same] == before[same]:
            same += 1
        text.append(DIGITS[same] + word[same:])
        before = word
    return " ".join(text)

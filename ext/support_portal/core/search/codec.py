"""Write postings as short texts: weights in 32 steps, article numbers as distances, in letters JSON need not escape.

``shards.js`` reads what is written here.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from support_portal.core.search.weights import Posting

DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
# Weights are written in steps that grow with them, as small differences matter among small weights.
STEPS: Final = 31
CURVE: Final = 20.0


def edges(most: float) -> list[float]:
    """Return the 31 weights at which the next step begins, for weights up to ``most``; `bisect_left` finds steps."""
    return [weight(step + 0.5, most) for step in range(STEPS)]


def weight(step: float, most: float) -> float:
    """Return the weight a step stands for."""
    return most * math.expm1(step / STEPS * math.log1p(CURVE)) / CURVE


def encode(posting: Posting, edges: Sequence[float]) -> str:
    """Return a posting as text: its rarity, then for each article its step and title mark, and the distance to it.

    A distance is written in digits of 32, the last of which is below 32.

    >>> encode(Posting(1.0, {0: 2.0, 40: 1.0}, {40}), edges(2.0))
    '4V0uX8'
    """
    digits = [DIGITS[min(63, round(posting.rarity * 4))]]
    last, titles = 0, posting.titles
    for number, value in sorted(posting.weights.items()):
        place = bisect_left(edges, value)
        digits.append(DIGITS[place + 32 if number in titles else place])
        between = number - last
        digits.append(DIGITS[between] if between < 32 else _distance(between))
        last = number
    return "".join(digits)


def _distance(number: int) -> str:
    digits = [DIGITS[number % 32]]
    while number := number // 32:
        digits.append(DIGITS[32 + number % 32])
    return "".join(reversed(digits))


def decode(text: str, most: float) -> Posting:
    """Return the posting that :func:`encode` wrote, with the rounded weights that readers' browsers use."""
    posting = Posting(DIGITS.index(text[0]) / 4)
    number, place = 0, 1
    while place < len(text):
        mark = DIGITS.index(text[place])
        distance, digit, place = 0, 32, place + 1
        while digit >= 32:
            digit = DIGITS.index(text[place])
            distance, place = distance * 32 + digit % 32, place + 1
        number += distance
        posting.weights[number] = weight(mark % 32, most)
        if mark >= 32:
            posting.titles.add(number)
    return posting


def shards(postings: Mapping[str, Posting], most: float, size: int) -> list[tuple[str, str]]:
    """Return the postings in order of their terms, cut into texts of about ``size`` letters, each with its first term.

    One line holds a term, a tab and its posting; a pair that follows another term with the same first word leaves that
    word out.
    """
    cut: list[tuple[str, str]] = []
    lines: list[str] = []
    first, before, length = "", "", 0
    steps = edges(most)
    for term in sorted(postings, key=_order):
        if not lines:
            first, before = term, ""
        head, _, rest = term.partition(" ")
        written = f" {rest}" if rest and head == before else term
        lines.append(f"{written}\t{encode(postings[term], steps)}")
        before = head
        length += len(lines[-1]) + 1
        if length >= size:
            cut.append((first, "\n".join(lines)))
            lines, length = [], 0
    if lines:
        cut.append((first, "\n".join(lines)))
    return cut


def _order(term: str) -> bytes:
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

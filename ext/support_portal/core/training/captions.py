"""Read captions and chapters of videos: the cues of a WebVTT file (https://www.w3.org/TR/webvtt1/)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_TIME: Final = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_TIMES: Final = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?\Z")
_TAG: Final = re.compile(r"<[^>]*>")
# What may stand between cues.
_NO_CUE: Final = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is said or shown for a while; ``start`` and ``end`` are seconds from the beginning of the video."""

    start: float
    end: float
    text: str


class CaptionError(ValueError):
    """What is wrong with a file of captions, with the line (1-based) it is wrong in."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def read_cues(text: str) -> tuple[Cue, ...]:
    """Return the cues of a WebVTT file by their start, texts without markup.

    Raise CaptionError for what players would skip without a word: a missing signature, a time that is none, a cue that
    ends before it starts.
    """
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not re.match(r"WEBVTT(?:[ \t]|\Z)", lines[0]):
        raise CaptionError('is no WebVTT file; write "WEBVTT" in its first line', 1)
    cues = [cue for number, block in _blocks(lines) if (cue := _cue(number, block)) is not None]
    return tuple(sorted(cues, key=lambda cue: (cue.start, cue.end)))


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield (line number, lines) of each block below the signature's."""
    block: list[str] = []
    first = True
    for number, line in enumerate((*lines, ""), 1):
        if line.strip():
            block.append(line)
        elif block:
            if not first:
                yield number - len(block), block
            first, block = False, []


def _cue(number: int, block: list[str]) -> Cue | None:
    if block[0].split(maxsplit=1)[0] in _NO_CUE:
        return None
    place = next((i for i, line in enumerate(block[:2]) if "-->" in line), None)
    if place is None:
        raise CaptionError("this cue has no times; write a line such as 00:01.000 --> 00:04.500 above its text", number)
    match = _TIMES.match(block[place].strip())
    if match is None:
        raise CaptionError(
            f'"{block[place].strip()}" are no times; write minutes, seconds and three digits: 00:01.000 --> 00:04.500',
            number + place,
        )
    start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:])
    if end <= start:
        raise CaptionError("this cue ends before it starts; swap its times", number + place)
    words = html.unescape(_TAG.sub("", " ".join(block[place + 1 :])))
    return Cue(start, end, " ".join(words.split()))


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def clock(seconds: float) -> str:
    """Return a time as players show it: ``0:07``, ``12:05``, ``1:02:03``."""
    hours, rest = divmod(int(seconds), 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def read_length(text: str) -> float | None:
    """Return the seconds of a length written as ``1:05`` or ``1:02:03``; None for anything else."""
    match = re.fullmatch(r"(?:(\d+):)?(\d{1,2}):([0-5]\d)", text.strip())
    return _seconds((*match.groups(), None)) if match else None


def in_chapters(cues: Sequence[Cue], chapters: Sequence[Cue]) -> list[tuple[str, list[Cue]]]:
    """Return (chapter's title, its cues) in order; cues before the first chapter have an empty title.

    A cue belongs to the last chapter that has begun when it starts; a chapter in which nothing is said is kept.
    """
    parts: list[tuple[str, list[Cue]]] = [("", []), *((chapter.text, []) for chapter in chapters)]
    for cue in cues:
        place = sum(chapter.start <= cue.start for chapter in chapters)
        parts[place][1].append(cue)
    return parts if parts[0][1] else parts[1:]

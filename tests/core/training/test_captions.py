"""Captions and chapters: what players read of a WebVTT file, and what they would skip without a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.training.captions import CaptionError, Cue, clock, in_chapters, read_cues, read_length

FILE = """\
WEBVTT - of a film

NOTE
A comment --> with an arrow

STYLE
::cue { color: red }

first
00:01.000 --> 00:03.500 line:0
<v Ada>Choose &amp; <b>open</b>
a page.

01:00:00.250 --> 01:00:02.000
An hour later.
"""


def test_cues() -> None:
    """Names, settings, comments, styles and markup are no text; lines of a cue are one text."""
    expected = (Cue(1.0, 3.5, "Choose & open a page."), Cue(3600.25, 3602.0, "An hour later."))
    assert read_cues(FILE) == expected
    assert read_cues("\ufeff" + FILE.replace("\n", "\r\n")) == expected


def test_cues_come_by_their_start() -> None:
    """The order in the file does not matter."""
    text = "WEBVTT\n\n00:05.000 --> 00:06.000\nb\n\n00:01.000 --> 00:02.000\na\n"
    assert [cue.text for cue in read_cues(text)] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "is no WebVTT file"),
        ("1\n00:00:01,000 --> 00:00:02,000\nSubRip\n", 1, "is no WebVTT file"),
        ("WEBVTT\n\nWords only\n", 3, "this cue has no times"),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\nx\n", 3, "are no times"),
        ("WEBVTT\n\nname\n0:1.000 --> 0:2.000\nx\n", 4, "are no times"),
        ("WEBVTT\n\n00:01.000 --> 00:61.000\nx\n", 3, "are no times"),
        ("WEBVTT\n\n00:02.000 --> 00:02.000\nx\n", 3, "ends before it starts"),
    ],
)
def test_what_is_wrong(text: str, line: int, words: str) -> None:
    """Each fault is told with its line."""
    with pytest.raises(CaptionError, match=words) as error:
        read_cues(text)
    assert error.value.line == line


@given(st.text())
def test_any_text(text: str) -> None:
    """Whatever the file holds, it is cues or one error."""
    for body in (text, f"WEBVTT\n\n{text}"):
        try:
            assert all(cue.end > cue.start >= 0 for cue in read_cues(body))
        except CaptionError as error:
            line = error.line
            assert line >= 1


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (7.9, "0:07"), (725, "12:05"), (3723, "1:02:03")])
def test_clock(seconds: float, text: str) -> None:
    """Times read as players show them, and are read back."""
    assert clock(seconds) == text
    assert read_length(text) == int(seconds)


@pytest.mark.parametrize("text", ["", "7", "1:60", "0:1", "x:10", "1:2:3", "-1:00"])
def test_no_length(text: str) -> None:
    """What is no length is None."""
    assert read_length(text) is None


def test_chapters() -> None:
    """A cue is in the chapter that has begun; what comes before the first has no title, and empty chapters stay."""
    cues = [Cue(0, 1, "a"), Cue(2, 3, "b"), Cue(5, 6, "c")]
    assert in_chapters(cues, []) == [("", cues)]
    chapters = [Cue(1, 5, "One"), Cue(5, 7, "Two"), Cue(7, 9, "Three")]
    assert in_chapters(cues, chapters) == [("", cues[:1]), ("One", cues[1:2]), ("Two", cues[2:]), ("Three", [])]
    assert in_chapters(cues, [Cue(0, 9, "All")]) == [("All", cues)]

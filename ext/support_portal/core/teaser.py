"""Cut a text to a teaser at a word, count its words and estimate how long it takes to read."""

from __future__ import annotations

import math
import re
from typing import Final

TEASER_LENGTH: Final = 200
# Silent reading of English non-fiction: 238 words a minute (Brysbaert 2019, doi 10.1016/j.jml.2019.104047).
# CJK text is read at about 260 (Chinese) characters a minute in the same meta-analysis.
WORDS_PER_MINUTE: Final = 238
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_WORD = re.compile(r"\w+(?:['\u2019\-.]\w+)*")


def cut(text: str, length: int = TEASER_LENGTH) -> str:
    """Return ``text`` in at most ``length`` characters, cut after a whole word and marked with an ellipsis."""
    text = " ".join(text.split())
    if len(text) <= length:
        return text
    head = text[: length - 1]
    space = head.rfind(" ")
    # A text without spaces (CJK, one long address) is cut where it stands; so is one whose only space is far back.
    if space > length // 2:
        head = head[:space]
    return head.rstrip(" ,;:.\u2013\u2014-(") + "…"


def count_words(text: str) -> int:
    """Return the number of words; each CJK character counts as one."""
    cjk = len(_CJK.findall(text))
    return cjk + len(_WORD.findall(_CJK.sub(" ", text)))


def reading_minutes(words: int) -> int:
    """Return the reading time in whole minutes, at least 1."""
    return max(1, math.ceil(words / WORDS_PER_MINUTE))

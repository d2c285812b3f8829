"""Tell machines from people by the agent they name: the list of isbot, asked once for each kind of agent."""

from __future__ import annotations

import hashlib
import importlib.util
import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from support_portal.traffic.inventory import unescaped

if TYPE_CHECKING:
    from is_bot import Bots

# isbot's patterns have digits of their own only within names ("w3c", "24x7"), never in versions, where they tell one
# digit from several, and ten from more.  So agents whose versions alone differ are judged together: of 3,015 agents in
# a log of a million lines, 42 had to be.  One pattern counts the signs of agents without a space.
_VERSION = re.compile(r"(?<=[/._:])\d(?=[._;)]|\Z)")
_LONG_VERSION = re.compile(r"(?<=[/._:])\d{2,10}(?=[._;)]|\Z)")
LONGEST_AGENT = 1024  # A longer agent is no browser's; isbot's patterns would be slow on it.
# So many kinds are remembered.
MOST_KINDS = 50_000


def judges() -> str:
    """Return the version of isbot's list, empty when its package does not tell.

    To import it takes as long as to count 30,000 lines, and so does `importlib.metadata`: neither is done for this.
    """
    spec = importlib.util.find_spec("is_bot")
    if spec is None or spec.origin is None:
        return ""
    return max((path.name for path in Path(spec.origin).parents[1].glob("is_bot-*.dist-info")), default="")


# Most agents share most of their words.
@lru_cache(maxsize=MOST_KINDS)
def _kind_of_word(word: str) -> str:
    """Return a word of an agent with one or two digits for each of its versions."""
    return _VERSION.sub("0", _LONG_VERSION.sub("00", word))


class Agents:
    """Judge agents and remember what was found.

    ``known`` has what the same list found before, by the hash of an agent's kind; ``found`` gathers what is new.
    """

    def __init__(self, known: Mapping[int, bool] | None = None) -> None:
        self.found: dict[int, bool] = {}
        self._known = known or {}
        self._kinds: dict[str, bool] = {}

    @cached_property
    def _bots(self) -> Bots:
        from is_bot import Bots

        return Bots()

    def is_machine(self, agent: bytes) -> bool:
        r"""Tell whether an agent, as logged, is a machine's: named by isbot's list, absent, or longer than browsers'.

        >>> Agents().is_machine(b"curl/8.5.0"), Agents().is_machine(b"-")
        (True, True)
        """
        if len(agent) > LONGEST_AGENT:
            return True
        text = unescaped(agent)
        # CloudFront encodes agents, and once encoded them twice.
        for _ in range(2):
            if b"%20" in text or b"%2520" in text:
                text = unquote_to_bytes(text)
        name = text.decode("utf-8", "replace").strip()
        if name in ("", "-"):
            return True
        kind = " ".join(map(_kind_of_word, name.split(" "))) if " " in name else name
        if kind not in self._kinds:
            if len(self._kinds) >= MOST_KINDS:
                self._kinds.clear()
                self.found.clear()
            self._kinds[kind] = self._judged(kind)
        return self._kinds[kind]

    def _judged(self, kind: str) -> bool:
        # No agent is stored, only what tells it again; 50,000 kinds share a hash of 64 bits once in 10**10 states.
        number = int.from_bytes(hashlib.blake2b(kind.encode(), digest_size=8).digest())
        known = self._known.get(number)
        if known is None:
            known = self.found[number] = self._bots.is_bot(kind)
        return known

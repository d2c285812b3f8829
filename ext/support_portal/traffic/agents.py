"""Tell machines from people by the agent they name: the list of isbot, asked once for each kind of agent."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from is_bot import Bots

from support_portal.traffic.inventory import unescaped

# isbot's patterns have digits of their own only within names ("w3c", "24x7"), never in versions, where they tell one
# digit from several, and ten from more.  So agents whose versions alone differ are judged together: of 3,015 agents in
# a log of a million lines, 42 had to be.  One pattern counts the signs of agents without a space.
_VERSION = re.compile(r"(?<=[/._:])\d(?=[._ ;)]|$)")
_LONG_VERSION = re.compile(r"(?<=[/._:])\d{2,10}(?=[._ ;)]|$)")
LONGEST_AGENT = 1024  # A longer agent is no browser's; isbot's patterns would be slow on it.
_REMEMBERED = 50_000


class Agents:
    """Judge agents and remember what was found."""

    def __init__(self) -> None:
        self._bots = Bots()
        self._kinds: dict[str, bool] = {}

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
        kind = _VERSION.sub("0", _LONG_VERSION.sub("00", name)) if " " in name else name
        if kind not in self._kinds:
            if len(self._kinds) >= _REMEMBERED:
                self._kinds.clear()
            self._kinds[kind] = self._bots.is_bot(kind)
        return self._kinds[kind]

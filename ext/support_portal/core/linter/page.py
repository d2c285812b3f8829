"""What a page's source holds, each part with its place: headings, links, images, code, tables, prose, silences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from support_portal.core.front_matter import FrontMatter
    from support_portal.core.linter.source import Source

# Stands for each character that is no prose (code, markup, addresses), so that offsets stay and no word is found there.
NO_PROSE = "\ufffc"


class Heading(NamedTuple):
    """A heading: its level, text without markup, and place."""

    level: int
    text: str
    start: int
    end: int


class Link(NamedTuple):
    """A link: ``kind`` is "link" or the role's name; ``goal`` and ``goal_end`` are the place of the target itself."""

    kind: str
    target: str
    text: str
    start: int
    end: int
    goal: int
    goal_end: int


class Image(NamedTuple):
    """An image; ``alt`` is None when the author gave none."""

    target: str
    alt: str | None
    start: int
    end: int


class Code(NamedTuple):
    """A code sample: its language, its text, the line (from 0) and offset it begins at."""

    language: str
    text: str
    line: int
    start: int


class Table(NamedTuple):
    """A table: the rows with the text of their cells, and the place of its first line."""

    rows: list[list[str]]
    start: int
    end: int


class Entry(NamedTuple):
    """One line of a toctree: the page it names as it is written, and its place."""

    target: str
    start: int
    end: int


class Silence(NamedTuple):
    """A comment that turns rules off from ``line`` up to ``end_line`` (from 0); ``reason`` may be missing."""

    rules: tuple[str, ...]
    reason: str
    line: int
    end_line: int
    start: int
    end: int


@dataclass
class Page:
    """A page's source, taken apart.  ``docname`` is None for a file outside the portal's pages.

    ``prose`` is as long as the text; what readers do not read as words is ``NO_PROSE`` there.  ``blocks`` are the
    places of paragraphs, headings and cells.
    """

    source: Source
    docname: str | None
    front_matter: FrontMatter
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)
    headings: list[Heading] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    codes: list[Code] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    blocks: list[tuple[int, int]] = field(default_factory=list)
    labels: dict[str, int] = field(default_factory=dict)
    terms: set[str] = field(default_factory=set)
    silences: list[Silence] = field(default_factory=list)
    prose: str = ""
    error: str = ""

    @property
    def text(self) -> str:
        """The file's text."""
        return self.source.text

    @property
    def title(self) -> Heading | None:
        """The first heading of level one."""
        return next((h for h in self.headings if h.level == 1), None)

    @property
    def top(self) -> tuple[int, int]:
        """Where to point when something is missing from the whole page."""
        return self.source.span(0)

    def key(self, name: str) -> tuple[int, int]:
        """Return the place of a front matter value, or the top of the page when it has none."""
        return self.keys.get(name, self.top)

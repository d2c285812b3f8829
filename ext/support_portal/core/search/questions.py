"""The questions that articles say they answer, where they stand in the source, and which of them two articles claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from support_portal.core.front_matter import parse
from support_portal.core.ranking.similarity import terms


@dataclass(frozen=True, slots=True)
class Question:
    """A question of an article's ``answers``, with the file and line that hold it."""

    docname: str
    path: Path
    line: int
    text: str

    @property
    def place(self) -> str:
        """The place as editors read it: ``docs/solutions/a.md:7``."""
        return f"{self.path.as_posix()}:{self.line}"


def questions(source: Path) -> list[Question]:
    """Return the questions of all Markdown files below ``source``, by docname and line."""
    found: list[Question] = []
    for path in sorted(source.rglob("*.md")):
        text = path.read_text(encoding="utf-8", errors="replace")
        front_matter = parse(text)
        docname = path.relative_to(source).with_suffix("").as_posix()
        line = front_matter.lines.get("answers", 1)
        lines = text.splitlines()
        for question in front_matter.values.get("answers", ()):
            line = _line(lines, question, line)
            found.append(Question(docname, path, line, question))
    return found


def _line(lines: list[str], question: str, start: int) -> int:
    """Return the first line from ``start`` (1-based) on that holds the question, or its beginning, else ``start``."""
    for part in (question, question[: len(question) // 2].strip()):
        for number, line in enumerate(lines[start - 1 :], start):
            if part in line:
                return number
    return start


def claimed_twice(asked: Iterable[Question]) -> Iterator[tuple[Question, Question]]:
    """Yield pairs of questions of two articles that are the same but for word endings, order and small words."""
    first: dict[frozenset[str], Question] = {}
    for question in asked:
        key = _words(question)
        other = first.setdefault(key, question)
        if key and other.docname != question.docname:
            yield other, question


def likest(question: Question, others: Sequence[Question]) -> Question:
    """Return the one of ``others`` (at least one) that shares most words with the question; ties go to the first."""
    return max(others, key=lambda other: len(_words(question) & _words(other)))


def _words(question: Question) -> frozenset[str]:
    return frozenset(word for word in terms(question.text) if len(word) > 2)

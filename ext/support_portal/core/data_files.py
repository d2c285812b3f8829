"""Read the small YAML and JSON files editors keep in ``docs/_data``, with a problem instead of a crash."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from support_portal.core import plain_yaml
from support_portal.core.suggest import did_you_mean
from support_portal.notices import Notice, Problem


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a vocabulary: what articles write (``key``), and what readers see."""

    key: str
    title: str
    description: str = ""


def read_text(path: Path) -> tuple[str | None, tuple[Problem, ...]]:
    """Return the text of a file; ``(None, ())`` when there is no such file."""
    try:
        return path.read_text(encoding="utf-8"), ()
    except FileNotFoundError:
        return None, ()
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        return None, (Problem(Notice.DATA_FILE, "is not in UTF-8; save it in this encoding", line),)
    except OSError as error:
        return None, (Problem(Notice.DATA_FILE, f"cannot be read: {error}"),)


def read_data(path: Path) -> tuple[Any, tuple[Problem, ...]]:
    """Return the content of a YAML or JSON file; ``(None, ())`` when there is no such file."""
    text, problems = read_text(path)
    if text is None:
        return None, problems
    try:
        data = json.loads(text) if path.suffix == ".json" else plain_yaml.load(text)
    except json.JSONDecodeError as error:
        return None, (Problem(Notice.DATA_FILE, f"is not JSON: {error.msg}", error.lineno),)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        return None, (Problem(Notice.DATA_FILE, f"is not YAML: {error.problem}", line),)
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        return None, (Problem(Notice.DATA_FILE, f"cannot be read: {error}"),)
    return data, ()


def read_vocabulary(path: Path) -> tuple[dict[str, Term], tuple[Problem, ...]]:
    """Return the terms of a vocabulary file, in its order.

    Each entry is ``key: {title: …, description: …}`` or ``key: Title``.
    """
    data, problems = read_data(path)
    if data is None:
        return {}, problems
    if not isinstance(data, dict):
        return {}, (Problem(Notice.DATA_FILE, 'has no entries; write "badges: {title: Badges}"', 1),)
    terms: dict[str, Term] = {}
    found = list(problems)
    for key, entry in data.items():
        entry = {"title": entry} if isinstance(entry, str) else entry
        if isinstance(entry, dict) and isinstance(entry.get("title"), str):
            terms[str(key)] = Term(str(key), entry["title"], str(entry.get("description") or ""))
        else:
            found.append(Problem(Notice.DATA_FILE, f'entry "{key}" has no title; write "{key}: {{title: …}}"'))
    return terms, tuple(found)


def line_of(path: Path, key: str) -> int | None:
    """Return the line of a key at the left margin of a YAML file, None when it is not written there."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return None
    return next((n for n, line in enumerate(lines, 1) if key and line.startswith((f"{key}:", f'"{key}":'))), None)


def read_synonyms(path: Path) -> tuple[tuple[tuple[str, ...], ...], tuple[Problem, ...]]:
    """Return the groups of words that mean the same, from a list of lists such as ``- [sign in, log in]``."""
    data, problems = read_data(path)
    if data is None:
        return (), problems
    if not isinstance(data, list):
        return (), (Problem(Notice.DATA_FILE, 'is no list; write lines such as "- [sign in, log in]"', 1),)
    groups: list[tuple[str, ...]] = []
    found = list(problems)
    for number, entry in enumerate(data, 1):
        words = tuple(str(word).strip() for word in entry) if isinstance(entry, list) else ()
        if len(words) > 1 and all(words):
            groups.append(words)
        else:
            found.append(
                Problem(Notice.DATA_FILE, f'entry {number} is no group; write two words or more: "- [sign in, log in]"')
            )
    return tuple(groups), tuple(found)


def unknown_terms(
    field: str, used: tuple[str, ...], terms: dict[str, Term], line: int | None, where: str
) -> tuple[Problem, ...]:
    """Return a problem for each used term the vocabulary lacks; an empty vocabulary allows every term."""
    if not terms:
        return ()
    return tuple(
        Problem(
            Notice.TOPIC,
            f'"{term}" in {field} is not in {where}; write one of {", ".join(terms)}' + did_you_mean(term, terms),
            line,
        )
        for term in used
        if term not in terms
    )

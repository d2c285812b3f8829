"""Print the manuals: compile those that have changed, several at once, and mend what the compiler refuses."""

from __future__ import annotations

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util import logging

from support_portal.core.manifest import digest
from support_portal.core.manuals.shelf import MadeManual, describe
from support_portal.notices import Notice, Problem
from support_portal.sphinx_ext.log import notify, notify_file
from support_portal.sphinx_ext.manuals import assemble
from support_portal.sphinx_ext.manuals.plans import Book, plan_file
from support_portal.sphinx_ext.manuals.source import call, literal, words
from support_portal.sphinx_ext.manuals.workshop import ARTICLES, MENDED, Workshop

if TYPE_CHECKING:
    from support_portal.sphinx_ext.manuals.builder import TypstBuilder

_logger = logging.getLogger(__name__)
# How often manuals are mended before they are given up; each time at least one article is printed plainly.
_PATIENCE = 25
# How many are compiled at once at most, however many processors there are, and how many bytes each may take.  A manual
# alone has as many threads.
_AT_ONCE, _EACH = 4, 600 * 1024**2
# Where the compiler found an error of the template.
_FAULT = re.compile(r"^error: .*\n +┌─ .*?/template/(.+?):(\d+)", re.MULTILINE)
_PLACE = re.compile(rf"(?:{ARTICLES}|{MENDED})/(.+?)\.typ:\d+")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A manual ready for the compiler; ``told`` is what was told of the very same when it was made, if it was."""

    book: Book
    target: Path
    report: Path
    job: dict[str, Any]
    key: str
    told: dict[str, Any] | None


def print_manuals(shop: Workshop, facts: list[dict[str, Any]], names: dict[int, str]) -> list[MadeManual]:
    """Make the manuals, several at once, until the compiler refuses no article more; return what there is to tell.

    What is refused is mended between two rounds, so that the manuals are the same however many are made at once.
    """
    builder = shop.builder
    given_up: dict[str, dict[str, Any]] = {}
    for attempt in range(_PATIENCE):
        plain = set(shop.plain)
        sheets = [_sheet(shop, book, fact, names) for book, fact in zip(builder.books, facts, strict=True)]
        due = [sheet for sheet in sheets if sheet.told is None and sheet.book.name not in given_up]
        if not due:
            break
        for sheet in due:
            _logger.info("printing %s.pdf (%d pages of the portal)", sheet.book.name, len(sheet.book.entries))
        several = min(builder.processes, at_once(_memory()))
        threads = threads_each(builder.processes, min(several, len(due)))
        with ThreadPoolExecutor(several) as pool:
            results = list(pool.map(shop.compile, [{**sheet.job, "threads": threads} for sheet in due]))
        for sheet, result in zip(due, results, strict=True):
            if "diagnostic" not in result:
                sheet.report.write_text(json.dumps({"key": sheet.key, **result}), encoding="utf-8")
            elif attempt + 1 == _PATIENCE or not _mend(shop, sheet.book, result, plain):
                given_up[sheet.book.name] = result
        if not any("diagnostic" in result for result in results):
            break
    rows = []
    for sheet, fact in zip(sheets, facts, strict=True):
        told = _told(sheet.report, sheet.key, sheet.target)
        if told is None:
            _give_up(builder, sheet, given_up[sheet.book.name])
        else:
            rows.append(_row(shop, sheet.book, sheet.target, fact, told))
    return rows


def at_once(memory: int) -> int:
    """Return how many manuals may be compiled at once on a machine with ``memory`` bytes: they take half of it at most.

    >>> [at_once(gigabytes * 10**9) for gigabytes in (1, 2, 4, 16)]
    [1, 1, 3, 4]
    """
    return max(1, min(_AT_ONCE, memory // 2 // _EACH))


def threads_each(processes: int, manuals: int) -> int:
    """Return how many threads each of some manuals has that are compiled at once: the bytes are the same for any.

    >>> threads_each(2, 1), threads_each(2, 2), threads_each(32, 1)
    (2, 1, 4)
    """
    return max(1, min(_AT_ONCE, processes // manuals))


def _memory() -> int:
    """Return how many bytes of memory the machine has; where it does not say, as many as are enough."""
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", ()):
        return 2 * _AT_ONCE * _EACH
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _sheet(shop: Workshop, book: Book, facts: dict[str, Any], names: dict[int, str]) -> _Sheet:
    """Write the sources of one manual."""
    name = book.name
    target = Path(shop.builder.outdir) / f"{name}.pdf"
    day = datetime.combine(assemble.date_of(shop.builder, book), time(), UTC)
    docnames = {entry.docname for entry in book.entries}
    labels = {label: kind for name in docnames for label, kind in shop.labels(name, docnames).items()}
    noted = sorted(name for name in docnames if shop.has_notes(name, labels.keys()))
    late = {"broken": sorted(shop.broken), "labels": labels, "noted": noted}
    data = json.dumps({**facts, **late}, ensure_ascii=False, sort_keys=True).translate(names)
    source = assemble.main_source(book, shop)
    (shop.work / f"{name}.book.json").write_text(data, encoding="utf-8", newline="\n")
    main = shop.work / f"{name}.book.typ"
    main.write_text(source, encoding="utf-8", newline="\n")
    report, key = shop.work / f"{name}.book.made", _key(shop, book, data, source)
    job = {
        "input": str(main),
        "output": str(target),
        "inputs": {"book": f"/{name}.book.json"},
        "timestamp": int(day.timestamp()),
    }
    return _Sheet(book, target, report, job, key, _told(report, key, target))


def _give_up(builder: TypstBuilder, sheet: _Sheet, failure: dict[str, Any]) -> None:
    """Say that a manual could not be made, and where the template is at fault; an older one must not stand for it."""
    sheet.target.unlink(missing_ok=True)
    said = f'manual "{sheet.book.name}" could not be made: {failure["message"]}'
    fault = _FAULT.search(failure["diagnostic"])
    own = Path(builder.confdir) / builder.settings.manual_template / (fault[1] if fault else "manual.typ")
    path, line = plan_file(builder.env), sheet.book.plan.lines.get("")
    if fault and own.is_file():
        path, line = own, int(fault[2])
    elif builder.settings.manual_template and own.is_file():
        path, line = own, 1
        said += "; it must define manual, article, answers and closing"
    else:
        said += f"; see {Path(sheet.job['input']).name} in {sheet.report.parent}"
    notify_file([Problem(Notice.MANUAL_TYPESETTING, said, line)], path)


def _key(shop: Workshop, book: Book, data: str, source: str) -> str:
    """Return a hash of everything a manual is made from."""
    articles = [digest(shop.article(entry.docname)) for entry in book.entries]
    return digest((data, source, articles, shop.materials, version("typst")))


def _told(report: Path, key: str, target: Path) -> dict[str, Any] | None:
    """Return what was told of a manual when it was made of the very same, if it is still there."""
    try:
        told: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if told.get("key") == key and target.exists() else None


def _row(shop: Workshop, book: Book, target: Path, facts: dict[str, Any], result: dict[str, Any]) -> MadeManual:
    builder = shop.builder
    return describe(
        target,
        title=facts["title"],
        subtitle=book.plan.subtitle,
        pages=result["pages"],
        date=assemble.date_of(builder, book),
        audience=builder.settings.audience,
        articles={entry.docname: result["places"].get(entry.docname, 0) for entry in book.entries},
    )


# -- mending -----------------------------------------------------------------------------------------------------


def _mend(shop: Workshop, book: Book, failure: dict[str, Any], before: set[str]) -> bool:
    """Print the article the compiler stumbled over plainly; False when it is none, or was plain ``before``."""
    docnames = {entry.docname for entry in book.entries}
    guilty = [d for d in dict.fromkeys(_PLACE.findall(failure["diagnostic"])) if d in docnames]
    for docname in guilty:
        if docname in shop.plain - before:  # Another manual has stumbled over it too.
            return True
        if docname not in shop.plain:
            shop.mend(docname, _plain(shop.builder, docname))
            shop.plain.add(docname)
            message = f"the compiler refused this article ({failure['message']}), so its plain text is printed"
            notify(Notice.MANUAL_TYPESETTING, message, location=(docname, None))
            return True
    return False


def _plain(builder: TypstBuilder, docname: str) -> str:
    """Return an article as nothing but its title and paragraphs."""
    doctree = builder.env.get_and_resolve_doctree(docname, builder, tags=builder.tags)
    title = builder.env.titles[docname].astext()
    lines = [
        '#import "/template/elements.typ": *',
        call("heading", "depth: 1", body=words(title)) + call("facts", literal(docname)),
    ]
    blocks = (n for n in doctree.findall(nodes.TextElement) if not isinstance(n.parent, nodes.TextElement))
    lines += [call("p", body=words(text)) for block in blocks if (text := block.astext().strip()) and text != title]
    return "\n".join([*lines, ""])

"""Make the manuals: compile each whose parts have changed, and mend what the compiler refuses."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime, time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util import logging

from support_portal.core.manifest import digest
from support_portal.core.manuals.shelf import FILE, MadeManual, describe, write_list
from support_portal.notices import Notice, Problem
from support_portal.sphinx_ext.log import notify, notify_file
from support_portal.sphinx_ext.manuals import assemble
from support_portal.sphinx_ext.manuals.fonts import PICTURES, spoken
from support_portal.sphinx_ext.manuals.glyphs import mend_characters, missing_characters
from support_portal.sphinx_ext.manuals.plans import Book, plan_file
from support_portal.sphinx_ext.manuals.source import call, literal, words
from support_portal.sphinx_ext.manuals.workshop import ARTICLES, MENDED, Workshop

if TYPE_CHECKING:
    from support_portal.sphinx_ext.manuals.builder import TypstBuilder

_logger = logging.getLogger(__name__)
TEMPLATE = Path(__file__).parents[2] / "theme" / "manual"
# How often one manual is mended before it is given up; each time at least one article is printed plainly.
_PATIENCE = 25
_PLACE = re.compile(rf"(?:{ARTICLES}|{MENDED})/(.+?)\.typ:\d+")


def make_manuals(builder: TypstBuilder) -> None:
    """Make every planned manual that has changed, and remove what is planned no more."""
    planned = {entry.docname for book in builder.books for entry in book.entries}
    _copy_template(builder)
    _remove_unplanned(builder, planned)
    shop = Workshop(builder, planned)
    _copy_pictures(shop)
    facts = [assemble.facts(builder, book, shop.families) for book in builder.books]
    missing = missing_characters(shop, [json.dumps(fact, ensure_ascii=False) for fact in facts])
    mend_characters(shop, missing)
    _mend_pictures(shop)
    names = {ord(c): literal(spoken(c))[1:-1] for c in missing}
    rows = [_make(shop, book, fact, names) for book, fact in zip(builder.books, facts, strict=True)]
    write_list(Path(builder.outdir) / FILE, [row for row in rows if row])


def _copy_template(builder: TypstBuilder) -> None:
    """Copy the template, and over it the operator's files of the same names."""
    target = builder.work / "template"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(TEMPLATE, target)
    if not (name := builder.settings.manual_template):
        return
    own = Path(builder.confdir) / name
    if own.is_dir():
        shutil.copytree(own, target, dirs_exist_ok=True)
    else:
        message = f'portal_manual_template is "{name}", which is no folder; the portal\'s own template is used'
        notify(Notice.CONFIG, message, location=f"{Path(builder.confdir) / 'conf.py'}:1")


def _remove_unplanned(builder: TypstBuilder, planned: set[str]) -> None:
    """Remove what earlier builds wrote of pages and manuals that are in no plan now: they may be unpublished."""
    keep = {builder.get_output_path(docname) for docname in planned}
    for path in sorted((builder.work / ARTICLES).rglob("*.typ")):
        if path not in keep:
            path.unlink()
            path.with_suffix(".json").unlink(missing_ok=True)
    shutil.rmtree(builder.work / MENDED, ignore_errors=True)
    names = {book.name for book in builder.books}
    for path in (*Path(builder.outdir).glob("*.pdf"), *builder.work.glob("*.book.*")):
        if path.name.removesuffix(".pdf").partition(".book.")[0] not in names:
            path.unlink()


def _copy_pictures(shop: Workshop) -> None:
    """Bring the copies of pictures up to date and remove those nothing shows any more."""
    source = Path(shop.builder.srcdir)
    wanted = {name: uri for needs in shop.needs.values() for uri, name, _line in needs["pictures"]}
    covers = {shop.builder.copied_name(b.plan.picture): b.plan.picture for b in shop.builder.books if b.plan.picture}
    folder = shop.work / "images"
    for path in folder.iterdir():
        if f"/images/{path.name}" not in {*wanted, *covers} and not path.name.startswith("code-"):
            path.unlink()
    for name, uri in sorted(wanted.items()):
        target = shop.work / name.lstrip("/")
        content = (source / uri).read_bytes() if (source / uri).is_file() else b""
        if name.endswith(".svg"):
            # The compiler knows no generic families; as an entity, because either quote may be the attribute's own.
            content = content.replace(b"sans-serif", f"&apos;{PICTURES}&apos;".encode())
        if not target.exists() or target.read_bytes() != content:
            target.write_bytes(content)


# -- mending -----------------------------------------------------------------------------------------------------


def _mend_pictures(shop: Workshop) -> None:
    """Find the pictures the compiler cannot read; their descriptions are printed instead."""
    shown = sorted({name for needs in shop.needs.values() for _uri, name, _line in needs["pictures"]})
    if not shown or not shop.probe(_pictures(shown)):
        return
    shop.broken = {name for name in shown if shop.probe(_pictures([name]))}
    for docname, needs in shop.needs.items():
        for uri, name, line in needs["pictures"]:
            if name in shop.broken:
                message = f'picture "{uri}" is broken, so its description is printed; save it anew as PNG, JPEG or SVG'
                notify(Notice.MANUAL_PICTURE, message, location=(docname, line or None))


def _pictures(names: list[str]) -> str:
    return "\n".join(f'#image({literal(name)}, alt: "probe", width: 1cm)' for name in names)


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


# -- one manual --------------------------------------------------------------------------------------------------


def _make(shop: Workshop, book: Book, facts: dict[str, Any], names: dict[int, str]) -> MadeManual | None:
    """Make one manual and return what there is to tell of it; None when it could not be made."""
    builder, name = shop.builder, book.name
    target = Path(builder.outdir) / f"{name}.pdf"
    day = datetime.combine(assemble.date_of(builder, book), time(), UTC)
    report = shop.work / f"{name}.book.made"
    for _attempt in range(_PATIENCE):
        labels = {label: kind for entry in book.entries for label, kind in shop.labels(entry.docname).items()}
        late = {"broken": sorted(shop.broken), "labels": labels}
        data = json.dumps({**facts, **late}, ensure_ascii=False, sort_keys=True).translate(names)
        source = assemble.main_source(book, shop.mended)
        (shop.work / f"{name}.book.json").write_text(data, encoding="utf-8", newline="\n")
        main = shop.work / f"{name}.book.typ"
        main.write_text(source, encoding="utf-8", newline="\n")
        key = _key(shop, book, data, source)
        if (told := _told(report, key, target)) is not None:
            return _row(shop, book, target, facts, told)
        _logger.info("printing %s.pdf (%d pages of the portal)", name, len(book.entries))
        result = shop.compile(
            {
                "input": str(main),
                "output": str(target),
                "inputs": {"book": f"/{name}.book.json"},
                "timestamp": int(day.timestamp()),
            }
        )
        if "diagnostic" not in result:
            report.write_text(json.dumps({"key": key, **result}), encoding="utf-8")
            return _row(shop, book, target, facts, result)
        if not _mend(shop, book, result):
            break
    target.unlink(missing_ok=True)
    problem = Problem(
        Notice.MANUAL_TYPESETTING,
        f'manual "{name}" could not be made: {result["message"]}; see {main.name} and the template',
        book.plan.lines.get(""),
    )
    notify_file([problem], plan_file(builder.env))
    return None


def _mend(shop: Workshop, book: Book, failure: dict[str, Any]) -> bool:
    """Print the article the compiler stumbled over plainly; False when it is none, or plain already."""
    docnames = {entry.docname for entry in book.entries}
    guilty = [d for d in dict.fromkeys(_PLACE.findall(failure["diagnostic"])) if d in docnames]
    for docname in guilty:
        text = _plain(shop.builder, docname)
        if shop.article(docname) != text:
            shop.mend(docname, text)
            shop.plain.add(docname)
            message = f"the compiler refused this article ({failure['message']}), so its plain text is printed"
            notify(Notice.MANUAL_TYPESETTING, message, location=(docname, None))
            return True
    return False


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

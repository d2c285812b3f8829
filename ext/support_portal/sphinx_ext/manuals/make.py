"""Make the manuals: lay out what they are made from, and have those printed whose parts have changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from support_portal.core.manuals.shelf import FILE, write_list
from support_portal.notices import Notice, Problem
from support_portal.sphinx_ext.log import notify, notify_file
from support_portal.sphinx_ext.manuals import assemble
from support_portal.sphinx_ext.manuals.fonts import PICTURES, spoken
from support_portal.sphinx_ext.manuals.glyphs import mend_characters, missing_characters
from support_portal.sphinx_ext.manuals.plans import plan_file
from support_portal.sphinx_ext.manuals.printing import print_manuals
from support_portal.sphinx_ext.manuals.source import literal
from support_portal.sphinx_ext.manuals.workshop import ARTICLES, MENDED, Workshop

if TYPE_CHECKING:
    from support_portal.sphinx_ext.manuals.builder import TypstBuilder

TEMPLATE = Path(__file__).parents[2] / "theme" / "manual"


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
    write_list(Path(builder.outdir) / FILE, print_manuals(shop, facts, names))


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
    for path in sorted((builder.work / ARTICLES).rglob("*.*")):
        if path.is_file() and path.with_suffix(".typ") not in keep:
            path.unlink()
    shutil.rmtree(builder.work / MENDED, ignore_errors=True)
    names = {book.name for book in builder.books}
    for path in (*Path(builder.outdir).glob("*.pdf"), *builder.work.glob("*.book.*")):
        if path.name.removesuffix(".pdf").partition(".book.")[0] not in names:
            path.unlink()


def _copy_pictures(shop: Workshop) -> None:
    """Bring the copies of pictures up to date and remove those nothing shows any more."""
    source = Path(shop.builder.srcdir)
    wanted = {name: uri for needs in shop.needs.values() for uri, name, _line in needs["pictures"]}
    wanted |= {name: plan.picture for name, plan in shop.covers.items()}
    folder = shop.work / "images"
    for path in folder.iterdir():
        if f"/images/{path.name}" not in wanted and not path.name.startswith("code-"):
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
    articles = {name for needs in shop.needs.values() for _uri, name, _line in needs["pictures"]}
    shown = sorted(articles | shop.covers.keys())
    if not shown or not shop.probe(_pictures(shown)):
        return
    shop.broken = {name for name in shown if shop.probe(_pictures([name]))}
    for docname, needs in shop.needs.items():
        for uri, name, line in needs["pictures"]:
            if name in shop.broken:
                message = f'picture "{uri}" is broken, so its description is printed; save it anew as PNG, JPEG or SVG'
                notify(Notice.MANUAL_PICTURE, message, location=(docname, line or None))
    for name in sorted(shop.broken & shop.covers.keys()):
        plan = shop.covers[name]
        message = f'manual "{plan.name}": picture "{plan.picture}" is broken; save it anew as PNG, JPEG or SVG'
        notify_file([Problem(Notice.MANUAL_PICTURE, message, plan.lines.get("picture"))], plan_file(shop.builder.env))


def _pictures(names: list[str]) -> str:
    return "\n".join(f'#image({literal(name)}, alt: "probe", width: 1cm)' for name in names)

"""Let `support-portal check` look at the pages whose findings may be others than at the last build."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from support_portal.core.authoring.preview_notices import PreviewNotice, Stage
from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rules import rules
from support_portal.core.linter.run import check_file, check_terms
from support_portal.core.linter.settings import Settings
from support_portal.sphinx_ext.live.listener import shown_path
from support_portal.sphinx_ext.shown_by_sphinx import mentions_of
from support_portal.sphinx_ext.states import build_time
from support_portal.sphinx_ext.vocabularies import data_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from support_portal.core.linter.rule import Report


def due_pages(env: BuildEnvironment, read: Collection[str], written: Collection[str], told: Iterable[str]) -> set[str]:
    """Return the pages to check: those read or written, those that name a page that was read, those with findings.

    ``read`` may name pages that are gone.
    """
    slugs = {_slug(docname) for docname in read}
    naming = {d for d in env.found_docs if any(_slug(target) in slugs for target in _targets(env, d))}
    return {*read, *written, *told, *naming} & env.found_docs


def _targets(env: BuildEnvironment, docname: str) -> Iterator[str]:
    for mention in mentions_of(env, docname):
        yield mention.split(":", 2)[2].rsplit(":", 1)[0].split("#")[0].removesuffix(".md")


def _slug(docname: str) -> str:
    return docname.removesuffix("/index").rpartition("/")[2]


def check(app: Sphinx, docnames: Iterable[str]) -> list[PreviewNotice]:
    """Return what the check finds on pages, and in the file of terms."""
    pages = Pages(Path(app.srcdir), build_time(app))
    # The build knows what conf.py says; the command has to read it without running it.
    pages.settings = Settings(
        exclude_patterns=tuple(app.config.exclude_patterns),
        language=app.config.language or "en",
        myst_heading_anchors=getattr(app.config, "myst_heading_anchors", 0) or 0,
        portal_data_dir=app.config.portal_data_dir,
        portal_audience=app.config.portal_audience,
    )
    terms = data_path(app.env, "terms.yaml")
    found = [_notice(report, "") for report in check_terms(pages, shown_path(app, terms))]
    chosen = rules()
    for docname in sorted(docnames):
        path = app.env.doc2path(docname)
        if path.suffix == ".md":
            reports, _ = check_file(Path(path), pages, chosen, shown_path(app, path))
            found += [_notice(report, docname) for report in reports]
    return found


def _notice(report: Report, docname: str) -> PreviewNotice:
    owners = (docname,) if docname else ()
    return PreviewNotice(
        report.path, report.line, report.message, report.rule, str(report.severity), docname, Stage.CHECK, owners
    )

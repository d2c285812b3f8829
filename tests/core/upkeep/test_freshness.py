"""What to review first: the overdue, the read, the disliked and the broken."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from support_portal.core.upkeep.freshness import parse_json, popular, reviews

from ..portals import sources

TODAY = dt.date(2026, 11, 23)
FILES = {
    "docs/index.md": "# Home\n",
    "docs/news/one.md": "---\ndate: 2020-01-01\n---\n# Old news\n",
    "docs/solutions/a.md": "---\nreview_by: 2026-10-24\nowner: ann\n---\n# A\n",
    "docs/solutions/b.md": "---\nreview_by: 2026-10-24\nredirect_from: [old/b]\n---\n# B\n",
    "docs/solutions/c.md": "---\nupdated: 2026-11-01\n---\n# C\n\n"
    "[x](gone.md) {article}`a` ![no](no.png) {doc}`/topics/x`\n",
    "docs/solutions/d.md": "# D\n\n[x](https://example.org/a.md), [y](#here), [z](a.md), {any}`what`\n",
    "docs/solutions/e.md": "---\nstate: draft\nreview_by: 2020-01-01\n---\n# E\n",
}


def found(report: Any = None, **commits: dt.date) -> dict[str, Any]:
    days = {f"solutions/{name}": day for name, day in commits.items()}
    return {r.docname.rpartition("/")[2]: r for r in reviews(sources(FILES), FILES.__getitem__, TODAY, days, report)}


def test_when_pages_are_due() -> None:
    """A page is due on its day, or a year after it was checked or changed; news and drafts are not."""
    rows = found(d=dt.date(2025, 11, 13))
    assert {name: row.days for name, row in rows.items()} == {"a": 30, "b": 30, "c": -343, "d": 10}
    assert (rows["a"].owner, rows["a"].title, rows["a"].due) == ("ann", "A", dt.date(2026, 10, 24))


def test_broken_links() -> None:
    """What leads nowhere is found with its line, without a build; what others have, or the build makes, is not."""
    assert [(m.line, m.text) for m in found()["c"].broken] == [(6, "gone.md"), (6, "no.png")]
    assert "d" not in found()


def test_order() -> None:
    """Of pages equally late the one comes first that is read more, also at its old address, or voted against."""
    assert next(iter(found({"articles": ["solutions/x", "old/b"]}))) == "b"
    rows = found({"articles": [{"address": "solutions/a", "score": 4, "votes_up": 1, "votes_down": 3}]})
    assert list(rows) == ["a", "c", "b"]
    assert rows["a"].score == pytest.approx(1.0 * 10 * 2.5)
    assert rows["b"].score == pytest.approx(1.0)
    assert rows["c"].score == pytest.approx(2.0)
    assert popular(rows.values(), 10) == {"solutions/a"}


@pytest.mark.parametrize(
    "text", ["[", '{"articles": 3}', '{"articles": [null, {"address": 1}, {"address": "x"}]}', "7"]
)
def test_any_report(text: str) -> None:
    """A report that is none, or has odd entries, counts nothing."""
    assert all(row.read == 0 for row in found(parse_json(text)).values())

"""The check without a build finds the links and images that a build warns of, line for line, and no others."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from support_portal.core.linter.pages import Pages
from support_portal.core.linter.rules import rules
from support_portal.core.linter.run import check_file
from support_portal.testing import BASE

from .make import Make, root

FILES = {
    "solutions/other.md": (
        "---\nredirect_from: [solutions/old]\n---\n# Other\n\n## Set up!\n\n"
        "(by-label)=\n### Deep\n\n#### Deeper\n\nA.\n"
    ),
    "solutions/twice.md": "# Twice\n\n## Same\n\nA.\n\n## Same\n\nB.\n",
    "solutions/folder/index.md": "# Folder\n\n## 2 things\n\nA.\n",
    "solutions/draft.md": "---\nstate: draft\n---\n# Draft\n",
    "training/index.md": "# Training\n",
    "training/course/index.md": "# Course\n",
    "news/one.md": "---\ndate: 2026-01-01\n---\n# One\n",
    "solutions/one.md": "# Another\n",
    "glossary.md": "# Glossary\n\n```{glossary}\ndonut\n  A ring.\n\nTwo Words\n  More.\n```\n",
    "solutions/a.png": b"\x89PNG\r\n\x1a\n",
    "solutions/data.csv": "a\n",
}
# One line each, and whether it is in order.
LINKS = [
    "[a](other.md)", "[a](othr.md)", "[a](/solutions/other.md)", "[a](../solutions/other.md)", "[a](../other.md)",
    "[a](data.csv)", "[a](dta.csv)", "[a](other.md#set-up)", "[a](other.md#setup)", "[a](other.md#by-label)",
    "[a](other.md#deep)", "[a](other.md#deeper)", "[a](twice.md#same-1)", "[a](twice.md#same-2)", "[a](#here)",
    "[a](#nowhere)", "[a](#by-label)", "[a](draft.md)", "[a](old.md)", "[](other.md)", "<project:other.md>",
    "[a](https://example.org/none.md)", "[a](mailto:a@example.org)", "[a]: other.md", "{article}`other`",
    "{article}`othr`", "{article}`x <other#set-up>`", "{article}`x <other#setup>`", "{article}`other#by-label`",
    "{article}`other#deep`", "{article}`other#deeper`", "{article}`folder`", "{article}`folder/index`",
    "{article}`folder#things`", "{article}`one`", "{article}`news/one`", "{article}`draft`",
    "{article}`solutions/other`", "{course}`course`", "{course}`other`", "{doc}`other`", "{doc}`/solutions/other`",
    "{doc}`x <other>`", "{doc}`/other`", "{term}`donut`", "{term}`Donut`", "{term}`donit`", "{term}`x <two words>`",
    "{ref}`x <by-label>`", "{ref}`x <By-Label>`", "{ref}`x <no-label>`", "{topic}`badges`", "{topic}`bages`",
    "![A donut of news](a.png)", "![A donut of news](b.png)", "`[a](none.md)`", '\\[a](none.md)',
    "<!-- [a](none.md) -->", "[a][r]", "[a](other.md 'title')", "[a](<other.md>)",
    "[![A donut of news](a.png)](none.md)", "**[a](none.md)**", "[`a`](none.md)",
]  # fmt: skip
RULES = ("link-target", "link-anchor", "link-redirect", "link-unpublished", "image-file")


@pytest.mark.parametrize("number", range(2))
def test_lines(make: Make, number: int) -> None:
    """Each line with a link that a build warns of is found by the check, and each line found is warned of."""
    links = LINKS[number::2]
    page = "# Example\n\n## Here\n\n" + "".join(f"{link}\n\n" for link in links) + "[r]: none.md\n"
    files = {**FILES, "_data/topics.yaml": "badges: Badges\n", "solutions/example.md": page}
    site = make(root(files), myst_heading_anchors=3, exclude_patterns=["_data"], nitpicky=True)
    warned = {int(m[1]) for m in re.finditer(r"^solutions/example\.md:(\d+)", "\n".join(site.warnings), re.MULTILINE)}

    docs = site.app.srcdir
    (docs / "conf.py").write_text('myst_heading_anchors = 3\nexclude_patterns = ["_data"]\n', encoding="utf-8")
    pages = Pages(docs, dt.datetime.fromisoformat(BASE["portal_now"]).replace(tzinfo=dt.UTC))
    reports, _ = check_file(docs / "solutions/example.md", pages, rules(), "x")
    found = {r.line for r in reports if r.rule in RULES}
    lines = page.split("\n")
    assert {lines[n - 1] for n in found - warned} == set(), "\n".join(site.warnings)
    assert {lines[n - 1] for n in warned - found} == set(), "\n".join(site.warnings)
    assert warned

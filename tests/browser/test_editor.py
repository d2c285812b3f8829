"""The visual editor, driven as an editor drives it: Decap CMS, its own server, and files on a disk."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from support_portal.cli.search_engine import find_node
from support_portal.core import editor
from support_portal.testing import Site, build, write

from .conftest import Visit
from .editor_program import PROGRAM, SERVER, needs_editor
from .server import Server

pytestmark = [pytest.mark.browser, needs_editor, pytest.mark.xdist_group("editor")]

# What an editor that writes texts anew would change: quotes, comments, keys it does not know, directives, hard breaks.
ARTICLE = """\
---
summary: 'Two lines of HTML: that is all.'   # in single quotes
updated: 2026-01-02
topics: [ badges ]
myst: {substitutions: {key: "a value"}}

# Why: the address changed.
redirect_from:
- solutions/old-name
answers:
  - How do I show a badge?
---
(embed)=
# Embed a badge

Load the script once.  \n\
A hard break, *emphasis*, __strong__ and a_name_with_underscores.

```{note}
:class: small

Read {article}`two` first, or [two](two.md){.wide}.
```

:::{tip} A title
* a star
+ a plus
1) a bracket
:::

% a comment

Term
: Its meaning.

| a | b |
|--|:-:|
| 1 | \\| |

<div class="x">as is</div>

The end.
"""
FILES = {
    "index.md": "# Home\n\n:::{toctree}\nnews/index\nsolutions/index\n:::\n",
    "news/index.md": "# News\n\n:::{toctree}\n:glob:\n\n*\n:::\n",
    "news/one.md": "---\ndate: 2026-01-01\n---\n# One\n\nNews.\n",
    "solutions/index.md": "# Solutions\n\n:::{toctree}\nbadges/index\n:::\n",
    "solutions/badges/index.md": "# Badges\n\n:::{toctree}\n:glob:\n\n*\n:::\n",
    "solutions/badges/embed.md": ARTICLE,
    "solutions/badges/two.md": "---\nupdated: 2026-01-02\n---\n# Two\n\nText.\n",
    "solutions/badges/wrong.md": "---\nsummary: [\n---\n# Wrong\n\nText.\n",
    "_data/topics.yaml": "badges: Badges\napis: APIs\n",
}
EMBED, TWO = "solutions--badges/entries/embed", "solutions--badges/entries/two"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Desk:
    """A small portal in a folder, its editor's server, and the site with the editor."""

    folder: Path
    backend: dict[str, str]

    def build(self, name: str, **config: object) -> Site:
        """Build the site from the files as they are."""
        options = {"portal_editor": True, "portal_editor_folder": str(PROGRAM), "portal_editor_backend": self.backend}
        extensions = ["colon_fence", "deflist", "attrs_inline"]
        return build(
            self.folder, out=name, doctrees=f"{name}-doctrees", myst_enable_extensions=extensions, **options, **config
        )

    def reset(self) -> None:
        for path in (self.folder / "docs").rglob("*.md"):
            if path.relative_to(self.folder / "docs").as_posix() not in FILES:
                path.unlink()
        write(self.folder / "docs", FILES)

    def changed(self) -> dict[str, str]:
        """Return the text of each file that is not as it was at the beginning."""
        docs = self.folder / "docs"
        now = {p.relative_to(docs).as_posix(): p.read_bytes().decode() for p in docs.rglob("*") if p.is_file()}
        assert FILES.keys() <= now.keys()
        return {name: text for name, text in now.items() if FILES.get(name) != text}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Start decap-server on a folder with a small portal."""
    folder, port = tmp_path_factory.mktemp("desk"), _free_port()
    write(folder / "docs", FILES)
    environment = {**os.environ, "PORT": str(port), "BIND_HOST": "127.0.0.1", "GIT_REPO_DIRECTORY": str(folder)}
    with subprocess.Popen([find_node(), SERVER], env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            for _ in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield Desk(folder, {"name": "proxy", "proxy_url": f"http://127.0.0.1:{port}/api/v1"})
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def visit(browser: Browser, desk: Desk) -> Iterator[Visit]:
    """Serve the site under the two policies the documentation gives, and sign in; nothing else may be asked."""
    site = desk.build("site")
    assert [w for w in site.warnings if "wrong.md" not in w] == []
    with Server(site.out, {"admin": editor.policy(desk.backend) + "; frame-ancestors 'none'"}) as server:
        visit = Visit(browser, server.url)
        own = re.escape(desk.backend["proxy_url"])
        visit.record.expect(f"^request to another origin: ({own}|blob:)")
        visit.record.expect("^console (warning|error): Error: The front matter is not YAML")
        # Decap leaves its promises rejected when it refuses to save.
        visit.record.expect(r"^page error: (undefined|Object)$")
        page = visit.open("admin/", context=visit.context(height=1400))
        page.get_by_role("button", name="Login").click()
        page.get_by_role("heading", name="Collections").wait_for()
        yield visit
        visit.close()
        visit.record.check()


@pytest.fixture
def page(visit: Visit, desk: Desk) -> Iterator[Page]:
    """A new window of the editor, over the files as they were at the beginning."""
    desk.reset()
    page = visit.contexts[0].new_page()
    yield page
    page.on("dialog", lambda dialog: dialog.accept())
    page.close()


def go(page: Page, visit: Visit, name: str) -> None:
    """Open the form of an article, or of a new one."""
    page.goto(f"{visit.url}admin/#/collections/{name}")
    page.get_by_label("Title").wait_for()


def save(page: Page) -> None:
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Publish now").click()
    expect(page.get_by_text("Unsaved changes")).to_be_hidden()
    expect(page.get_by_text("Changes saved")).to_be_visible()


def test_lists(page: Page, visit: Visit) -> None:
    """Each folder of articles is there, and its articles by their titles, also one whose front matter is wrong."""
    page.goto(f"{visit.url}admin/#/collections/solutions--badges")
    for name in ("Embed a badge", "Two", "Wrong", "Badges"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Solutions: Badges")).to_be_visible()


def test_a_title(page: Page, visit: Visit, desk: Desk) -> None:
    """A new title changes one line of one file, to the byte."""
    go(page, visit, EMBED)
    page.get_by_label("Title").fill("Show a badge")
    save(page)
    assert desk.changed() == {"solutions/badges/embed.md": ARTICLE.replace("# Embed a badge", "# Show a badge")}


def test_fields(page: Page, visit: Visit, desk: Desk) -> None:
    """A day, a choice, a topic, a line of a list and a switch change their own keys; a second save adds to it."""
    go(page, visit, EMBED)
    page.locator("input[type=date]").first.fill("2026-03-04")
    page.get_by_label("State").click()
    page.get_by_role("option", name="review").click()
    page.get_by_label("Topics").click()
    page.get_by_role("option", name="APIs").click()
    save(page)
    page.get_by_role("button", name="Add answer").click()
    page.get_by_label("Answer", exact=True).last.fill("Which badge, and where?")
    page.get_by_role("switch").last.click()
    save(page)
    wanted = ARTICLE.replace("updated: 2026-01-02", "state: review\nupdated: 2026-03-04")
    wanted = wanted.replace("[ badges ]\n", "[badges, apis]\nunpin: true\n")
    wanted = wanted.replace("show a badge?\n", "show a badge?\n  - Which badge, and where?\n")
    assert desk.changed() == {"solutions/badges/embed.md": wanted}


def test_the_text(page: Page, visit: Visit, desk: Desk) -> None:
    """Words typed into the text are there, and all of its MyST is as it was."""
    go(page, visit, EMBED)
    page.locator("[data-slate-editor]").click()
    page.keyboard.press("Control+End")
    page.wait_for_timeout(300)  # Slate learns of the caret's place a tenth of a second later
    page.keyboard.type("\n\n:::{warning}\nReally.\n:::")
    save(page)
    assert desk.changed() == {"solutions/badges/embed.md": ARTICLE + "\n:::{warning}\nReally.\n:::\n"}


def test_a_new_article(page: Page, visit: Visit, desk: Desk) -> None:
    """It lies in its folder under a name made of its title, is a draft, and Sphinx builds it."""
    go(page, visit, "solutions--badges/new")
    page.get_by_label("Title").fill("Où est: the 2nd badge?")
    page.get_by_label("Summary").fill("Here: look.")
    page.locator("[data-slate-editor]").click()
    page.keyboard.type("Read {article}`two`.\n\n```{note}\nA note.\n```")
    save(page)
    text = """\
---
summary: "Here: look."
state: draft
---
# Où est: the 2nd badge?

Read {article}`two`.

```{note}
A note.
```
"""
    assert desk.changed() == {"solutions/badges/ou-est-the-2nd-badge.md": text}
    assert "ou-est" not in str(desk.build("again").files().keys())
    preview = desk.build("preview", portal_preview=True)
    assert [w for w in preview.warnings if "wrong.md" not in w] == []
    note = preview.soup("solutions/badges/ou-est-the-2nd-badge").select_one(".admonition.note")
    assert note is not None
    assert "A note." in note.get_text()


def test_what_is_missing(page: Page, visit: Visit, desk: Desk) -> None:
    """News without its day and an article without a title are not saved."""
    go(page, visit, "news/entries/one")
    page.get_by_role("button", name="Clear").first.click()
    page.get_by_label("Title").fill("")
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Publish now").click()
    expect(page.get_by_text("Title is required")).to_be_visible()
    expect(page.get_by_text("Date is required")).to_be_visible()
    assert desk.changed() == {}


def test_front_matter_that_is_not_yaml(page: Page, visit: Visit, desk: Desk) -> None:
    """Its text can be edited; a change of its keys is refused with the reason, and the file stays as it is."""
    go(page, visit, "solutions--badges/entries/wrong")
    page.get_by_label("Owner").fill("me")
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Publish now").click()
    expect(page.get_by_text("The front matter is not YAML")).to_be_visible()
    assert desk.changed() == {}

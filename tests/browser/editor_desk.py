"""A small portal in a folder, the visual editor's server over it, and a browser that has signed in to the editor."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from support_portal.cli.search_engine import find_node
from support_portal.core.authoring import editor
from support_portal.testing import Site, build, write

from .conftest import Visit
from .editor_program import PROGRAM, SERVER
from .server import Server

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


@dataclass
class Desk:
    """The portal's folder and the settings of the server that saves into it."""

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
        """Make the files what they were at the beginning."""
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


@contextmanager
def desk_in(folder: Path, mode: str = "fs") -> Iterator[Desk]:
    """Run decap-server over ``folder``: with the mode ``fs`` it saves files, with ``git`` branches and commits."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    ours = {"PORT": str(port), "BIND_HOST": "127.0.0.1", "GIT_REPO_DIRECTORY": str(folder), "MODE": mode}
    with subprocess.Popen([find_node(), SERVER], env={**os.environ, **ours}, stdout=subprocess.DEVNULL) as server:
        try:
            for _ in range(200):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert server.poll() is None, "decap-server has ended"
                time.sleep(0.1)
            backend = {"name": "proxy", "proxy_url": f"http://127.0.0.1:{port}/api/v1", "branch": "main"}
            yield Desk(folder, backend)
        finally:
            server.terminate()


@contextmanager
def signed_in(browser: Browser, desk: Desk, **config: object) -> Iterator[Visit]:
    """Serve the site under the two policies the documentation gives, and sign in; nothing else may be asked."""
    site = desk.build("site", **config)
    assert [w for w in site.warnings if "wrong.md" not in w] == []
    with Server(site.out, {"admin": editor.policy(desk.backend) + "; frame-ancestors 'none'"}) as server:
        visit = Visit(browser, server.url)
        own = re.escape(desk.backend["proxy_url"])
        visit.record.expect(f"^request to another origin: ({own}|blob:)")
        visit.record.expect("^console (warning|error): Error: The front matter is not YAML")
        # Decap leaves its promises rejected when it refuses to save.
        visit.record.expect(r"^page error: (undefined|Object)$")
        context = visit.context(height=1400)
        context.set_default_timeout(30_000)  # 5 MB of script are read for each window
        page = visit.open("admin/", context=context)
        page.get_by_role("button", name="Login").click()
        page.get_by_role("heading", name="Collections").wait_for()
        yield visit
        visit.close()
        visit.record.check()


def go(page: Page, visit: Visit, name: str) -> None:
    """Open the form of an article, or of a new one."""
    page.goto(f"{visit.url}admin/#/collections/{name}")
    page.get_by_label("Title").wait_for()

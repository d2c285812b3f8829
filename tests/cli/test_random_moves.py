"""Whatever moves in whatever portal: nothing breaks, nothing is lost, and readers see the same pages elsewhere.

A few portals are part of every test run; PORTAL_MOVES asks for more of them.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from support_portal.cli import main
from support_portal.testing import Site, build, write

from .portals import MOVES, PAGES, TOPICS, portals, seen

EXAMPLES = int(os.environ.get("PORTAL_MOVES", "4"))
ENOUGH = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="PORTAL_MOVES" not in os.environ,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
    # A build takes a second, so there is no time to look for smaller portals that fail.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    report_multiple_bugs=False,
)
SETTINGS = {"nitpicky": True, "portal_contact_url": "glossary", "myst_heading_anchors": 3, "portal_related_limit": 0}
# What a person is told to settle first; such a move changes nothing.
REFUSED = ("nothing would be left for", "cannot follow", "date is missing", "no lesson would be left")


def run(folder: Path, *arguments: str) -> str:
    """Run a verb in a project; a refusal comes back as its text, with nothing changed."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = CliRunner().invoke(main, [*arguments, "--project", str(folder)], catch_exceptions=False)
    if done.exit_code:
        assert any(reason in done.output for reason in REFUSED), done.output
        assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
        return done.output
    return ""


def made(folder: Path, out: str) -> Site:
    """Build a project anew; its contact page is what conf.py says."""
    setting = re.search(r'portal_contact_url = "(.*)"', (folder / "conf.py").read_text(encoding="utf-8"))
    assert setting is not None
    config = {**SETTINGS, "portal_contact_url": setting[1], "myst_enable_extensions": ["colon_fence", "deflist"]}
    return build(folder, out=out, **{**config, "exclude_patterns": ["_*"]})


def begun(files: dict[str, str | bytes]) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="portal-moves-"))
    write(folder / "docs", files)
    (folder / "conf.py").write_text('portal_contact_url = "glossary"\n', encoding="utf-8")
    return folder


def feed_ids(site: Site) -> list[str]:
    return sorted(re.findall(r"<id>(tag:[^<]*)</id>", site.text("feeds/updated.atom.xml")))


@ENOUGH
@given(files=portals(), move=st.sampled_from(MOVES))
def test_moves(files: dict[str, str | bytes], move: tuple[str, str]) -> None:
    """After a move the portal builds without a notice, every page reads as before, and every link leads to the same."""
    old, new = (name.removeprefix("docs/") for name in move)
    folder = begun(files)
    before = made(folder, "before")
    assert before.warnings == []
    if refusal := run(folder, "move", *move):
        event(refusal)
        return
    after = made(folder, "after")
    assert after.warnings == []

    def moved(docname: str) -> str:
        return new + docname.removeprefix(old) if f"{docname}/".startswith(f"{old}/") else docname

    for page in PAGES:
        text, links = seen(before, page)
        there = [
            (words, moved(to.partition("#")[0]) + "#" + to.partition("#")[2] if isinstance(to, str) else to)
            for words, to in links
        ]
        assert seen(after, moved(page)) == (text, there)
        if moved(page) != page:
            address = page.removesuffix("/index")
            assert moved(page).rsplit("/", 1)[-1] in after.text(f"{address}.html")
    if old.split("/")[0] == new.split("/")[0]:  # news has another feed, and a page of no section has none
        assert feed_ids(after) == feed_ids(before)
    # Everything is still in the tree of contents, once.
    parents = [child for children in after.app.env.toctree_includes.values() for child in children]
    assert sorted(map(moved, PAGES)) == sorted(
        name for name in parents if name not in {"news/index", "solutions/index", "training/index"}
    )


@ENOUGH
@given(files=portals(), old=st.sampled_from(TOPICS), new=st.sampled_from(["renamed", "a-1", "badges-2"]))
def test_renamed_topics(files: dict[str, str | bytes], old: str, new: str) -> None:
    """After a topic is renamed the portal builds without a notice, and its page lists the same."""
    folder = begun(files)
    before = made(folder, "before")
    run(folder, "rename-topic", old, new)
    after = made(folder, "after")
    assert after.warnings == []
    for page in PAGES:
        text, links = seen(before, page)
        assert seen(after, page) == (text, [(w, f"topics/{new}#" if to == f"topics/{old}#" else to) for w, to in links])
    if (before.out / f"topics/{old}.html").exists():
        assert (
            after.soup(f"topics/{new}").select_one("main").get_text()
            == before.soup(f"topics/{old}").select_one("main").get_text()
        )

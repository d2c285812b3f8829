"""Random sequences of edits: after each build the output equals a clean build's (a hypothesis state machine).

A short run is part of every test run; ``make soak`` runs PORTAL_SOAK machines of twelve steps and prints its figures.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sphinx.errors import ExtensionError

from support_portal.testing import build

from .edits import PORTAL, QUIET, clean_build, differences

MACHINES = int(os.environ.get("PORTAL_SOAK", "2"))
WORDS = st.sampled_from(["badge", "score", "report", "Übersicht", "検索", "a <b> & c", "one more thing"])
ARTICLES = [
    "solutions/badges/one",
    "solutions/badges/two",
    "solutions/badges/three",
    "solutions/apis/keys",
    "news/first",
    "news/second",
    "news/later",
    "training/basics/lesson-a",
    "training/basics/shown",
]
KEYS = {
    "summary": WORDS,
    "state": st.sampled_from(["draft", "published", "archived", "review"]),
    "topics": st.sampled_from(["[badges]", "[]"]),
    "publish_at": st.sampled_from(["2026-11-01", "2026-12-24"]),
    "expires_at": st.sampled_from(["2026-11-01", "2027-01-01"]),
    "audience": st.sampled_from(["public", "internal"]),
    "updated": st.sampled_from(["2026-03-01", "2025-03-01"]),
    "pin": st.sampled_from(["1", "2"]),
    "redirect_from": st.sampled_from(["[gone/away]", "[old/two, gone/b]"]),
    "article": st.sampled_from(["one", "solutions/badges/two", "keys", "nothing"]),
    "minutes": st.sampled_from(["3", "30"]),
}
# What a build says where a public page links to one that became internal.
REFUSED = "they may not read"
FIGURES = {"edits": 0, "builds": 0, "refused": 0, "differences": 0}


class Editors(RuleBasedStateMachine):
    """Editors at work on one portal."""

    @initialize(
        builder=st.sampled_from(["html", "html", "dirhtml", "epub", "text"]),
        theme=st.sampled_from(["support_portal", "support_portal", "furo", "pydata_sphinx_theme"]),
    )
    def start(self, builder: str, theme: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="portal-soak-"))
        self.docs = self.folder / "docs"
        self.builder = builder
        self.config = {"html_theme": theme, "portal_now": "2026-11-23", "version": "1"}
        self.site = build(self.folder, PORTAL, builder=builder, **{**QUIET, **self.config, "suppress_warnings": SILENT})

    def page(self, name: str) -> Path:
        return self.docs / f"{name}.md"

    def edit(self, name: str, text: str) -> None:
        FIGURES["edits"] += 1
        self.page(name).parent.mkdir(parents=True, exist_ok=True)
        self.page(name).write_text(text, encoding="utf-8")

    @rule(name=st.sampled_from(ARTICLES), words=WORDS)
    def retitle(self, name: str, words: str) -> None:
        if self.page(name).exists():
            lines = self.page(name).read_text(encoding="utf-8").split("\n")
            self.edit(name, "\n".join(f"# {words}" if line.startswith("# ") else line for line in lines))

    @rule(name=st.sampled_from(ARTICLES), words=WORDS)
    def add_text(self, name: str, words: str) -> None:
        if self.page(name).exists():
            self.edit(name, self.page(name).read_text(encoding="utf-8") + f"\n{words}, see {{article}}`keys`.\n")

    @rule(name=st.sampled_from(ARTICLES), key=st.sampled_from(sorted(KEYS)), data=st.data())
    def set_key(self, name: str, key: str, data: st.DataObject) -> None:
        if self.page(name).exists():
            value = data.draw(KEYS[key])
            text = self.page(name).read_text(encoding="utf-8")
            _, block, body = text.split("---\n", 2)
            kept = [line for line in block.splitlines() if not line.startswith(f"{key}:")]
            quoted = value if key != "summary" else f"'{value}'"
            self.edit(name, "---\n" + "\n".join([*kept, f"{key}: {quoted}"]) + "\n---\n" + body)

    @rule(name=st.sampled_from(ARTICLES))
    def remove(self, name: str) -> None:
        FIGURES["edits"] += self.page(name).exists()
        self.page(name).unlink(missing_ok=True)

    @rule(name=st.sampled_from(ARTICLES))
    def bring_back(self, name: str) -> None:
        self.edit(name, str(PORTAL[f"{name}.md"]))

    @rule(number=st.integers(1, 3), words=WORDS, day=st.sampled_from(["2022-01-02", "2026-11-22"]))
    def add_news(self, number: int, words: str, day: str) -> None:
        self.edit(f"news/extra-{number}", f"---\ndate: {day}\n---\n# {words}\n\nNews of {{article}}`one`.\n")

    @rule(order=st.permutations(["one", "two", "three"]))
    def reorder(self, order: list[str]) -> None:
        text = "# Badges\n\n:::{folders}\n:::\n\n:::{toctree}\n:hidden:\n\n" + "\n".join(order) + "\n:::\n"
        self.edit("solutions/badges/index", text)

    @rule(scores=st.dictionaries(st.sampled_from(ARTICLES), st.integers(0, 9), max_size=4))
    def new_report(self, scores: dict[str, int]) -> None:
        FIGURES["edits"] += 1
        rows = ", ".join(f'{{"address": "{name}", "score": {score}}}' for name, score in scores.items())
        (self.docs / "_data/traffic.json").write_text(f'{{"articles": [{rows}]}}', encoding="utf-8")

    @rule(
        words=WORDS, section=st.sampled_from(["news", "solutions"]), until=st.sampled_from(["2026-11-25", "2027-01-01"])
    )
    def new_banner(self, words: str, section: str, until: str) -> None:
        FIGURES["edits"] += 1
        text = f"- text: '{words}'\n  sections: [{section}]\n  show_until: {until}\n"
        (self.docs / "_data/banners.yaml").write_text(text, encoding="utf-8")

    @rule(now=st.sampled_from(["2026-11-23", "2026-11-30", "2026-12-25", "2027-02-01"]))
    def pass_time(self, now: str) -> None:
        FIGURES["edits"] += 1
        self.config["portal_now"] = now

    @rule(jobs=st.sampled_from([1, 2]))
    def publish(self, jobs: int) -> None:
        """Build, and compare with a clean build of the same sources; what one refuses to build, the other does too."""
        FIGURES["builds"] += 1
        config = {**QUIET, **self.config, "suppress_warnings": SILENT}
        before = self.site.files()
        try:
            self.site = build(self.folder, builder=self.builder, jobs=jobs, **config)
        except ExtensionError as error:
            if REFUSED not in str(error):
                raise
            FIGURES["refused"] += 1
            assert self.site.files() == before
            with pytest.raises(ExtensionError, match=REFUSED):
                clean_build(self.folder, self.builder, **config)
            return
        found = differences(self.site, clean_build(self.folder, self.builder, **config))
        FIGURES["differences"] += len(found)
        assert found == []

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.publish(1)
            shutil.rmtree(self.folder)


# What random edits break on purpose; the comparison is of outputs.
SILENT = ["portal", "toc", "image", "epub", "myst", "ref", "docutils"]


def test_random_edits(monkeypatch, capsys) -> None:
    """No sequence of edits makes an incremental build differ from a clean one."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")
    run_state_machine_as_test(
        Editors,
        settings=settings(
            max_examples=MACHINES,
            stateful_step_count=12,
            deadline=None,
            derandomize="PORTAL_SOAK" not in os.environ,
            suppress_health_check=list(HealthCheck),
            print_blob=True,
        ),
    )
    with capsys.disabled():
        print("\nrandom edits:", ", ".join(f"{count} {what}" for what, count in FIGURES.items()))

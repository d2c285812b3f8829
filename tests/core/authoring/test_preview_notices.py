"""A notice of an earlier build holds until the build passes by the place that told it."""

from __future__ import annotations

from pathlib import Path

import pytest

from support_portal.core.authoring.preview_notices import (
    OF_PAGES,
    Memory,
    Passed,
    PreviewNotice,
    Stage,
    by_page,
    holding,
    load,
    told_once,
)


def notice(stage: Stage, docname: str = "", message: str = "wrong", line: int = 3, kind: str = "") -> PreviewNotice:
    owners = (docname,) if docname else ()
    return PreviewNotice(f"docs/{docname or 'x'}.md", line, message, kind, "warning", docname, stage, owners)


def passed(*stages: Stage, pages: dict[Stage, set[str]] | None = None, found: str = "ab") -> Passed:
    return Passed(frozenset(stages), {stage: (pages or {}).get(stage, set()) for stage in OF_PAGES}, set(found))


@pytest.mark.parametrize("stage", sorted(OF_PAGES))
def test_of_pages(stage: Stage) -> None:
    """What reading, writing or checking a page told holds until that is done again, or the page is gone."""
    old = notice(stage, "a")
    assert holding([old], [], passed(pages={stage: {"b"}})) == (old,)
    assert holding([old], [], passed(pages={other: {"a"} for other in OF_PAGES - {stage}})) == (old,)
    assert holding([old], [], passed(pages={stage: {"a"}})) == ()
    assert holding([old], [], passed(found="b")) == ()
    assert holding([notice(stage)], [], passed()) == ()


@pytest.mark.parametrize("stage", sorted(frozenset(Stage) - OF_PAGES))
def test_of_all(stage: Stage) -> None:
    """What is told of the portal as a whole holds until a build passes through that stage again."""
    old = notice(stage, "a")
    assert holding([old], [], passed()) == (old,)
    assert holding([old], [], passed(stage)) == ()
    assert holding([old], [old], passed(stage)) == (old,)


def test_mended_elsewhere() -> None:
    """What the build told in the words of the check goes when the check finds it no more, read again or not."""
    old = [notice(Stage.READ, "a"), notice(Stage.CHECK, "a"), notice(Stage.READ, "a", "other")]
    checked = passed(pages={Stage.CHECK: {"a"}})
    assert holding(old, [], checked) == (old[2],)
    assert set(holding(old, [old[1]], checked)) == set(old)
    assert set(holding(old, [], passed(pages={Stage.CHECK: {"b"}}))) == set(old)


def test_told_once() -> None:
    """What the build and the check both find is told in the words of the check, a line beside counts too."""
    built = notice(Stage.READ, "a")
    checked = notice(Stage.CHECK, "a")
    link = notice(Stage.CHECK, "a", "no page", 9, "link-target")
    missing = notice(Stage.WRITE, "a", "cross-reference", 10, "myst.xref_missing")
    other = notice(Stage.WRITE, "a", "cross-reference", 20, "myst.xref_missing")
    assert len(told_once([checked, built])) == 1
    assert told_once([link, missing, other]) == [link, other]
    assert told_once([missing]) == [missing]


def test_by_page() -> None:
    """Notices of files that are no page come together."""
    a, data = notice(Stage.READ, "a"), notice(Stage.START)
    assert by_page([a, data]) == {"a": [a], "": [data]}


def test_memory(tmp_path: Path) -> None:
    """What a build leaves is what the next one finds; a file that is missing or broken counts as none."""
    memory = Memory((notice(Stage.READ, "a"), notice(Stage.START)), {"a": "hash"}, "data")
    path = tmp_path / "live.json"
    assert load(path) == Memory()
    memory.save(path)
    assert load(path) == memory
    for broken in ("", "[]", '{"notices": [{"stage": "noon"}], "drawn": {}}', '{"notices": [{"stage": "read"}]}'):
        path.write_text(broken, encoding="utf-8")
        assert load(path) == Memory()

"""Articles that come and go with the time: the second it happens, and what the next build makes of it."""

from __future__ import annotations

import pytest

from support_portal.testing import build

from .make import Make, listed, page, root

SECRET = "quokka"


def test_count_of_unpublished_pages_is_told(make: Make) -> None:
    """The build says how many pages it left out, and when the next comes or goes."""
    site = make(
        root(
            {
                "solutions/a.md": page("A", "publish_at: 2026-12-01T09:30:00Z"),
                "solutions/b.md": page("B", "expires_at: 2026-11-30"),
                "solutions/c.md": page("C", "state: draft"),
            }
        )
    )
    assert "2 unpublished pages left out" in site.status
    assert "next change due at 2026-11-30T00:00:00Z" in site.status


@pytest.mark.parametrize(
    ("now", "seen"),
    [
        ("2026-12-01T08:59:59Z", False),
        ("2026-12-01T09:00:00Z", True),
        ("2026-12-01T11:00:00+02:00", True),
        ("2026-12-31T23:59:59Z", True),
        ("2027-01-01", False),
        ("1798761600", False),
    ],
)
def test_first_and_last_second(make: Make, now: str, seen: bool) -> None:
    """An article is there from the second of ``publish_at`` on, and gone at the second of ``expires_at``."""
    site = make(
        root({"a.md": page("A", "publish_at: 2026-12-01T09:00:00Z\nexpires_at: 2027-01-01"), "b.md": page("B")}),
        portal_now=now,
    )
    assert ("a" in site.app.env.found_docs) is seen


def test_source_date_epoch_is_the_time(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without ``portal_now`` a reproducible build's SOURCE_DATE_EPOCH is now."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798761600")  # 2027-01-01
    site = make(
        root({"a.md": page("A", "publish_at: 2027-01-01"), "b.md": page("B", "publish_at: 2027-01-02")}), portal_now=""
    )
    assert site.app.env.found_docs == {"index", "a"}


LATER = root(
    {
        "news/index.md": "# News\n\n:::{news-archive}\n:::\n\n:::{news}\n:::\n\n:::{toctree}\n:glob:\n\n*\n:::\n",
        "news/old.md": page("Old", "date: 2026-11-01"),
        "solutions/index.md": "# Solutions\n\n:::{folders}\n:::\n\n:::{toctree}\nfirst\nlater\n:::\n",
        "solutions/first.md": page("First", "updated: 2026-01-01", "See {article}`later`."),
        "solutions/later.md": page(
            "Later", "publish_at: 2026-12-01\nupdated: 2026-11-05\ntopics: [apis]\nredirect_from: [solutions/x]"
        ),
    },
    home="# Home\n\n:::{popular} Popular\n:::\n\n:::{toctree}\nnews/index\nsolutions/index\n:::\n",
)


def test_publishing_later(make: Make, tmp_path_factory: pytest.TempPathFactory) -> None:
    """When its time has come, the next build publishes an article wherever a clean build would, and only there."""
    make(LATER)
    later = make(portal_now="2026-12-01")
    clean = build(tmp_path_factory.mktemp("clean"), LATER, portal_now="2026-12-01")
    assert later.warnings == []
    assert listed(later, "index", "popular") == ["Later", "First"]
    assert listed(later, "solutions/index", "folders") == ["First", "Later"]
    found, expected = later.files(), clean.files()
    assert found.keys() == expected.keys()
    assert [name for name in expected if found[name] != expected[name]] == []


EXPIRING = root(
    {
        "news/index.md": "# News\n\n:::{news}\n:::\n",
        "news/kept.md": page("Kept", "date: 2026-01-01"),
        f"news/{SECRET}.md": page(SECRET, "date: 2026-11-01\nexpires_at: 2026-12-01\ntopics: [apis]"),
    }
)


def test_expiring_later(make: Make) -> None:
    """When its time is over, the next build takes an article out of every file, and its own files away."""
    assert listed(make(EXPIRING), "news/index") == [SECRET, "Kept"]
    gone = make(portal_now="2026-12-01")
    assert gone.warnings == []
    assert listed(gone, "news/index") == ["Kept"]
    assert [name for name, content in gone.files().items() if SECRET in name or SECRET.encode() in content] == []

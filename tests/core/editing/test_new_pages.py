"""A page begins as a draft with the front matter its section needs, in its folder's toctree."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from support_portal.core import front_matter
from support_portal.core.editing.changes import ChangeError
from support_portal.core.editing.new_pages import Draft, article, course, lesson, news
from support_portal.core.fields import State

from ..portals import PORTAL, sources

TODAY = dt.date(2026, 11, 23)
DRAFT = Draft(
    title="Say: what?",
    slug="say-what",
    summary='Say "yes": it is true',
    topics=["badges"],
    answers=["What do I say?", "yes"],
    owner="editors",
)
READ = PORTAL.__getitem__


def test_article() -> None:
    """What was given stands in the front matter, in YAML that says just that."""
    changes = article(sources(PORTAL), READ, DRAFT, "solutions/badges", TODAY)
    text = changes.created["docs/solutions/badges/say-what.md"]
    found = front_matter.parse(text)
    assert found.problems == ()
    assert found.values == {
        "summary": DRAFT.summary,
        "updated": TODAY,
        "topics": ("badges",),
        "answers": ("What do I say?", "yes"),
        "owner": "editors",
        "review_by": dt.date(2027, 5, 24),
        "state": State.DRAFT,
    }
    assert "\n---\n# Say: what?\n" in text
    assert changes.texts["docs/solutions/badges/index.md"][1].endswith("two\nsay-what\n:::\n")


def test_news_and_course() -> None:
    """News has its day and needs no toctree; a course has a lesson, and both are drafts."""
    changes = news(sources(PORTAL), READ, DRAFT, TODAY)
    assert front_matter.parse(changes.created["docs/news/say-what.md"]).values["date"] == TODAY
    assert changes.texts == {}
    changes = course(sources(PORTAL), READ, DRAFT, TODAY)
    assert list(changes.created) == ["docs/training/say-what/index.md", "docs/training/say-what/say-what-begin.md"]
    for text in changes.created.values():
        assert front_matter.parse(text).values["state"] == State.DRAFT
    assert changes.texts["docs/training/index.md"][1] == "# Training\n\n:::{toctree}\nsay-what/index\n:::\n"


COURSE = {**PORTAL, "docs/training/basics/index.md": "# Basics\n\n:::{toctree}\nstart\n:::\n"}


def test_lesson() -> None:
    """A lesson is a draft with its time, at the end of its course."""
    changes = lesson(sources(COURSE), COURSE.__getitem__, DRAFT, "training/basics")
    (text,) = changes.created.values()
    assert text.startswith('---\nsummary: "Say \\"yes\\": it is true"\nminutes: 10\nstate: draft\n---\n# Say: what?\n')
    assert changes.texts["docs/training/basics/index.md"][1] == "# Basics\n\n:::{toctree}\nstart\nsay-what\n:::\n"


@pytest.mark.parametrize("written", ["keys", "apis/keys", "solutions/apis/keys"])
def test_lesson_that_shows_an_article(written: str) -> None:
    """It names the article by as little as tells it apart, and has its title unless it is given one."""
    files = COURSE.__getitem__
    changes = lesson(sources(COURSE), files, Draft(title="", slug="keys-lesson"), "training/basics", written)
    text = changes.created["docs/training/basics/keys-lesson.md"]
    assert text.startswith("---\narticle: keys\nminutes: 10\nstate: draft\n---\n\n## Exercise\n")
    changes = lesson(sources(COURSE), files, Draft(title="{A} key", slug="a-key"), "training/basics", written)
    assert "\n---\n# {A} key\n\n## Exercise\n" in changes.created["docs/training/basics/a-key.md"]


@pytest.mark.parametrize(
    ("article", "slug", "reason"),
    [
        ("kees", "a", 'there is no article "kees" to show as this lesson; did you mean "keys"?'),
        ("first", "a", 'a lesson shows an article of the solutions, and "news/first" is none'),
        ("keys", "keys", '"keys" is the slug of docs/solutions/apis/keys.md already'),
    ],
)
def test_articles_that_are_no_lessons(article: str, slug: str, reason: str) -> None:
    """What the build would refuse is refused at once, and so is a name that would make references unclear."""
    with pytest.raises(ChangeError, match=re.escape(reason)):
        lesson(sources(COURSE), COURSE.__getitem__, Draft(title="", slug=slug), "training/basics", article)


@pytest.mark.parametrize(
    ("slug", "reason"),
    [
        ("one", "exists already"),
        ("first", '"first" is the slug of docs/news/first.md'),
        ("", "give a slug"),
        ("index", "exists already"),
    ],
)
def test_refusals(slug: str, reason: str) -> None:
    """Nothing is overwritten, and no slug is used twice."""
    with pytest.raises(ChangeError, match=reason):
        article(sources(PORTAL), READ, Draft(title="T", slug=slug), "solutions/badges", TODAY)

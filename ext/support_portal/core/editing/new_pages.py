"""Begin a page: its file with the front matter it needs, as a draft, and its line in the toctree of its folder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from support_portal.core.article import NEWS, TRAINING
from support_portal.core.editing.changes import ChangeError, Changes, edited
from support_portal.core.editing.sources import Sources
from support_portal.core.editing.toctrees import added
from support_portal.core.editing.yaml_places import written
from support_portal.core.front_matter import FrontMatter
from support_portal.core.training.article_lessons import KEY, resolve

# Facts change; half a year is what the portal's own articles are given.
_REVIEW: Final = dt.timedelta(days=182)

_ARTICLE: Final = """# {title}

The short answer, in one or two sentences.

## Do it

1. The first step.
2. How the reader sees that it worked.

## Sources

- Where each fact can be read, with a link.
"""
_NEWS: Final = """# {title}

What changed and for whom, in one sentence. Then what the reader should do.
"""
_COURSE: Final = """# {title}

Whom this course is for, and what a learner needs.

:::{{lessons}}
:::

:::{{toctree}}
:hidden:

{lesson}
:::
"""
_LESSON: Final = """# {title}

What the learner can do after it, in one sentence.

## Exercise

Something to do, and how to see that it worked.
"""
# What stands below an article that is shown as a lesson.
_BELOW: Final = """
## Exercise

Something to do with what the article says, and how to see that it worked.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is known of a page before it is written; empty values are left out of its front matter."""

    title: str
    slug: str
    summary: str = ""
    topics: Sequence[str] = ()
    products: Sequence[str] = ()
    answers: Sequence[str] = ()
    owner: str = ""


def article(sources: Sources, read: Callable[[str], str], draft: Draft, folder: str, today: dt.date) -> Changes:
    """Return the changes that begin an article in a folder such as ``solutions/badges``."""
    keys = {"updated": today.isoformat(), **_common(draft), "review_by": (today + _REVIEW).isoformat()}
    text = _page(draft, keys, _ARTICLE)
    return _begun(sources, read, draft, {f"{sources.root}/{folder}/{draft.slug}.md": text})


def news(sources: Sources, read: Callable[[str], str], draft: Draft, today: dt.date) -> Changes:
    """Return the changes that begin a news item of this day."""
    text = _page(draft, {"date": today.isoformat(), **_common(draft)}, _NEWS)
    return _begun(sources, read, draft, {f"{sources.root}/{NEWS}/{draft.slug}.md": text})


def course(sources: Sources, read: Callable[[str], str], draft: Draft, today: dt.date) -> Changes:
    """Return the changes that begin a course with one lesson."""
    keys = {
        "updated": today.isoformat(),
        **_common(draft),
        "learners": "[everyone]",
        "level": "beginner",
        "outcomes": '["What a learner can do afterwards"]',
    }
    lesson = f"{draft.slug}-begin"
    folder = f"{sources.root}/{TRAINING}/{draft.slug}"
    first = _lesson(Draft(title="The first lesson", slug=lesson, summary="What this lesson teaches."))
    pages = {f"{folder}/index.md": _page(draft, keys, _COURSE, lesson=lesson), f"{folder}/{lesson}.md": first}
    return _begun(sources, read, draft, pages)


def lesson(sources: Sources, read: Callable[[str], str], draft: Draft, course: str, article: str = "") -> Changes:
    """Return the changes that begin a lesson of a course such as ``training/first-steps``.

    With the slug or path of an ``article`` the lesson shows that, under the title of the draft if it has one.
    """
    name = f"{sources.root}/{course}/{draft.slug}.md"
    if not article:
        return _begun(sources, read, draft, {name: _lesson(draft)})
    docname = f"{course}/{draft.slug}"
    found = resolve({docname: FrontMatter({KEY: article})}, sources.pages, {})
    if docname in found.refused:
        _, problem = found.refused[docname]
        raise ChangeError(problem.message)
    shown = sources.reference(sources.pages[found.shown[docname]])
    body = f"# {{title}}\n{_BELOW}" if draft.title else _BELOW
    return _begun(sources, read, draft, {name: _page(draft, {KEY: written(shown), "minutes": "10"}, body)})


def _lesson(draft: Draft) -> str:
    return _page(draft, {"minutes": "10"}, _LESSON)


def _common(draft: Draft) -> dict[str, str]:
    lists = {"topics": draft.topics, "products": draft.products, "answers": draft.answers}
    keys = {key: f"[{', '.join(map(written, words))}]" for key, words in lists.items() if words}
    return keys | ({"owner": written(draft.owner)} if draft.owner else {})


def _page(draft: Draft, keys: dict[str, str], body: str, **more: str) -> str:
    rows = [f"summary: {written(draft.summary)}"] if draft.summary else []
    rows += [f"{key}: {value}" for key, value in keys.items()]
    return "\n".join(["---", *rows, "state: draft", "---", ""]) + body.format(title=draft.title, **more)


def _begun(sources: Sources, read: Callable[[str], str], draft: Draft, pages: dict[str, str]) -> Changes:
    first = next(iter(pages))
    if not draft.slug:
        raise ChangeError("the title has no letters an address could be made of; give a slug")
    for name in pages:
        if name in sources.names or name.rpartition("/")[0] in sources.names:
            raise ChangeError(f"{name} exists already; choose another slug")
    if (taken := sources.find(draft.slug)) is not None:
        raise ChangeError(
            f'"{draft.slug}" is the slug of {taken} already; choose another, so that references are clear'
        )
    joined = added(Sources(sources.names | pages.keys(), sources.root), read, first)
    texts = {}
    if joined is not None:
        page, edit = joined
        texts[page] = (read(page), edited(read(page), [edit]))
    return Changes(texts, created=pages)

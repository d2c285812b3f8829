"""Make articles and libraries for tests, from keywords or from the data files beside this module."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from support_portal.core import addresses
from support_portal.core.article import Article, Heading
from support_portal.core.library import Library
from support_portal.notices import Problem

DATA = Path(__file__).parent / "data"
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


def data(name: str) -> Any:
    """Return the content of a YAML file in ``data/``."""
    return yaml.safe_load((DATA / name).read_text(encoding="utf-8"))


def article(docname: str, **fields: Any) -> Article:
    """Return an article as the portal would read it: section, folder and index from its docname, lists as tuples."""
    values: dict[str, Any] = {
        "title": docname.rsplit("/", 1)[-1],
        "section": addresses.section_of(docname),
        "folder": addresses.folder_of(docname),
        "is_index": addresses.is_index(docname),
    }
    values |= {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    values["headings"] = tuple(h if isinstance(h, Heading) else Heading(*h) for h in values.get("headings", ()))
    return Article(docname=docname, **values)


def library(articles: Iterable[Article], commit_dates: dict[str, dt.date] | None = None) -> Library:
    """Return a library of these articles."""
    return Library({a.docname: a for a in articles}, commit_dates)


def small_library() -> Library:
    """Return the small portal of ``data/articles.yaml``."""
    return library(article(docname, **(fields or {})) for docname, fields in data("articles.yaml").items())


def names(articles: Iterable[Article | None]) -> list[str | None]:
    """Return the docnames of articles, in order."""
    return [a.docname if a else None for a in articles]


def messages(problems: Iterable[Problem | tuple[str, Problem]]) -> list[str]:
    """Return what problems say, each after its docname if it has one."""
    return [f"{p[0]}: {p[1].message}" if isinstance(p, tuple) else p.message for p in problems]

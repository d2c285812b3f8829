"""`support-portal new`: begin an article, news, a course or a lesson, as a draft with the front matter it needs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

import click

from support_portal.cli.changing import Project, carry_out, dry_run_option, project_option, today
from support_portal.core.addresses import slugify
from support_portal.core.article import SOLUTIONS, TRAINING
from support_portal.core.data_files import read_vocabulary
from support_portal.core.editing import new_pages
from support_portal.core.editing.changes import ChangeError, Changes
from support_portal.core.suggest import did_you_mean


@click.group("new", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Begin an article, a news item, a course or a lesson. What is not given as an option is asked for."""


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that all of them have."""
    for option in (
        click.option("--title", help="The heading of the page."),
        click.option("--slug", help="The file's name without .md.  [default: made from the title]"),
        click.option("--summary", help="The answer in one or two plain sentences, at most 200 characters."),
        click.option("--no-input", is_flag=True, help="Ask nothing; leave out what is not given."),
        dry_run_option,
        project_option,
    ):
        function = option(function)
    return function


def _subject_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of what has topics and an owner of its own: all but lessons."""
    for option in (
        click.option("--topic", "topics", multiple=True, help="A key of docs/_data/topics.yaml; may be repeated."),
        click.option(
            "--product", "products", multiple=True, help="A key of docs/_data/products.yaml; may be repeated."
        ),
        click.option("--owner", help="Who answers for the page."),
    ):
        function = option(function)
    return function


def one_of(word: str, known: Collection[str], where: str) -> str:
    """Return the word; raises BadParameter, after which click asks again, when it is none of those known."""
    if known and word not in known:
        hint = did_you_mean(word, known)
        raise click.BadParameter(f'"{word}" is not in {where}; write one of {", ".join(known)}{hint}')
    return word


class Asking:
    """Asks for what the options do not give."""

    def __init__(self, project: Project, given: dict[str, Any]) -> None:
        self.project = project
        self.given = given
        self.silent = bool(given.pop("no_input"))

    def text(self, name: str, question: str, default: str | None = None) -> str:
        """Return an option's value, or the answer to a question; without a default the answer must have letters."""
        if self.given.get(name):
            return str(self.given[name])
        if self.silent:
            if default is None:
                raise click.UsageError(f"--{name} is missing; give it, or leave --no-input out to be asked")
            return default
        return str(click.prompt(question, default=default, show_default=bool(default))).strip()

    def words(self, name: str, question: str, file: str) -> tuple[str, ...]:
        """Return keys of a vocabulary."""
        terms = read_vocabulary(self.project.folder / self.project.root / "_data" / file)[0]

        def known(answer: str) -> tuple[str, ...]:
            words = tuple(word.strip() for word in answer.split(",") if word.strip())
            for word in words:
                one_of(word, terms, f"docs/_data/{file}")
            return words

        given = known(",".join(self.given[name]))
        if given or self.silent or not terms:
            return given
        click.echo(f"{question}: {', '.join(terms)}")
        answer: tuple[str, ...] = click.prompt(
            "Some of these, with commas between, or nothing", default="", show_default=False, value_proc=known
        )
        return answer

    def folder(self, section: str, option: str, places_called: str) -> str:
        """Return a folder with a page of its own below a section, such as ``solutions/badges``."""
        start, end = f"{self.project.root}/", "/index.md"
        indexes = [name for name in self.project.sources.names if name.startswith(f"{start}{section}/")]
        places = sorted(
            n.removeprefix(start).removesuffix(end) for n in indexes if n.endswith(end) and n.count("/") > 2
        )

        def known(answer: str) -> str:
            place = answer.strip().strip("/").removeprefix(start)
            return one_of(place if "/" in place else f"{section}/{place}", places, f"the {places_called}")

        if self.given["place"] or self.silent:
            if not self.given["place"]:
                raise click.UsageError(f"--{option} is missing; give it, or leave --no-input out to be asked")
            return known(self.given["place"])
        click.echo(f"{places_called.capitalize()}: {', '.join(places)}")
        return str(click.prompt("One of these", value_proc=known))

    def draft(self, *, answers: bool = False) -> new_pages.Draft:
        """Return what is known of the page."""
        title = self.text("title", "Title")
        slug = slugify(self.text("slug", "Name of the file, without .md", slugify(title)))
        summary = self.text("summary", "The answer in one or two sentences", "")
        question = self.text("answer", "A question it answers, in readers' words", "") if answers else ""
        return new_pages.Draft(
            title=title,
            slug=slug,
            summary=summary,
            topics=self.words("topics", "Topics", "topics.yaml"),
            products=self.words("products", "Products", "products.yaml"),
            answers=(question,) if question else (),
            owner=self.text("owner", "Who answers for it", ""),
        )


def _begin(folder: Path, dry_run: bool, given: dict[str, Any], make: Callable[[Project, Asking], Changes]) -> None:
    try:
        project = Project(folder)
        changes = make(project, Asking(project, given))
        first = next(iter(changes.created))
        carry_out(project, changes, dry_run, f"Began {first}, as a draft. make live shows it. These files changed:")
    except ChangeError as error:
        raise click.ClickException(str(error)) from error


@command.command("article")
@click.option("--folder", "place", help="The folder it belongs into, such as solutions/badges.")
@click.option("--answer", help="A question it answers, in readers' words.")
@_subject_options
@_options
def article(folder: Path, dry_run: bool, **given: Any) -> None:
    """Begin a solution article in a folder below docs/solutions."""

    def make(project: Project, asking: Asking) -> Changes:
        place = asking.folder(SOLUTIONS, "folder", "folders of articles")
        return new_pages.article(project.sources, project.read, asking.draft(answers=True), place, today())

    _begin(folder, dry_run, given, make)


@command.command("news")
@_subject_options
@_options
def news(folder: Path, dry_run: bool, **given: Any) -> None:
    """Begin a news item of this day."""
    _begin(folder, dry_run, given, lambda p, asking: new_pages.news(p.sources, p.read, asking.draft(), today()))


@command.command("course")
@_subject_options
@_options
def course(folder: Path, dry_run: bool, **given: Any) -> None:
    """Begin a course with one lesson."""
    _begin(folder, dry_run, given, lambda p, asking: new_pages.course(p.sources, p.read, asking.draft(), today()))


@command.command("lesson")
@click.option("--course", "place", help="The course it belongs into, such as training/first-steps.")
@click.option("--article", help="The slug of an article of the solutions to show as the lesson.")
@_options
def lesson(folder: Path, dry_run: bool, **given: Any) -> None:
    """Begin a lesson at the end of a course, with a text of its own or one that shows an article."""

    def make(project: Project, asking: Asking) -> Changes:
        course = asking.folder(TRAINING, "course", "courses")
        shown = asking.text("article", "An article to show, or nothing", "")
        title = asking.text("title", "Title", "" if shown else None)
        name = slugify(title) if title else f"{shown.rstrip('/').rpartition('/')[2]}-lesson"
        slug = slugify(asking.text("slug", "Name of the file, without .md", name))
        summary = "" if shown and not given["summary"] else asking.text("summary", "What it teaches", "")
        draft = new_pages.Draft(title=title, slug=slug, summary=summary)
        return new_pages.lesson(project.sources, project.read, draft, course, shown)

    _begin(folder, dry_run, given, make)

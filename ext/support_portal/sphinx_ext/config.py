"""The portal's settings in ``conf.py``: one dataclass whose metadata gives each its check, rebuild rule and help."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import TYPE_CHECKING, Any

from support_portal.core.authoring.editor import wrong_backend
from support_portal.core.fields import Audience
from support_portal.core.states import parse_now
from support_portal.core.training.calendars import MONDAY
from support_portal.notices import Notice
from support_portal.sphinx_ext.log import notify

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata


def _time(value: Any) -> str | None:
    try:
        parse_now(str(value))
    except (ValueError, OverflowError):
        return "write a day or a time such as 2026-11-23 or 2026-11-23T09:00:00Z"
    return None


def _day(value: Any) -> str | None:
    try:
        dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return "write a day such as 2027-01-11"
    return None


def _one_of(choices: tuple[str, ...]) -> Callable[[Any], str | None]:
    return lambda value: None if value in choices else f"write one of {', '.join(choices)}"


def _at_least(least: int) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        good = isinstance(value, int) and not isinstance(value, bool) and value >= least
        return None if good else f"write a whole number from {least} on"

    return check


def _between(least: int, most: int) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        good = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
        return None if good else f"write a whole number from {least} to {most}"

    return check


def _of_type(kind: type, words: str) -> Callable[[Any], str | None]:
    return lambda value: None if isinstance(value, kind) else f"write {words}"


_text = _of_type(str, "a text")
_flag = _of_type(bool, "True or False")


def _pattern(value: Any) -> str | None:
    try:
        value.format(path="index.md")
    except (AttributeError, LookupError, ValueError):
        return "write an address with {path} in it"
    return None


def _docname_pattern(value: Any) -> str | None:
    try:
        value.format(docname="index")
    except (AttributeError, LookupError, ValueError):
        return "write an address with {docname} in it"
    return None


def _setting(default: Any, help: str, check: Callable[[Any], str | None], rebuild: str = "html") -> Any:
    return field(default=default, metadata={"help": help, "check": check, "rebuild": rebuild})


@dataclass(frozen=True, slots=True)
class PortalConfig:
    """All settings.  In conf.py each has the prefix ``portal_``; ``rebuild`` is Sphinx's rule for a change of it."""

    now: str = _setting(
        "",
        "The time the build takes as now (UTC); without it SOURCE_DATE_EPOCH, and without that the clock.",
        lambda value: None if value == "" else _time(value),
        rebuild="",
    )
    preview: bool = _setting(
        False, "Show unpublished articles too, with a visible mark; never for a public site.", _flag
    )
    audience: str = _setting(
        "public", "Which edition to build: public, customer or internal.", _one_of(tuple(Audience))
    )
    data_dir: str = _setting(
        "_data", "The folder, below the source folder, with topics.yaml and the other data files.", _text
    )
    tagline: str = _setting("", "One sentence about the portal, for llms.txt, feeds and descriptions.", _text)
    notice: str = _setting("", "What every page and manual must say of who runs the portal.", _text)
    edit_url: str = _setting(
        "", "Address of a page's editor, with {path} for the file below the source folder.", _pattern
    )
    issue_url: str = _setting(
        "", "Address of a form that says what is wrong on a page, with {path} for the file.", _pattern
    )
    contact_url: str = _setting("", "Where a reader who found no answer can ask: an address, or a page's name.", _text)
    feed_limit: int = _setting(20, "How many entries a feed holds.", _at_least(1))
    feed_since: str = _setting(
        "2026", "A year in which the portal owned its address; part of feed ids, never change it.", _text
    )
    course_minutes: int = _setting(
        120, "From how many minutes on a course is reported as too long; 0 for never.", _at_least(0), rebuild=""
    )
    training_start: str = _setting(
        MONDAY,
        "The day weekly plans of tracks start on, such as 2027-01-11; monday for the Monday after the build, empty for "
        "no plans and calendars.",
        lambda value: None if value in ("", MONDAY) else _day(value),
    )
    training_minutes: int = _setting(60, "How many minutes of training a week of a track's plan holds.", _at_least(1))
    manual_template: str = _setting(
        "", "A folder, from conf.py's, whose files replace those of the same names in the template of manuals.", _text
    )
    manual_fonts: str = _setting(
        "", "Folders with more fonts for manuals, from conf.py's or absolute, separated by commas.", _text
    )
    manual_address: str = _setting(
        "{docname}.html",
        "How the website writes a page's address, as manuals print it: {docname}/ for the builder dirhtml.",
        _docname_pattern,
    )
    manuals_folder: str = _setting(
        "",
        "Folders with manuals that were made and their list, from conf.py's or absolute, separated by commas; the "
        "website offers them.",
        _text,
    )
    events: bool = _setting(
        False,
        "Ask under each article whether it helped, and let the web server's log record answers and searches.",
        _flag,
    )
    half_life: int = _setting(
        14,
        "In how many days a reader of an article comes to count half in the popular order, from 1 to 60.",
        _between(1, 60),
        rebuild="",
    )
    languages: str = _setting(
        "",
        "The first folders of translated copies of the site, such as de,fr; their readers count for the same articles.",
        _text,
        rebuild="",
    )
    editor: bool = _setting(False, "Put a visual editor for articles at admin/.", _flag)
    editor_backend: Mapping[str, Any] | None = _setting(
        None,
        "The Git host the editor saves to, as Decap CMS names it; None for files of one's own machine.",
        lambda value: None if value is None else wrong_backend(value),
    )
    editor_workflow: bool = _setting(False, "Have the editor save drafts as pull requests, not to the branch.", _flag)
    editor_folder: str = _setting(
        "_build/editor", "The folder, from conf.py's, that support-portal fetch-editor fetched the editor to.", _text
    )
    editor_source: str = _setting("docs", "The source folder's path in the repository, for the editor.", _text)
    related_limit: int = _setting(4, "How many related articles stand under an article; 0 for none.", _at_least(0))


CONFIG_FIELDS: tuple[Field[Any], ...] = fields(PortalConfig)


def read_config(config: Config) -> PortalConfig:
    """Return the settings, each wrong one replaced by its default."""
    values: dict[str, Any] = {}
    for f in CONFIG_FIELDS:
        value = getattr(config, f"portal_{f.name}")
        values[f.name] = f.default if f.metadata["check"](value) is not None else value
    return PortalConfig(**values)


def _check(app: Sphinx, config: Config) -> None:
    for f in CONFIG_FIELDS:
        value = getattr(config, f"portal_{f.name}")
        if (advice := f.metadata["check"](value)) is not None:
            notify(Notice.CONFIG, f"portal_{f.name} is {value!r}; {advice}", location=f"{app.confdir / 'conf.py'}:1")


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the settings and check them as soon as conf.py is read."""
    for f in CONFIG_FIELDS:
        assert f.default is not MISSING
        app.add_config_value(f"portal_{f.name}", f.default, f.metadata["rebuild"])
    app.connect("config-inited", _check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

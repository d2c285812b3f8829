"""Make the settings of the visual editor, Decap CMS, from the article model: a form for each folder of articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import yaml

from support_portal.core.article import NEWS, SECTIONS, TRAINING
from support_portal.core.fields import BY_NAME, FIELDS, Field, Kind, State
from support_portal.core.library import Library

# What stands above the text; all other keys follow it, because most edits are of these.
_FIRST: Final = ("summary", "date", "state")
_MOMENT: Final = r"^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$"

# The Git hosts Decap CMS 3 knows, with the addresses its scripts ask when the settings name no others.
BACKENDS: Final[dict[str, tuple[str, ...]]] = {
    "proxy": (),
    "git-gateway": (),
    "github": ("https://api.github.com",),
    "gitlab": ("https://gitlab.com",),
    "bitbucket": ("https://api.bitbucket.org",),
    "gitea": (),
    "forgejo": (),
}
_WITHOUT_REPOSITORY: Final = frozenset({"proxy", "git-gateway"})
_ADDRESS_REQUIRED: Final = {"proxy": "proxy_url", "gitea": "api_root", "forgejo": "api_root"}
# The editor's own server for files of this machine, where `decap-server` listens.
LOCAL: Final[dict[str, Any]] = {"name": "proxy", "proxy_url": "http://127.0.0.1:8081/api/v1"}


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of articles, by its path below the source folder, and what readers see of it."""

    path: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Editor:
    """What one portal's editor is made from: ``source`` is the source folder's path in the repository.

    ``words`` maps a field's name to the values it may have and what editors see of each.
    """

    backend: Mapping[str, Any]
    source: str
    folders: tuple[Folder, ...]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    workflow: bool = False
    site: str = ""


def wrong_backend(value: object) -> str | None:
    """Return what to write instead of settings of a Git host that cannot work, None when they can."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        return 'write a dictionary such as {"name": "github", "repo": "you/portal", "branch": "main"}'
    name = value.get("name")
    if name not in BACKENDS:
        return f'write one of {", ".join(sorted(BACKENDS))} as its "name"'
    if name not in _WITHOUT_REPOSITORY and "/" not in str(value.get("repo") or ""):
        return 'write the repository too, such as "repo": "you/portal"'
    wanted = _ADDRESS_REQUIRED.get(str(name))
    if wanted and not value.get(wanted):
        return f'write the address of its interface as "{wanted}"'
    for key, item in value.items():
        texts = isinstance(item, Mapping) and all(isinstance(text, str) for text in (*item, *item.values()))
        if not texts and not isinstance(item, str | bool | int):
            return f'write a text, a number, True, False or a dictionary of texts as "{key}"'
        if key.endswith(("_url", "_root")) and not _origin(item):
            return f'write an address with https:// as "{key}"'
    return None


def policy(backend: Mapping[str, Any]) -> str:
    """Return the Content Security Policy of the editor's page: the portal's files, and one Git host to talk to.

    Decap CMS checks its settings with code that it makes (`unsafe-eval`, decaporg/decap-cms#2138), and writes
    its styles into the page (`unsafe-inline`).
    """
    hosts = {*BACKENDS[backend["name"]], *filter(None, (_origin(v) for v in backend.values()))}
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self' 'unsafe-eval'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' blob: data:",
            "font-src 'self' data:",
            " ".join(("connect-src 'self' blob:", *sorted(hosts))),
            "form-action 'none'",
            "base-uri 'none'",
        )
    )


def _origin(address: object) -> str:
    parts = urlsplit(address) if isinstance(address, str) else None
    return f"{parts.scheme}://{parts.netloc}" if parts and parts.scheme in ("http", "https") and parts.netloc else ""


def folders(library: Library) -> tuple[Folder, ...]:
    """Return the folders that hold published articles of a section, in the order of sections and paths."""
    paths = {a.folder for a in library if a.section in SECTIONS}
    found = []
    for path in sorted(paths, key=lambda path: (SECTIONS.index(path.split("/")[0]), path)):
        steps = path.split("/")
        names = ["/".join(steps[: n + 1]) for n in range(len(steps))]
        titles = [page.title if (page := library.get(f"{name}/index")) else name.split("/")[-1] for name in names]
        found.append(Folder(path, ": ".join(dict.fromkeys((titles[0], titles[-1])))))
    return tuple(found)


def config(editor: Editor) -> dict[str, Any]:
    """Return the settings of Decap CMS (https://decapcms.org/docs/configuration-options/)."""
    settings: dict[str, Any] = {"backend": dict(editor.backend)}
    if editor.workflow:
        settings["publish_mode"] = "editorial_workflow"
    if editor.site:
        settings |= {"site_url": editor.site, "display_url": editor.site}
    prefix = f"{editor.source}/" if editor.source else ""
    return settings | {
        "media_folder": f"{prefix}images",
        "public_folder": "/images",
        "show_preview_links": False,
        "slug": {"encoding": "ascii", "clean_accents": True},
        "collections": [_collection(folder, prefix, editor.words) for folder in editor.folders],
    }


def config_text(editor: Editor) -> str:
    """Return the settings as the text of ``config.yml``."""
    text: str = yaml.safe_dump(config(editor), sort_keys=False, allow_unicode=True, width=120)
    return "# Made from the article model by the portal's build.\n" + text


def _collection(folder: Folder, prefix: str, words: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    section = folder.path.split("/")[0]
    used = fields_of(section)
    day = "date" if section == NEWS else "updated"
    return {
        "name": folder.path.replace("/", "--"),
        "label": folder.label,
        "label_singular": {NEWS: "News item", TRAINING: "Lesson"}.get(section, "Article"),
        "folder": prefix + folder.path,
        "create": True,
        # Links, lists and old addresses must follow: support-portal retire does it.
        "delete": False,
        "extension": "md",
        "format": "article",
        "slug": "{{slug}}",
        "identifier_field": "title",
        # A lesson that shows an article has its title from there.
        "summary": "{{title}}{{article}}" if section == TRAINING else "{{title}}",
        "sortable_fields": ["title", day],
        # Its preview knows no MyST; the portal itself is the preview.
        "editor": {"preview": False},
        "fields": [
            {
                "name": "title",
                "label": "Title",
                "widget": "string",
                "hint": "The heading of level one. The name of a new file is made of it.",
                "required": section != TRAINING,
            },
            *(widget(BY_NAME[name], section, words.get(name, {})) for name in _FIRST if BY_NAME[name] in used),
            {
                "name": "body",
                "label": "Text",
                "widget": "markdown",
                "hint": "MyST Markdown, without the title.",
                "required": False,
                # The other mode writes the whole text anew, in another style, and changes the insides of directives.
                "modes": ["raw"],
                "buttons": [],
                "editor_components": [],
            },
            *(widget(f, section, words.get(f.name, {})) for f in used if f.name not in _FIRST),
        ],
    }


def fields_of(section: str) -> tuple[Field, ...]:
    """Return the fields of a section's articles, in the model's order."""
    return tuple(f for f in FIELDS if not f.used_in or section in f.used_in)


def widget(known: Field, section: str, words: Mapping[str, str]) -> dict[str, Any]:
    """Return the form's field for one key of the front matter; ``words`` are its values, if there is a list of them."""
    made: dict[str, Any] = {
        "name": known.name,
        "label": known.name.replace("_", " ").capitalize(),
        "hint": _hint(known),
        "required": section in known.required_in,
    }
    if words and known.kind is Kind.WORDS:
        return made | {"widget": "select", "multiple": True, "options": _options(words.items())}
    match known.kind:
        case Kind.TEXT:
            return made | {"widget": "text" if known.name == "summary" else "string"}
        case Kind.WORDS:
            # Not its form with commas, for questions have some.
            one = made["label"].removesuffix("s")
            each = {"name": known.name, "label": one, "widget": "string"}
            return made | {"widget": "list", "label_singular": one, "collapsed": False, "field": each}
        case Kind.DATE:
            today = "{{now}}" if section in known.required_in else ""
            form = "YYYY-MM-DD"
            return made | {
                "widget": "datetime",
                "format": form,
                "date_format": form,
                "time_format": False,
                "picker_utc": True,
                "default": today,
            }
        case Kind.MOMENT:
            # A day or a time, which the widget for times cannot keep apart.
            return made | {"widget": "string", "pattern": [_MOMENT, f"Write it like {known.example}"]}
        case Kind.CHOICE:
            made |= {"widget": "select", "options": list(map(str, known.choices))}
            return made | ({"default": State.DRAFT.value} if known.name == "state" else {})
        case Kind.CHOICES:
            return made | {"widget": "select", "multiple": True, "options": list(known.choices)}
        case Kind.NUMBER:
            return made | {"widget": "number", "value_type": "int", "min": 1}
        case Kind.FLAG:
            return made | {"widget": "boolean"}


def _hint(known: Field) -> str:
    if known.name == "state":
        return f"{known.help} Empty means published."
    return known.help


def _options(words: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": title, "value": key} for key, title in words]

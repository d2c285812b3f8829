"""`support-portal training export`: a course of a built website as a SCORM 1.2 package for a learning platform."""

from __future__ import annotations

import json
import os
import posixpath
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import click
from bs4 import BeautifulSoup, Tag

from support_portal.core.formats.archive import write_zip
from support_portal.core.training.scorm import Sco, manifest

_SHARED = Path(__file__).parent.parent / "theme" / "shared" / "portal-training"
# What belongs to the website and not to the lesson; scripts are the package's own.
_NOT = (
    "script, nav, footer.after, .portal-progress, .headerlink, .contents-inline, .portal-tick, .facts, .copybtn, "
    "link, style"
)
_FILES = {"src", "poster", "href"}
_STYLE = """\
:root { color-scheme: light dark; --portal-line: #8a8f94; font: 100%/1.6 system-ui, sans-serif; }
body { max-width: 46rem; margin: 0 auto; padding: 1.5rem; }
img, video { max-width: 100%; height: auto; }
table { border-collapse: collapse; }
th, td { border: 1px solid var(--portal-line); padding: .35rem .6rem; text-align: left; }
pre { overflow-x: auto; padding: .8rem; border: 1px solid var(--portal-line); }
.portal-hidden { position: absolute; clip-path: inset(50%); }
"""


@dataclass
class Package:
    """The files of a package by name, and what each lesson needs of them."""

    site: Path
    root: str
    files: dict[str, bytes] = field(default_factory=dict)

    def lesson(self, number: int, title: str, page: str, language: str) -> Sco:
        """Add a lesson's page (a path below the site) as HTML of its own; return it as the manifest names it."""
        soup = BeautifulSoup((self.site / page).read_text(encoding="utf-8"), "html.parser")
        body = soup.select_one("main, [role=main], .body")
        if body is None:
            raise click.ClickException(f"{page}: this page has no <main>; build the website with a theme that has one")
        for part in body.select(_NOT):
            part.decompose()
        needed = [name for tag in body.find_all(True) for name in self._take(tag, page)]
        name = f"lesson-{number}.html"
        text = _PAGE.format(language=escape(language), title=escape(title), style=_STYLE, body=body.decode_contents())
        self.files[name] = text.encode()
        return Sco(title, name, (*dict.fromkeys(needed), "checks.js", "parts.css", "scorm.js"))

    def _take(self, tag: Tag, page: str) -> list[str]:
        """Point an element's addresses at files of the package or at the website; return the files."""
        taken = []
        for attribute in _FILES & tag.attrs.keys():
            address = str(tag[attribute])
            parts = urlsplit(address)
            if parts.scheme or parts.netloc or not parts.path:
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path)))
            file = self.site / path
            if not path.startswith("..") and file.is_file() and file.suffix not in (".html", ".md"):
                name = f"files/{posixpath.basename(posixpath.dirname(path))}-{file.name}"
                self.files[name] = file.read_bytes()
                tag[attribute] = name + (f"#{parts.fragment}" if parts.fragment else "")
                taken.append(name)
            elif self.root:
                tag[attribute] = urljoin(urljoin(self.root, page), address)
            else:
                del tag[attribute]
        return taken


_PAGE = """\
<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><link rel="stylesheet" href="parts.css"><style>
{style}</style><script defer src="checks.js"></script><script defer src="scorm.js"></script></head>
<body><main>
{body}
</main>
<p><button type="button" class="portal-submit" data-scorm hidden>Mark as done</button> <span role="status"></span></p>
</body></html>
"""


def _is_course(page: Path) -> bool:
    return "data-portal-steps" in page.read_text(encoding="utf-8")


def read_course(site: Path, slug: str) -> tuple[str, str, str, list[tuple[str, str]]]:
    """Return (title, language, the website's address or "", [(title, page) of each lesson]) of a built course.

    Raise ClickException when there is no such course, and name those there are.
    """
    page = site / "training" / slug / "index.html"
    known = sorted(path.parent.name for path in site.glob("training/*/index.html") if _is_course(path))
    if slug not in known:
        raise click.ClickException(
            f'{site}: there is no course "{slug}"; '
            + (
                f"write one of {', '.join(known)}"
                if known
                else "give the folder of a built website, such as _build/html"
            )
        )
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    box = soup.select_one("[data-portal-steps]")
    title = soup.select_one("h1")
    canonical = soup.select_one("link[rel=canonical]")
    assert box is not None
    for link in title.select(".headerlink") if title else ():
        link.decompose()
    own = f"training/{slug}/index.html"
    address = str(canonical["href"]) if canonical else ""
    root = address.removesuffix(own) if address.endswith(own) else ""
    steps = [
        (step[1], f"training/{slug}/{urlsplit(step[2]).path}") for step in json.loads(str(box["data-portal-steps"]))
    ]
    language = str(soup.html.get("lang") or "en") if soup.html else "en"
    return (title.get_text(strip=True) if title else slug), language, root, steps


@click.group("training")
def command() -> None:
    """Take courses elsewhere."""


@command.command("export")
@click.argument("site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("course")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def export(site: Path, course: str, target: Path) -> None:
    """Write COURSE of the website built in SITE as a SCORM 1.2 package, the zip file TARGET.

    Each lesson is a page of its own with its pictures, films and checks; links to other articles lead to the website.
    With SOURCE_DATE_EPOCH set, the same site gives the same bytes.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH") or "0"
    if not epoch.isdigit():
        raise click.ClickException(f'SOURCE_DATE_EPOCH is "{epoch}"; write whole seconds since 1970, or unset it')
    title, language, root, steps = read_course(site, course)
    package = Package(site, root)
    scos = [package.lesson(number, name, page, language) for number, (name, page) in enumerate(steps, 1)]
    for name in ("checks.js", "parts.css", "scorm.js"):
        package.files[name] = (_SHARED / name).read_bytes()
    entries = [("imsmanifest.xml", manifest(course, title, scos).encode()), *sorted(package.files.items())]
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.new")
    try:
        write_zip(draft, entries, int(epoch))
        os.replace(draft, target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise click.ClickException(f"{error.filename or target}: {error.strerror}") from error
    click.echo(f"{target}: {title}, {len(scos)} lessons, {target.stat().st_size / 2**20:.1f} MB.")

"""What the manuals of one build share: fonts, the compiler, and which articles and pictures had to be mended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from support_portal.core.manifest import digest_files
from support_portal.notices import Notice
from support_portal.sphinx_ext.log import notify
from support_portal.sphinx_ext.manuals.compile import allocator
from support_portal.sphinx_ext.manuals.fonts import CODE, SANS, TEXT, font_folders
from support_portal.sphinx_ext.portal import portal

if TYPE_CHECKING:
    from collections.abc import Collection, Set

    from support_portal.core.manuals.contents import Plan
    from support_portal.sphinx_ext.manuals.builder import TypstBuilder

ARTICLES, MENDED = "articles", "mended"


class Workshop:
    """The state of making manuals.  ``needs`` is what translation noted of each planned page."""

    def __init__(self, builder: TypstBuilder, docnames: set[str]) -> None:
        self.builder = builder
        self.work = builder.work
        self.needs: dict[str, dict[str, Any]] = {
            docname: json.loads(builder.get_output_path(docname).with_suffix(".json").read_text(encoding="utf-8"))
            for docname in sorted(docnames)
        }
        self.mended: set[str] = set()
        self.plain: set[str] = set()
        self.broken: set[str] = set()

    @cached_property
    def fonts(self) -> list[str]:
        """The folders with fonts."""
        builder = self.builder
        folders, wrong = font_folders(builder.settings.manual_fonts, Path(builder.confdir))
        for folder in wrong:
            message = f'portal_manual_fonts names "{folder}", which is no folder; it is passed over'
            notify(Notice.CONFIG, message, location=f"{Path(builder.confdir) / 'conf.py'}:1")
        return [str(folder) for folder in folders]

    @cached_property
    def covers(self) -> dict[str, Plan]:
        """The plans with a picture for the cover, by the name of its copy."""
        plans = [book.plan for book in self.builder.books if book.plan.picture]
        return {self.builder.copied_name(plan.picture): plan for plan in plans}

    @cached_property
    def materials(self) -> str:
        """A hash of what all manuals are made with: template, pictures and fonts, once these are in place."""
        return digest_files([self.work / "template", self.work / "images", *map(Path, self.fonts)])

    @cached_property
    def families(self) -> list[str]:
        """The families of fonts beside those a manual is set in, for scripts these lack."""
        import typst

        every = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=self.fonts).families()
        return sorted(set(every) - {*TEXT, *SANS, *CODE})

    def compile(self, job: dict[str, Any]) -> dict[str, Any]:
        """Compile in a process of its own; a crash of the compiler is a failure like others."""
        done = subprocess.run(  # noqa: S603  our own script, by this very interpreter
            [sys.executable, "-P", str(Path(__file__).parent / "compile.py")],
            input=json.dumps({"root": str(self.work), "fonts": self.fonts, **job}),
            env={**allocator(job.get("threads", 1)), **os.environ},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode != 0:
            last = (done.stderr.strip().splitlines() or [f"it ended with code {done.returncode}"])[-1]
            return {"message": f"the compiler broke down: {last}", "diagnostic": done.stderr}
        result: dict[str, Any] = json.loads(done.stdout)
        return result

    def probe(self, source: str) -> str:
        """Return what the compiler finds wrong with a few lines on their own."""
        head = '#set document(title: "probe")\n#set page(width: 100cm, height: auto)\n'
        return str(self.compile({"source": head + source}).get("diagnostic", ""))

    def article(self, docname: str) -> str:
        """Return an article's Typst, the mended one if there is one."""
        return self._path(docname).read_text(encoding="utf-8")

    def source_of(self, docname: str) -> str:
        """Return the name of an article's Typst, from the root of the compiler."""
        return f"/{self._path(docname).relative_to(self.work).as_posix()}"

    def _path(self, docname: str) -> Path:
        return self.work / (MENDED if docname in self.mended else ARTICLES) / f"{docname}.typ"

    def labels(self, docname: str, docnames: Collection[str]) -> dict[str, str]:
        """Return where references to an article can lead in a manual of ``docnames``.

        To its beginning alone when it is printed plainly, and in a lesson not into the text of an article that is in
        the manual itself.
        """
        needs = self.needs[docname]
        if docname in self.plain:
            return {docname: ""}
        shown = portal(self.builder.env).library.shown_in(docname)
        away = set(needs["shown_labels"]) if shown and shown.docname in docnames else set()
        return {label: kind for label, kind in needs["labels"].items() if label not in away}

    def has_notes(self, docname: str, labels: Set[str]) -> bool:
        """Tell whether an article has footnotes in a manual with these labels."""
        return docname not in self.plain and not labels >= set(self.needs[docname]["notes"])

    def has_answers(self, docname: str) -> bool:
        """Tell whether an article has answers that are gathered at the end."""
        return bool(self.needs[docname]["answers"]) and docname not in self.plain

    def mend(self, docname: str, text: str) -> None:
        """Take another text for an article; the translated one stays for the day when its fault is gone."""
        self.mended.add(docname)
        path = self._path(docname)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

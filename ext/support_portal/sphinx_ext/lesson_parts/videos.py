"""``{video}``: a film beside the page or at a provider's, with its captions as a transcript."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.images import get_image_size

from support_portal.core.training.captions import CaptionError, Cue, clock, in_chapters, read_cues, read_length
from support_portal.core.training.videos import MEDIA_TYPES, is_remote
from support_portal.notices import Notice
from support_portal.sphinx_ext.config import read_config
from support_portal.sphinx_ext.domain import portal_domain
from support_portal.sphinx_ext.lesson_parts.folds import LessonPart, fold
from support_portal.sphinx_ext.log import notify
from support_portal.sphinx_ext.output import WEB, site_address

_ = get_translation("support_portal")


class video(nodes.container):  # noqa: N801  docutils names its nodes like this
    """A video: ``files`` [(copy below the downloads, media type)] or an ``address``; in it title, still, transcript."""


class cue(nodes.inline):  # noqa: N801
    """A time in a transcript that leads to the ``second`` of the video's ``file``."""


class VideoDirective(LessonPart):
    """``{video}``: the argument names files beside the page, separated by spaces, or one address of a provider."""

    required_arguments = 1
    optional_arguments = 0
    has_content = False
    option_spec: ClassVar[Any] = dict.fromkeys(
        ("title", "captions", "chapters", "poster", "length", "language", "id"), directives.unchanged
    )

    def run(self) -> list[nodes.Node]:
        """Return the video; what is wrong with an option costs one notice."""
        names = self.arguments[0].split()
        remote = is_remote(names[0])
        title = self.options.get("title", "").strip()
        if not title:
            self.wrong("this video has no title; write what it shows as :title:")
            title = posixpath.basename(names[0]).split(".")[0] or names[0]
        captions, chapters = self._cues("captions"), self._cues("chapters")
        if not captions and not remote:
            self.wrong("this video has no captions; write a WebVTT file and name it as :captions:")
        name = nodes.make_id(self.options.get("id", "") or f"video-{title}")
        node = video(
            "",
            docname=self.env.docname,
            title=title,
            address=names[0] if remote else "",
            files=[] if remote else self._files(names),
            length=self._length([*captions, *chapters]),
            language=self.options.get("language", self.config.language or "en"),
            ids=[name],
            classes=["portal-video"],
        )
        self.state.document.ids.setdefault(name, node)
        self.set_source_info(node)
        for option in ("captions", "chapters"):
            node[option] = self._file(self.options[option]) if option in self.options else ""
        node += self._title(node)
        if "poster" in self.options:
            node += self._poster(node)
        if captions or chapters:
            node += self.titled(self._transcript(node, captions, chapters), _("Transcript"))
        return [node]

    def _title(self, node: video) -> nodes.paragraph:
        about = nodes.paragraph("", "", nodes.strong("", node["title"]), translatable=False)
        if node["length"]:
            about += nodes.Text(f" ({clock(node['length'])})")
        return about

    def _poster(self, node: video) -> nodes.image:
        _path, full = self.env.relfn2path(self.options["poster"])
        node["size"] = get_image_size(full) or ()
        alt = str(_("Still of the video: {}")).format(node["title"])
        image = nodes.image("", uri=self.options["poster"], alt=alt)
        self.set_source_info(image)
        return image

    def _file(self, name: str) -> str:
        """Return where a website has a file, below its downloads; one that is not there costs a notice."""
        path, full = self.env.relfn2path(name)
        self.env.note_dependency(path)
        if not Path(full).is_file():
            self.wrong(f'there is no file "{path}"; correct the name, or make the file')
            return ""
        return self.env.dlfiles.add_file(self.env.docname, path).as_posix()

    def _files(self, names: list[str]) -> list[tuple[str, str]]:
        found = []
        for name in names:
            kind = MEDIA_TYPES.get(posixpath.splitext(name)[1].lower())
            if kind is None:
                self.wrong(f'"{name}" is no video that all browsers show; make it {" or ".join(MEDIA_TYPES)}')
            elif copy := self._file(name):
                found.append((copy, kind))
        return found

    def _cues(self, option: str) -> tuple[Cue, ...]:
        if option not in self.options:
            return ()
        path, full = self.env.relfn2path(self.options[option])
        try:
            return read_cues(Path(full).read_text(encoding="utf-8"))
        except CaptionError as error:
            notify(Notice.LESSON_PART, str(error), location=f"{full}:{error.line}")
        except FileNotFoundError:
            pass  # told when the file is named to the reader's browser
        except (OSError, ValueError) as error:
            self.wrong(f'"{path}" cannot be read: {error}')
        return ()

    def _length(self, cues: list[Cue]) -> float:
        """Return the seconds the video takes: as written, or as its captions do."""
        text = self.options.get("length")
        if text is not None:
            if (seconds := read_length(text)) is not None:
                return seconds
            notify(
                Notice.OPTION, f':length: is "{text}"; write minutes and seconds as 1:05', location=self.get_location()
            )
        return max((one.end for one in cues), default=0)

    def _transcript(self, node: video, captions: tuple[Cue, ...], chapters: tuple[Cue, ...]) -> fold:
        box = fold("", classes=["portal-transcript"])
        starts = {chapter.text: chapter.start for chapter in chapters}
        for title, cues in in_chapters(captions, chapters):
            if title:
                time = _time(node, starts[title])
                box += nodes.paragraph("", "", time, nodes.Text(" "), nodes.strong("", title), translatable=False)
            rows = [
                nodes.list_item(
                    "", nodes.paragraph("", "", _time(node, c.start), nodes.Text(f" {c.text}"), translatable=False)
                )
                for c in cues
            ]
            if rows:
                box += nodes.bullet_list("", *rows, classes=["portal-cues"])
        return box


def _time(node: video, second: float) -> cue:
    return cue("", clock(second), second=second, file=node["files"][0][0] if node["files"] else "")


class LinkVideos(SphinxPostTransform):
    """Adds the address of the video where it cannot be played: on paper, in e-books and in plain text."""

    default_priority = 6

    def run(self, **kwargs: Any) -> None:
        """Add a link below each title; without an address of the portal there is none to give."""
        builder = portal_domain(self.env).builder
        if builder.name in WEB or builder.name == "typst":  # manuals print it with a code to point a telephone at
            return
        for node in list(self.document.findall(video)):
            if address := address_of(self.config, node):
                words = str(_("Watch it at {}")).format(address)
                link = nodes.reference("", words, refuri=address, internal=False)
                node.insert(1, nodes.paragraph("", "", link))


def address_of(config: Any, node: video) -> str:
    """Return where a video can be watched: at the provider's, or on the website's page."""
    if node["address"]:
        return str(node["address"])
    address = site_address(config, read_config(config).manual_address.format(docname=node["docname"]))
    return f"{address}#{node['ids'][0]}" if address else ""

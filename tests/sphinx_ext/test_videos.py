"""The ``{video}`` directive: player, transcript and chapters, in every format, and what is told of faults."""

from __future__ import annotations

import json
import struct
import zlib

import pytest

from support_portal.core.search.weights import Fields, bag
from support_portal.core.search.words import Terms
from support_portal.sphinx_ext.domain import portal_domain

from .make import Broken, Make, notices, page, root

CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\nOpen the <b>page</b>.\n\n00:02.500 --> 00:05.000\nChoose a badge.\n"
CHAPTERS = "WEBVTT\n\n00:00.000 --> 00:02.500\nBegin\n\n00:02.500 --> 00:05.000\nGo on\n"


def png(width: int, height: int) -> bytes:
    """Return a white picture."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = (b"\0" + b"\xff" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


VIDEO = """:::{video} film.webm /solutions/film.mp4
:title: How to choose
:captions: film.vtt
:chapters: film.chapters.vtt
:poster: film.png
:::"""
FILES = root(
    {
        "solutions/one.md": page("One", "", VIDEO),
        "solutions/film.webm": b"webm",
        "solutions/film.mp4": b"mp4",
        "solutions/film.png": png(48, 30),
        "solutions/film.vtt": CAPTIONS,
        "solutions/film.chapters.vtt": CHAPTERS,
    }
)


@pytest.mark.parametrize("theme", ["support_portal", "furo", "alabaster"])
@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_film_beside_the_page(make: Make, broken: Broken, theme: str, builder: str) -> None:
    """The player has every file, captions, chapters and a still; each line of the transcript leads to its second."""
    site = make(FILES, html_theme=theme, builder=builder)
    assert site.warnings == []
    assert broken(site.out) == []
    soup = site.soup("solutions/one")
    [film] = soup.select("figure.portal-video > video")
    assert [source["type"] for source in film.select("source")] == ["video/webm", "video/mp4"]
    assert [track["kind"] for track in film.select("track")] == ["captions", "chapters"]
    assert (film["width"], film["height"]) == ("48", "30")
    assert str(film["poster"]).endswith("_images/film.png")
    assert not film.has_attr("autoplay")
    assert soup.select("figcaption")[0].text == "Video: How to choose (0:05)"
    transcript = soup.select(".portal-transcript")[0]
    assert [" ".join(p.text.split()) for p in transcript.select("p")] == [
        "0:00 Begin",
        "0:00 Open the page.",
        "0:02 Go on",
        "0:02 Choose a badge.",
    ]
    times = transcript.select("a.portal-cue")
    assert [a["data-portal-second"] for a in times] == ["0", "0", "2.5", "2.5"]
    assert str(times[-1]["href"]).endswith("film.webm#t=2.5")
    for name in ("film.webm", "film.mp4", "film.vtt", "film.chapters.vtt"):
        assert [n for n in site.files() if n.startswith("_downloads/") and n.endswith(f"/{name}")], name
    assert "portal-training/video.js" in site.html("solutions/one")
    assert "portal-training/video.js" not in site.html("index")


def test_search_engines_are_told(make: Make) -> None:
    """A page with a day describes its film: length, still, file and what is said in it."""
    site = make(FILES | {"solutions/one.md": page("One", "updated: 2026-01-02\nsummary: About it.", VIDEO)})
    [script] = site.soup("solutions/one").select('script[type="application/ld+json"]')
    [film] = [part for part in json.loads(script.text)["@graph"] if part["@type"] == "VideoObject"]
    assert (film["name"], film["description"], film["duration"]) == ("How to choose", "About it.", "PT5S")
    assert film["uploadDate"] == "2026-01-02T00:00:00Z"
    assert film["thumbnailUrl"] == "https://portal.example.org/_images/film.png"
    assert film["contentUrl"].startswith("https://portal.example.org/_downloads/")
    assert film["contentUrl"].removeprefix("https://portal.example.org/") in site.files()
    assert film["transcript"] == "Open the page. Choose a badge."


@pytest.mark.parametrize("builder", ["text", "epub", "latex", "man"])
def test_where_no_film_can_be_played(make: Make, builder: str) -> None:
    """Title, address and the whole transcript are there."""
    site = make(FILES, builder=builder, version="1", man_pages=[("index", "x", "x", [], 7)])
    assert notices(site, "lesson_part") == []
    texts = [c.decode(errors="ignore") for n, c in site.files().items() if n.endswith((".txt", ".xhtml", ".tex", ".7"))]
    [text] = [text for text in texts if "Choose a badge." in text.replace("\\", "")]
    for words in ("How to choose", "0:05", "Open the", "solutions/one.html"):
        assert words in text.replace("\\sphinxhyphen{}", "-"), words
    assert "<video" not in text


def test_addresses_of_a_website_with_folders(make: Make) -> None:
    """Where the website's addresses end in a slash, books lead to those."""
    site = make(FILES, builder="text", portal_manual_address="{docname}/")
    assert "https://portal.example.org/solutions/one/#video-how-to" in site.text("solutions/one.txt")


def test_search_knows_what_is_said(make: Make) -> None:
    """The words of the captions are found with the page; the times beside them are no words."""
    said = "WEBVTT\n\n00:37.000 --> 00:39.000\nAn armadillo, an armadillo.\n"
    site = make(FILES | {"solutions/film.vtt": said})
    terms = bag(Fields({}, portal_domain(site.app.env).texts["solutions/one"]), Terms("en")).single
    assert terms["armadillo"] == 2
    assert "37" not in terms


def test_a_film_at_a_provider(make: Make) -> None:
    """Nothing of the provider's is loaded by the page: a link, and an address for the script."""
    site = make(
        root(
            {
                "a.md": page(
                    "A", "", ":::{video} https://www.youtube.com/watch?v=abc\n:title: Theirs\n:length: 1:05\n:::"
                )
            }
        )
    )
    assert site.warnings == []
    soup = site.soup("a")
    assert not soup.select("iframe, video, img")
    assert soup.select("[data-portal-embed]")[0]["data-portal-embed"] == "https://www.youtube-nocookie.com/embed/abc"
    assert soup.select(".portal-embed a")[0]["href"] == "https://www.youtube.com/watch?v=abc"
    assert "(1:05)" in soup.select("figcaption")[0].text


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("film.webm\n:captions: film.vtt", "this video has no title; write what it shows as :title:"),
        ("film.webm\n:title: T", "this video has no captions; write a WebVTT file and name it as :captions:"),
        (
            "film.avi\n:title: T\n:captions: film.vtt",
            '"film.avi" is no video that all browsers show; make it .mp4 or .webm',
        ),
        (
            "gone.webm\n:title: T\n:captions: film.vtt",
            'there is no file "solutions/gone.webm"; correct the name, or make the file',
        ),
    ],
)
def test_what_is_wrong(make: Make, options: str, told: str) -> None:
    """A fault costs one notice at the directive's line, and the rest is shown."""
    site = make(FILES | {"solutions/one.md": page("One", "", f":::{{video}} {options}\n:::")})
    assert [line.split("WARNING: ")[1] for line in notices(site, "lesson_part")] == [told]
    assert notices(site, "lesson_part")[0].startswith("solutions/one.md:3:")
    assert site.soup("solutions/one").select("figure.portal-video")


def test_a_fault_in_the_captions_is_told_at_its_line(make: Make) -> None:
    """The notice names the file of captions and the line in it."""
    site = make(FILES | {"solutions/film.vtt": "WEBVTT\n\n00:02.000 --> 00:01.000\nBack\n"})
    lines = notices(site, "lesson_part")
    assert any("solutions/film.vtt:3: WARNING: this cue ends before it starts" in line for line in lines), lines


def test_a_wrong_length(make: Make) -> None:
    """A length that is none is told, and the captions' end is taken."""
    wrong = VIDEO.replace(":captions:", ":length: long\n:captions:")
    site = make(FILES | {"solutions/one.md": page("One", "", wrong)})
    [told] = notices(site, "option")
    assert ':length: is "long"; write minutes and seconds as 1:05' in told
    assert "(0:05)" in site.soup("solutions/one").select("figcaption")[0].text


def test_changed_captions_are_read_again(make: Make) -> None:
    """The page is written again when only its captions changed."""
    make(FILES)
    site = make({"solutions/film.vtt": CAPTIONS.replace("badge", "donut")})
    assert "Choose a donut." in site.soup("solutions/one").text

"""Record the videos of docs/training/videos from scripts: screens of the built portal itself, with captions.

Each file of tools/videos is a script of scenes: what is done in a real browser, and the sentence shown meanwhile.  Made
of it are a WebM and an MP4 film, captions and chapters (WebVTT) and a still picture.  Only what changes is a frame, so
half a minute takes about 200 KB.  Clock and sizes are fixed: the same portal and browser give the same frames.
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import http.server
import shutil
import subprocess
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import yaml
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
WIDTH, HEIGHT = 960, 600
FRAMES_A_SECOND = 10
# A caption stays at least so long: 15 letters a second are the BBC's 160 to 180 words a minute
# (Subtitle Guidelines), and a second to look at the picture.
LETTERS_A_SECOND, LOOK = 15, 1.0
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
RING = "e => { e.style.outline = '4px solid #d9480f'; e.style.outlineOffset = '4px'; e.style.borderRadius = '6px' }"
NO_RING = "e => { e.style.outline = e.style.outlineOffset = e.style.borderRadius = '' }"


@dataclass
class Film:
    """The frames of a film with the seconds each stays, and the cues of its captions and chapters."""

    page: Page
    url: str
    folder: Path
    frames: list[tuple[Path, float]] = field(default_factory=list)
    captions: list[tuple[float, float, str]] = field(default_factory=list)
    chapters: list[tuple[float, str]] = field(default_factory=list)

    @property
    def length(self) -> float:
        """The seconds so far."""
        return sum(seconds for _, seconds in self.frames)

    def shoot(self, seconds: float) -> None:
        """Add what the browser shows now."""
        path = self.folder / f"{len(self.frames):04}.png"
        self.page.screenshot(path=path, animations="disabled", caret="hide")
        self.frames.append((path, seconds))

    def scene(self, scene: dict[str, Any]) -> None:
        """Play one scene and hold its last frame until its sentence can have been read."""
        start = self.length
        if "chapter" in scene:
            self.chapters.append((start, scene["chapter"]))
        for step in scene["do"]:
            ((verb, what),) = step.items()
            getattr(self, f"do_{verb}")(what)
        self.shoot(0.1)
        wanted = len(scene["say"]) / LETTERS_A_SECOND + LOOK
        path, seconds = self.frames[-1]
        self.frames[-1] = (path, round(seconds + max(wanted - (self.length - start), 0.8), 1))
        self.captions.append((start, self.length, scene["say"]))

    def do_open(self, path: str) -> None:
        """Go to a page of the portal."""
        self.page.goto(self.url + path)
        self.page.wait_for_load_state("networkidle")

    def do_point(self, selector: str) -> None:
        """Draw a ring around something for a moment."""
        target = self.page.locator(selector).first
        target.scroll_into_view_if_needed()
        target.evaluate(RING)
        self.shoot(0.9)
        target.evaluate(NO_RING)

    def do_click(self, selector: str) -> None:
        """Ring something, then click it."""
        self.do_point(selector)
        self.page.locator(selector).first.click()
        self.page.wait_for_load_state("networkidle")

    def do_type(self, what: dict[str, str]) -> None:
        """Type letter by letter into a box."""
        box = self.page.locator(what["into"]).first
        box.click()
        for letter in what["text"]:
            self.page.keyboard.type(letter)
            self.shoot(0.2)
        if "until" in what:
            self.page.locator(what["until"]).first.wait_for()

    def do_press(self, key: str) -> None:
        """Press a key."""
        self.page.keyboard.press(key)
        self.page.wait_for_load_state("networkidle")

    def do_scroll(self, selector: str) -> None:
        """Bring something to the upper part of the window."""
        self.page.locator(selector).first.evaluate("e => scrollTo(0, e.getBoundingClientRect().top + scrollY - 110)")

    def do_wait(self, selector: str) -> None:
        """Wait until something is there."""
        self.page.locator(selector).first.wait_for()


def time(seconds: float) -> str:
    """Return a time as WebVTT writes it."""
    minutes, rest = divmod(round(seconds * 1000), 60_000)
    return f"{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def webvtt(cues: list[tuple[float, float, str]]) -> str:
    """Return a WebVTT file."""
    return "WEBVTT\n" + "".join(f"\n{time(start)} --> {time(end)}\n{text}\n" for start, end, text in cues)


def encode(film: Film, target: Path) -> None:
    """Write the film for every browser: VP9 in WebM, and H.264 in MP4 for older ones of Apple."""
    listing = film.folder / "frames.txt"
    rows = [f"file '{path}'\nduration {seconds}\n" for path, seconds in film.frames]
    listing.write_text("ffconcat version 1.0\n" + "".join(rows) + f"file '{film.frames[-1][0]}'\n")
    common = [
        imageio_ffmpeg.get_ffmpeg_exe(),
        "-y",
        "-loglevel",
        "error",
        "-f",
        "concat",
        "-safe",
        "0",
        "-i",
        str(listing),
    ]
    common += [
        "-vf",
        f"fps={FRAMES_A_SECOND},format=yuv420p",
        "-t",
        f"{film.length:.1f}",
        "-an",
        "-map_metadata",
        "-1",
        "-fflags",
        "+bitexact",
    ]
    kinds = {
        ".webm": [
            "-c:v",
            "libvpx-vp9",
            "-crf",
            "45",
            "-b:v",
            "0",
            "-g",
            "999",
            "-tune-content",
            "screen",
            "-cpu-used",
            "4",
        ],
        ".mp4": ["-c:v", "libx264", "-crf", "31", "-preset", "slow", "-tune", "animation", "-movflags", "+faststart"],
    }
    for suffix, options in kinds.items():
        subprocess.run([*common, *options, "-flags", "bitexact", str(target.with_suffix(suffix))], check=True)


def record(script: Path, site: Path, out: Path) -> None:
    """Record one script."""
    plan = yaml.safe_load(script.read_text(encoding="utf-8"))
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        raise SystemExit("Chromium is needed: sudo apt-get install chromium-headless-shell")
    handler = functools.partial(Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, reduced_motion="reduce")
        context.clock.set_fixed_time(NOW)
        film = Film(context.new_page(), f"http://127.0.0.1:{server.server_port}/", Path(folder))
        for number, scene in enumerate(plan["scenes"], 1):
            film.scene(scene)
            if number == plan["still"]:
                shutil.copyfile(film.frames[-1][0], out / f"{script.stem}.png")
        encode(film, out / script.stem)
        browser.close()
    server.shutdown()
    ends = [start for start, _ in film.chapters[1:]] + [film.length]
    chapters = [(start, end, title) for (start, title), end in zip(film.chapters, ends, strict=True)]
    (out / f"{script.stem}.vtt").write_text(webvtt(film.captions), encoding="utf-8")
    (out / f"{script.stem}.chapters.vtt").write_text(webvtt(chapters), encoding="utf-8")
    sizes = ", ".join(f"{path.name} {path.stat().st_size // 1000} KB" for path in sorted(out.glob(f"{script.stem}.*")))
    print(f"{script.stem}: {film.length:.0f} s; {sizes}")


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves the portal without a word."""

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path, help="the built portal, such as _build/html")
    parser.add_argument("--out", type=Path, default=ROOT / "docs/training/videos")
    parser.add_argument("scripts", nargs="*", type=Path, help="all of tools/videos unless named")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for path in options.scripts or sorted((ROOT / "tools/videos").glob("*.yaml")):
        record(path, options.site, options.out)

"""A web server as strict as a careful host: security headers, gzip, and the portal's 404 page for unknown addresses."""

from __future__ import annotations

import gzip
import re
import sys
import threading
from collections.abc import Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "media-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TRUSTED_TYPES = "; require-trusted-types-for 'script'; trusted-types portal-search"
# sphinx-copybutton draws its buttons with insertAdjacentHTML, so a page with code cannot ask for Trusted Types.
WRITES_MARKUP = b"copybutton.js"

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain",
    ".xml": "application/xml",
    ".json": "application/json",
    ".webm": "video/webm",
    ".mp4": "video/mp4",
    ".vtt": "text/vtt; charset=utf-8",
}
NOT_COMPRESSED = (".png", ".webm", ".mp4")


_PART = re.compile(r"bytes=(\d+)-(\d*)")


class Handler(BaseHTTPRequestHandler):
    """Answers from one folder."""

    protocol_version = "HTTP/1.1"
    # Headers and body are two writes; with Nagle's algorithm the second waits 40 ms for an answer to the first.
    disable_nagle_algorithm = True

    def __init__(self, *args: Any, folder: Path, policies: Mapping[str, str]) -> None:
        self.folder = folder
        self.policies = policies
        super().__init__(*args)

    def do_GET(self) -> None:
        status, path = 200, self.folder / unquote(urlsplit(self.path).path).lstrip("/")
        if path.is_dir():
            path = path / "index.html"
        if not path.is_file() or not path.resolve().is_relative_to(self.folder.resolve()):
            status, path = 404, self.folder / "404.html"
        body = path.read_bytes() if path.exists() else b"not found"
        policy = self.policies.get(self.path.split("/")[1], POLICY)
        if policy == POLICY and path.suffix == ".html" and WRITES_MARKUP not in body:
            policy += TRUSTED_TYPES
        part = _PART.fullmatch(self.headers.get("Range", ""))
        if part and status == 200 and path.suffix in NOT_COMPRESSED:
            # Without parts a browser cannot jump within a film.
            start, end = int(part[1]), min(int(part[2] or len(body) - 1), len(body) - 1)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{end}/{len(body)}")
            body = body[start : end + 1]
        else:
            self.send_response(status)
        self.send_header("Accept-Ranges", "bytes")
        if path.suffix not in NOT_COMPRESSED and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 6, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", MEDIA_TYPES.get(path.suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing; the browser's own record of requests is what the tests read."""


class Server(ThreadingHTTPServer):
    """A server of a folder on a free port of this machine; use it in a ``with`` statement."""

    daemon_threads = True

    def __init__(self, folder: Path, policies: Mapping[str, str] | None = None) -> None:
        """Serve ``folder``; ``policies`` are those of folders of the site that need another than all pages have."""
        super().__init__(("127.0.0.1", 0), partial(Handler, folder=folder, policies=policies or {}))
        self.url = f"http://127.0.0.1:{self.server_port}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that hung up, which it does whenever a page is left early."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def __enter__(self) -> Server:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *args: object) -> None:
        self.shutdown()
        self.server_close()

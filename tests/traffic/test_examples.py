"""The examples of servers in the documentation answer beacons, and the logs they lead to can be counted.

That of nginx is tried with a browser in `tests/browser/test_events.py`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from support_portal.traffic.tables import Settings

from .conftest import BROWSER, Count

EXAMPLES = Path(__file__).parents[2] / "docs" / "operate" / "examples"
VOTE = "_portal/event?type=vote&page=/solutions/badges/how-to-0000.html&value=up"


@pytest.fixture
def caddy(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Serve a folder by Caddy with the example; yield its address and its log."""
    path = shutil.which("caddy")
    assert path, "the test needs Caddy (Debian: apt-get install caddy)"
    version = subprocess.run([path, "version"], check=True, capture_output=True, text=True).stdout
    numbers = re.match(r"v?(\d+)\.(\d+)", version)
    assert numbers, version
    example = (EXAMPLES / "caddy-events.caddyfile").read_text()
    if (int(numbers[1]), int(numbers[2])) < (2, 8):
        # As the page says; Debian 12 has 2.6.
        example = example.replace("log_skip", "skip_log")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    log, config = tmp_path / "access.log", tmp_path / "Caddyfile"
    config.write_text(
        f"{{\n\tadmin off\n}}\n{address} {{\n\tlog {{\n\t\toutput file {log}\n\t}}\n"
        f'\t{example.replace(chr(10), chr(10) + chr(9))}\n\trespond "page"\n}}\n'
    )
    home = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    command = [path, "run", "--config", str(config), "--adapter", "caddyfile"]
    errors = tmp_path / "errors.txt"
    with errors.open("wb") as out:
        server = subprocess.Popen(command, env={**os.environ, **home}, stdout=out, stderr=out)
    try:
        for _ in range(300):
            try:
                urlopen(f"{address}/ready").read()
                break
            except URLError:
                assert server.poll() is None, errors.read_text()
                time.sleep(0.1)
        yield f"{address}/", log
    finally:
        server.terminate()
        server.wait()


def test_caddy(caddy: tuple[str, Path], count: Count) -> None:
    """Caddy answers beacons with 204 and logs them, but not those of readers who are not to be tracked."""
    address, log = caddy
    agent = {"User-Agent": BROWSER}
    assert urlopen(Request(f"{address}solutions/badges/how-to-0000.html", headers=agent)).read() == b"page"
    for method in ("GET", "POST"):
        assert urlopen(Request(f"{address}{VOTE}", headers=agent, method=method)).status == 204
    for header in ("Sec-GPC", "DNT"):
        assert urlopen(Request(f"{address}{VOTE}", headers={**agent, header: "1"})).status == 204
    # Logs are written in the order of answers, so that nothing earlier is on its way when this line is there.
    urlopen(f"{address}last").read()
    for _ in range(300):
        if b'"/last"' in log.read_bytes():
            break
        time.sleep(0.1)
    found = count(log, settings=Settings(threads=1))
    assert (found.done.views, found.done.events) == (1, 2)
    assert [(row.article, row.views, row.votes_up) for row in found.daily] == [("solutions/badges/how-to-0000", 1, 1)]


@pytest.mark.parametrize(("uri", "status"), [("/_portal/event", 204), ("/_portal/events", None), ("/a.html", None)])
def test_cloudfront(uri: str, status: int | None) -> None:
    """The function answers beacons with 204 and hands every other request on as it came."""
    request = {"method": "POST", "uri": uri, "querystring": {"type": {"value": "vote"}}, "headers": {}}
    source = (EXAMPLES / "cloudfront-events.js").read_text()
    asked = f"{source}\nconsole.log(JSON.stringify(handler({json.dumps({'request': request})})))"
    node = shutil.which("node")
    assert node, "the test needs Node.js"
    answer = json.loads(subprocess.run([node, "-e", asked], check=True, capture_output=True, text=True).stdout)
    assert answer.get("statusCode") == status
    if status is None:
        assert answer == request

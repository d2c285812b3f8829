"""Each server's log is known by its first lines, in the forms its documentation has; what is unknown is said."""

from __future__ import annotations

import bz2
import json
import lzma
from pathlib import Path

import duckdb
import pytest

from support_portal.traffic import formats

from . import log_formats
from .conftest import BROWSER, HIT, Count

PEOPLE = [HIT._replace(address=f"192.0.2.{number}") for number in range(1, 4)]
QUOTED = [log_formats.nginx(hit).decode() for hit in PEOPLE]
SHORT = [log_formats.common(hit).decode() for hit in PEOPLE]
NGINX = {"status": "200", "http_user_agent": BROWSER, "body_bytes_sent": "5"}
CLOUDFRONT = {"cs-method": "GET", "cs-uri-stem": HIT.target, "cs-uri-query": "-", "sc-status": "200"}
CLOUDFRONT |= {"cs(User-Agent)": BROWSER.replace(" ", "%20")}


def records(address: str, **more: object) -> list[str]:
    return [json.dumps(more | {address: hit.address}) for hit in PEOPLE]


def caddy(ts: object) -> list[str]:
    return [json.dumps(json.loads(log_formats.caddy(hit)) | {"ts": ts}) for hit in PEOPLE]


LOGS = {
    "a host first, as nginx's $host": [f"support.example.org {line}" for line in QUOTED],
    "a host and a port first": [f"support.example.org:443 {line}" for line in QUOTED],
    "a host like an address of IPv6 first": [f"facade.de:443 {line}" for line in QUOTED],
    "no host": [f"- {line}" for line in QUOTED],
    "a host first, and IPv6": [f"_ {line}".replace("192.0.2.", "2001:db8::") for line in QUOTED],
    "a host first in the common format": [f"support.example.org {line}" for line in SHORT],
    "a host and a port first in the common format": [f"support.example.org:443 {line}" for line in SHORT],
    "names for addresses, as Apache looks them up": [line.replace("192.0.2.", "isp-") for line in QUOTED],
    "a proxy's address second": [line.replace(" - - ", ", 10.0.0.1 - - ") for line in QUOTED],
    "nginx's request line in JSON": records(
        "remote_addr", time_local="10/May/2026:10:00:00 +0000", request=f"GET {HIT.target} HTTP/1.1", **NGINX
    ),
    "nginx's seconds in JSON": records(
        "remote_addr", msec="1778407200.123", request_method="GET", request_uri=HIT.target, **NGINX
    ),
    "Caddy's wall_milli": caddy("2026/05/10 10:00:00.123"),
    "Caddy's rfc3339_nano": caddy("2026-05-10T10:00:00.123456789Z"),
    "Caddy's common_log": caddy("10/May/2026:10:00:00 +0000"),
    "Cloudflare's nanoseconds": [
        json.dumps(json.loads(log_formats.cloudflare(hit)) | {"EdgeStartTimestamp": 1778407200123456789})
        for hit in PEOPLE
    ],
    "Fastly's legacy messages": [
        f"<134>2026-05-10T10:00:00Z cache-fra1 log[7]: {log_formats.fastly(hit).decode()}" for hit in PEOPLE
    ],
    "CloudFront in JSON": records("c-ip", date="2026-05-10", time="10:00:00", **CLOUDFRONT),
    "CloudFront in JSON with two times": records(
        "c-ip", date="2026-05-10", time="10:00:00", timestamp="1778407200", **CLOUDFRONT
    ),
    "CloudFront in JSON with milliseconds": records("c-ip", **{"timestamp(ms)": "1778407200123"}, **CLOUDFRONT),
}


@pytest.mark.parametrize("lines", LOGS.values(), ids=list(LOGS))
def test_each_form_counts_each_person(lines: list[str], tmp_path: Path, count: Count) -> None:
    """Three people who read an article on one day are three, wherever in a line their addresses stand."""
    log = tmp_path / "access.log"
    log.write_text("\n".join(lines) + "\n")
    counted = count(log)
    assert [(row.views, row.visitors) for row in counted.daily] == [(3, 3)]
    assert counted.done.left_out == ()


def test_parquet_of_cloudfront_counts_or_says_what_it_lacks(tmp_path: Path, count: Count) -> None:
    """Parquet, whose fields have names with underscores, is counted; one without addresses says so and is not lost."""
    log = tmp_path / "log.parquet"
    fields = "timestamp_ms, c_ip, cs_method, cs_uri_stem, sc_status, cs_user_agent"

    def write(chosen: str) -> None:
        log.unlink(missing_ok=True)
        rows = [(1778407200123, hit.address, "GET", hit.target, 200, hit.agent) for hit in PEOPLE]
        with duckdb.connect() as base:
            base.execute(
                "CREATE TABLE t (timestamp_ms BIGINT, c_ip VARCHAR, cs_method VARCHAR, cs_uri_stem VARCHAR, "
                "sc_status INTEGER, cs_user_agent VARCHAR)"
            )
            base.executemany("INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6)", rows)
            base.execute(f"COPY (SELECT {chosen} FROM t) TO '{log}' (FORMAT parquet)")

    write(fields.replace("c_ip, ", ""))
    done = count(log).done
    assert ["lack a field for address" in problem for problem in done.problems] == [True]
    write(fields)
    assert [(row.views, row.visitors) for row in count(log).daily] == [(3, 3)]


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (b"\n".join(b"May 10 10:00:00 web nginx[7]: " + line.encode() for line in QUOTED), "sed -E"),
        (b"\n".join(b"2026-05-10T10:00:00+00:00 web nginx: " + line.encode() for line in QUOTED), "sed -E"),
        (bz2.compress(b"\n".join(line.encode() for line in QUOTED)), "bzip2 -dc"),
        (lzma.compress(b"\n".join(line.encode() for line in QUOTED)), "xz -dc"),
        (b"PK\x03\x04 {\n{ \n{", "unzip -p"),
        (b'{"ts": 1778407200, "status": 200}', "for address"),
        (
            b"#Fields: date time c-ip cs-method cs-uri-stem sc-status\n2026-05-10 10:00:00 192.0.2.1 GET / 200",
            "--format",
        ),
        (b"\0{no record\n{\n", "--format"),
    ],
)
def test_what_cannot_be_read_is_said_and_read_again(content: bytes, answer: str, tmp_path: Path, count: Count) -> None:
    """A log of which no line can be read says what to do; nothing of it is counted and nothing noted as read."""
    log = tmp_path / "access.log"
    log.write_bytes(content + b"\n")
    for _ in range(2):
        found = count(log)
        assert [answer in problem for problem in found.done.problems] == [True], found.done
        assert (found.daily, found.done.unchanged) == ([], 0)


def test_the_advice_for_syslog_is_right(tmp_path: Path, count: Count) -> None:
    """What the advised command leaves of a line is the server's."""
    import subprocess

    advice = formats.advice(b"May 10 10:00:00 web nginx[7]: " + QUOTED[0].encode(), None)
    script = advice.partition("sed -E '")[2].partition("'")[0]
    lines = [f"May 10 10:00:00 web nginx{tag}: {line}" for tag, line in zip(("[7]", "", "[12]"), QUOTED, strict=True)]
    done = subprocess.run(["sed", "-E", script], input="\n".join(lines), capture_output=True, text=True, check=True)
    assert done.stdout.rstrip("\n").split("\n") == QUOTED


def test_one_odd_line_is_no_format(tmp_path: Path, count: Count) -> None:
    """Where the first line is damaged so that it looks like another format's, the others tell."""
    for number, odd in enumerate((QUOTED[0], f"_ {SHORT[0]}", '{"level": "info", "msg": "hello"}')):
        log = tmp_path / f"{number}.log"
        log.write_text("\n".join([odd, *SHORT]) + "\n")
        (row,) = count(log, state=f"{number}.duckdb").daily
        assert row.visitors >= 3


def test_a_log_read_in_a_wrong_format_is_not_lost(tmp_path: Path, count: Count) -> None:
    """A format that fits no line is said, and the log is counted whole when the right one is named."""
    log = tmp_path / "access.log"
    log.write_text("\n".join(QUOTED) + "\n")
    assert ["name another with --format" in problem for problem in count(log, form="cloudfront").done.problems] == [
        True
    ]
    assert [(row.views, row.visitors) for row in count(log).daily] == [(3, 3)]

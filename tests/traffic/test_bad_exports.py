"""Exports that are damaged, of no counter or without a column are refused in a sentence, and wrong rows are told."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support_portal.traffic.baseline import match
from support_portal.traffic.exports import read_export
from support_portal.traffic.tables import TrafficError

from .test_import import CSV, DAY, EMPTY_ZIP, INVENTORY, OTHER_FORMS, PLAUSIBLE, UNTIL, packed, run


@pytest.mark.parametrize(
    ("content", "options", "answer"),
    [
        (b"a,b\n1,2\n", [], "is no export of a counter that is known here; its columns are a, b"),
        (b"", [], "its columns are none"),
        (b"Seitenpfad und Bildschirmklasse,Aufrufe\n/a,1\n", [], "export it in English"),
        (b"Page path,Views\n/solutions/a,1\n", [], "export of ga4 without a column 'active users'"),
        (EMPTY_ZIP, [], "neither Plausible's imported_pages"),
        (PLAUSIBLE.encode(), ["--from", "matomo"], "is no export of matomo"),
        (b"label,nb_visits,nb_hits\n/solutions/a,1,1\n", [], "--since and --until"),
        (b'[{"title": "A"}]', [], "is no list of articles of Freshdesk or Zendesk"),
        (b'{"articles": [', [], "cannot be read"),
        (b"PK\x03\x04 and no more", [], "cannot be read"),
        (EMPTY_ZIP.replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xe6"), [], "zip file version 23.0"),
        (gzip.compress(PLAUSIBLE.encode())[:40] + b"\xff" * 400, [], "cannot be read"),
        (b"\x1f\x8b and no more", [], "cannot be read"),
    ],
)
def test_what_is_no_export_is_said(content: bytes, options: list[str], answer: str, tmp_path: Path) -> None:
    """A file that cannot be taken over is refused in a sentence, with what to write."""
    path = tmp_path / "export"
    path.write_bytes(content)
    result = run(tmp_path, str(path), *options)
    assert (result.exit_code, answer in " ".join(result.output.split())) == (1, True), result.output
    assert "Traceback" not in result.output


def test_a_missing_export_is_said(tmp_path: Path) -> None:
    """A name without a file is said."""
    with pytest.raises(TrafficError, match="there is no such file"):
        read_export(tmp_path / "none.csv", None, None, UNTIL)


@given(st.text('012e",.\n /abcdelptvwx#-:TZ', max_size=300), st.sampled_from(list(CSV)))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_export_is_an_error_of_the_program(text: str, counter: str) -> None:
    """Whatever follows the heads of an export, rows are read or told, and nothing raises but a sentence."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export.csv"
        heads = next(line for line in io.StringIO(CSV[counter]) if not line.startswith("#"))
        path.write_text(heads + text)
        try:
            export = read_export(path, None, DAY, UNTIL)
        except TrafficError:
            return
        match(export, INVENTORY)


HELP_DESK = [{"id": 1, "hits": 1, "thumbs_up": 1, "thumbs_down": 0, "created_at": "2026-03-01T00:00:00Z"}]
WHOLE = [json.dumps(HELP_DESK).encode(), EMPTY_ZIP, *(packed(text) for text in CSV.values())]
WHOLE += [text.encode() for text in CSV.values()] + [text.encode() for _, text in OTHER_FORMS]
PIECES = [b"1e999", b"NaN", b"-", b'"', b",", b"\n", b"# 20261399", b"\0", b"\xff", b"{", b"9" * 400, b"\x1b[31m"]


@given(
    st.sampled_from(WHOLE),
    st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 9), st.sampled_from(PIECES) | st.binary(max_size=9))),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a file is written for each
def test_no_damage_is_an_error_of_the_program(data: bytes, changes: list[tuple[int, int, bytes]]) -> None:
    """Whatever bytes of an export are lost or put in, it is read or refused in a sentence that a terminal can show."""
    for place, lost, put in changes:
        data = data[: place % len(data)] + put + data[place % len(data) + lost :] or b"x"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "export"
        path.write_bytes(data)
        said = ""
        try:
            match(read_export(path, None, DAY, UNTIL), INVENTORY)
        except TrafficError as error:
            said = str(error)
        assert said == "" or said.isprintable()

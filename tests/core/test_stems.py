"""Stems are the same whatever else is installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import snowballstemmer
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.stems import LANGUAGES, UNTOUCHED, stemmer

WORDS = "badges registering nationally häuser continuité bibliotecas"


@pytest.mark.parametrize("language", LANGUAGES)
def test_stems(language: str) -> None:
    """Each language is stemmed by Snowball's rules for it."""
    stem = stemmer(language)
    assert stem is not None
    assert [*map(stem, WORDS.split())] == snowballstemmer.stemmer(LANGUAGES[language]).stemWords(WORDS.split())


@given(st.text("abcdefghijklmnopqrstuvwxyz0123456789", max_size=20), st.sampled_from(sorted(UNTOUCHED["english"])))
def test_words_that_are_their_own_stems(beginning: str, last: str) -> None:
    """Snowball's English stemmer takes nothing from a word with one of these last letters."""
    assert snowballstemmer.stemmer("english").stemWord(beginning + last) == beginning + last


def test_unknown_language() -> None:
    """Words of other languages have no stems."""
    assert stemmer("ja") is None


def test_a_compiled_stemmer_changes_nothing(tmp_path: Path) -> None:
    """PyStemmer, which snowballstemmer prefers wherever it finds it, is not asked."""
    (tmp_path / "Stemmer.py").write_text("def Stemmer(language): raise SystemExit('asked')\n")
    script = (
        "import snowballstemmer; assert snowballstemmer.cext_available\n"
        "from support_portal.core.search.words import Terms\n"
        "from support_portal.core.ranking.similarity import terms\n"
        "print(Terms('en')('badges'), terms('badges'))"
    )
    paths = os.pathsep.join([str(tmp_path), *filter(None, sys.path)])
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": paths}
    )
    assert done.stdout == "['badg'] ['badg']\n", done.stderr

"""Texts become terms, and the shipped script makes the very same of queries."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
import sphinx.search
from hypothesis import given
from hypothesis import strategies as st

from support_portal.cli.search_engine import find_node
from support_portal.core.search.words import Terms, fold, pairs, stemmer_script, words
from support_portal.core.stems import LANGUAGES

STEMMERS = Path(sphinx.search.__file__).parent / "minified-js"
SCRIPTS = Path(__file__).parents[3] / "ext/support_portal/theme/shared/portal-search"
DRIVER = """
const { settings, scripts, texts } = JSON.parse(require("fs").readFileSync(0, "utf8"));
for (const script of scripts) require("vm").runInThisContext(script);
const terms = PortalSearchTerms.create(settings);
const made = (text) => terms.telling(terms.words(text)).map(terms.stem);
process.stdout.write(JSON.stringify(texts.map(made)));
"""


def _in_script(texts: list[str], language: str = "en") -> list[list[str]]:
    given = {
        "settings": Terms(language).settings(),
        "scripts": [stemmer_script(STEMMERS, language), (SCRIPTS / "terms.js").read_text(encoding="utf-8")],
        "texts": texts,
    }
    done = subprocess.run(
        [find_node(), "-e", DRIVER], input=json.dumps(given), capture_output=True, encoding="utf-8", check=True
    )
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_queries_and_texts_come_to_the_same_terms() -> None:
    """Each text of the portal, and words of many scripts, give the same terms in Python and in the reader's script."""
    docs = Path(__file__).parents[3] / "docs"
    texts = [path.read_text(encoding="utf-8") for path in sorted(docs.rglob("*.md"))]
    texts += [
        "Éclair ÅNGSTRÖM ﬁne",
        "検索する方法 API",
        "ห้องสมุด",
        "हिन्दी में खोज",
        "العَرَبِيَّة",
        "Ελλάς",
        "한국어 검색",
        "snake_case",
        "🙂 a\0b",
    ]
    assert _in_script(texts) == [Terms("en")(text) for text in texts]


@pytest.mark.parametrize("language", ["de", "fr", "ja", "ru"])
def test_other_languages(language: str) -> None:
    """The stemmers of other languages agree too; a language without one compares whole words."""
    text = "Veröffentlichungen der Bibliotheken, les bibliothèques publiées, поиск публикаций, 図書館の検索"
    assert _in_script([text], language) == [Terms(language)(text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_script(language: str) -> None:
    """Sphinx ships the script of each language that texts are stemmed for."""
    assert "portalSearchStemmer = new " in stemmer_script(STEMMERS, language)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How do I embed the badges?", ["emb", "badg"]),
        ("who are you", ["who", "are", "you"]),
        ("data-badge-type", ["data", "badg", "type"]),
        ("10.1038/nature", ["10", "1038", "natur"]),
        ("図書館", ["図書", "書館"]),
        ("!?", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    """Small words go unless there is nothing else, spellings become one, scripts without spaces are cut in couples."""
    assert Terms("en")(text) == expected


@pytest.mark.parametrize(
    ("british", "american"),
    [("colour", "color"), ("organise", "organize"), ("licence", "license"), ("centre", "center"), 
     ("behaviours", "behaviors"), ("catalogue", "catalog"), ("cancelled", "canceled"), ("analyse", "analyze")],
)  # fmt: skip
def test_spellings(british: str, american: str) -> None:
    """British and American spellings of a word are one term."""
    assert Terms("en")(british) == Terms("en")(american)


@given(st.text())
def test_any_text(text: str) -> None:
    """No text makes an error; what is found is folded already and holds no space."""
    for word in words(text):
        assert " " not in word
        assert fold(word) == word or not word.isascii()
    assert list(pairs(["a", "b", "c"])) == ["a b", "b c"]


@given(st.text(), st.text())
def test_spaces_part_words(before: str, after: str) -> None:
    """Words are those of what stands before a space and behind it, whatever letters are on either side."""
    assert words(f"{before} {after}") == words(before) + words(after)

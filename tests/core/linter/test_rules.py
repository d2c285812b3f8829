"""Every rule keeps its word: its own examples, and planted mistakes found at their line and column."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from support_portal.core.linter.rule import Rule
from support_portal.core.linter.rules import NAMES
from support_portal.core.linter.rules.image_size import LARGEST

from .make import RULES, check, data, span, unmark

MISTAKES = data("mistakes.yaml")
each_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@each_rule
def test_examples(tmp_path: Path, rule: Rule) -> None:
    """The rule speaks of its bad example and has nothing to say of its good one."""
    assert rule.id in {r.rule for r in check(tmp_path / "bad", rule.bad, rule.others)}
    assert rule.id not in {r.rule for r in check(tmp_path / "good", rule.good, rule.others)}


@each_rule
def test_a_rule_explains_itself(rule: Rule) -> None:
    """A rule has an identifier that says what it is about, a sentence that says what is right, and a reason."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.id)
    assert re.match(r"[A-Z].*[^.]\Z", rule.title)
    assert rule.why.endswith(".")
    assert rule.bad != rule.good


def test_rules_are_modules_of_their_names() -> None:
    """A rule is found in the module of its name, and no module is left out."""
    assert [rule.id.replace("-", "_") for rule in RULES] == list(NAMES)
    folder = Path(__file__).parents[3] / "ext/support_portal/core/linter/rules"
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} == set(NAMES)


@pytest.mark.parametrize("case", MISTAKES, ids=lambda case: case["name"])
def test_mistakes(tmp_path: Path, case: dict[str, Any]) -> None:
    """A planted mistake is found from its first to its last character, and nothing else is found."""
    text, spans = unmark(case["text"])
    found = [r for r in check(tmp_path, text, case.get("others")) if r.rule == case["rule"]]
    assert Counter(span(r) for r in found) == Counter(spans), [r.message for r in found]
    if spans:
        assert case["says"] in found[0].message


def test_a_large_image(tmp_path: Path) -> None:
    """An image of a byte too many is found where it stands; of all formats of a figure only the large one."""
    text, spans = unmark("# A\n\n![A donut](ok.png) ⟦![A donut](no.png)⟧\n\n⟦```{figure} two.*⟧\n:alt: A donut.\n```\n")
    large = {name: bytes(LARGEST + (name != "ok.png")) for name in ("ok.png", "no.png", "two.png")}
    others = {f"solutions/{name}": content for name, content in {**large, "two.svg": "<svg/>"}.items()}
    found = [r for r in check(tmp_path, text, others) if r.rule == "image-size"]
    assert [span(r) for r in found] == spans
    assert found[1].message.startswith("two.png has 500 KB; make it smaller than 500 KB")


def test_every_rule_has_a_planted_mistake() -> None:
    """A rule without a mistake that shows its place is not tested; those of whole files have no place in a text."""
    assert {rule.id for rule in RULES} - {case["rule"] for case in MISTAKES} == {"file", "image-size"}

"""The file of plans: every key is read with its line, and whatever is wrong costs one problem."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support_portal.core.manuals.plans import parse_plans
from support_portal.notices import Notice

from ..make import data

CASES = data("manuals.yaml")


@pytest.mark.parametrize("case", CASES["good"], ids=lambda case: str(case["text"]))
def test_good(case: dict[str, Any]) -> None:
    """A right plan has these fields."""
    (plan,), problems = parse_plans(case["text"])
    assert problems == ()
    shown = {name: getattr(plan, name) for name in case["fields"]}
    assert {name: list(v) if isinstance(v, tuple) else v for name, v in shown.items()} == case["fields"]


@pytest.mark.parametrize("case", CASES["bad"], ids=lambda case: str(case["text"]))
def test_bad(case: dict[str, Any]) -> None:
    """A wrong key costs one problem at its line and is left out; the manual is still planned."""
    (plan,), (problem,) = parse_plans(case["text"])
    assert plan.name == "a"
    assert (problem.notice, problem.line) == (Notice.DATA_FILE, case["line"])
    assert case["words"] in problem.message
    assert case.get("hint", "") in problem.message


@pytest.mark.parametrize("case", CASES["none"], ids=lambda case: str(case["text"]))
def test_no_plan(case: dict[str, Any]) -> None:
    """What cannot be a plan is a problem and no plan."""
    plans, (problem,) = parse_plans(case["text"])
    assert plans == ()
    assert case["words"] in problem.message
    assert problem.line


def test_an_unknown_word_chooses_nothing() -> None:
    """A filter with a slip in it does not become one that lets everything through."""
    (plan,), (problem,) = parse_plans("a:\n  title: A\n  sections: [solutons]")
    assert plan.sections == ("solutons",)
    assert problem.line == 3


def test_nothing_planned() -> None:
    """An empty file plans nothing and is no mistake."""
    assert parse_plans("# only a comment") == ((), ())


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    """Whatever the file holds, reading it ends in plans and problems."""
    plans, problems = parse_plans(text)
    assert all(plan.title for plan in plans)
    assert all(problem.line is None or problem.line > 0 for problem in problems)

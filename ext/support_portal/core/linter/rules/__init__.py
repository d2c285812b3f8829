"""The rules, one module each: what pages are checked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from support_portal.core.linter.rule import Rule

# In the order of the reference page: what breaks a page first.
NAMES = (
    "file",
    "front_matter",
    "one_title",
    "heading_levels",
    "sentence_case",
    "link_target",
    "link_anchor",
    "link_redirect",
    "link_unpublished",
    "link_text",
    "orphan",
    "image_file",
    "image_size",
    "image_alt",
    "duplicate_title",
    "duplicate_summary",
    "summary_length",
    "terms",
    "spelling",
    "code_json",
    "code_html",
    "code_python",
    "code_curl",
    "table_width",
    "as_of",
    "answers_unasked",
    "silence",
)


def rules() -> tuple[Rule, ...]:
    """Return all rules."""
    return tuple(import_module(f"support_portal.core.linter.rules.{name}").RULE for name in NAMES)

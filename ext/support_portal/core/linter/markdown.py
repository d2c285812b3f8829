"""Set markdown-it up as MyST does for this portal, without docutils."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_block import make_fence_rule
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from support_portal.core.linter.inline import PlacedInline


@cache
def parser(has_front_matter: bool) -> MarkdownIt:
    """Return the parser of a whole file, or of the text inside a directive, which has no front matter."""
    md = MarkdownIt("commonmark")
    md.inline = PlacedInline()
    # The preset's choice of rules, made again for the new inline parser.
    md.configure("commonmark")
    md.enable("table")
    if has_front_matter:
        md.use(front_matter_plugin)
    md.use(myst_block_plugin)
    md.use(myst_role_plugin)
    md.use(footnote_plugin, inline=False, move_to_end=False)
    alternatives = ["paragraph", "reference", "blockquote", "list", "footnote_def"]
    colons = make_fence_rule(markers=(":",), token_type="colon_fence", exact_match=False)  # noqa: S106
    md.block.ruler.before("fence", "colon_fence", colons, {"alt": alternatives})
    md.use(deflist_plugin)
    md.use(attrs_plugin, after=("image", "code_inline", "link_close", "span_close"), spans=True)
    md.use(attrs_block_plugin)
    # They join texts, whose places would be lost.
    md.disable(["text_join", "fragments_join"])
    return md

"""Sphinx settings of the portal.  Every ``portal_`` setting is explained in docs/operate/configuration.md."""

from __future__ import annotations

import os

import support_portal

project = "Unofficial Altmetric Support"
author = "the portal's editors"
copyright = "the portal's editors"
language = "en"
# Manuals print it on the cover; it is the version of the software, the articles have dates of their own.
version = release = support_portal.__version__

extensions = [
    "myst_parser",
    "sphinx_design",
    "sphinx_copybutton",
    "support_portal",
]
# `make live` shows every notice on its page; no other build loads it.
if os.environ.get("PORTAL_LIVE", "") == "1":
    extensions.append("support_portal.sphinx_ext.live")

# The Makefile sets PORTAL_BASEURL when it deploys; feeds, canonical addresses and the sitemap are made from it.
html_baseurl = os.environ.get("PORTAL_BASEURL", "https://support.example.org/")

portal_tagline = "Answers, news and training for people who work with Altmetric data."
portal_notice = (
    "This is an independent, unofficial portal. It is not run by, affiliated with or endorsed by Altmetric or "
    "Digital Science."
)
portal_contact_url = "about"
portal_edit_url = os.environ.get("PORTAL_EDIT_URL", "")
portal_issue_url = os.environ.get("PORTAL_ISSUE_URL", "")
portal_preview = os.environ.get("PORTAL_PREVIEW", "") == "1"

exclude_patterns = ["_data"]
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline", "attrs_block"]
myst_heading_anchors = 3
nitpicky = True

html_theme = "support_portal"
html_title = project
# The Markdown twins serve those who want the text; a second copy of the source would only be stale metadata.
html_copy_source = False
html_show_sourcelink = False
html_use_index = False
copybutton_exclude = ".linenos, .gp"

epub_show_urls = "footnote"
# Pages only: with their sections the contents would be ten times as long.
epub_tocdepth = 1
epub_title = project
epub_author = epub_publisher = author
epub_copyright = copyright
latex_documents = [("index", "support-portal.tex", project, author, "manual")]
man_pages = [("index", "support-portal", project, [author], 7)]

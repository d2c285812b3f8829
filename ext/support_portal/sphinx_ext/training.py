"""The ``{courses}`` and ``{lessons}`` directives: a section's courses, and the ordered lessons of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from support_portal.core.listing import Source, Style
from support_portal.sphinx_ext.listing_directive import ListingDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


class CoursesDirective(ListingDirective):
    """Lists the courses in this page's toctree with their level, time and number of lessons."""

    source: ClassVar[Source] = Source.COURSES


class LessonsDirective(ListingDirective):
    """Lists this course's lessons in order with the time of each; stands on a course's index page."""

    source: ClassVar[Source] = Source.LESSONS
    default_style: ClassVar[Style] = Style.LIST


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register the directives."""
    app.setup_extension("support_portal.sphinx_ext.listing")
    app.add_directive("courses", CoursesDirective)
    app.add_directive("lessons", LessonsDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}

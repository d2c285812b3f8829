"""Draw what a command found as one HTML file that needs nothing else: no script, no request, its own colours.

The templates beside this module fill ``frame.html``, whose policy (Content Security Policy 3, ``style-src`` with a
hash) lets nothing in but the one style sheet.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

_LATE: Final = ' class="late"'


def draw(template: str, **values: object) -> str:
    """Return a template of this folder, filled with values, as a whole page of HTML."""
    style = files(__name__).joinpath("style.css").read_text("utf-8")
    environment = Environment(autoescape=True, loader=PackageLoader(__name__, ""), keep_trailing_newline=True)
    return environment.get_template(template).render(
        values,
        plot=plot,
        style=Markup(style),  # noqa: S704 -- our own
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
    )


def plot(values: Sequence[int], kind: str, least: int = 1, late: int = 0) -> Markup:
    """Return numbers as bars of SVG, for those who see them; a table beside them says the same to everyone.

    ``kind`` is the class of the plot. The tallest bar stands for the highest number, or for ``least`` where that is
    more. The first ``late`` bars are marked.
    """
    top = max([least, *values])
    bars = "".join(
        f'<rect{_LATE if at < late else ""} x="{10 * at + 1}" y="{100 - height:g}" width="8" height="{height:g}"/>'
        for at, value in enumerate(values)
        if (height := round(100 * value / top, 1))
    )
    box = f'viewBox="0 0 {10 * len(values)} 100" preserveAspectRatio="none"'
    return Markup(f'<svg class="{kind}" {box} aria-hidden="true" focusable="false">{bars}</svg>')  # noqa: S704 -- numbers

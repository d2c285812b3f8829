"""Draw what is read as one HTML file with plots that needs nothing else: no script, no request, its own colours."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Final

from jinja2 import Environment
from markupsafe import Markup

from support_portal.cli.traffic_counts import Counts, last_days, shown
from support_portal.core.ranking import scores
from support_portal.traffic.sources import printable
from support_portal.traffic.standing import LEAST_SHOWN, Standing

_STYLE: Final = """
:root { color-scheme: light dark; --text: #1c2330; --soft: #566074; --line: #d9dde5; --bar: #2b6cb0; --back: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e8ebf1; --soft: #a9b3c6; --line: #39414f; --bar: #7cb7f2; --back: #151a22; }
}
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 4rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.25rem; }
p, figcaption, summary, .note { color: var(--soft); }
figure { margin: 0; }
svg { display: block; width: 100%; fill: var(--bar); }
.all { height: 10rem; border-bottom: 1px solid var(--line); }
.one { width: 9rem; height: 1.75rem; }
.scroll { overflow-x: auto; }
.scroll:focus-visible, summary:focus-visible { outline: 3px solid var(--bar); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .5rem .75rem; border-bottom: 1px solid var(--line); text-align: left; font-weight: inherit; }
thead th { color: var(--soft); font-size: .875rem; white-space: nowrap; }
tbody th { overflow-wrap: anywhere; min-width: 12rem; }
.number { text-align: right; white-space: nowrap; }
.note { display: block; font-size: .875rem; }
summary { margin: .75rem 0; cursor: pointer; }
@media print { .scroll { overflow: visible; } }
"""

_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{{ hash }}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>What is read</title>
<style>{{ style }}</style>
</head>
<body>
<main>
<h1>What is read</h1>
<p>As of {{ counts.as_of }}. Readers and votes are of {{ window }} days; a person counts once a day for
each article.</p>
<h2 id="all">Readers of the articles below, day by day</h2>
<figure>
{{ plot(totals, "all") }}
<figcaption>{{ first }} to {{ counts.as_of }}; the highest bar is {{ shown(totals|max) }}.</figcaption>
</figure>
<details>
<summary>The same as a table</summary>
<div class="scroll" role="region" tabindex="0" aria-labelledby="all">
<table>
<thead><tr><th scope="col">Day</th><th scope="col" class="number">Readers</th></tr></thead>
<tbody>
{% for day, number in by_day -%}
<tr><th scope="row">{{ day }}</th><td class="number">{{ shown(number) }}</td></tr>
{% endfor -%}
</tbody>
</table>
</div>
</details>
<h2 id="articles">Articles, in the order of popular cards</h2>
<div class="scroll" role="region" tabindex="0" aria-labelledby="articles">
<table>
<thead><tr><th scope="col">Article</th><th scope="col" class="number">Readers</th>
<th scope="col" class="number">Last 7 days</th><th scope="col">{{ days }} days</th>
<th scope="col" class="number">Helped</th><th scope="col" class="number">Score</th></tr></thead>
<tbody>
{% for one in found -%}
<tr><th scope="row">{{ one.article }}
{%- if one.article in pins %} <span class="note">pin {{ pins[one.article] }}</span>{% endif %}
{%- if one.is_rising %} <span class="note">rising: {{ "%.1f"|format(one.rising) }} times a usual week</span>{% endif -%}
</th><td class="number">{{ shown(one.visitors) }}</td>
<td class="number">{{ shown(last(one, 7)|sum) }}</td>
<td>{% if one.is_countable %}{{ plot(last(one, days), "one") }}{% endif %}</td>
<td class="number">
{%- if one.has_votes %}{{ one.votes_up }} of {{ one.votes_up + one.votes_down }}{% endif -%}
</td><td class="number">{{ "{:,.1f}".format(one.score) }}</td></tr>
{% endfor -%}
</tbody>
</table>
</div>
<h2 id="failed">Searches that found nothing</h2>
{% if counts.failed -%}
<table>
<thead><tr><th scope="col">Text</th><th scope="col" class="number">Times</th></tr></thead>
<tbody>
{% for text, times in counts.failed -%}
<tr><th scope="row">{{ printable(text) }}</th><td class="number">{{ "{:,}".format(times) }}</td></tr>
{% endfor -%}
</tbody>
</table>
{% else -%}
<p>None that enough people typed.</p>
{% endif -%}
</main>
</body>
</html>
"""


def plot(values: Sequence[int], kind: str) -> Markup:
    """Return numbers as bars; the table beside them says the same to those who do not see it."""
    top = max([LEAST_SHOWN, *values])
    bars = "".join(
        f'<rect x="{place * 10 + 1}" y="{100 - height:g}" width="8" height="{height:g}"/>'
        for place, value in enumerate(values)
        if (height := round(100 * value / top, 1))
    )
    box = f'viewBox="0 0 {10 * len(values)} 100" preserveAspectRatio="none"'
    return Markup(f'<svg class="{kind}" {box} aria-hidden="true" focusable="false">{bars}</svg>')  # noqa: S704 -- numbers


def page(found: Sequence[Standing], counts: Counts, days: int) -> str:
    """Return the page of these articles, with so many days drawn."""
    pasts = [last_days(one, counts.as_of, days) for one in found if one.is_countable]
    totals = [sum(numbers) for numbers in zip(*pasts, strict=True)] or [0] * days
    first = counts.as_of - dt.timedelta(days - 1)
    return (
        Environment(autoescape=True)
        .from_string(_PAGE)
        .render(
            style=Markup(_STYLE),  # noqa: S704 -- a constant
            hash=base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode(),
            counts=counts,
            pins=counts.inventory.pins,
            found=found,
            days=days,
            window=scores.WINDOW + 1,
            first=first,
            totals=totals,
            by_day=[(first + dt.timedelta(age), number) for age, number in enumerate(totals)],
            plot=plot,
            shown=shown,
            printable=printable,
            last=lambda one, so_many: last_days(one, counts.as_of, so_many),
        )
        + "\n"
    )

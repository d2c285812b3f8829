"""Draw what to review as one HTML file with a chart that needs nothing else: no script, no request, its own colours."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Final

from jinja2 import Environment
from markupsafe import Markup

from support_portal.core.upkeep.freshness import Review

_STYLE: Final = """
:root { color-scheme: light dark; --text: #1c2330; --soft: #566074; --line: #d9dde5; --bar: #2b6cb0; --late: #b4451f;
  --back: #fff; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e8ebf1; --soft: #a9b3c6; --line: #39414f; --bar: #7cb7f2; --late: #ff9d78; --back: #151a22; }
}
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem 1rem 4rem; background: var(--back); color: var(--text);
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.75rem; line-height: 1.2; }
h2 { margin: 2.5rem 0 .5rem; font-size: 1.25rem; }
p, figcaption, .note { color: var(--soft); }
figure { margin: 0; }
svg { display: block; width: 100%; height: 10rem; border-bottom: 1px solid var(--line); fill: var(--bar); }
.late { fill: var(--late); }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 3px solid var(--bar); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: .5rem .75rem; border-bottom: 1px solid var(--line); text-align: left; font-weight: inherit; }
thead th { color: var(--soft); font-size: .875rem; white-space: nowrap; }
tbody th { min-width: 14rem; overflow-wrap: anywhere; }
.number, .day { white-space: nowrap; }
.number { text-align: right; }
.note { display: block; font-size: .875rem; }
@media print { .scroll { overflow: visible; } }
"""

_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{{ hash }}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>What to review</title>
<style>{{ style }}</style>
</head>
<body>
<main>
<h1>What to review</h1>
<p>On {{ today }}: {{ late }} of {{ rows|length }} pages are overdue.</p>
<h2>When pages fall due</h2>
<figure>
<svg viewBox="0 0 {{ months|length * 10 }} 100" preserveAspectRatio="none" aria-hidden="true" focusable="false">
{%- for bar in bars %}
<rect{% if bar.late %} class="late"{% endif %} x="{{ bar.x }}" y="{{ bar.y }}" width="8" height="{{ bar.height }}"/>
{%- endfor %}</svg>
<figcaption>Pages by month, {{ months[0] }} to {{ months[-1] }}; the highest bar is {{ highest }}. The table says
the same.</figcaption>
</figure>
<h2 id="pages">Pages, the most urgent first</h2>
<div class="scroll" role="region" tabindex="0" aria-labelledby="pages">
<table>
<thead><tr><th scope="col">Page</th><th scope="col">Due</th><th scope="col" class="number">Days over</th>
<th scope="col" class="number">Read</th><th scope="col" class="number">Against</th>
<th scope="col" class="number">Broken links</th><th scope="col">Owner</th>
<th scope="col" class="number">Score</th></tr></thead>
<tbody>
{% for row in rows -%}
<tr><th scope="row">{{ row.title }} <span class="note">docs/{{ row.docname }}.md</span></th>
<td class="day">{{ row.due }}</td><td class="number">{{ row.days if row.days > 0 else "" }}</td>
<td class="number">{{ "{:.0%}".format(row.share) if row.most else "" }}</td>
<td class="number">
{%- if row.votes_up + row.votes_down %}{{ row.votes_down }} of {{ row.votes_up + row.votes_down }}{% endif -%}
</td>
<td class="number">{{ row.broken|length or "" }}</td><td>{{ row.owner or "nobody" }}</td>
<td class="number">{{ "%.1f"|format(row.score) }}</td></tr>
{% endfor -%}
</tbody>
</table>
</div>
</main>
</body>
</html>
"""


def page(rows: Sequence[Review], today: dt.date) -> str:
    """Return the page of these reviews; months before the last twelve are drawn as one."""
    numbers: dict[str, int] = {}
    first = today - dt.timedelta(365)
    last = max([today, *(row.due for row in rows)])
    month = first.replace(day=1)
    while month <= last:
        numbers[f"{month:%Y-%m}"] = 0
        month = (month + dt.timedelta(31)).replace(day=1)
    months = list(numbers)
    for row in rows:
        numbers[max(f"{row.due:%Y-%m}", months[0])] += 1
    highest = max(numbers.values())
    bars = [
        {"x": place * 10 + 1, "y": 100 - height, "height": height, "late": name < f"{today:%Y-%m}"}
        for place, (name, number) in enumerate(numbers.items())
        if (height := round(100 * number / highest, 1) if highest else 0)
    ]
    return (
        Environment(autoescape=True)
        .from_string(_PAGE)
        .render(
            style=Markup(_STYLE),  # noqa: S704 -- a constant
            hash=base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode(),
            rows=rows,
            today=today,
            late=sum(row.days > 0 for row in rows),
            months=months,
            bars=bars,
            highest=highest,
        )
        + "\n"
    )

"""The tables of a state, and the rules of counting people, machines, votes and searches, as DuckDB's SQL."""

from __future__ import annotations

from support_portal.traffic import database
from support_portal.traffic.tables import Settings

VERSION = 2
# Late lines add rows to days that are closed, which add up when they are read; keys would take a tenth of a refresh.
TABLES = """
CREATE TABLE about (version INTEGER);
CREATE TABLE logs (id INTEGER PRIMARY KEY, head BLOB, head_size INTEGER, tail BLOB, tail_size INTEGER, "offset" BIGINT,
    lines BIGINT, mid_line BOOLEAN, format VARCHAR);
CREATE TABLE seen (device UBIGINT, inode UBIGINT, size BIGINT, changed BIGINT, PRIMARY KEY (device, inode));
CREATE TABLE open_views (day INTEGER, article VARCHAR, visitor UBIGINT, views BIGINT);
CREATE TABLE open_events (day INTEGER, kind VARCHAR, query VARCHAR, article VARCHAR, number INTEGER, visitor UBIGINT,
    count BIGINT);
CREATE TABLE closed_daily (day INTEGER, article VARCHAR, views BIGINT, visitors BIGINT, votes_up BIGINT,
    votes_down BIGINT);
CREATE TABLE closed_searches (day INTEGER, query VARCHAR, results INTEGER, count BIGINT, visitors BIGINT);
CREATE TABLE closed_clicks (day INTEGER, query VARCHAR, article VARCHAR, count BIGINT, visitors BIGINT);
CREATE TABLE imported (source VARCHAR, day INTEGER, article VARCHAR, views BIGINT, visitors BIGINT, votes_up BIGINT,
    votes_down BIGINT, PRIMARY KEY (source, day, article));
"""

# A machine that names a browser as its agent shows by what it does: it asks what machines may read, which no browser
# does (P.-N. Tan and V. Kumar, Discovery of Web Robot Sessions, 2002), or opens more articles in a day than anybody
# reads.  Of `views`, where each visitor has one row for each article of a day, and `robots` is true for robots.txt.
MACHINES = """
SELECT day, visitor FROM {views} GROUP BY ALL HAVING bool_or({robots}) OR count(*) > $crawl_limit
"""
# The table `e` (as open_events) of people, where `machines` is a table too.
EVENTS = """
e AS (SELECT day, kind, query, article, number, visitor, sum(count) AS count
      FROM {events} ANTI JOIN machines USING (day, visitor) GROUP BY ALL)
"""
_OPEN = "o AS (SELECT day, article, visitor, sum(views) AS views FROM open_views GROUP BY ALL)"
_OPEN_VIEWS = """
v AS (SELECT day, article, sum(views) AS views, count(*) AS visitors FROM o ANTI JOIN machines USING (day, visitor)
      WHERE article <> '' GROUP BY ALL)
"""
# Of what a refresh counted, where articles are numbers until days are added up.
_CLOSING = """
v AS (SELECT day, article, views, visitors
      FROM (SELECT day, code, sum(views) AS views, count(*) AS visitors FROM counted
            ANTI JOIN machines USING (day, visitor) WHERE code >= 0 AND day < {opened} GROUP BY ALL)
      JOIN names USING (code))
"""
_CLOSING_EVENTS = "(FROM all_events WHERE day < {opened})"
# What follows reads `v` (day, article, views, visitors) and `e`.
DAILY = """
SELECT day, article, coalesce(views, 0)::BIGINT AS views, coalesce(visitors, 0)::BIGINT AS visitors,
    coalesce(votes_up, 0)::BIGINT AS votes_up, coalesce(votes_down, 0)::BIGINT AS votes_down
FROM v
FULL JOIN (SELECT day, article, count(*) FILTER (number = 1) AS votes_up, count(*) FILTER (number = 0) AS votes_down
           FROM e WHERE kind = 'vote' GROUP BY ALL) USING (day, article)
"""
# Texts that too few people searched are summed under an empty text.
SEARCHES = """
SELECT day, if(visitors >= $least_searchers, query, '') AS query, number AS results, sum(count)::BIGINT AS count,
    sum(visitors)::BIGINT AS visitors
FROM (SELECT day, query, number, sum(count) AS count, count(*) AS visitors FROM e WHERE kind = 'search' GROUP BY ALL)
GROUP BY ALL
"""
CLICKS = """
SELECT day, if(visitors >= $least_searchers, query, '') AS query, article, sum(count)::BIGINT AS count,
    sum(visitors)::BIGINT AS visitors
FROM (SELECT day, query, article, sum(count) AS count, count(*) AS visitors FROM e WHERE kind = 'click' GROUP BY ALL)
GROUP BY ALL
"""


def version_of(base: database.DuckDBPyConnection, create: bool) -> int | None:
    """Return the version of a state, or None when it is none; make an empty database one if ``create`` is set."""
    tables = {row[0] for row in base.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if create and not tables:
        base.execute("BEGIN")
        base.execute(TABLES)
        base.execute("INSERT INTO about VALUES ($1)", [VERSION])
        base.execute("COMMIT")
    elif "about" not in tables:
        return None
    found = base.execute("SELECT version FROM about").fetchone()
    return found[0] if found else None


def limits(settings: Settings, *names: str) -> dict[str, int]:
    """Return the settings that a query names, as its parameters."""
    known = {"crawl_limit": settings.crawl_limit, "least_searchers": settings.least_searchers}
    return {name: known[name] for name in names}


def of_open_days() -> str:
    """Return the tables `machines`, `v` and `e` of the days that are open, for a WITH."""
    machines = MACHINES.format(views="o", robots="article = ''")
    return f"{_OPEN}, machines AS ({machines}), {_OPEN_VIEWS}, {EVENTS.format(events='open_events')}"


def of_closing_days(opened: int) -> str:
    """Return the tables `v` and `e` of the days before ``opened``, for a WITH."""
    return f"{_CLOSING.format(opened=opened)}, {EVENTS.format(events=_CLOSING_EVENTS.format(opened=opened))}"

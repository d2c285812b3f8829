"""The tables of a state, and the rules of counting people, machines, votes and searches, as DuckDB's SQL."""

from __future__ import annotations

from support_portal.traffic import database
from support_portal.traffic.tally import ROBOTS

VERSION = 3
# Articles are told apart by numbers, from 0 without a gap: by their names days took three times as long to close, and a
# report to read.  Late lines add rows to days that are closed, which add up when they are read; keys would take a tenth
# of a refresh.
TABLES = """
CREATE TABLE about (version INTEGER);
CREATE TABLE logs (id INTEGER PRIMARY KEY, head BLOB, head_size INTEGER, tail BLOB, tail_size INTEGER, "offset" BIGINT,
    lines BIGINT, mid_line BOOLEAN, format VARCHAR);
CREATE TABLE articles (id INTEGER, name VARCHAR);
CREATE TABLE seen (device UBIGINT, inode UBIGINT, size BIGINT, changed BIGINT, PRIMARY KEY (device, inode));
CREATE TABLE agents (judges VARCHAR, kind UBIGINT, machine BOOLEAN);
CREATE TABLE open_views (day INTEGER, article INTEGER, visitor UBIGINT, views BIGINT);
CREATE TABLE open_events (day INTEGER, kind VARCHAR, query VARCHAR, article INTEGER, number INTEGER, visitor UBIGINT,
    count BIGINT);
CREATE TABLE open_machines (day INTEGER, visitor UBIGINT);
CREATE TABLE closed_daily (day INTEGER, article INTEGER, views BIGINT, visitors BIGINT, votes_up BIGINT,
    votes_down BIGINT);
CREATE TABLE closed_searches (day INTEGER, query VARCHAR, results INTEGER, count BIGINT, visitors BIGINT);
CREATE TABLE closed_clicks (day INTEGER, query VARCHAR, article INTEGER, count BIGINT, visitors BIGINT);
CREATE TABLE imported (source VARCHAR, day INTEGER, article VARCHAR, views BIGINT, visitors BIGINT, votes_up BIGINT,
    votes_down BIGINT, PRIMARY KEY (source, day, article));
"""

_OPEN_VIEWS = "(SELECT day, article, visitor, sum(views)::BIGINT AS views FROM open_views GROUP BY ALL)"
# What a refresh counted, with the views of open days before: one row for each visitor and article of a day.
COUNTED = f"""
SELECT day, article, visitor, coalesce(now.number, 0) AS new,
    coalesce(now.number, 0) + coalesce(before.views, 0) AS views
FROM (SELECT day, article, visitor, count(*) AS number FROM new_views GROUP BY ALL) now
FULL JOIN {_OPEN_VIEWS} before USING (day, article, visitor)
"""  # noqa: S608 -- a query of ours
# A machine that names a browser as its agent shows by what it does: it asks what machines may read, which no browser
# does (P.-N. Tan and V. Kumar, Discovery of Web Robot Sessions, 2002), or opens more articles in a day than anybody
# reads.  Of what a refresh counted, where each visitor has one row for each article of a day, also for robots.txt.
MACHINES = f"""
SELECT day, visitor FROM counted GROUP BY ALL HAVING bool_or(article = {ROBOTS}) OR count(*) > $crawl_limit
"""  # noqa: S608 -- a number of ours
# The tables `v` and `e` of people, where `machines` is a table too: of views with a row for each visitor and article of
# a day, and of events.
PEOPLE = """
v AS (SELECT day, article, sum(views) AS views, count(*) AS visitors
      FROM {views} ANTI JOIN machines USING (day, visitor) WHERE article >= 0 GROUP BY ALL),
e AS (SELECT day, kind, query, article, number, visitor, sum(count) AS count
      FROM {events} ANTI JOIN machines USING (day, visitor) GROUP BY ALL)
"""
# For a WITH, of the days that are open.
OPEN_DAYS = "machines AS (FROM open_machines)," + PEOPLE.format(views=_OPEN_VIEWS, events="open_events")
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
    try:
        found = base.execute("SELECT version FROM about").fetchone()
    except database.ProgrammingError:
        # To ask for tables first took as long as 8,000 lines.
        if not create or base.execute("SELECT table_name FROM duckdb_tables()").fetchone():
            return None
        base.execute("BEGIN")
        base.execute(TABLES)
        base.execute("INSERT INTO about VALUES ($1)", [VERSION])
        base.execute("COMMIT")
        return VERSION
    return found[0] if found else None


def closing_days(opened: int) -> str:
    """Return `v` and `e` of the days before ``opened`` that a refresh counted, for a WITH."""
    before = "(FROM {} WHERE day < {})".format
    return PEOPLE.format(views=before("counted", opened), events=before("all_events", opened))

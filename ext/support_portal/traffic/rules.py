"""The tables of a state, and the rules of counting people, machines, votes and searches, as DuckDB's SQL."""

from __future__ import annotations

from support_portal.traffic import database

VERSION = 4
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
CREATE TABLE open_events (day INTEGER, kind VARCHAR, query VARCHAR, article INTEGER, number INTEGER, visitor UBIGINT);
CREATE TABLE open_machines (day INTEGER, visitor UBIGINT);
CREATE TABLE open_sums (day INTEGER, article INTEGER, views BIGINT, visitors BIGINT);
CREATE TABLE closed_daily (day INTEGER, article INTEGER, views BIGINT, visitors BIGINT, votes_up BIGINT,
    votes_down BIGINT);
CREATE TABLE closed_searches (day INTEGER, query VARCHAR, results INTEGER, count BIGINT, visitors BIGINT);
CREATE TABLE closed_clicks (day INTEGER, query VARCHAR, article INTEGER, count BIGINT, visitors BIGINT);
CREATE TABLE imported (source VARCHAR, day INTEGER, article VARCHAR, views BIGINT, visitors BIGINT, votes_up BIGINT,
    votes_down BIGINT, PRIMARY KEY (source, day, article));
"""

# What people's beacons told, where `machines` is a table.
_TOLD = """
SELECT day, kind, query, article, number, visitor, count(*) AS count
FROM {} ANTI JOIN machines USING (day, visitor) GROUP BY ALL
"""
# `v`, what people read, and `e`, what they told, of days that are open, for a WITH.
OPEN_DAYS = f"v AS (FROM open_sums), machines AS (FROM open_machines), e AS ({_TOLD.format('open_events')})"
# The same of the days before $opened, while a refresh closes them.
_CLOSING = "(FROM open_events WHERE day < $opened UNION ALL BY NAME FROM new_events WHERE day < $opened)"
CLOSING_DAYS = f"v AS (FROM sums WHERE day < $opened), e AS ({_TOLD.format(_CLOSING)})"
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

"""Count views and visitors of articles with Polars, by the rules of the portal's refresh, and write them as CSV.

``python -m benchmarks.traffic.polars_job LOG PAGES OUT``.  Votes, searches, what was left out and where, state for the
next refresh and odd lines (escaped quotes) are not in it, so it is an easier job.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from support_portal.traffic.agents import Agents
from support_portal.traffic.inventory import Addresses, read_inventory
from support_portal.traffic.tables import Settings

COLUMNS = ("before", "request", "after", "referrer", "space", "agent", "rest")


def count(log: Path, pages: Path) -> pl.DataFrame:
    """Return views and visitors by day and article."""
    addresses, agents = Addresses(read_inventory(pages)), Agents()
    lines = pl.scan_csv(
        log,
        separator='"',
        quote_char=None,
        has_header=False,
        schema=dict.fromkeys(COLUMNS, pl.String),
        truncate_ragged_lines=True,
        ignore_errors=True,
        encoding="utf8-lossy",
    )
    asked = lines.filter(
        pl.col("request").str.starts_with("GET ")
        & pl.col("after").str.slice(1, 3).is_in(["200", "304"])
        & pl.col("agent").is_not_null()
    ).select(
        target=pl.col("request").str.slice(4).str.replace(r" HTTP/[0-9.]+$", "").str.replace(r"[?#].*$", ""),
        address=pl.col("before").str.extract(r"^(\S+)"),
        time=pl.col("before").str.extract(r"\[([^\]]{26})\] $"),
        agent=pl.col("agent"),
    )
    found = asked.collect()
    targets = found["target"].unique().to_list()
    articles = {
        target: "" if addresses.is_robots(target.encode()) else addresses.article(target.encode()) for target in targets
    }
    known = pl.DataFrame({"target": list(articles), "article": list(articles.values())}).drop_nulls()
    named = found["agent"].unique().to_list()
    people = pl.DataFrame({"agent": [agent for agent in named if not agents.is_machine(agent.encode())]})
    times = found.select(pl.col("time").unique()).with_columns(
        day=pl.col("time").str.to_datetime("%d/%b/%Y:%H:%M:%S %z", strict=False).dt.convert_time_zone("UTC").dt.date()
    )
    read = found.join(known, on="target").join(people, on="agent").join(times, on="time").drop_nulls("day")
    who = ["day", "address", "agent"]
    limit = Settings().crawl_limit
    machines = read.group_by(who).agg(machine=(pl.col("article") == "").any() | (pl.col("article").n_unique() > limit))
    read = read.join(machines.filter(~pl.col("machine")), on=who)
    return (
        read.group_by("day", "article")
        .agg(views=pl.len(), visitors=pl.struct("address", "agent").n_unique())
        .sort("day", "article")
    )


if __name__ == "__main__":
    count(Path(sys.argv[1]), Path(sys.argv[2])).write_csv(sys.argv[3])

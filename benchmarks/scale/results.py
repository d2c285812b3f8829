"""What was measured, kept as JSON: for each number of articles one race, in which all generators ran side by side."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.measure import Cost, median
from benchmarks.scale.corpora import Output

STEPS = ("full", "unchanged", "body", "title")


@dataclass
class Race:
    """One race: `costs` by peer, variant and step, one cost a round; the rest says under which conditions."""

    size: int
    machine: str
    day: str
    versions: dict[str, dict[str, str]] = field(default_factory=dict)
    outputs: dict[str, Output] = field(default_factory=dict)
    costs: dict[str, dict[str, dict[str, list[Cost]]]] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)

    def add(self, peer: str, variant: str, step: str, cost: Cost) -> None:
        """Note one measurement."""
        self.costs.setdefault(peer, {}).setdefault(variant, {}).setdefault(step, []).append(cost)

    def cost(self, peer: str, variant: str, step: str) -> Cost | None:
        """Return the median of what was measured, or None."""
        found = self.costs.get(peer, {}).get(variant, {}).get(step)
        return median(found) if found else None

    @property
    def rounds(self) -> int:
        """How often each build was measured at least."""
        return min((len(c) for v in self.costs.values() for s in v.values() for c in s.values()), default=0)


def save(races: dict[int, Race], path: Path) -> None:
    """Write the races, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = {str(size): asdict(race) for size, race in sorted(races.items())}
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    os.replace(draft, path)


def load(path: Path) -> dict[int, Race]:
    """Return the saved races by number of articles; none when there is no file."""
    if not path.exists():
        return {}
    races = {}
    for size, data in json.loads(path.read_text(encoding="utf-8")).items():
        data["outputs"] = {peer: Output(**output) for peer, output in data["outputs"].items()}
        data["costs"] = {
            peer: {v: {s: [Cost(**c) for c in costs] for s, costs in steps.items()} for v, steps in variants.items()}
            for peer, variants in data["costs"].items()
        }
        races[int(size)] = Race(**data)
    return races

"""Run a race: each generator builds the same articles and the same edits in turns, so that a slow minute hits all."""

from __future__ import annotations

import compileall
import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import CommandFailedError, Cost, machine, run
from benchmarks.scale.corpora import Editor, Output, UnequalWorkError, check_edit, check_work, make_corpus
from benchmarks.scale.peers import AUTO, SERIAL, Peer
from benchmarks.scale.results import STEPS, Race

_TRY = 100


@dataclass
class Lane:
    """One generator in one variant, with a copy of the sources of its own."""

    peer: Peer
    variant: str
    programs: Path
    site: Path
    environment: Mapping[str, str]

    def prepare(self, corpus: Path) -> None:
        """Lay out the sources."""
        self.peer.prepare_site(corpus, self.site)
        self.editor = Editor(self.site / self.peer.sources)

    def steps(self, size: int) -> tuple[str, ...]:
        """Return what is measured: rebuilds only as people run them, with all cores."""
        return STEPS if self.variant == AUTO and size <= self.peer.rebuilds else STEPS[:1]

    def measure(self, step: str) -> Cost:
        """Make the edit, build, see that the output has it, and return what the build cost."""
        words = ""
        if step == "full":
            self.editor.undo()
            self.peer.clean(self.site)
        elif step in ("body", "title"):
            words = getattr(self.editor, step)()
        command = self.peer.command(self.variant, self.programs)
        cost = run(command, cwd=self.site, env=self.environment, stdout=self.site / "log.txt")
        if words:
            check_edit(self.site / self.peer.output, self.editor.path.stem, words)
        return cost


class Track:
    """Where races are run: the folder of environments, corpora and sites, and a frozen copy of the portal's package.

    The copy, because the portal writes every page again when its own code changed, and people go on working.
    """

    def __init__(self, folder: Path, script: Path, package: Path) -> None:
        self.folder = folder.resolve()
        self.script = script.resolve()
        frozen = self.folder / "frozen"
        shutil.rmtree(frozen, ignore_errors=True)
        shutil.copytree(package, frozen / package.name, ignore=shutil.ignore_patterns("__pycache__"))
        compileall.compile_dir(frozen, quiet=2)
        # An empty value is as if it were not set: no generator shall compile itself anew in every run.
        self.environment = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPATH": ""}
        self.portal_environment = {**self.environment, "PYTHONPATH": str(frozen)}
        self._check_frozen(package.name, frozen)

    def _check_frozen(self, name: str, frozen: Path) -> None:
        """Raise an error unless the builds will load the frozen copy."""
        done = subprocess.run(
            [sys.executable, "-c", f"import {name}; print({name}.__file__)"],
            env={**os.environ, **self.portal_environment},
            cwd=frozen.parent,
            check=True,
            capture_output=True,
            encoding="utf-8",
        )
        if not Path(done.stdout.strip()).is_relative_to(frozen):
            raise RuntimeError(f"{name} is loaded from {done.stdout.strip()}, not from its frozen copy in {frozen}")

    def lanes(self, peers: list[Peer], size: int) -> list[Lane]:
        """Prepare every generator's environment, sources and variants."""
        lanes = []
        for peer in peers:
            programs = peer.prepare_environment(self.folder / "venvs")
            engine = "sphinx" if peer.engine == "portal" else peer.engine
            corpus = make_corpus(self.script, engine, size, self.folder / "corpora")
            for variant in peer.commands:
                site = self.folder / "sites" / f"{peer.name}-{variant}-{size}"
                environment = self.portal_environment if peer.engine == "portal" else self.environment
                lane = Lane(peer, variant, programs, site, environment)
                lane.prepare(corpus)
                lanes.append(lane)
        return lanes

    def warm_up(self, peers: list[Peer], say: Callable[[str], None]) -> None:
        """Let every generator build a small corpus and take every edit: what does not work fails before the race."""
        for lane in self.lanes(peers, _TRY):
            for step in lane.steps(_TRY):
                lane.measure(step)
                if step == "full":
                    self._check(lane)
            say(f"  {lane.peer.label} ({lane.variant}) works")

    def race(
        self,
        size: int,
        peers: list[Peer],
        rounds: int,
        say: Callable[[str], None],
        keep: Callable[[Race], None],
        time_for: Callable[[str, str, str, int], bool],
    ) -> Race:
        """Run all rounds and return what was measured; `keep` is given the race after every build, to save it.

        A generator whose build fails, or does not make what the others make, is left out from there on, with the
        reason.  A build for which `time_for` says there is no time is not measured.
        """
        race = Race(size, machine(), dt.date.today().isoformat())
        lanes = self.lanes([peer for peer in peers if size <= peer.largest], size)
        race.versions = {lane.peer.name: lane.peer.versions(lane.programs) for lane in lanes}
        for number in range(rounds):
            for step, lane in _order(lanes, size):
                name = lane.peer.name
                if name in race.left_out or not time_for(name, lane.variant, step, size):
                    continue
                try:
                    cost = lane.measure(step)
                    if step == "full" and number == 0:
                        race.outputs[name] = self._check(lane)
                except (CommandFailedError, UnequalWorkError) as error:
                    race.left_out[name] = str(error)
                    say(f"  {lane.peer.label}: left out: {error}")
                    continue
                race.add(name, lane.variant, step, cost)
                say(
                    f"  {size:>6} {name:14} {lane.variant:7} {step:10} wall {cost.wall:8.1f} s"
                    f"   cpu {cost.cpu:8.1f} s   peak {cost.peak:7.0f} MiB   load {os.getloadavg()[0]:.1f}"
                )
                keep(race)
        for lane in lanes:
            shutil.rmtree(lane.site)
        return race

    def _check(self, lane: Lane) -> Output:
        return check_work(lane.site / lane.peer.sources, lane.site / lane.peer.output, lane.peer.engine == "portal")


def _order(lanes: list[Lane], size: int) -> Iterator[tuple[str, Lane]]:
    """Yield the builds of a round: each step by all in turn; what runs in one process last, it takes longest."""
    for variant in (AUTO, SERIAL):
        for step in STEPS:
            yield from ((step, lane) for lane in lanes if lane.variant == variant and step in lane.steps(size))

"""One clock for a cluster, or for two side by side: lets virtual time pass, at most a slice in a turn.

Clusters side by side never run ahead of one another: what is due first is done first, whichever it is due in, and both
come to that moment. One that is ahead (it had lived on when the other was forked from its past) waits until time has
come to where it stands; until then its recorded past is what can be seen of it.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from django.conf import settings

from tutorial.live.pace import Pace
from tutorial.live.until import DAY, Awaited
from tutorial.words import Refusal

if TYPE_CHECKING:
    from tutorial.live.cluster import LiveCluster

STEPS_MOST = 10_000  # pieces of work that one step looks for a change in


class Drive:
    """`clusters`: one, or two that are compared. `pace` says how far their time may have come."""

    def __init__(self, clusters: tuple[LiveCluster, ...], pace: Pace):
        self.clusters, self.pace = clusters, pace
        self.awaited: Awaited | None = None  # what the present jump is for

    @property
    def now(self) -> int:
        """Virtual µs: where the one stands that is behind."""
        return min(live.simulation.now for live in self.clusters)

    def waits(self, live: LiveCluster) -> bool:
        """Is it ahead, its recorded past still to be seen beside the other's present?"""
        return live.simulation.now > self.now

    def next(self, live: LiveCluster) -> int | None:
        """When something is due in it: of one that waits, when something happened next."""
        if self.waits(live) and (recorded := live.recorded_after(self.now)) is not None:
            return recorded
        return live.due

    def clock(self, live: LiveCluster) -> dict:
        """What its viewers are told. The clock of one that waits stands; next is what happened next."""
        simulation, waits = live.simulation, self.waits(live)
        return {
            "time": simulation.now,
            "rate": self.pace.rate,
            "running": self.pace.running and not waits,
            "waits": waits,
            "next": self.next(live) if waits else simulation.next_due,
            "wallEpoch": simulation.epoch,
        }

    @property
    def watched(self) -> bool:
        return any(live.viewers for live in self.clusters)

    @property
    def retired(self) -> bool:
        """Is another clock in charge of its clusters now, or none?"""
        return not self.clusters or any(live.drive is not self or live.dead for live in self.clusters)

    # -- passing ---------------------------------------------------------------------------------------------------

    @property
    def heavy(self) -> bool:
        """May one piece of work (a ReplicaSet makes 500 pods at once) take long enough for other clusters to notice?"""
        return any(live.session.is_heavy("") for live in self.clusters)

    def turn(self) -> bool:
        """Let time pass for at most one slice and tell what came of it; True when more is due right now."""
        behind, waiting = self.slice()
        self.tell_slice(behind, waiting)
        return behind

    def slice(self) -> tuple[bool, list[bool]]:
        """Let time pass for at most one slice: (is more due right now, which clusters waited when it began). Touches
        nothing but the clusters, so that a thread may do it while they are locked."""
        started = monotonic()
        end = started + settings.CLUSTER_SLICE_MS / 1000
        target = self.pace.target(started)
        behind = False
        waiting = [self.waits(live) for live in self.clusters]
        while (due := self._due()) is not None and due <= target:
            self._do(due)
            if self.awaited is not None and self.awaited.look(self.now):
                target = self.pace.jump = self.now
                break
            if monotonic() >= end:
                behind = (due := self._due()) is not None and due <= target
                break
        if not behind:
            self._pass(target)
        return behind, waiting

    def tell_slice(self, behind: bool, waiting: list[bool]) -> None:
        """Say what a slice has done."""
        if not behind and self.pace.jump is not None and self.now >= self.pace.jump:
            self.stand()
            for live in self.clusters:
                live.tell_clock()
            self._arrived()
        for live, waited in zip(self.clusters, waiting, strict=True):
            if waited and not self.waits(live):
                live.tell_clock()
        if behind and self.pace.jump is None:
            self.pace.anchor(self.now, monotonic())  # a slow machine makes time slower, never a growing debt
        for live in self.clusters:
            live.collect()
            live.flush()
            live.moves.tell()

    def catch_up(self) -> None:
        """Before an input: bring virtual time to where the clock stands, if nothing is due on the way."""
        target = self.pace.target(monotonic()) if self.pace.jump is None else self.now
        due = self._due()
        self._pass(max(self.now, target if due is None else min(target, due)))

    def before_input(self, live: LiveCluster) -> None:
        """Something is going to be done to one of the clusters. Raises Refusal when it waits."""
        self.catch_up()
        if self.waits(live):
            raise Refusal("waits_beside", until=live.simulation.now / 1_000_000)

    def wake_at(self) -> float | None:
        """When (monotonic seconds) it needs a turn again; None: not before something comes from outside."""
        if self.pace.jump is not None:
            return monotonic()
        due = self._due()
        moments = [at for live in self.clusters if (at := live.frame_at()) is not None]
        if due is not None and (at := self.pace.wall_of(due)) is not None:
            moments.append(at)
        return min(moments, default=None)

    # -- what the clock is told ------------------------------------------------------------------------------------

    def run_on(self, name: str) -> None:
        """Let time pass as fast as it can be computed until a condition of `until.CONDITIONS` is met, a day at most."""
        self.awaited = Awaited(name, [live.simulation for live in self.clusters], self.now)
        self.pace.jump = self.now if self.awaited.look(self.now) else self.now + DAY

    def next_change(self) -> None:
        """Do what is due until something has changed (or nothing is left), and all that is due at that moment."""
        before = [live.simulation.store.revision for live in self.clusters]
        for _ in range(STEPS_MOST):
            due = self._due(people=False)
            if due is None:
                break
            seen = any(self.waits(live) and self.next(live) == due for live in self.clusters)
            self._do(due, people=False)
            if seen or before != [live.simulation.store.revision for live in self.clusters]:
                self._pass(due)
                break
        self.pace.anchor(self.now, monotonic())
        for live in self.clusters:
            live.session.foreground.pump()

    def stop_waiting(self) -> None:
        """Nothing is jumped to any more: time goes on from here, at its pace."""
        self.awaited = None
        self.stand()

    def stand(self) -> None:
        """Time goes on from here, at its pace: a jump is over."""
        self.pace.jump = None
        self.pace.anchor(self.now, monotonic())

    def tell(self) -> None:
        """The clock was moved by hand: it is journaled, and everybody hears of it and of what came of it."""
        for live in self.clusters:
            live.write("clock", {"rate": self.pace.rate, "running": self.pace.running})
            live.collect()
            live.publish(now=True)
            live.tell_clock()

    # -- inside ----------------------------------------------------------------------------------------------------

    def _due(self, people: bool = True) -> int | None:
        """When something is due next. `people`: what a command in a terminal waits for counts."""
        moments = [self._next(live, people) for live in self.clusters]
        return min((moment for moment in moments if moment is not None), default=None)

    def _next(self, live: LiveCluster, people: bool) -> int | None:
        return self.next(live) if people or self.waits(live) else live.simulation.next_due

    def _do(self, due: int, people: bool = True) -> None:
        """One piece of the work of `due`; who has nothing to do until then comes there too."""
        acting = [live for live in self.clusters if not self.waits(live) and self._next(live, people) == due]
        if acting:
            acting[0].advance(due)
        for live in self.clusters:
            if live not in acting and live.simulation.now < due:
                live.simulation.run_until(due)

    def _pass(self, time: int) -> None:
        """Everybody comes to `time`, doing what is due at that moment."""
        for live in self.clusters:
            if time >= live.simulation.now:
                live.simulation.run_until(time)

    def _arrived(self) -> None:
        """At the end of a jump: was what was waited for met?"""
        awaited, self.awaited = self.awaited, None
        if awaited is None:
            return
        for live in self.clusters:
            live.publish(now=True)  # what happened on the way comes first
            live.tell(live.frame("until", name=awaited.name, met=awaited.met))

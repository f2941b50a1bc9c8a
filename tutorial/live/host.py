"""The live host of this process: wakes clusters, gives each its turns, puts them to sleep."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.utils import timezone

from tutorial.lessons.document import Lesson
from tutorial.live import beside, ledger, records, taking
from tutorial.live.background import Background
from tutorial.live.cluster import LiveCluster
from tutorial.live.frames import encode, refused
from tutorial.live.journal import JournalWriter
from tutorial.live.lease import Lease
from tutorial.live.limits import Bucket
from tutorial.live.session import Session
from tutorial.live.trouble import Trouble
from tutorial.live.turns import Turns
from tutorial.live.viewer import MOVED, UNKNOWN, Viewer
from tutorial.live.waking import restored, start_state
from tutorial.words import Refusal

log = logging.getLogger(__name__)


class Host:
    """One in each process. Everything but `records` and long computations happens on its event loop."""

    def __init__(self) -> None:
        self.journal = JournalWriter()
        self.clusters: dict[str, LiveCluster] = {}
        self.stood: dict[str, tuple[int, int]] = {}  # dropped for a Trouble: under which epoch, at which virtual time
        self._waking: dict[str, asyncio.Task] = {}
        self._sleepers: dict[str, asyncio.TimerHandle] = {}
        self.lease = Lease(self.journal, lambda: self.clusters, lambda *seen: taking.looked(self, *seen))
        self._turns = Turns(self.lease, self.failed)
        limits = settings.CLUSTER_LIMITS
        self._creations = Bucket(limits["creates_per_s"], limits["create_burst"])
        self.spawn = Background().spawn
        self.today = timezone.now().date()

    # -- clusters --------------------------------------------------------------------------------------------------

    async def create(self, lesson: Lesson | None, **fields: Any) -> LiveCluster:
        """A new cluster in the lesson's start state. `fields` are those of models.Cluster. Raises Refusal."""
        await self.admit()
        record = await self.journal.run(records.create, epoch=1, server=self.lease.id, **fields)
        live = await self._begin(record, lesson)
        self.adopt(live)
        return live

    async def go_on(self, state: dict, at: int, lesson: Lesson | None, **fields: Any) -> LiveCluster:
        """A new cluster that has lived through what `state` (of LiveCluster.state) tells, up to `at` (virtual µs).

        Raises Refusal, and Damaged for a state that cannot be read."""
        await self.admit()
        record = await self.journal.run(records.create, epoch=1, server=self.lease.id, **fields)
        live = restored(ledger.Kept(record, lesson, state, 0, []), self.journal)
        if at < live.simulation.now:
            twin = await asyncio.to_thread(live.simulation.branch, at)
            live.install(twin)
            live.keep_marks(twin)
            live.session.move(twin, twin.store.revision)
        live.branch = None
        await self.journal.run(ledger.save_snapshot, live.id, live.epoch, 0, live.simulation.now, live.state())
        self.adopt(live)
        return live

    async def get(self, id_: str) -> LiveCluster | None:
        """The cluster, woken if it sleeps; None if there is none."""
        live = self.clusters.get(id_)
        if live is not None and not live.dead:
            return live
        task = self._waking.get(id_)
        if task is None:
            task = self._waking[id_] = asyncio.ensure_future(self._wake(id_))
            task.add_done_callback(lambda _: self._waking.pop(id_, None))
        return await asyncio.shield(task)

    async def forget(self, id_: str) -> None:
        """Delete a cluster for good, and what is compared with it."""
        live = self.clusters.get(id_)
        for one in live.drive.clusters if live is not None else ():
            self._drop(one, UNKNOWN)
        await self.journal.run(records.delete, id_)

    # -- sockets ---------------------------------------------------------------------------------------------------

    async def sure(self) -> None:
        """What is here is still ours (or was dropped): ask before saying anything of it or doing anything to it."""
        if self.lease.stale:
            await self.lease.confirm()

    def attach(self, live: LiveCluster, viewer: Viewer) -> None:
        """Raises Refusal when too many watch already."""
        limit = settings.CLUSTER_LIMITS["sockets"]
        if len(live.viewers) >= limit:
            raise Refusal("too_many_sockets", limit=limit)
        live.viewers[viewer] = None
        self._stay_awake(live)
        live.wanted()

    def detach(self, live: LiveCluster, viewer: Viewer) -> None:
        live.viewers.pop(viewer, None)
        if not live.drive.watched and self.clusters.get(live.id) is live:
            self._sleep_later(live)

    async def _keep(self, live: LiveCluster) -> None:
        """A snapshot of a cluster that stays awake, so that its journal stays short; while nobody works on it."""
        async with live.lock:
            await live.drained()
            if live.dead:
                return
            snapshot = (live.id, live.epoch, live.sequence, live.simulation.now, live.state())
            live.flush(self.journal.submit(ledger.save_snapshot, *snapshot))

    # -- sleep -----------------------------------------------------------------------------------------------------

    async def sleep(self, live: LiveCluster) -> None:
        """Clock stopped, state in the database, no memory held: of all that its clock drives. What cannot be kept stays
        awake."""
        drive = live.drive
        async with live.lock:  # nobody asks for anything meanwhile, and it has no turns
            for one in drive.clusters:
                one.session.foreground.interrupt()
                one.collect()
                await one.drained()
            if drive.retired or drive.watched or self.clusters.get(live.id) is not live:
                return
            try:
                for one in drive.clusters:
                    await self._save(one)
            except ledger.LeaseLost:
                log.warning("cluster %s had moved to another process", live.id)
            except Trouble:  # every input is kept; only the time since the last one would be lost
                self._sleep_later(live)
                return
            if drive.watched:  # somebody came while it was being written
                return
            for one in drive.clusters:
                self._drop(one, MOVED)
        with suppress(Trouble):  # they stay ours, then
            for one in drive.clusters:
                await self.journal.run(ledger.release, one.id, one.epoch)

    async def _save(self, live: LiveCluster) -> None:
        snapshot = (live.id, live.epoch, live.sequence, live.simulation.now, live.state())
        await self.journal.run(ledger.save_snapshot, *snapshot)
        live.kept_at = live.sequence

    async def stop(self) -> None:
        """Put everything to sleep, for a clean end of the process."""
        for live in list(self.clusters.values()):
            live.viewers.clear()
            try:
                await self.sleep(live)
            except Trouble as trouble:
                log.error("cluster %s was not put to sleep (%s); what was acknowledged is kept", live.id, trouble.code)
        self._turns.stop()
        await self.lease.leave()
        _hosts.pop(asyncio.get_running_loop(), None)
        await asyncio.to_thread(self.journal.close)

    def _sleep_later(self, live: LiveCluster) -> None:
        self._stay_awake(live)
        loop = asyncio.get_running_loop()
        self._sleepers[live.id] = loop.call_later(settings.CLUSTER_SLEEP_AFTER_S, lambda: self.spawn(self.sleep(live)))

    def _stay_awake(self, live: LiveCluster) -> None:
        for one in live.drive.clusters:
            if (sleeper := self._sleepers.pop(one.id, None)) is not None:
                sleeper.cancel()

    async def admit(self) -> None:
        """Room for one more, or Refusal."""
        await self.lease.join()
        limit = settings.CLUSTER_LIMITS["clusters"]
        full = len(self.clusters) >= limit and not await self._make_room()
        if full or not self._creations.take():
            raise Refusal("too_many_clusters", limit=limit)

    async def _make_room(self) -> bool:
        """Put the cluster to sleep that nobody has watched for longest; False when all are watched."""
        for live in self.clusters.values():
            if not live.drive.watched:
                await self.sleep(live)
                return live.dead
        return False

    # -- inside ----------------------------------------------------------------------------------------------------

    async def _begin(self, record: Any, lesson: Lesson | None) -> LiveCluster:
        simulation, files = await asyncio.to_thread(start_state, lesson)
        live = LiveCluster(record, simulation, self.journal)
        live.session = Session(live, lesson, record.language, simulation.store.revision)
        live.session.shell.put_files(files)
        live.session.ask()
        await self.journal.run(ledger.save_snapshot, live.id, live.epoch, 0, simulation.now, live.state())
        return live

    async def _wake(self, id_: str) -> LiveCluster | None:
        ids = await self.journal.read(records.side_by_side, id_)
        if ids and ids[0] != id_:  # it wakes with the one that it stands beside
            await self.get(ids[0])
            return self.clusters.get(id_)
        if len(self.clusters) >= settings.CLUSTER_LIMITS["clusters"] and not await self._make_room():
            raise Refusal("too_many_clusters", limit=settings.CLUSTER_LIMITS["clusters"])
        kept = await taking.taken(self, id_)
        if kept is None:
            return None
        if kept.state is None:
            live = await self._begin(kept.cluster, kept.lesson)
        else:
            live = await taking.woken(self, kept)
        for other in ids[1:]:
            if (made := await beside.wake(self, live, other, clean=not kept.entries)) is not None:
                self.adopt(made)
        self.adopt(live)
        return live

    def adopt(self, live: LiveCluster) -> None:
        live.wanted = lambda: self._turns.poke(live.drive)
        live.outbox.failed = lambda error: self.failed(live, error)
        live.long_journal = lambda: self.spawn(self._keep(live))
        loop = asyncio.get_running_loop()
        live.long_work = lambda: loop.call_soon_threadsafe(self.spawn, self._do(live))
        live.solved = lambda: self.spawn(self._note_solved(live))
        self.clusters[live.id] = live
        self._sleep_later(live)
        self._turns.poke(live.drive)

    async def _do(self, live: LiveCluster) -> None:
        """What a command goes on with may take long in a large cluster: a thread does it, others have their turns."""
        async with live.lock:
            await asyncio.to_thread(live.session.foreground.work)
            live.session.foreground.tell()
            if not live.dead:
                live.collect()
                live.flush()
        live.wanted()

    async def _note_solved(self, live: LiveCluster) -> None:
        if live.record.version and not live.session.shown:
            await self.journal.run(records.note_solved, live.record)

    def failed(self, live: LiveCluster, error: Exception) -> None:
        """What is in memory is not what was kept: forget it; browsers connect again and find what was kept."""
        live.failure = error if isinstance(error, Trouble) else None
        if not isinstance(error, (ledger.LeaseLost, Trouble)):
            log.error("cluster %s is dropped: %s", live.id, error)
        for one in live.drive.clusters:
            one.failure = live.failure
            if one.failure is not None:
                self.stood[one.id] = one.epoch, one.simulation.now
            self._drop(one, MOVED)

    def _drop(self, live: LiveCluster, code: int) -> None:
        live.dead = True
        if self.clusters.get(live.id) is live:
            del self.clusters[live.id]
        self._turns.drop(live.drive)
        self._stay_awake(live)
        for viewer in list(live.viewers):
            if live.failure is not None:
                viewer.answer(encode(refused(live.failure, viewer.language)))
            viewer.close(code)
        live.viewers.clear()
        self.spawn(self._let_go(live))

    async def _let_go(self, live: LiveCluster) -> None:
        async with live.lock:  # whoever waits for it asks first whether the cluster is still there
            live.let_go()


_hosts: dict[asyncio.AbstractEventLoop, Host] = {}


def host() -> Host:
    """The host of this event loop, made on first use."""
    loop = asyncio.get_running_loop()
    if loop not in _hosts:
        for old in [other for other in _hosts if other.is_closed()]:
            del _hosts[old]
        _hosts[loop] = Host()
    return _hosts[loop]


def running_host() -> Host | None:
    """The host of this event loop, if one was needed."""
    return _hosts.get(asyncio.get_running_loop())

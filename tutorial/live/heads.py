"""Moving the head of a cluster: a fork, undo and reset make a new branch, and everybody's picture is drawn anew."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from cluster.simulation import Simulation
from tutorial.live import ledger, records
from tutorial.live.cluster import LiveCluster
from tutorial.live.waking import start_state

if TYPE_CHECKING:
    from tutorial.live.host import Host


async def reset(host: Host, live: LiveCluster) -> None:
    """The lesson's start again, as a new branch of the same cluster."""
    simulation, files = await asyncio.to_thread(start_state, live.session.lesson)
    live.session.shell.put_files(files)
    live.session.clear_screen()
    await note_shown(host, live, False)
    live.session.begin_at(simulation)
    live.inputs.clear()
    live.sent_bytes = 0
    live.marks.clear()
    await move(host, live, simulation, simulation.now)
    live.tell(live.frame("files", files=live.session.file_list()))


async def move(host: Host, live: LiveCluster, simulation: Simulation, at: int) -> None:
    """Let the cluster go on as `simulation`; it is kept before anybody hears of it."""
    live.session.foreground.interrupt()
    await live.drained()
    number = (live.branch["id"] if live.branch else 0) + 1
    live.branch = {"id": number, "of": number - 1, "at": at}
    lived = simulation.store.revision
    live.keep_marks(simulation)
    go_above(simulation, live.simulation.store.revision)
    live.install(simulation)
    live.session.move(simulation, lived)
    snapshot = (live.id, live.epoch, live.sequence, simulation.now, live.state(), live.branch)
    kept = host.journal.submit(ledger.save_snapshot, *snapshot)
    live.kept_at = live.sequence
    live.epoch += 1  # what is journaled from here on is written after the snapshot, by the same thread
    live.tell(live.frame("branch", **live.branch))
    live.show_snapshot_to_all()
    for one in live.drive.clusters:  # one beside it may have to wait now
        one.tell_clock()
    live.flush(kept)


def go_above(simulation: Simulation, revision: int) -> None:
    """An input: no revision up to this one is given to anything that happens from now on."""
    simulation.apply(simulation.next_input({"branch": {"above": revision}}, "orrery"))


async def note_shown(host: Host, live: LiveCluster, shown: bool) -> None:
    """The answer was shown (or forgotten, with everything else): solving the lesson does not (does) count."""
    if live.session.shown != shown:
        live.session.shown = shown
        live.write("session", {"shown": shown})
        if live.record.version:
            await host.journal.run(records.note_shown, live.record, shown)

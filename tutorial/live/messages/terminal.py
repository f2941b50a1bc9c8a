"""Messages of the terminal and of the editor's files."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tutorial.live.messages.fields import text, wrong
from tutorial.live.messages.registry import Result, message
from tutorial.live.viewer import Viewer

if TYPE_CHECKING:
    from tutorial.live.cluster import LiveCluster
    from tutorial.live.host import Host


@message("terminal", owner_only=True)
async def terminal(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    live.drive.before_input(live)
    live.session.language = viewer.language
    line = text(given, "line")
    live.session.foreground.start(given["id"], line)
    if live.session.is_heavy(line):
        await asyncio.to_thread(live.session.foreground.work)
    else:
        live.session.foreground.work()
    live.session.foreground.tell()
    return None


@message("interrupt", owner_only=True)
def interrupt(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    live.drive.catch_up()
    live.session.foreground.interrupt(final=False)
    return None


@message("typed", owner_only=True)
def typed(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    """A line for the command that runs (`to`: its id), with its newline; "" for the end of its input."""
    live.drive.catch_up()
    live.session.foreground.typed(given.get("to"), text(given, "line"))
    return None


@message("edited", owner_only=True)
def edited(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    content = given.get("content")
    if content is not None and not isinstance(content, str):
        raise wrong("content", content, "text or null")
    live.drive.catch_up()
    live.session.foreground.edited(given.get("edit", given["id"]), content)
    return None


@message("complete", owner_only=True, repeatable=True)
def complete(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    line = text(given, "line", 10_000)
    cursor = given.get("cursor", len(line))
    if isinstance(cursor, bool) or not isinstance(cursor, int) or not 0 <= cursor <= len(line):
        raise wrong("cursor", cursor, f"0-{len(line)}")
    start, candidates = live.session.shell.complete(line, cursor)
    return {"from": start, "candidates": candidates[:200]}


@message("file", owner_only=True)
def file(host: Host, live: LiveCluster, viewer: Viewer, given: dict) -> Result:
    content = given.get("content")
    if content is not None and not isinstance(content, str):
        raise wrong("content", content, "text, or null to remove the file")
    live.session.put_file(text(given, "name", 200), content)
    live.tell_files(viewer)
    return None

"""A host in a process of its own, which does with one cluster as it is told on standard input: for tests in which two
servers share a database.

    python -m tests.tutorial.live.serving CLUSTER

It answers each line with one: `take` → `awake EPOCH` or what it was refused with; `file NAME` → `kept` or why not;
`names` → the files; `stop` → it ends cleanly.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any


def main(cluster: str) -> None:
    import django

    django.setup()
    asyncio.run(_serve(cluster))


async def _serve(cluster: str) -> None:
    from tutorial.live.host import host

    this = host()
    print(f"ready {this.lease.id}", flush=True)
    reading = asyncio.get_running_loop().run_in_executor
    while line := (await reading(None, sys.stdin.readline)).split():
        print(await _do(this, cluster, line), flush=True)
        if line[0] == "stop":
            return


async def _do(this: Any, cluster: str, line: list[str]) -> str:
    from tutorial.words import Refusal

    try:
        if line[0] == "stop":
            await this.stop()
            return "stopped"
        if line[0] == "take":
            return f"awake {(await this.get(cluster)).epoch}"
        live = this.clusters.get(cluster)
        if live is None:
            return "lost"
        await this.sure()
        if live.dead:
            return "lost"
        if line[0] == "file":
            live.session.put_file(line[1], "a: 1")
            live.flush()
            await live.drained()
            return "lost" if live.dead else "kept"
        return " ".join(sorted(live.session.files)) or "none"
    except Refusal as refusal:
        return refusal.code


if __name__ == "__main__":
    main(*sys.argv[1:])

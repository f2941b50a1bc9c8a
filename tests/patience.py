"""Waiting for what comes at once on an idle machine; on a busy one later. Only what never comes is an error."""

import asyncio
import inspect
import time

PATIENCE = 60  # seconds


async def until(condition) -> None:
    """Come back once `condition()` is true, or what it awaits is."""
    end = time.monotonic() + PATIENCE
    while True:
        found = condition()
        if await found if inspect.isawaitable(found) else found:
            return
        assert time.monotonic() < end, "it did not come to that"
        await asyncio.sleep(0.02)

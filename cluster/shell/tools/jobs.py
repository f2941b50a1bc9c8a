"""jobs, kill, fg, bg and wait: what goes on in the background."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from cluster.kubectl.waiting import Interrupted
from cluster.shell.jobs import Job
from cluster.shell.tools.base import Invocation, tool

Steps = Generator[Any, Any, int]


@tool("jobs", "what goes on in the background")
def jobs(call: Invocation) -> int:
    found = call.terminal.jobs
    for number in sorted(found.found):
        call.streams.out(found.described(found.found[number], number) + "\n")
    return 0


@tool("kill", "end what goes on in the background: kill %1")
def kill(call: Invocation) -> int:
    words = [word for word in call.args if not word.startswith("-")]
    if not words:
        call.streams.err("kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ...\n")
        return 2
    code = 0
    for word in words:
        job = named(call, word)
        if job is None:
            told = f"{word}: no such job" if word.startswith("%") else f"({word}) - No such process"
            call.streams.err(f"bash: kill: {told}\n")
            code = 1
        elif job.exit is None:
            call.terminal.jobs.kill(job)
    return code


def named(call: Invocation, word: str) -> Job | None:
    """The job of `%1`, `%%`, `%+`, `%kubectl` or of a process's number."""
    found = call.terminal.jobs.found
    if not word.startswith("%"):
        return next((job for job in found.values() if str(job.pid) == word), None)
    rest = word[1:]
    if rest in ("", "%", "+"):
        return found[max(found)] if found else None
    if rest.isdecimal():
        return found.get(int(rest))
    return next((job for job in found.values() if job.line.startswith(rest)), None)


@tool("fg", "bring what goes on in the background to the front: fg %1")
def fg(call: Invocation) -> Steps | int:
    word = call.args[0] if call.args else "%%"
    job = named(call, word)
    if job is None or job.exit is not None:
        call.streams.err(f"bash: fg: {word if call.args else 'current'}: no such job\n")
        return 1
    call.streams.out(job.line + "\n")
    del call.terminal.jobs.found[job.number]
    return _followed(job)


@tool("bg", "go on in the background")
def bg(call: Invocation) -> int:
    word = call.args[0] if call.args else "%%"
    job = named(call, word)
    if job is None:
        call.streams.err(f"bash: bg: {word if call.args else 'current'}: no such job\n")
        return 1
    call.streams.err(f"bash: bg: job {job.number} already in background\n")
    return 0


def _followed(job: Job) -> Steps:
    """To its end."""
    answer: Any = None
    while job.exit is None:
        try:
            answer = yield job.wish
        except Interrupted:
            job.resume(interrupted=True)
            continue
        if answer is None:
            job.resume()
        else:
            job.wish = job.steps.send(answer)
    return job.exit


def ended(call: Invocation, words: list[str]) -> Steps:
    """`wait`: until those jobs (all, without a word) have ended."""
    code = 0
    waited = [named(call, word) for word in words] if words else list(call.terminal.jobs.found.values())
    for word, job in zip(words or [""] * len(waited), waited, strict=True):
        if job is None:
            call.streams.err(f"bash: wait: {word}: no such job\n")
            code = 127
            continue
        while job.exit is None:
            yield job.wish
        code = job.exit if words else 0
    return code

"""find and xargs: programs that run others, again and again."""

from __future__ import annotations

from cluster.filetools.finding import search
from cluster.images.commands.base import Call, command


@command("find")
def find(call: Call) -> int:
    steps, code = search(call), None
    while True:
        try:
            words = steps.send(code)  # type: ignore[arg-type]
        except StopIteration as stop:
            return int(stop.value)
        call.shell.execute(words)
        code = call.shell.code


@command("xargs")
def xargs(call: Call) -> int:
    flags, words = call.flags_before_words("0rt", "nIP")
    given = call.given().split("\0") if "0" in flags else call.given().split()
    given = [word for word in given if word]
    words = words or ["echo"]
    if "I" in flags:
        for word in given:
            call.shell.execute([part.replace(flags["I"], word) for part in words])
    elif given or "r" not in flags:
        size = int(flags["n"]) if flags.get("n", "").isdecimal() and flags["n"] != "0" else max(1, len(given))
        for start in range(0, max(1, len(given)), size):
            call.shell.execute([*words, *given[start : start + size]])
    return 0 if call.shell.code == 0 else 123

"""find: walks through folders and tries its expression on what it meets.

What it is to run (`-exec`) is handed to its caller, command by command: a place runs commands in its own way.
Source: GNU findutils manual, https://www.gnu.org/software/findutils/manual/html_mono/find.html.
"""

from __future__ import annotations

from cluster.filetools.call import Call, joined
from cluster.filetools.expression import Expression, holds
from cluster.filetools.predicates import Asking, Met, Quit


def search(call: Call) -> Asking:
    """The exit code, after the commands that are to be run. Raises BadUsage, Refused."""
    args = list(call.args)
    starts: list[str] = []
    while args and not (args[0].startswith("-") and len(args[0]) > 1) and args[0] not in ("!", "(", ")", ","):
        starts.append(args.pop(0))
    wish = Expression(call, args)
    code = 0
    try:
        for start in starts or ["."]:
            place = call.at(call.files.find(call.path(start))[0] if start.endswith("/") else call.path(start))
            if place is None:
                code = call.told(f"'{start}': No such file or directory", f"{start}: No such file or directory")
            else:
                yield from _walk(call, Met(start, call.path(start), place), wish, 0)
    except Quit:
        pass
    for words, names in wish.gathered:
        if names:
            yield [*words, *names]
    return 1 if wish.failed else code


def _walk(call: Call, met: Met, wish: Expression, depth: int) -> Asking:
    call.step()
    if wish.last:
        yield from _below(call, met, wish, depth)
    wish.prunes = False
    if depth >= wish.least:
        yield from holds(wish.test, met)
    if not wish.last and not wish.prunes:
        yield from _below(call, met, wish, depth)


def _below(call: Call, met: Met, wish: Expression, depth: int) -> Asking:
    if met.place.kind != "dir" or depth >= wish.most:
        return
    for name in call.files.list(met.path):
        path = joined(met.path, name)
        place = call.at(path)
        if place is not None:
            yield from _walk(call, Met(joined(met.name, name), path, place), wish, depth + 1)

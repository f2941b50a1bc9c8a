"""Processes that read what is typed while they run: shells line by line, other programs as far as they got.

State is data: `typed`, a plain dict that is replaced, never changed in place, in the record of a container (its main
process) or of an exec: {"argv", "tty", "name", "begun": µs; a shell's "session" (see sessions.typed); "busy": µs
until which the last command runs (None: it never ends; then "going": that command); "line": what a terminal's line
editor holds; "reading": the command that waits for its input; "exited": [µs, code]}. A command is {"text" (None: argv
itself), "at", "chunks": what it was given to read, "told": how many of its lines were said}.
Source of the line editor: termios(3), canonical mode.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from cluster.images import running, sessions
from cluster.images.catalogue.families import is_shell
from cluster.images.filesystem.files import Write
from cluster.images.place import Line, Place
from cluster.images.sh.streams import Input, WantsInput

INTERRUPT, END, ERASE, KILL_LINE, KILL_WORD, ESCAPE = "\x03", "\x04", "\x7f", "\x15", "\x17", "\x1b"
INTERRUPTED = 130
_MOST_LINE = 4096

PlaceAt = Callable[..., Place]  # (moment, up to when what others do matters: the moment itself when not given)


class Fed(NamedTuple):
    """What came of it: the new state, lines to come, what is written; `cut`: lines after this moment will not come."""

    typed: dict
    lines: list[Line] = []
    writes: list[Write] = []
    cut: int | None = None


def reads_lines(argv: list[str] | tuple[str, ...]) -> bool:
    """Whether the command is a shell that reads its commands from standard input."""
    if not argv or not is_shell(argv[0].rpartition("/")[2]):
        return False
    return all(word.startswith("-") and "c" not in word for word in argv[1:])


def begin(place_at: PlaceAt, argv: list[str], tty: bool, now: int) -> Fed:
    """Start a process whose standard input is open."""
    typed: dict[str, Any] = {"argv": list(argv), "tty": tty, "begun": now, "busy": now, "line": "", "session": None}
    typed["name"] = argv[0]
    if reads_lines(argv):
        return Fed(typed, _prompt(place_at(now), typed, now))
    typed["reading"] = {"text": None, "at": now, "chunks": [], "told": 0}
    return _read_on(place_at, typed, True)


def feed(place_at: PlaceAt, typed: dict, data: str | None, now: int) -> Fed:
    """What is typed at `now`; None: the other end closes."""
    machine = _Machine(place_at, typed, now)
    if data is None:
        machine.close()
    elif typed["tty"]:
        machine.keys(data)
    else:
        machine.text(data)
    return machine.fed()


def going_on(place_at: PlaceAt, typed: dict, until: int) -> list[Line]:
    """What a command that never ends has printed by then."""
    going = typed.get("going")
    if typed["busy"] is not None or not going:
        return []
    place, given = place_at(going["at"], until), _given(going, True)
    if going["text"] is None:
        return running.run(place, typed["argv"], given, until).lines
    return sessions.typed(place, typed["session"], going["text"], typed["name"], given, until)[0].lines


def redrawn(place_at: PlaceAt, typed: dict, now: int) -> list[Line]:
    """What an idle shell shows again when its terminal's size is told."""
    if typed["busy"] is None or typed["busy"] > now or typed.get("reading") or typed.get("exited"):
        return []
    return [Line(now, line.text + typed["line"]) for line in _prompt(place_at(now), typed, now)]


class _Machine:
    """One feeding."""

    def __init__(self, place_at: PlaceAt, typed: dict, now: int):
        self._place_at, self._typed, self._now = place_at, typed, now
        self._lines: list[Line] = []
        self._writes: list[Write] = []
        self._cut: int | None = None

    def fed(self) -> Fed:
        return Fed(self._typed, self._lines, self._writes, self._cut)

    # -- what is typed ---------------------------------------------------------------------------------------------

    def text(self, data: str) -> None:
        """Bytes from a pipe."""
        whole = self._typed["line"] + data
        *lines, rest = whole.split("\n")
        self._set(line=rest)
        for line in lines:
            self._enter(line + "\n")

    def keys(self, data: str) -> None:
        """Keys at a terminal: it echoes them and hands over whole lines."""
        for key in _keys(data):
            line = self._typed["line"]
            if key in "\r\n":
                self._echo("\n")
                self._set(line="")
                self._enter(line + "\n")
            elif key == INTERRUPT:
                self._echo("^C\n")
                self._set(line="")
                self._interrupt()
            elif key == END:
                self._end_of_file(line)
            elif key in (ERASE, "\b"):
                self._echo("\b \b" if line else "")
                self._set(line=line[:-1])
            elif key in (KILL_LINE, KILL_WORD):
                kept = "" if key == KILL_LINE else line.rstrip()[: line.rstrip().rfind(" ") + 1]
                self._echo("\b \b" * (len(line) - len(kept)))
                self._set(line=kept)
            elif key >= " " and len(line) < _MOST_LINE:
                self._echo(key)
                self._set(line=line + key)

    def close(self) -> None:
        line = self._typed["line"]
        self._set(line="")
        if line:
            self._enter(line)
        self._end_of_file("")

    def _end_of_file(self, line: str) -> None:
        typed = self._typed
        if line:
            self._set(line="")
            self._enter(line)
        elif typed.get("reading"):
            self._take(_read_on(self._place_at, typed, False))
        elif typed["busy"] is not None:
            self._exit(max(self._now, typed["busy"]), (typed["session"] or {}).get("code", 0))

    # -- what comes of it ------------------------------------------------------------------------------------------

    def _enter(self, line: str) -> None:
        typed = self._typed
        if typed.get("exited"):
            return
        if typed.get("reading"):
            reading = typed["reading"]
            chunks = [*reading["chunks"], [self._now, line]]
            self._take(_read_on(self._place_at, {**typed, "reading": {**reading, "chunks": chunks}}, True))
        elif typed["busy"] is not None:
            at = max(self._now, typed["busy"])
            self._take(_command(self._place_at, typed, {"text": line, "at": at, "chunks": [], "told": 0}, True))

    def _interrupt(self) -> None:
        typed, now = self._typed, self._now
        if typed.get("exited"):
            return
        if not reads_lines(typed["argv"]):
            self._cut = now
            self._exit(now, INTERRUPTED)
            return
        before = typed["session"] or sessions.typed(self._place_at(now), None, "", typed["name"])[1]
        session = {name: value for name, value in before.items() if name != "more"} | {"code": INTERRUPTED}
        self._cut = now
        self._set(session=session, busy=now, reading=None, going=None)
        self._lines += _prompt(self._place_at(now), self._typed, now)

    def _exit(self, at: int, code: int) -> None:
        self._set(exited=[at, code], reading=None)

    def _take(self, fed: Fed) -> None:
        """Nothing of it was before this moment: what a program read came when it was typed, its end comes now."""
        now, typed = self._now, fed.typed
        if typed.get("exited"):
            typed = {**typed, "exited": [max(typed["exited"][0], now), typed["exited"][1]]}
        self._typed = {**typed, "busy": typed["busy"] if typed["busy"] is None else max(typed["busy"], now)}
        self._lines += [line._replace(at=max(line.at, now)) for line in fed.lines]
        self._writes += fed.writes

    def _set(self, **changed: Any) -> None:
        self._typed = {**self._typed, **changed}

    def _echo(self, text: str) -> None:
        if text:
            self._lines.append(Line(self._now, text))


def _command(place_at: PlaceAt, typed: dict, reading: dict, is_open: bool) -> Fed:
    """Run a line at the shell; `reading` is what it has been given to read so far."""
    place, session, name = place_at(reading["at"]), typed["session"], typed["name"]
    try:
        ran, after = sessions.typed(place, session, reading["text"], name, _given(reading, is_open))
    except WantsInput as wants:
        lines: list[Line] = getattr(wants, "lines", [])
        return Fed({**typed, "reading": {**reading, "told": len(lines)}}, lines[reading["told"] :])
    typed = {**typed, "reading": None, "session": after}
    lines = ran.lines[reading["told"] :]
    if ran.ends is None:
        return Fed({**typed, "session": session or after, "busy": None, "going": reading}, [], ran.writes)
    if after.pop("exited", False):
        return Fed({**typed, "busy": ran.ends, "exited": [ran.ends, ran.code]}, lines, ran.writes)
    typed = {**typed, "busy": ran.ends}
    return Fed(typed, [*lines, *_prompt(place, typed, ran.ends)], ran.writes)


def _read_on(place_at: PlaceAt, typed: dict, is_open: bool) -> Fed:
    """Go on with what waits for its input."""
    reading = typed["reading"]
    if reading["text"] is not None:
        return _command(place_at, typed, reading, is_open)
    place, argv = place_at(reading["at"]), typed["argv"]
    try:
        ran = running.run(place, argv, _given(reading, is_open))
    except WantsInput as wants:
        lines: list[Line] = getattr(wants, "lines", [])
        return Fed({**typed, "reading": {**reading, "told": len(lines)}}, lines[reading["told"] :])
    typed, lines = {**typed, "reading": None}, ran.lines[reading["told"] :]
    if ran.ends is None:
        return Fed({**typed, "busy": None, "going": reading}, [], ran.writes)
    return Fed({**typed, "busy": ran.ends, "exited": [ran.ends, ran.code]}, lines, ran.writes)


def _given(command: dict, is_open: bool) -> Input:
    return Input([(at, text) for at, text in command["chunks"]], open=is_open)


def _prompt(place: Place, typed: dict, at: int) -> list[Line]:
    return [Line(at, sessions.prompt(place, typed["session"], typed["name"]))] if typed["tty"] else []


def _keys(data: str) -> list[str]:
    """Without the sequences that cursor keys send."""
    found, at = [], 0
    while at < len(data):
        if data[at] == ESCAPE:
            at += 1
            if data[at : at + 1] in ("[", "O"):
                at += 1
                while at < len(data) and not data[at].isalpha() and data[at] != "~":
                    at += 1
            at += 1
            continue
        found.append(data[at])
        at += 1
    return found

"""A learner's session on a cluster: files, terminal, and the lesson's checks."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from django.conf import settings

from tutorial.lessons.checks import Monitor, remembered
from tutorial.lessons.document import Check, Lesson
from tutorial.lessons.engine import check_world, last_input
from tutorial.lessons.shape import FILE_NAME
from tutorial.lessons.standing import MET
from tutorial.lessons.world import World
from tutorial.live.foreground import Foreground
from tutorial.live.frames import encode
from tutorial.live.limits import Answered, Bucket
from tutorial.live.shell import Shell
from tutorial.live.transcript import Transcript
from tutorial.words import Refusal

if TYPE_CHECKING:
    from tutorial.live.cluster import LiveCluster

HEAVY_BYTES, HEAVY_OBJECTS = 30_000, 800  # above either, a command runs in a thread


class Session:
    def __init__(self, live: LiveCluster, lesson: Lesson | None, language: str, start_revision: int = 0):
        self.live, self.lesson, self.language = live, lesson, language
        self.start_revision = start_revision
        self.start_input = last_input(live.simulation)  # those up to it made the start state
        self.shown = False
        self.answered = Answered()
        limits = settings.CLUSTER_LIMITS
        self.commands = Bucket(limits["commands_per_s"], limits["command_burst"])
        self.printed = Bucket(limits["output_bytes_per_s"], limits["output_burst"])
        self.shell = Shell(live.simulation, dict(lesson.files) if lesson else {})
        self.monitor = Monitor(lesson, self._world(live.simulation)) if lesson else None
        self.transcript, self._unkept = Transcript(), Transcript()
        self._shell_kept = self._shell_parts()
        self.foreground = Foreground(live, self)

    # -- files -----------------------------------------------------------------------------------------------------

    @property
    def files(self) -> dict[str, str]:
        return self.shell.files

    def file_list(self) -> list[dict]:
        return [{"name": name, "content": content} for name, content in self.files.items()]

    def put_file(self, name: str, content: str | None) -> None:
        """Write a file of the editor, or remove it (None). Raises Refusal."""
        limits = settings.CLUSTER_LIMITS
        if not FILE_NAME.match(name):
            raise Refusal("file_name", given=repr(name)[:120])
        if content is None:
            self.files.pop(name, None)
        else:
            if len(content.encode()) > limits["file_bytes"]:
                raise Refusal("file_too_big", given=len(content.encode()), limit=limits["file_bytes"])
            if name not in self.files and len(self.files) >= limits["files"]:
                raise Refusal("too_many_files", limit=limits["files"])
            self.files[name] = content
        self.live.write("session", {"file": [name, content]})

    def keep_files(self, before: dict[str, str]) -> None:
        """A command wrote files (`> file`, `rm`): the editor and the journal hear of it."""
        for name in sorted(before.keys() | self.files.keys()):
            if before.get(name) != self.files.get(name):
                self.live.write("session", {"file": [name, self.files.get(name)]})
        self.live.tell(self.live.frame("files", files=self.file_list()))

    def keep_terminal(self) -> None:
        """The journal hears what the terminal has shown since it last did, and what the shell remembers of that (a
        variable, the working directory, the kubeconfig ...)."""
        said, self._unkept = self._unkept.dump(), Transcript()
        if not said:
            return
        kept, self._shell_kept = self._shell_kept, self._shell_parts()
        now = self.shell.dump()
        changed = {name: now[name] for name, part in self._shell_kept.items() if part != kept.get(name)}
        self.live.write("session", {"said": said, **({"shell": changed} if changed else {})})

    def _shell_parts(self) -> dict[str, str]:
        """What the shell remembers, each part as JSON; its history is kept line by line."""
        return {name: encode(part) for name, part in self.shell.dump().items() if name != "history"}

    # -- what the terminal shows ------------------------------------------------------------------------------------

    def is_heavy(self, line: str) -> bool:
        """May running this line take long enough for other clusters to notice?"""
        files = sum(len(content) for name, content in self.files.items() if name in line)
        return len(line) + files > HEAVY_BYTES or self.live.simulation.store.size > HEAVY_OBJECTS

    def note(self, text: str) -> None:
        """The terminal shows `text`."""
        for transcript in (self.transcript, self._unkept):
            transcript.add(self.live.simulation.now, text)

    def clear_screen(self) -> None:
        """A fresh start: what the terminal showed belongs to the cluster that was given up."""
        self.transcript = Transcript()

    @property
    def history(self) -> list[str]:
        """Lines that were typed, oldest first."""
        return self.shell.history

    # -- checks ----------------------------------------------------------------------------------------------------

    @property
    def solved(self) -> bool:
        return self.monitor is not None and self.monitor.solved

    def checks(self, language: str) -> list[dict]:
        return self.monitor.report(language) if self.monitor else []

    def notice(self, changes: list) -> None:
        """Show the changes to the checks; when the lesson becomes solved, the host hears of it."""
        if self.monitor is None:
            return
        was_solved = self.monitor.solved
        for one in self.monitor.feed(changes):
            self.live.mark("check" if one.state == MET else "failure", one.check.id, one.turned)
        if self.monitor.solved and not was_solved:
            self.live.solved()

    def ask(self) -> None:
        """Look at the world as it is: what already holds at the start is met."""
        if self.monitor is not None:
            self.monitor.ask()

    def begin_at(self, simulation: Any) -> None:
        """What `simulation` has lived through up to now is the start state."""
        self.start_revision, self.start_input = simulation.store.revision, last_input(simulation)
        if self.lesson is not None:
            self.monitor = Monitor(self.lesson, self._world(simulation))
            self.monitor.ask()

    def move(self, simulation: Any, revision: int) -> None:
        """After a fork: a terminal on the new head, and what the checks said of the past that it shares with the old
        one, which ends at `revision`."""
        self.shell.move(simulation)
        if revision < self.start_revision:
            self.begin_at(simulation)
        elif self.monitor is not None:
            self._monitor(simulation, self.monitor.dump(), revision)

    def _monitor(self, simulation: Any, kept: dict, revision: int | None = None) -> None:
        """The checks as `kept`, as of `revision` if it is given, on the world of `simulation`."""
        if self.lesson is None:
            return
        self.monitor = Monitor(self.lesson, self._world(simulation), kept)
        if revision is not None:
            self.monitor.cut(simulation.now, revision)
        if self.monitor.recalls:
            remembered(self.monitor.world, simulation, self.start_revision)

    def judge(self, check: Check) -> Monitor:
        """What a check would say of everything since the start, or since the oldest change that is kept."""
        simulation = self.live.simulation
        changes = list(simulation.store.changes_since(max(self.start_revision, simulation.store.compacted)))
        monitor = Monitor(Lesson("tried", guards=[check]), self._world(simulation))
        monitor.world.undo(reversed(changes))
        monitor.ask()
        monitor.feed(changes)
        return monitor

    def _world(self, simulation: Any) -> World:
        return check_world(
            simulation, self.files, self.live.inputs.get, lambda given: given.sequence > self.start_input
        )

    def let_go(self) -> None:
        """The cluster was dropped: see LiveCluster.let_go."""
        self.monitor = None
        self.shell.let_go()
        self.foreground.let_go()
        del self.live

    # -- keeping ---------------------------------------------------------------------------------------------------

    def dump(self) -> dict:
        return {
            "files": dict(self.files),
            "transcript": self.transcript.dump(),
            "shown": self.shown,
            "start": self.start_revision,
            "start_input": self.start_input,
            "shell": deepcopy(self.shell.dump()),
            "checks": self.monitor.dump() if self.monitor else None,
            "answered": self.answered.dump(),
        }

    def load(self, state: dict) -> None:
        self.shown, self.start_revision = state["shown"], state["start"]
        self.start_input = state.get("start_input", self.start_input)  # before 2026-11-23 it was not kept
        self.transcript = Transcript.load(state["transcript"])
        self.shell.put_files(state["files"])
        self.shell.load(state["shell"])
        self._shell_kept = self._shell_parts()
        self.answered.load(state["answered"])
        if state["checks"]:
            self._monitor(self.live.simulation, state["checks"])

    def replay(self, entry: dict) -> None:
        """A journaled entry of this session, again."""
        if "file" in entry:
            name, content = entry["file"]
            if content is None:
                self.files.pop(name, None)
            else:
                self.files[name] = content
        if "line" in entry:
            self.shell.history.append(entry["line"])
        if "shell" in entry:
            self.shell.load({**self.shell.dump(), **entry["shell"]})
            self._shell_kept = self._shell_parts()
        for time, text in entry.get("said", ()):
            self.transcript.add(time, text)
        self.live.marks.extend(entry.get("marks", ()))
        if "shown" in entry:
            self.shown = entry["shown"]
        if "message" in entry:
            self.answered.load([entry["message"]])

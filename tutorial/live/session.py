"""A learner's session on a cluster: files, terminal, and the lesson's checks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from django.conf import settings

from tutorial.lessons.checks import Monitor, rebuilt, remembered
from tutorial.lessons.document import Lesson
from tutorial.lessons.engine import check_world
from tutorial.lessons.shape import FILE_NAME
from tutorial.lessons.world import World
from tutorial.live import problems, why
from tutorial.live.asked import Asked, asked
from tutorial.live.limits import Answered, Bucket
from tutorial.live.shell import Shell
from tutorial.live.terminal import Running
from tutorial.live.transcript import Transcript
from tutorial.words import Refusal, say

if TYPE_CHECKING:
    from tutorial.live.cluster import LiveCluster

log = logging.getLogger(__name__)
HEAVY_BYTES, HEAVY_OBJECTS = 30_000, 800  # above either, a command runs in a thread


class Session:
    def __init__(self, live: LiveCluster, lesson: Lesson | None, language: str, start_revision: int = 0):
        self.live, self.lesson, self.language = live, lesson, language
        self.start_revision = start_revision
        self.start_input = _last_input(live.simulation)
        self.shown = False
        self.running: Running | None = None
        self.answered = Answered()
        limits = settings.CLUSTER_LIMITS
        self.commands = Bucket(limits["commands_per_s"], limits["command_burst"])
        self.printed = Bucket(limits["output_bytes_per_s"], limits["output_burst"])
        self.shell = Shell(live.simulation, dict(lesson.files) if lesson else {})
        self.monitor = Monitor(lesson, self._world(live.simulation)) if lesson else None
        self.transcript = Transcript()
        self._revision = 0
        self._editing: Any = None
        self._listening = False  # what the page was told: a line may be typed at the running command
        self._before: tuple[int, dict[str, str]] = (0, {})
        self._working = False  # a thread is going to do, or does, what the running command has become ready for

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

    @property
    def history(self) -> list[str]:
        """Lines that were typed, oldest first."""
        return self.shell.history

    # -- terminal --------------------------------------------------------------------------------------------------

    def start(self, id_: Any, line: str) -> None:
        """Run a line of the terminal. Raises Refusal while another one runs or when lines come too fast."""
        limits = settings.CLUSTER_LIMITS
        if self.running is not None:
            raise Refusal("busy")
        if len(line.encode("utf-8", "replace")) > limits["line_bytes"]:
            raise Refusal("line_too_big", given=len(line.encode("utf-8", "replace")), limit=limits["line_bytes"])
        if not self.commands.take():
            raise Refusal("too_many_commands", limit=limits["commands_per_s"])
        if not self.printed.take():
            raise Refusal("too_much_output", limit=limits["output_bytes_per_s"] // 1000)
        if self.live.sent_bytes > limits["bytes"]:
            raise Refusal("cluster_full", limit=limits["bytes"] // 1_000_000)
        if line.strip():
            self.live.write("session", {"line": line[:2_000]})
        self._note(f"$ {line}\n")
        if (question := asked(line, self.live.simulation, self.language)) is not None:
            self.shell.remember(line)
            self._answer(id_, line, question)
            return
        running = self.running = Running(id_, line, limits["output_bytes"])
        running.begin(self.shell.program(line, running.write))
        typed = {
            "id": id_,
            "line": line[:2_000],
            "stream": "stdout",
            "text": "",
            "done": False,
            "exit": None,
            "problems": [],
        }
        self.live.tell(self.live.frame("output", **typed))  # other screens show what was typed

    def _answer(self, id_: Any, line: str, question: Asked) -> None:
        """What `why` was asked: causes and verdicts, which each page says in its own language."""
        found = None
        if not question.problem:
            simulation = self.live.simulation
            found = why.about(simulation, self.live.inputs, question.uid) if question.uid else why.nothing(simulation)
        text = question.problem or ("" if found else say("why_unknown", self.language, kind="", name=line[4:]) + "\n")
        self._note(text)
        answer = {key: found[key] for key in ("chain", "verdicts")} if found else None
        output = {"stream": "stderr" if text else "stdout", "text": text, "why": answer, "done": True}
        frame = {"id": id_, "line": line[:2_000], **output, "exit": 0 if answer else 1, "problems": []}
        self.live.tell(self.live.frame("output", **frame))

    def is_heavy(self, line: str) -> bool:
        """May running this line take long enough for other clusters to notice?"""
        files = sum(len(content) for name, content in self.files.items() if name in line)
        return len(line) + files > HEAVY_BYTES or self.live.simulation.store.size > HEAVY_OBJECTS

    def work(self) -> None:
        """Run the line that was started as far as it goes without waiting. Touches nothing but the simulation, the
        files and the command's own output, so that a thread may do it while the cluster is locked."""
        running = self.running
        if running is not None:
            store = self.live.simulation.store
            self._before = len(self.live.simulation.inputs), dict(self.files)
            changed = store.revision != self._revision
            self._go_on(running, lambda: running.advance(self.live.simulation.now, changed))

    def tell(self) -> None:
        """Say what `work` has done."""
        self._working = False
        if self.running is not None:
            self._after(self.running, *self._before)

    def pump(self) -> None:
        """Let the running command go on if what it waits for has come."""
        running = self.running
        if running is None or self._working:
            return
        revision = self.live.simulation.store.revision
        now, due = self.live.simulation.now, running.due
        if revision == self._revision and (due is None or now < due):
            return
        if self.is_heavy(running.line):
            self._working = True  # until `tell`
            self.live.long_work()
        else:
            self.work()
            self.tell()

    def edited(self, id_: Any, content: str | None) -> None:
        """The editor closed on a text that `kubectl edit` had opened."""
        running = self.running
        if running is None or running.edit is None or id_ != running.id:
            return
        before, files = len(self.live.simulation.inputs), dict(self.files)
        self._go_on(running, lambda: running.edited(content))
        self._go_on(running, lambda: running.advance(self.live.simulation.now))
        self._after(running, before, files)

    def typed(self, id_: Any, line: str) -> None:
        """A line for the command that runs (`id_`), such as a shell in a container; "" ends its input."""
        running = self.running
        if running is None or id_ != running.id or not running.listening:
            return
        if self.live.sent_bytes > settings.CLUSTER_LIMITS["bytes"]:
            raise Refusal("cluster_full", limit=settings.CLUSTER_LIMITS["bytes"] // 1_000_000)
        self._note(line)
        self._step(running, lambda: running.typed(line))

    def _step(self, running: Running, step: Callable[[], None]) -> None:
        before, files = len(self.live.simulation.inputs), dict(self.files)
        self._go_on(running, step)
        if not running.done:
            self._go_on(running, lambda: running.advance(self.live.simulation.now))
        self._after(running, before, files)

    def _go_on(self, running: Running, step: Callable[[], None]) -> None:
        """A command that fails in a way nobody foresaw ends; the cluster and the session go on."""
        try:
            step()
        except Exception:
            log.exception("command failed: %.200s", running.line)
            running.write("stderr", say("internal", self.language) + "\n")
            running.exit = 1
        if running.done and running.error_text:
            running.problems = self._problems(running)

    def _after(self, running: Running, before: int, files: dict[str, str]) -> None:
        self._revision = self.live.simulation.store.revision
        if len(self.live.simulation.inputs) > before:
            self.live.mark("command", running.line.split("\n")[0])
        if self.files != files:
            self._keep_files(files)
        self._say(running)
        if running.edit is not None and self._editing != running.id:
            self._editing = running.id
            edit = running.edit
            self.live.tell(self.live.frame("edit", id=running.id, name=edit.name, content=edit.content))
        if running.edit is None:
            self._editing = None
        if running.done:
            self.running = None

    @property
    def half_way(self) -> bool:
        """Is a command in the middle of what must be kept as one?"""
        return self.running is not None and self.running.half_way

    def waits_until(self) -> int | None:
        return self.running.due if self.running and not self._working else None

    def interrupt(self, final: bool = True) -> None:
        """Ctrl-C. Not `final`: a command that passes the key on to a process goes on."""
        running = self.running
        if running is not None and not final and running.listening:
            self._step(running, lambda: running.interrupt(final=False))
        elif self.running is not None:
            self.running.interrupt()
            self._say(self.running)
            self.running = None

    def clear_screen(self) -> None:
        """A fresh start: what the terminal showed belongs to the cluster that was given up."""
        self.transcript = Transcript()

    def _keep_files(self, before: dict[str, str]) -> None:
        """A command wrote files (`> file`, `rm`): the editor and the journal hear of it."""
        for name in sorted(before.keys() | self.files.keys()):
            if before.get(name) != self.files.get(name):
                self.live.write("session", {"file": [name, self.files.get(name)]})
        self.live.tell(self.live.frame("files", files=self.file_list()))

    def _say(self, running: Running) -> None:
        parts = running.take()
        if not parts and (running.done or running.listening != self._listening):
            parts = [("stdout", "")]
        self._listening = running.listening and not running.done
        for index, (stream, text) in enumerate(parts):
            self._note(text)
            self.printed.spend(len(text))
            last = running.done and index == len(parts) - 1
            frame = {
                "id": running.id,
                "stream": stream,
                "text": text,
                "done": last,
                "exit": running.exit if last else None,
                "listening": self._listening,
            }
            self.live.tell(self.live.frame("output", **frame, problems=running.problems if last else []))

    def _problems(self, running: Running) -> list[dict]:
        """Where the editor's files are wrong. Help is never a reason to lose the output."""
        try:
            return problems.find(running.line, running.error_text, self.files, self.language)
        except Exception:
            log.exception("problems of: %.200s", running.line)
            return []

    def _note(self, text: str) -> None:
        self.transcript.add(self.live.simulation.now, text)

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
        before = {**self.monitor.met, **self.monitor.broken}
        if self.monitor.feed(changes):
            turned = {**self.monitor.met, **self.monitor.broken}
            for id_ in sorted(turned.keys() - before.keys()):
                self.live.mark("check" if id_ in self.monitor.met else "failure", id_, turned[id_])
            if self.monitor.solved and not was_solved:
                self.live.solved()

    def ask(self) -> None:
        """Look at the world as it is: what already holds at the start is met."""
        if self.monitor is not None:
            self.monitor.ask()

    def begin_at(self, simulation: Any) -> None:
        """What `simulation` has lived through up to now is the start state."""
        self.start_revision, self.start_input = simulation.store.revision, _last_input(simulation)

    def move(self, simulation: Any) -> None:
        """After a fork: a terminal on the new head, and what the checks say of the past that it has lived through."""
        self.shell.move(simulation)
        if self.lesson is not None:
            self.monitor = rebuilt(self.lesson, self.live.simulation, self.start_revision, self._world)

    def _world(self, simulation: Any) -> World:
        return check_world(simulation, self.files, self.live.inputs.get)

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
        self.answered.load(state["answered"])
        if self.monitor and self.lesson and state["checks"]:
            self.monitor = Monitor(self.lesson, self.monitor.world, state["checks"])
            remembered(self.monitor.world, self.live.simulation, self.start_revision)

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
        if "shown" in entry:
            self.shown = entry["shown"]
        if "message" in entry:
            self.answered.load([entry["message"]])


def _last_input(simulation: Any) -> int:
    """The number of the newest input; those up to it made the start state."""
    return simulation.inputs[-1].sequence if simulation.inputs else 0

"""The command that runs in the terminal of a session: at most one; it waits for virtual time, changes or a person."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings

from tutorial.live import problems, why
from tutorial.live.asked import Asked, asked
from tutorial.live.terminal import Running
from tutorial.words import Refusal, say

if TYPE_CHECKING:
    from tutorial.live.cluster import LiveCluster
    from tutorial.live.session import Session

log = logging.getLogger(__name__)


class Foreground:
    """`live` is the cluster, `session` whose files and screen it works on."""

    def __init__(self, live: LiveCluster, session: Session):
        self.live, self.session = live, session
        self.running: Running | None = None
        self._revision = 0
        self._editing: Any = None
        self._listening = False  # what the page was told: a line may be typed at the running command
        self._before: tuple[int, dict[str, str]] = (0, {})
        self._working = False  # a thread is going to do, or does, what the running command has become ready for

    def let_go(self) -> None:
        """The cluster was dropped: see LiveCluster.let_go."""
        self.running = None
        del self.live, self.session

    def start(self, id_: Any, line: str) -> None:
        """Run a line of the terminal. Raises Refusal while another one runs or when lines come too fast."""
        limits = settings.CLUSTER_LIMITS
        if self.running is not None:
            raise Refusal("busy")
        if len(line.encode("utf-8", "replace")) > limits["line_bytes"]:
            raise Refusal("line_too_big", given=len(line.encode("utf-8", "replace")), limit=limits["line_bytes"])
        if not self.session.commands.take():
            raise Refusal("too_many_commands", limit=limits["commands_per_s"])
        if not self.session.printed.take():
            raise Refusal("too_much_output", limit=limits["output_bytes_per_s"] // 1000)
        if self.live.sent_bytes > limits["bytes"]:
            raise Refusal("cluster_full", limit=limits["bytes"] // 1_000_000)
        if line.strip():
            self.live.write("session", {"line": line[:2_000]})
        self.session.note(f"$ {line}\n")
        if (question := asked(line, self.live.simulation, self.session.language)) is not None:
            self.session.shell.remember(line)
            self._answer(id_, line, question)
            return
        running = self.running = Running(id_, line, limits["output_bytes"])
        running.begin(self.session.shell.program(line, running.write))
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
        unknown = "why_no_request" if question.request else "why_unknown"
        found, text = self._found(question), question.help
        if not found and not text:
            text = question.problem or say(unknown, self.session.language, kind="", name=line[4:]) + "\n"
        self.session.note(text)
        answer = {key: found[key] for key in why.SAID if key in found} if found else None
        well = bool(answer or question.help)
        output = {"stream": "stdout" if well else "stderr", "text": text, "why": answer, "done": True}
        frame = {"id": id_, "line": line[:2_000], **output, "exit": 0 if well else 1, "problems": []}
        self.live.tell(self.live.frame("output", **frame))
        self.session.keep_terminal()

    def _found(self, question: Asked) -> dict | None:
        simulation, inputs = self.live.simulation, self.live.inputs
        if question.help or (question.problem and not question.place):
            return None
        if question.request:
            return why.of_request(simulation)
        if question.at is not None:
            return why.of_moment(simulation, inputs, question.at)
        if question.uid:
            return why.about(simulation, inputs, question.uid)
        return why.of_nothing(simulation, inputs, *question.place) if question.place else why.nothing(simulation)

    def work(self) -> None:
        """Run the line that was started as far as it goes without waiting. Touches nothing but the simulation, the
        files and the command's own output, so that a thread may do it while the cluster is locked."""
        running = self.running
        if running is not None:
            store = self.live.simulation.store
            self._before = len(self.live.simulation.inputs), dict(self.session.files)
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
        if self.session.is_heavy(running.line):
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
        before, files = len(self.live.simulation.inputs), dict(self.session.files)
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
        self.session.note(line)
        self._step(running, lambda: running.typed(line))

    def _step(self, running: Running, step: Callable[[], None]) -> None:
        before, files = len(self.live.simulation.inputs), dict(self.session.files)
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
            running.write("stderr", say("internal", self.session.language) + "\n")
            running.exit = 1
        if running.done and running.error_text:
            running.problems = self._problems(running)

    def _after(self, running: Running, before: int, files: dict[str, str]) -> None:
        self._revision = self.live.simulation.store.revision
        if len(self.live.simulation.inputs) > before:
            self.live.mark_input("command", running.line.split("\n")[0])
        if self.session.files != files:
            self.session.keep_files(files)
        self._say(running)
        if running.edit is not None and self._editing != running.id:
            self._editing = running.id
            edit = running.edit
            self.live.tell(self.live.frame("edit", id=running.id, name=edit.name, content=edit.content))
        if running.edit is None:
            self._editing = None
        if running.done:
            self.running = None
            self.session.keep_terminal()

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
            self.session.keep_terminal()

    def _say(self, running: Running) -> None:
        parts = running.take()
        if not parts and (running.done or running.listening != self._listening):
            parts = [("stdout", "")]
        self._listening = running.listening and not running.done
        for index, (stream, text) in enumerate(parts):
            self.session.note(text)
            self.session.printed.spend(len(text))
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
            return problems.find(running.line, running.error_text, self.session.files, self.session.language)
        except Exception:
            log.exception("problems of: %.200s", running.line)
            return []

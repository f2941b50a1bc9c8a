"""A learner: types into the page's terminal, lets virtual time pass, and reads what the page shows."""

import re
import shlex
import time
from pathlib import Path

from tests.patience import PATIENCE

WAIT = re.compile(r"^wait (\d+)s$")
TERMINAL = "document.querySelector('orrery-terminal').shell"
SESSION = "document.querySelector('orrery-timebar').session"
SKIP_S = 30  # virtual seconds jumped at a time while a command or a condition is waited for
SKIPS = 60  # such jumps, at the most
ANSWERED_S = 0.3  # an answer that was given is on screen


class Learner:
    def __init__(self, desk, site: str, shots: Path):
        self._desk, self.site, self._shots = desk, site, shots
        self.complaints: list[str] = []
        self.page = None
        self.sits_at()

    def sits_at(
        self, width: int = 1440, height: int = 900, theme: str = "light", motion: str = "no-preference"
    ) -> None:
        """Somebody new, of whom no page knows anything."""
        self.page = self._swept()
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=theme, reduced_motion=motion)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("console", lambda said: said.type == "error" and self.complaints.append(said.text))

    def _swept(self):
        """A page in a desk without pages, cookies and stored values; what was fetched stays."""
        for page in self._desk.pages:
            page.close()
        page = self._desk.new_page()
        tools = self._desk.new_cdp_session(page)
        tools.send("Storage.clearDataForOrigin", {"origin": self.site, "storageTypes": "all"})
        tools.detach()
        self._desk.clear_cookies()
        self._desk.set_offline(False)
        return page

    def opens(self, path: str):
        self.page.goto(self.site + path)
        return self.page

    def opens_lesson(self, language: str, lesson: str):
        self.opens(f"/{language}/courses/big-picture/{lesson}/")
        assert self.sees(f"{SESSION}?.connection?.state === 'open' && {SESSION}.checks.length > 0"), (
            "the page did not connect"
        )

    def sees(self, expression: str, seconds: float = PATIENCE) -> bool:
        """Whether a JavaScript expression becomes true. (Playwright's waiting needs eval: forbidden here.)"""
        end = time.monotonic() + seconds
        while not self.page.evaluate(expression):
            if time.monotonic() > end:
                return False
            self.page.wait_for_timeout(30)
        return True

    def plays(self, script: str) -> None:
        """Types an answer as `prove` plays it: `wait 30s` skips time, a line that must fail begins with `! `."""
        for command in commands_of(script):
            if found := WAIT.match(command):
                self.skips(int(found[1]))
            else:
                self.types(command.removeprefix("! "))

    def types(self, command: str) -> None:
        """Types a command (with its here-document) and waits until it is done, skipping time where it waits."""
        self.page.locator("orrery-terminal").click()
        for line in command.split("\n"):
            self.page.keyboard.insert_text(line)
            self.page.keyboard.press("Enter")
        for _ in range(SKIPS):
            self.page.evaluate(f"{SESSION}.send('clock', {{}})")  # answered once the server has gone as far as it can
            if self.sees(f"!{TERMINAL}.busy", ANSWERED_S):
                return
            self.skips(SKIP_S)
        raise AssertionError(f"never done: {command}")

    def skips(self, seconds: int) -> None:
        """Jumps ahead in virtual time, as the page's own "until" does."""
        self.page.evaluate(
            f"""async (seconds) => {{
                const session = {SESSION};
                const until = Math.floor(session.clock.at(session.wall())) + seconds * 1e6;
                await session.send("clock", {{ until, running: true }});
                while (session.clock.time < until)
                    await new Promise((done) => session.addEventListener("clock", done, {{ once: true }}));
            }}""",
            seconds,
        )

    def until_solved(self) -> None:
        for _ in range(SKIPS):
            if self.page.evaluate(f"{SESSION}.solved"):
                self.page.wait_for_selector(".solved-note")
                return
            self.skips(SKIP_S)
        raise AssertionError(f"not solved; unmet: {self.unmet()}")

    def unmet(self) -> list[str]:
        return self.page.locator("orrery-checks li.is-unmet, orrery-checks li.is-broken").all_inner_texts()

    def screen(self) -> str:
        """All that the terminal shows and has shown, as text."""
        return self.page.evaluate("""() => {
            const buffer = document.querySelector('orrery-terminal').terminal.buffer.active;
            const text = (_, row) => buffer.getLine(row).translateToString(true);
            return Array.from({ length: buffer.length }, text).join("\\n");
        }""")

    def reads(self, text: str) -> bool:
        """Whether the terminal comes to show a text."""
        end = time.monotonic() + PATIENCE
        while text not in self.screen():
            if time.monotonic() > end:
                return False
            self.page.wait_for_timeout(30)
        return True

    def leaves(self, name: str) -> None:
        self._shots.mkdir(exist_ok=True)
        self.page.screenshot(path=self._shots / f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}.png")
        self.page.close()
        assert not self.complaints, self.complaints


def commands_of(script: str) -> list[str]:
    """The commands of a script; one with a here-document keeps its lines together."""
    commands, lines = [], iter(script.strip().split("\n"))
    for line in lines:
        if "<<" in line:
            end = shlex.split(line.split("<<", 1)[1])[0]
            body = [line]
            for below in lines:
                body.append(below)
                if below == end:
                    break
            line = "\n".join(body)
        if line.strip():
            commands.append(line)
    return commands

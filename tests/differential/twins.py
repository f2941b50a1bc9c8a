"""Two simulations that live the same life: one behind HTTP for the real kubectl, one for the terminal's own."""

import asyncio
import os
import shlex
import shutil
import socket
import subprocess
import threading
import time
from pathlib import Path
from typing import NamedTuple

from cluster.api.request import Request, Response
from cluster.http.application import Application
from cluster.http.kubeconfig import kubeconfig
from cluster.shell.driving import drive
from cluster.shell.files import DiskFiles
from cluster.shell.terminal import Terminal
from cluster.simulation import Simulation

FILES = Path(__file__).parent / "files"
SETTLE = 60_000_000  # virtual µs between two commands: both worlds come to rest at the same moment
PATIENCE_S = 60
HOME = "/home/learner"  # of the terminal
SLEEPING_S = 0.7  # a client that has asked nothing and computed nothing for so long waits for something


class Said(NamedTuple):
    stdout: str
    stderr: str
    exit: int


class Twins:
    """`real(line)` and `ours(line)` run one line in `folder`; then `settle()`."""

    def __init__(self, server: "Served", program: str, folder, nodes: int = 2, seed: int = 0):
        # Clients compute ages from their own clock: the epoch is near it.
        epoch = int(time.time()) * 1_000_000
        self.program, self.server = program, server
        self.folders = {who: folder / who for who in ("real", "ours")}  # the same files in both
        self.exported: dict[str, str] = {}
        self.behind = Simulation(seed=seed, nodes=nodes, epoch=epoch)
        self.beside = Simulation(seed=seed, nodes=nodes, epoch=epoch)
        self.terminal = Terminal(self.beside, DiskFiles())
        server.show(self.behind)
        for own in self.folders.values():
            own.mkdir()
            for file in FILES.iterdir():
                shutil.copy(file, own)
        (self.folders["real"] / ".config").write_text(kubeconfig(server.address, "minikube"))
        self.settle()

    def real(self, line: str) -> Said:
        path = f"{os.path.dirname(self.program)}:{os.environ['PATH']}"
        if line.startswith("export "):  # each line has a shell of its own: what they share is kept here
            self.exported |= dict(word.split("=", 1) for word in shlex.split(line)[1:])
        environment = {"KUBECONFIG": ".config", **self.exported}
        environment |= {"PATH": path, "HOME": str(self.folders["real"])}
        environment["GOGC"] = "off"  # who lives for milliseconds need not tidy up
        process = subprocess.Popen(
            ["bash", "-c", line],
            cwd=self.folders["real"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        stop = threading.Event()
        pacer = threading.Thread(target=self.server.pace, args=(stop, process.pid))
        pacer.start()
        try:
            stdout, stderr = process.communicate(timeout=PATIENCE_S)
        finally:
            process.kill()
            stop.set()
            pacer.join()
        return self._said(stdout, stderr, process.returncode)

    def ours(self, line: str) -> Said:
        told = {"stdout": "", "stderr": ""}

        def write(stream: str, text: str) -> None:
            told[stream] += text

        before = os.getcwd()
        os.chdir(self.folders["ours"])
        try:
            code = drive(lambda: self.terminal.simulation, self.terminal.program(line, write))
        finally:
            os.chdir(before)
        return self._said(told["stdout"], told["stderr"], code)

    def _said(self, stdout: str, stderr: str, code: int) -> Said:
        """The folder is the real client's home, and the terminal's is another."""
        for home in (*map(str, self.folders.values()), HOME):
            stdout, stderr = stdout.replace(home, "HOME"), stderr.replace(home, "HOME")
        return Said(stdout, stderr, code)

    def settle(self) -> None:
        moment = max(self.behind.now, self.beside.now) + SETTLE
        self.server.call(lambda: self.behind.run_until(moment))
        self.beside.run_until(moment)


class Served:
    """One HTTP server in a thread. Its cluster stands still; while a command waits, time is let pass for it."""

    def __init__(self) -> None:
        from daphne.endpoints import build_endpoint_description_strings
        from daphne.server import Server

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self._backend: _Standing | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        started = threading.Event()

        async def application(scope, receive, send):
            await Application(self._backend)(scope, receive, send)

        def ready():
            self._loop = asyncio.get_event_loop()
            started.set()

        server = Server(
            application,
            build_endpoint_description_strings(host="127.0.0.1", port=port),
            signal_handlers=False,
            ready_callable=ready,
            verbosity=0,
        )
        threading.Thread(target=server.run, daemon=True).start()
        if not started.wait(10):
            raise RuntimeError("the server did not start")

    def show(self, simulation: Simulation) -> None:
        self._backend = _Standing(simulation)

    def call(self, action) -> None:
        """Do it in the server's own thread, and wait."""
        done = threading.Event()

        def act():
            try:
                action()
            finally:
                self._backend.tell()
                done.set()

        self._loop.call_soon_threadsafe(act)
        done.wait()

    def pace(self, stop: threading.Event, client: int) -> None:
        """While something watches, the next due work is done; a command that sleeps between requests gets time, too."""
        backend = self._backend
        backend.asked = None
        while not stop.wait(0.01):
            if _computes(client):  # on a busy machine it is slow, not asleep: what it was told comes first
                backend.asked = backend.asked and time.monotonic()
            elif backend.waiting:
                self.call(backend.simulation.step)
            elif backend.asked and time.monotonic() - backend.asked > SLEEPING_S:
                self.call(lambda: backend.simulation.run_until(backend.simulation.now + 100_000))


def _computes(process: int) -> bool:
    """Whether a thread of the process or of its children has work to do: state R or D of proc_pid_stat(5)."""
    try:
        for thread in Path(f"/proc/{process}/task").iterdir():
            if (thread / "stat").read_text().rpartition(")")[2].split()[0] in "RD":
                return True
            if any(_computes(int(child)) for child in (thread / "children").read_text().split()):
                return True
    except OSError:  # it has ended meanwhile
        pass
    return False


class _Standing:
    """A cluster that stands still by itself."""

    def __init__(self, simulation: Simulation):
        self.simulation = simulation
        self.waiting = self.moves = 0
        self.asked: float | None = None  # when the last request came
        self._news: list[asyncio.Event] = []

    async def request(self, request: Request) -> Response:
        response = self.simulation.request(request, actor="kubectl")
        self.asked = time.monotonic()
        self.tell()
        return response

    async def changed(self, revision: int, seconds: float, resource: str) -> int:
        if self.simulation.store.revision > revision:
            return self.simulation.store.revision
        news = asyncio.Event()
        self._news.append(news)
        self.waiting += 1
        try:
            await asyncio.wait_for(news.wait(), seconds)
        except TimeoutError:
            pass
        finally:
            self.waiting -= 1
            self._news.remove(news)
        return self.simulation.store.revision

    async def moved(self, seen: int, seconds: float) -> int:
        if self.moves <= seen:
            await self.changed(2**62, seconds, "")
        return self.moves

    async def act(self, action) -> None:
        action()
        self.tell()

    def tell(self) -> None:
        self.moves += 1
        for news in list(self._news):
            news.set()

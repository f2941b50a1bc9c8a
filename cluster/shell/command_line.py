"""`python -m cluster`: run a script, or type at a shell."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from cluster.addons import ADDONS
from cluster.latency import PROFILES
from cluster.shell.driving import drive
from cluster.shell.files import DiskFiles
from cluster.shell.script import play
from cluster.shell.terminal import Terminal
from cluster.simulation import Simulation


def main(argv: list[str]) -> int:
    """Returns the exit code: 0, 1 where a line did not do as expected, 2 for wrong arguments."""
    arguments = _parser().parse_args(argv)
    if arguments.command == "serve":
        return _serve(arguments)
    simulation = Simulation(seed=arguments.seed, nodes=arguments.nodes, profile=arguments.profile)
    terminal = Terminal(simulation, DiskFiles())
    return _run(terminal, arguments) if arguments.command == "run" else _shell(terminal)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cluster", description="A simulated Kubernetes cluster in virtual time."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="play a script and print its transcript")
    run.add_argument("script", help="a file, or - for standard input")
    run.add_argument(
        "--digest", action="store_true", help="the last line of standard output is the digest of the state"
    )
    shell = commands.add_parser("shell", help="the terminal without the browser")
    serve = commands.add_parser("serve", help="the Kubernetes API for real clients")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_count_of(65_535), required=True)
    serve.add_argument("--kubeconfig", metavar="FILE", help="write a kubeconfig there")
    serve.add_argument("--tls", action="store_true", help="https, with certificates in the kubeconfig")
    serve.add_argument(
        "--rate", type=_rate, default=1.0, help="virtual seconds per second (default: 1; 0 stands still)"
    )
    serve.add_argument("--nodes", type=_count, default=1, help="how many nodes (default: 1)")
    serve.add_argument(
        "--addons", type=_addons, default=(), metavar="NAMES",
        help=f"minikube's addons, with commas between: {', '.join(sorted(ADDONS))} (default: none)",
    )  # fmt: skip
    for command in (run, shell):
        command.add_argument(
            "--nodes", type=_count, default=0, help="make a cluster of so many nodes first (default: none)"
        )
    for command in (run, shell, serve):
        command.add_argument("--seed", type=int, default=0, help="what random names and choices come from (default: 0)")
        command.add_argument(
            "--profile", choices=sorted(PROFILES), default="real", help="how long things take (default: real)"
        )
    return parser


def _count_of(most: int) -> Callable[[str], int]:
    def count(text: str) -> int:
        if not text.isascii() or not text.isdecimal() or int(text) > most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to {most}")
        return int(text)

    return count


_count = _count_of(10_000)


def _addons(text: str) -> tuple[str, ...]:
    names = tuple(name for name in text.split(",") if name)
    for name in names:
        if name not in ADDONS:
            raise argparse.ArgumentTypeError(f"{name!r} is no addon; there are {', '.join(sorted(ADDONS))}")
    return names


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 1_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1000")
    return rate


def _serve(arguments: argparse.Namespace) -> int:
    from cluster.http.serving import serve  # only here: it brings the network and the clock on the wall

    given = arguments

    def cluster(epoch: int) -> Simulation:
        simulation = Simulation(seed=given.seed, nodes=given.nodes, profile=given.profile, epoch=epoch)
        for name in given.addons if given.nodes else ():
            request = {"minikube": "addons enable", "addon": name}
            simulation.apply(simulation.next_input(request, "minikube", f"minikube addons enable {name}"))
        return simulation

    return serve(cluster, given.host, given.port, given.kubeconfig, given.rate, given.tls)


def _write(stream: str, text: str) -> None:
    target = sys.stdout if stream == "stdout" else sys.stderr
    if target is sys.stderr:
        sys.stdout.flush()
    target.write(text)
    target.flush()


def _run(terminal: Terminal, arguments: argparse.Namespace) -> int:
    try:
        if arguments.script == "-":
            script = sys.stdin.read()
        else:
            with open(arguments.script, encoding="utf-8") as file:
                script = file.read()
    except OSError as wrong:
        print(f"{arguments.script}: {wrong.strerror}", file=sys.stderr)
        return 2
    result = play(terminal, script, _write)
    if result.code:
        print(f"stopped at: {result.failed}: {result.why}", file=sys.stderr)
    if arguments.digest:
        print(terminal.simulation.digest())
    return result.code


def _shell(terminal: Terminal) -> int:
    """Read lines until end of file; `exit` ends it too."""
    while True:
        try:
            line = input("$ ")
            while terminal.needs_more(line + "\n"):
                line += "\n" + input("> ")
        except EOFError:
            print()
            return terminal.last_code
        except KeyboardInterrupt:
            print("^C")
            continue
        if line.strip() in ("exit", "logout"):
            return terminal.last_code
        steps = terminal.program(line, _write)
        try:
            drive(lambda: terminal.simulation, steps)
        except KeyboardInterrupt:
            steps.close()
            print("^C")

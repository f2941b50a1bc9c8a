"""`python -m cluster`: run a script, or type at a shell."""

from __future__ import annotations

import argparse
import sys

from cluster.latency import PROFILES
from cluster.shell.driving import drive
from cluster.shell.files import DiskFiles
from cluster.shell.script import play
from cluster.shell.terminal import Terminal
from cluster.simulation import Simulation


def main(argv: list[str]) -> int:
    """Returns the exit code: 0, 1 where a line did not do as expected, 2 for wrong arguments."""
    arguments = _parser().parse_args(argv)
    simulation = Simulation(seed=arguments.seed, nodes=arguments.nodes, profile=arguments.profile)
    terminal = Terminal(simulation, DiskFiles())
    return _run(terminal, arguments) if arguments.command == "run" else _shell(terminal)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m cluster", description="A simulated Kubernetes cluster in virtual time.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="play a script and print its transcript")
    run.add_argument("script", help="a file, or - for standard input")
    run.add_argument("--digest", action="store_true", help="the last line of standard output is the digest of the state")
    shell = commands.add_parser("shell", help="the terminal without the browser")
    for command in (run, shell):
        command.add_argument("--nodes", type=_count, default=0, help="make a cluster of so many nodes first (default: none)")
        command.add_argument("--seed", type=int, default=0, help="what random names and choices come from (default: 0)")
        command.add_argument("--profile", choices=sorted(PROFILES), default="real", help="how long things take (default: real)")
    return parser


def _count(text: str) -> int:
    if not text.isdigit() or int(text) > 10_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 10000")
    return int(text)


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

"""`python -m cluster serve`: the API of one simulated cluster for real clients, without Django."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from cluster.http import certificates, taught
from cluster.http.application import Application
from cluster.http.kubeconfig import kubeconfig
from cluster.http.pacing import PacedCluster
from cluster.simulation import Simulation


def serve(
    made: Callable[[int], Simulation], host: str, port: int, kubeconfig_file: str | None = None, rate: float = 1.0,
    tls: bool = False,
) -> int:  # fmt: skip
    """Serve until interrupted. `made`: epoch in µs since 1970 → the cluster; `rate`: virtual seconds per second.

    Returns the exit code: 2 when the port cannot be had."""
    taught.install()
    from daphne.server import Server

    address = f"{'https' if tls else 'http'}://{f'[{host}]' if ':' in host else host}:{port}"
    cluster = PacedCluster(made(int(time.time() * 1_000_000)), rate)
    running: list[asyncio.Task] = []

    def ready() -> None:
        running.append(asyncio.ensure_future(cluster.run()))  # only now is there a loop
        if kubeconfig_file:
            Path(kubeconfig_file).write_text(_config(address, tls))
        print(f"The cluster answers at {address}", flush=True)
        if kubeconfig_file:
            print(f"Try: kubectl --kubeconfig {kubeconfig_file} get nodes", flush=True)

    folder = TemporaryDirectory()  # Twisted reads the certificate from a file
    server = Server(
        Application(cluster), taught.endpoints(host, port, _identity(host, folder.name) if tls else None),
        ready_callable=ready, verbosity=0, server_name="orrery", application_close_timeout=1,
    )  # fmt: skip
    server.run()
    if server.listeners and not any(
        listener.called and not hasattr(listener.result, "getErrorMessage") for listener in server.listeners
    ):
        print(f"{address} cannot be used: is another server on it?", file=sys.stderr)
        return 2
    return 0


def _config(address: str, tls: bool) -> str:
    if not tls:
        return kubeconfig(address)
    return kubeconfig(address, authority=certificates.authority(), user=certificates.user(certificates.client()))


def _identity(host: str, folder: str) -> str:
    """A file with the server's certificate and key."""
    place = Path(folder, "server.pem")
    place.touch(mode=0o600)
    place.write_text("".join(reversed(certificates.server(host))))
    return str(place)

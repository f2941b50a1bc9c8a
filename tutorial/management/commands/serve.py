"""The whole site in one process: migrate, load the shipped courses, serve with Daphne, keep all clusters at the end."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from cluster.collecting import collect_seldom
from cluster.http import taught
from tutorial.environment import EVERYWHERE, allowed_hosts, lan_address
from tutorial.live.records import new_day
from tutorial.live.trouble import trouble_of

PREPARING = int.from_bytes(b"orrery")  # the number of PostgreSQL's advisory lock: any, but always this one


class Command(BaseCommand):
    help = "Serve the site; prints the address."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, host, port, **options):
        if not 1 <= port <= 65535:
            raise CommandError(f"--port {port} must be 1-65535")
        _check_free(host, port)
        settings.ALLOWED_HOSTS = allowed_hosts(host)
        try:
            with alone():
                call_command("migrate", verbosity=0, interactive=False)
                call_command("load_courses", stdout=self.stdout)
                new_day(settings.CLUSTER_DELETE_AFTER_DAYS)
        except DatabaseError as error:
            name, trouble = settings.DATABASES["default"]["NAME"], trouble_of(error)
            what_to_do = f" ({trouble.advice})" if trouble else ""
            raise CommandError(f"the database {name} cannot be used: {error}{what_to_do}") from error
        collect_seldom()
        serve(host, port, self.announce)

    def announce(self, host: str, port: int) -> None:
        shown = lan_address() if host in EVERYWHERE else host
        self.stdout.write(f"Orrery is at http://{f'[{shown}]' if ':' in shown else shown}:{port}/")
        if host in EVERYWHERE:
            self.stdout.write(
                f"(on this machine also http://127.0.0.1:{port}/; others in the room open the address above)"
            )
        self.stdout.write("Stop with Ctrl-C: clusters are kept.")
        self.stdout.flush()


@contextmanager
def alone() -> Iterator[None]:
    """Processes that start at once on one PostgreSQL prepare it one after the other: each migration is made once."""
    if connection.vendor != "postgresql":
        yield
        return
    lock = connection.copy()  # it is held by a session of its own, and let go with it
    try:
        with lock.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
        yield
    finally:
        lock.close()


def serve(host: str, port: int, announce) -> None:
    """Run Daphne until it is stopped; then every cluster goes to sleep."""
    from daphne.server import Server

    from tutorial.asgi import application
    from tutorial.live.host import running_host

    def ready() -> None:
        from twisted.internet import reactor as any_reactor
        from twisted.internet.defer import Deferred

        def stop():
            found = running_host()
            return Deferred.fromFuture(asyncio.ensure_future(found.stop())) if found else None

        reactor: Any = any_reactor
        reactor.addSystemEventTrigger("before", "shutdown", stop)
        announce(host, port)

    endpoints = taught.endpoints(host, port)
    # What is just above the limit is refused in words by the consumer; what is far above never gathers in memory.
    most = settings.CLUSTER_LIMITS["frame_bytes"] * 4
    sizes = {"websocket_max_message_size": most, "websocket_max_frame_size": most}
    server = Server(
        application, endpoints, ready_callable=ready, server_name="orrery", application_close_timeout=2, **sizes
    )
    server.run()


def _check_free(host: str, port: int) -> None:
    """Say it in one line when the port is taken, before anything else is done."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(f"cannot listen on {host}:{port}: {error.strerror}; try PORT={port + 1}") from error

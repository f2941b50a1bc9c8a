"""The Django project on a database of its own, for what is measured of the live host."""

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable


def hosted(measured: Callable[[], Awaitable[dict]], **settings: str) -> dict:
    """What `measured` finds, with `settings` in the environment. Nothing of Django is imported before."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"SQLITE_PATH": f"{folder}/bench.sqlite3", "DJANGO_SETTINGS_MODULE": "tutorial.settings"}
        os.environ |= settings
        import django

        django.setup()
        from django.core.management import call_command

        from cluster.collecting import collect_seldom

        collect_seldom()  # as the hosts do
        call_command("migrate", verbosity=0)
        return asyncio.run(measured())

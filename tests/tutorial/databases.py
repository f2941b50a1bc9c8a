"""The database that a test runs on: its address for other processes, and how it is spoilt. `make test-site` runs all
tests on SQLite, and those with the mark `postgresql` once more on PostgreSQL."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from django.db import connection, connections
from django.db.backends.signals import connection_created


def environment(**more: str) -> dict[str, str]:
    """The environment of another process on this test's database."""
    chosen = connections["default"].settings_dict
    known = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "SQLITE_PATH")}
    known |= {"DJANGO_SETTINGS_MODULE": "tutorial.settings", "SECRET_KEY": "only-for-tests", **more}
    if connection.vendor == "sqlite":
        return known | {"SQLITE_PATH": str(chosen["NAME"])}
    where = f"{chosen['USER']}@{chosen['HOST']}:{chosen['PORT']}"
    return known | {"DATABASE_URL": f"postgres://{where}/{chosen['NAME']}"}


FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
DO $$ DECLARE one text; BEGIN
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP EXECUTE format(
        'CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION full_disk()', one);
    END LOOP; END $$
"""
HOLD = """
BEGIN;
DO $$ DECLARE one text; BEGIN
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP EXECUTE format(
        'LOCK TABLE %I IN EXCLUSIVE MODE', one);
    END LOOP; END $$
"""


class Trouble(NamedTuple):
    """Statements: on any one connection, `once`; on each that there is and will be, `each`; on another program's
    connection, which stays open, `other`."""

    each: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


TROUBLES = {
    "sqlite": {
        # SQLITE_FULL: not one page more than there are. What others have left free goes first, and the log is emptied,
        # so that it has no room either
        "full": Trouble(("PRAGMA max_page_count = 1",), ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")),
        "read_only": Trouble(("PRAGMA query_only = ON",)),  # SQLITE_READONLY
        "held": Trouble(("PRAGMA busy_timeout = 100",), other=("BEGIN IMMEDIATE",)),  # SQLITE_BUSY
        "well": Trouble(("PRAGMA max_page_count = 1073741823", "PRAGMA query_only = OFF")),
    },
    "postgresql": {
        "full": Trouble(once=(FULL,)),
        "read_only": Trouble(("SET default_transaction_read_only = on",)),  # read_only_sql_transaction
        "held": Trouble(("SET lock_timeout = 100",), other=(HOLD,)),  # lock_not_available
        "well": Trouble(("SET default_transaction_read_only = off", "DROP FUNCTION IF EXISTS full_disk CASCADE")),
    },
}


class Disk:
    """The database under a site, spoilt for real: it is the database that refuses."""

    def __init__(self) -> None:
        self.each: tuple[str, ...] = ()
        self.other: Any = None
        connection_created.connect(self._opened)

    def becomes(self, how: str) -> None:
        """One of TROUBLES, or well: told to this thread's connection, and to those that are opened from now on."""
        trouble = TROUBLES[connection.vendor][how]
        if self.other is not None:
            self.other.close()
            self.other = None
        if trouble.other:
            self.other = connection.copy()
            self.other.inc_thread_sharing()
            _execute(self.other, trouble.other)
        self.each = trouble.each
        _execute(connection, (*trouble.once, *trouble.each))

    def leave(self) -> None:
        connection_created.disconnect(self._opened)

    def _opened(self, connection: Any, **_: Any) -> None:
        _execute(connection, self.each)


def _execute(connection: Any, statements: tuple[str, ...]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)

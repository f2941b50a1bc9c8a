"""What the database says when it cannot keep anything: which trouble it is, and what the operator can do about it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from typing import Any

from tutorial.words import Refusal

RETRY_S = 5  # clients are told to try again after so long

ADVICE = {
    "disk_full": "free some room on the disk that holds the database (or raise its quota); nothing else has to be done",
    "disk_read_only": "the database may not be written: give its file AND its folder to the user that runs this "
    "server, or mount the file system read-write (PostgreSQL: is this a standby?)",
    "disk_broken": "the disk does not do as it is told: look at the kernel's log (dmesg, smartctl), move the database "
    "to another disk",
    "database_busy": "another program has locked the database for long (a backup, a sqlite3 or psql shell with "
    "an open transaction): let it end, or stop it",
    "database_damaged": "the database's file is damaged: stop the server, try `sqlite3 FILE .recover` (PostgreSQL's "
    "log names what is damaged), or put back a backup",
    "database_gone": "the database cannot be reached: does its server run, is DATABASE_URL right; does the file's "
    "folder exist?",
}

# https://www.sqlite.org/rescode.html: primary result codes (the low byte of an extended one)
_SQLITE = {
    13: "disk_full",
    8: "disk_read_only",
    10: "disk_broken",
    5: "database_busy",
    6: "database_busy",
    11: "database_damaged",
    26: "database_damaged",
    14: "database_gone",
}
# https://www.postgresql.org/docs/current/errcodes-appendix.html: whole codes before their classes
_POSTGRES = {
    "53100": "disk_full",
    "25006": "disk_read_only",
    "58": "disk_broken",
    "55P03": "database_busy",  # lock_timeout
    "57014": "database_busy",  # statement_timeout, or somebody has cancelled it
    "40": "database_busy",  # deadlocks: it has chosen whom to refuse
    "XX001": "database_damaged",
    "XX002": "database_damaged",
    "08": "database_gone",
    "57": "database_gone",
    "53": "database_gone",
}
_SYSTEM = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EROFS: "disk_read_only",
    errno.EACCES: "disk_read_only",
    errno.EIO: "disk_broken",
}


class Trouble(Refusal):
    """Nothing can be kept at present; `code` is a key of ADVICE. Nothing that was asked for meanwhile is done."""

    @property
    def advice(self) -> str:
        """What the operator can do, in English: for the log."""
        return ADVICE[self.code]


def trouble_of(error: BaseException) -> Trouble | None:
    """The trouble behind an exception of the database or of the system, or None: then it is a mistake of ours."""
    for cause in _causes(error):
        if isinstance(cause, Trouble):
            return cause
        if (code := _code(cause)) is not None:
            return Trouble(code)
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _code(error: BaseException) -> str | None:
    if (number := getattr(error, "sqlite_errorcode", None)) is not None:
        return _SQLITE.get(number & 0xFF)
    if hasattr(error, "sqlstate"):
        return _of_postgresql(error)
    return _SYSTEM.get(error.errno) if isinstance(error, OSError) and error.errno else None


def _of_postgresql(error: Any) -> str | None:
    """psycopg's errors have the server's code, or none when no server could say anything: there is no connection."""
    if error.sqlstate is None:
        kinds = {kind.__name__ for kind in type(error).__mro__}
        return "database_gone" if kinds & {"OperationalError", "InterfaceError"} else None
    return _POSTGRES.get(error.sqlstate) or _POSTGRES.get(error.sqlstate[:2])

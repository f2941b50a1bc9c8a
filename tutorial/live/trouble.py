"""What the database says when it cannot keep anything: which trouble it is, and what the operator can do about it."""

from __future__ import annotations

import errno
from collections.abc import Iterator

from tutorial.words import Refusal

RETRY_S = 5  # clients are told to try again after so long

ADVICE = {
    "disk_full": "free some room on the disk that holds the database (or raise its quota); nothing else has to be done",
    "disk_read_only": "the database may not be written: give its file AND its folder to the user that runs this "
    "server, or mount the file system read-write",
    "disk_broken": "the disk does not do as it is told: look at the kernel's log (dmesg, smartctl), move the database "
    "to another disk",
    "database_busy": "another program has locked the database for long (a backup, a sqlite3 shell with an open "
    "transaction): let it end, or stop it",
    "database_damaged": "the database's file is damaged: stop the server, try `sqlite3 FILE .recover`, or put back a "
    "backup",
    "database_gone": "the database cannot be reached: does its server run, does its folder exist?",
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
    "58030": "disk_broken",
    "55P03": "database_busy",
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
    if state := getattr(error, "sqlstate", None):
        return _POSTGRES.get(state) or _POSTGRES.get(state[:2])
    return _SYSTEM.get(error.errno) if isinstance(error, OSError) and error.errno else None

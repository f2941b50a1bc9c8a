"""What the settings read from outside: environment variables, the secret key's file, this machine's addresses."""

from __future__ import annotations

import os
import secrets
import socket
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

LOOPBACK = ["localhost", "127.0.0.1", "[::1]", "testserver"]
EVERYWHERE = ("0.0.0.0", "::")
# https://www.postgresql.org/docs/current/libpq-connect.html: nobody waits for ever, neither for a server that is gone
# without a word (seconds; tcp_user_timeout: ms) nor for who has locked a table (ms). What is acknowledged is on disk,
# whatever the server's own setting says.
POSTGRESQL = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
    "options": "-c lock_timeout=8000 -c synchronous_commit=on",
}


def flag(name: str, default: bool = False) -> bool:
    """A yes/no environment variable; raises ValueError when it is neither."""
    text = os.environ.get(name, "").strip().lower()
    if text in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
        return default if text == "" else text in ("1", "true", "yes", "on")
    raise ValueError(f"{name}={text!r} must be one of 1, true, yes, on, 0, false, no, off")


def number(name: str, default: int) -> int:
    """A whole-number environment variable ≥ 0; raises ValueError otherwise."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdecimal():
        raise ValueError(f"{name}={text!r} must be a whole number >= 0")
    return int(text)


def words(name: str) -> list[str]:
    """A comma-separated environment variable as a list without empty parts."""
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def secret_key(path: Path) -> str:
    """SECRET_KEY, else the key in `path`, which is made (readable by its owner only) on the first run."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    key = secrets.token_urlsafe(50)
    with os.fdopen(descriptor, "w") as file:
        file.write(key + "\n")
    return key


def allowed_hosts(host: str) -> list[str]:
    """ALLOWED_HOSTS, else this machine only, else (served to a room) any name: sockets compare their Origin anyway."""
    return words("ALLOWED_HOSTS") or (["*"] if host in EVERYWHERE else [*LOOPBACK, host])


def lan_address() -> str:
    """The address by which others in the room reach this machine; loopback when it has no network. Sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1: a route is looked up, no packet leaves
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"


def database(base: Path) -> dict:
    """Django's DATABASES["default"]: PostgreSQL at DATABASE_URL, else SQLite (SQLITE_PATH, or a file in `base`).

    DATABASE_URL=postgres://user:password@host:port/name; libpq's other words may follow: ?sslmode=require, or
    ?host=/run/postgresql for a socket."""
    url = os.environ.get("DATABASE_URL", "")
    return _postgresql(url) if url else _sqlite(base)


def _sqlite(base: Path) -> dict:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.environ.get("SQLITE_PATH", base / "orrery.sqlite3"),
        "OPTIONS": {
            "timeout": 8,  # seconds
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
        "TEST": {"NAME": base / ".cache" / "test.sqlite3"},
    }


def _postgresql(url: str) -> dict:
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(f"DATABASE_URL starts with {parts.scheme!r}; allowed: postgres://user:password@host:port/name")
    if not (name := unquote(parts.path.lstrip("/"))):
        raise ValueError("DATABASE_URL names no database; it looks like postgres://user:password@host:port/name")
    if find_spec("psycopg") is None:
        raise ModuleNotFoundError("DATABASE_URL needs psycopg: .venv/bin/pip install '.[server]'")
    words = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": words.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {**POSTGRESQL, **words},
    }

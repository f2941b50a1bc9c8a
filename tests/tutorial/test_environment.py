"""What is read from outside."""

import stat

import pytest

from tutorial.environment import allowed_hosts, database, flag, lan_address, number, secret_key


def test_the_secret_key_is_made_once_and_only_its_owner_can_read_it(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    file = tmp_path / "key"
    first = secret_key(file)
    assert len(first) > 50
    assert secret_key(file) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    monkeypatch.setenv("SECRET_KEY", "given")
    assert secret_key(file) == "given"


@pytest.mark.parametrize(("text", "value"), [("", False), ("1", True), ("no", False), ("TRUE", True)])
def test_flags(monkeypatch, text, value):
    monkeypatch.setenv("SOME_FLAG", text)
    assert flag("SOME_FLAG") is value


@pytest.mark.parametrize(
    ("read", "text"), [(flag, "perhaps"), (lambda name: number(name, 1), "-3"), (lambda name: number(name, 1), "x")]
)
def test_nonsense_is_told_with_its_name(monkeypatch, read, text):
    monkeypatch.setenv("SOME_SETTING", text)
    with pytest.raises(ValueError, match=f"SOME_SETTING='{text}'"):
        read("SOME_SETTING")


@pytest.mark.parametrize(
    ("host", "given", "hosts"),
    [
        ("127.0.0.1", "", ["localhost", "127.0.0.1", "[::1]", "testserver", "127.0.0.1"]),
        ("0.0.0.0", "", ["*"]),
        ("0.0.0.0", "a.example, b.example", ["a.example", "b.example"]),
    ],
)
def test_a_room_is_let_in_when_the_server_is_opened_to_it(monkeypatch, host, given, hosts):
    monkeypatch.setenv("ALLOWED_HOSTS", given)
    assert allowed_hosts(host) == hosts


def test_the_address_for_others_is_a_number_and_never_everywhere():
    assert lan_address() not in ("", "0.0.0.0")


def test_postgresql_is_one_variable_away(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://me:p%40ss@db:5433/orrery")
    found = database(tmp_path)
    assert (found["ENGINE"], found["NAME"], found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == (
        "django.db.backends.postgresql", "orrery", "me", "p@ss", "db", "5433",
    )  # fmt: skip
    assert "synchronous_commit=on" in found["OPTIONS"]["options"], "what is acknowledged is on disk"
    monkeypatch.setenv("DATABASE_URL", "postgresql://me@/or%20rery?host=/run/postgresql&sslmode=require")
    found = database(tmp_path)
    assert (found["NAME"], found["HOST"], found["OPTIONS"]["sslmode"]) == ("or rery", "/run/postgresql", "require")


@pytest.mark.parametrize(
    ("url", "why"), [("mysql://x", "starts with 'mysql'"), ("postgres://me@db", "names no database")]
)
def test_an_address_that_is_none_says_what_one_looks_like(monkeypatch, tmp_path, url, why):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ValueError, match=f"{why}.*postgres://user:password@host:port/name"):
        database(tmp_path)


def test_postgresql_without_its_library_says_how_to_install_it(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgres://me@db/orrery")
    monkeypatch.setattr("tutorial.environment.find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install '\.\[server\]'"):
        database(tmp_path)

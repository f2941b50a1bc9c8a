"""Sockets are for our own pages."""

import pytest

from tutorial.live.origin import is_own_origin


def headers(origin, host):
    given = [(b"host", host.encode())]
    return [*given, (b"origin", origin.encode())] if origin is not None else given


@pytest.mark.parametrize(
    ("origin", "host", "allowed", "own"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000", ["127.0.0.1"], True),
        ("http://localhost", "localhost", ["localhost"], True),
        ("https://orrery.example", "orrery.example", ["orrery.example"], True),
        ("http://192.168.0.5:8000", "192.168.0.5:8000", ["*"], True),  # a room
        ("http://[::1]:8000", "[::1]:8000", ["[::1]"], True),
        ("http://evil.example", "127.0.0.1:8000", ["*"], False),
        ("http://127.0.0.1:9000", "127.0.0.1:8000", ["*"], False),
        ("http://evil.example", "evil.example", ["127.0.0.1"], False),  # rebinding to a name that is not ours
        ("null", "127.0.0.1:8000", ["*"], False),
        (None, "127.0.0.1:8000", ["*"], False),
        ("http://127.0.0.1:99999", "127.0.0.1:8000", ["*"], False),
        ("file://", "127.0.0.1", ["*"], False),
    ],
)
def test_the_origin_must_be_where_the_browser_connected_to(settings, origin, host, allowed, own):
    settings.ALLOWED_HOSTS = allowed
    assert is_own_origin(headers(origin, host)) is own

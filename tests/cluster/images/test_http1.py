"""HTTP/1.1 out of pieces of bytes."""

import random
from contextlib import suppress

import pytest

from cluster.images import http1

CHUNKED = (
    b"PUT /a?b=1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;x=1\r\nabc\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\n"
)
SIZED = b"POST / HTTP/1.0\nContent-Length: 4\nA: 1\na:  2 \n\nbody"
PLAIN = b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize("step", [1, 2, 7, 1000])
def test_requests_however_they_are_cut(step):
    reader, found = http1.Requests(), []
    whole = CHUNKED + SIZED + PLAIN
    for at in range(0, len(whole), step):
        found += reader.feed(whole[at : at + step])
    assert [(each.method, each.path, each.body, each.stays) for each in found] == [
        ("PUT", "/a?b=1", b"abcde", True), ("POST", "/", b"body", False), ("GET", "/", b"", False),
    ]  # fmt: skip
    assert found[1].headers["a"] == "1, 2"


def test_a_client_that_waits_with_its_body_is_told_to_go_on_once():
    reader = http1.Requests()
    assert reader.feed(b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n") == []
    assert (reader.expects, reader.expects) == (True, False)
    assert reader.feed(b"x")[0].body == b"x"


@pytest.mark.parametrize(
    "data",
    [b"PING\r\n", b"GET / HTTP/2.0\r\n\r\n", b"GET / HTTP/1.1\r\n: x\r\n\r\n", b"x" * 70_000,
     b"POST / HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n", b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
     b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
)  # fmt: skip
def test_what_is_no_http(data):
    with pytest.raises(http1.Malformed):
        http1.Requests().feed(data)


def test_bytes_changed_at_random_never_do_anything_else():
    draws = random.Random(2)
    for _ in range(2000):
        data = bytearray(CHUNKED + SIZED)
        for _ in range(draws.randint(1, 5)):
            data[draws.randrange(len(data))] = draws.randrange(256)
        with suppress(http1.Malformed):
            http1.Requests().feed(bytes(data))


def test_answers_carry_their_length():
    assert http1.answer(200, {"Content-Type": "a"}, b"hi", "GET", True) == (
        b"HTTP/1.1 200 OK\r\nContent-Type: a\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nhi"
    )
    assert http1.answer(200, {}, b"hi", "HEAD", False).endswith(b"Content-Length: 2\r\nConnection: close\r\n\r\n")
    assert b"Length" not in http1.answer(204, {}, b"", "GET", True)

"""SPDY/3.1 frames as port-forward uses them."""

import random
import struct
import zlib
from contextlib import suppress

import pytest

from cluster.http import spdy
from cluster.http.spdy import Frame, Reader, Writer


def test_the_dictionary_is_the_one_of_the_specification():
    assert (len(spdy.DICTIONARY), zlib.adler32(spdy.DICTIONARY)) == (1423, 0xE3C6A7C2)


def conversation():
    writer = Writer()
    return b"".join([
        writer.open(1, {"streamtype": "error", "port": "80", "requestid": "0"}, spdy.FIN),
        writer.open(3, {"streamtype": "data", "port": "80", "requestid": "0"}),
        writer.data(3, b"abc"), writer.ping(7), writer.data(3, b"", spdy.FIN), writer.reset(3, 5), writer.goaway(3),
    ])  # fmt: skip


def test_frames_come_out_as_they_went_in_however_they_are_cut():
    wanted = [
        Frame(spdy.SYN_STREAM, 1, spdy.FIN, headers={"streamtype": "error", "port": "80", "requestid": "0"}),
        Frame(spdy.SYN_STREAM, 3, 0, headers={"streamtype": "data", "port": "80", "requestid": "0"}),
        Frame(spdy.DATA, 3, 0, b"abc"),
        Frame(spdy.PING, 7),
        Frame(spdy.DATA, 3, spdy.FIN),
        Frame(spdy.RST_STREAM, 3, 0, struct.pack(">I", 5)),
        Frame(spdy.GOAWAY, 3, 0, struct.pack(">I", 0)),
    ]
    whole = conversation()
    assert Reader().feed(whole) == wanted
    reader = Reader()
    assert [frame for byte in whole for frame in reader.feed(bytes([byte]))] == wanted


def test_what_is_no_spdy_is_broken_and_nothing_else_happens():
    draws, whole = random.Random(1), conversation()
    for _ in range(500):
        data = bytearray(whole)
        for _ in range(draws.randint(1, 6)):
            data[draws.randrange(len(data))] = draws.randrange(256)
        with suppress(spdy.Broken):
            Reader().feed(bytes(data))


@pytest.mark.parametrize(
    "data, why",
    [
        (struct.pack(">II", 3, 1 << 21), "a frame of 2097152 bytes"),
        (struct.pack(">II", 1 << 31 | 2 << 16 | 1, 0), "version 2"),
        (struct.pack(">III", 1 << 31 | 3 << 16 | 1, 10, 1) + b"\0" * 6, "headers end too early"),
        (struct.pack(">III", 1 << 31 | 3 << 16 | 2, 8, 1) + b"nope", "headers: "),
    ],
)
def test_broken_frames_say_why(data, why):
    with pytest.raises(spdy.Broken, match=why):
        Reader().feed(data)

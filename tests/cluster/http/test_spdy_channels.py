"""Streams of SPDY to and from the channels of the application."""

import pytest

from cluster.http import spdy, spdy_channels
from cluster.http.spdy_channels import Channels, Forwarding, bridge

EXEC, FORWARD = "/api/v1/namespaces/default/pods/a/exec", "/api/v1/namespaces/default/pods/a/portforward"


class Client:
    """One who opens streams and reads what comes on them."""

    def __init__(self):
        self.bridge, self.writer, self.reader = Channels(), spdy.Writer(), spdy.Reader()
        self.streams, self.received, self.ended, self.said = {}, {}, set(), []

    def send(self, data):
        messages, answer = self.bridge.take(data)
        self.said += [message["bytes"] for message in messages]
        self.read(answer)

    def read(self, data):
        for frame in self.reader.feed(data):
            if frame.kind == spdy.DATA:
                name = self.streams[frame.stream]
                self.received[name] = self.received.get(name, b"") + frame.data
                self.ended |= {name} if frame.flags & spdy.FIN else set()

    def open(self, *names):
        for name in names:
            number = len(self.streams) * 2 + 1
            self.streams[number] = name
            self.send(self.writer.open(number, {"streamType": name}))

    def hear(self, channel, data):
        self.read(self.bridge.give({"type": "websocket.send", "bytes": bytes([channel]) + data}))


def test_output_goes_to_its_stream_and_all_are_closed_in_the_end():
    client = Client()
    client.open("error", "stdout", "stderr")
    client.hear(1, b"out")
    client.hear(2, b"err")
    client.hear(3, b'{"status":"Success"}')
    client.read(client.bridge.give({"type": "websocket.close"}))
    assert client.received == {"stdout": b"out", "stderr": b"err", "error": b'{"status":"Success"}'}
    assert client.ended == {"stdout", "stderr", "error"}


def test_what_comes_before_its_stream_waits_for_it():
    client = Client()
    client.open("error")
    client.hear(1, b"early")
    client.read(client.bridge.give({"type": "websocket.close"}))
    assert client.received == {"error": b""}
    client.open("stdout")
    assert client.received["stdout"] == b"early" and "stdout" in client.ended


def test_input_and_its_end_reach_the_application():
    client = Client()
    client.open("error", "stdin", "resize")
    client.send(client.writer.data(3, b"in"))
    client.send(client.writer.data(5, b'{"Width":80,"Height":24}'))
    client.send(client.writer.data(3, b"", spdy.FIN))
    assert client.said == [b"\x00in", b'\x04{"Width":80,"Height":24}', b"\xff\x00"]


def test_a_stream_of_no_known_type_is_refused():
    client = Client()
    _, answer = client.bridge.take(client.writer.open(1, {"streamType": "smoke"}))
    assert spdy.Reader().feed(answer)[0].kind == spdy.RST_STREAM


@pytest.mark.parametrize(
    "path, offered, kind",
    [
        (EXEC, ["v4.channel.k8s.io", "v3.channel.k8s.io"], Channels),
        (EXEC, ["v9.channel.k8s.io"], type(None)),
        (FORWARD, ["portforward.k8s.io"], Forwarding),
        (FORWARD, ["v4.channel.k8s.io"], type(None)),
    ],
)
def test_which_version_is_spoken(path, offered, kind):
    assert type(bridge(path, offered)) is kind


def test_bytes_of_a_forwarded_port_pass_as_they_are():
    messages, answer = Forwarding().take(b"\x80\x03")
    assert (messages[0]["bytes"], answer) == (b"\x80\x03", b"")
    assert spdy_channels.Forwarding().give({"type": "websocket.send", "bytes": b"x"}) == b"x"

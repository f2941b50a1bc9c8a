"""What curl, wget, nslookup and their like print about what the network says."""

from __future__ import annotations

import pytest

from cluster.images import webclients
from cluster.images.wire import HttpRequest, Reply, Resolved

PEER = "10.98.1.1:80"
FOUND = Resolved(("10.98.1.1",), ("web",), server="10.96.0.10")
OK = Reply(200, {"Content-Type": "text/plain"}, "hello\n", peer=PEER, took=2000)


class Network:
    """Gives one reply to everything, and notes what was asked."""

    def __init__(self, reply: Reply = OK, resolved: Resolved = FOUND):
        self.reply, self.resolved = reply, resolved
        self.asked: list[HttpRequest] = []

    def resolve(self, name: str, record: str = "A", server: str = "") -> Resolved:
        return self.resolved

    def request(self, request: HttpRequest) -> Reply:
        self.asked.append(request)
        return self.reply

    def connect(self, host: str, port: int, protocol: str = "TCP", timeout: int | None = None) -> Reply:
        return self.reply._replace(code=None)


def run(line: str, network: Network, **others) -> webclients.Printed:
    return webclients.run(line.split(), network, **others)


@pytest.mark.parametrize(
    ("line", "reply", "code", "text"),
    [
        ("curl -sS web", Reply(None, error="resolve"), 6, "curl: (6) Could not resolve host: web\n"),
        (
            "curl -sS web:81",
            Reply(None, error="refused", peer="10.98.1.1:81", took=1000),
            7,
            "curl: (7) Failed to connect to web port 81 after 1 ms: Could not connect to server\n",
        ),
        (
            "curl -sS -m 3 web",
            Reply(None, error="timeout", took=3_000_000),
            28,
            "curl: (28) Connection timed out after 3000 milliseconds\n",
        ),
        (
            "curl -sS -m 3 web",
            Reply(None, error="timeout", detail="answer", took=3_001_000),
            28,
            "curl: (28) Operation timed out after 3001 milliseconds with 0 bytes received\n",
        ),
        ("curl -sS web", Reply(None, error="reset"), 52, "curl: (52) Empty reply from server\n"),
        ("curl -fsS web", Reply(404), 22, "curl: (22) The requested URL returned error: 404\n"),
        ("curl -s web", Reply(None, error="refused"), 7, ""),
        ("wget -q web", Reply(None, error="resolve"), 1, "wget: bad address 'web'\n"),
        (
            "wget -q web",
            Reply(None, error="refused", peer=PEER),
            1,
            "wget: can't connect to remote host (10.98.1.1): Connection refused\n",
        ),
        ("wget -q -T 1 web", Reply(None, error="timeout", peer=PEER), 1, "wget: download timed out\n"),
        ("wget -q web", Reply(503, peer=PEER), 1, "wget: server returned error: HTTP/1.1 503 Service Unavailable\n"),
        ("nc -w 1 web 80", Reply(None, error="timeout", peer=PEER), 1, "nc: timed out\n"),
        ("nc -zv web 80", OK, 0, "web (10.98.1.1:80) open\n"),
    ],
)
def test_words_and_exit_codes(line: str, reply: Reply, code: int, text: str) -> None:
    printed = run(line, Network(reply))
    assert (printed.code, printed.stderr) == (code, text)


def test_a_certificate_that_signs_itself_is_not_trusted() -> None:
    network = Network(OK._replace(certificate="self-signed certificate"))
    assert run("curl -sS https://web", network).stderr.startswith(
        "curl: (60) SSL certificate problem: self-signed certificate\n"
    )
    assert run("curl -sSk https://web", network).stdout == "hello\n"


def test_curl_follows_only_when_told() -> None:
    network = Network(Reply(301, {"Location": "https://web/"}, "moved\n"))
    assert run("curl -s web", network).stdout == "moved\n"
    assert run("curl -sSL web", network).code == 47
    assert network.asked[-1].url == "https://web/"


def test_curl_sends_what_it_is_given() -> None:
    network = Network()
    webclients.run(["curl", "-s", "-X", "PUT", "-H", "Host: a.b", "-d", "x=1", "-A", "me", "web/p?q=1"], network)
    asked = network.asked[0]
    assert (asked.method, asked.url, asked.body) == ("PUT", "web/p?q=1", "x=1")
    assert asked.headers == {
        "User-Agent": "me",
        "Accept": "*/*",
        "Content-Type": "application/x-www-form-urlencoded",
        "Host": "a.b",
    }


def test_files_are_saved_under_their_names() -> None:
    assert run("wget -q http://web/a/b.txt", Network()).files == {"b.txt": "hello\n"}
    assert run("curl -so out.txt web", Network()).files == {"out.txt": "hello\n"}
    assert run("curl -so /dev/null -w %{http_code} web", Network()) == webclients.Printed("200", "", 0, 2000, {})


def test_the_progress_meter_stays_away_from_a_persons_screen() -> None:
    assert run("curl web", Network(), tty=True).stderr == ""
    assert "% Total" in run("curl web", Network()).stderr


def test_old_and_new_busybox_print_names_differently() -> None:
    assert run("nslookup web.default.svc", Network()).stdout == (
        "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tweb.default.svc\nAddress: 10.98.1.1\n\n\n"
    )
    assert "Address 1: 10.98.1.1" in run("nslookup web", Network(), version="1.28.4").stdout


def test_silence_from_dns() -> None:
    network = Network(resolved=Resolved((), error="timeout"))
    assert run("nslookup web", network).stdout == ";; connection timed out; no servers could be reached\n\n"
    assert run("nslookup web", network, version="1.28").stderr == "nslookup: can't resolve 'web'\n"


def test_without_a_network_no_name_resolves() -> None:
    assert webclients.run(["wget", "-q", "web"], None).stderr == "wget: bad address 'web'\n"


def test_dig_prints_as_little_as_it_is_told() -> None:
    line = "web.\t30\tIN\tA\t10.98.1.1\n"
    assert run("dig +notcp +noall +answer +search web A", Network()).stdout == line
    assert run("dig +short web", Network()).stdout == "10.98.1.1\n"
    assert line in run("dig web", Network()).stdout

"""What programs take, and the loops that make load."""

import pytest

from cluster.images import demand
from cluster.images.serving import loops


@pytest.mark.parametrize(
    ("argv", "cpu", "memory"),
    [
        (("stress", "--vm", "1", "--vm-bytes", "150M", "--vm-hang", "1"), 0, 150),
        (("stress", "--cpu", "2"), 2_000_000, 0),
        (("-cpus", "2"), 2_000_000, 0),
        (("stress-ng", "--vm=2", "--vm-bytes=1g"), 2_000_000, 2048),
        (("sh", "-c", "while true; do :; done"), 1_000_000, 0),
        (("sh", "-c", "yes > /dev/null"), 1_000_000, 0),
        (("sh", "-c", "sleep 5; exec stress --vm 1 --vm-bytes 64M --vm-keep"), 0, 64),
        (("sleep", "1000"), 0, 0),
    ],
)
def test_what_a_command_line_takes(argv, cpu, memory):
    rest = demand.of("busybox", "shell", ("sleep", "1"))
    told = demand.of("busybox", "shell", argv)
    assert (told.told, (told.memory - rest.memory) // demand.MI) == (cpu, memory)


def test_an_image_says_what_a_request_costs():
    assert demand.of("registry.k8s.io/hpa-example", "httpd", ()).request > demand.of("nginx:1.27", "nginx", ()).request


@pytest.mark.parametrize(
    ("script", "urls", "pause"),
    [
        ("while sleep 0.01; do wget -q -O- http://php-apache; done", ["http://php-apache"], 20_000),
        ("while true; do wget -q -O- http://a; sleep 1; done", ["http://a"], 1_010_000),
        ("while :; do curl -s web:8080/x -o /dev/null; sleep 0.5s; done", ["http://web:8080/x"], 510_000),
        (
            "while true; do curl -s -X POST -d a=b http://web/a; wget -qO- http://b; done",
            ["http://web/a", "http://b"],
            10_000,
        ),
        ("until false; do wget -T 2 http://a >/dev/null 2>&1; done", ["http://a"], 5_000),
        ("for i in 1 2 3; do wget http://a; done", [], 0),
        ("while ! wget http://a; do sleep 1; done", [], 0),
        ("wget http://a", [], 0),
    ],
)
def test_loops_that_make_requests(script, urls, pause):
    found = loops.rounds(("/bin/sh", "-c", script))
    assert [request.url for each in found for request in each.requests] == urls
    assert sum(each.pause for each in found) == pause


def test_what_is_sent_is_read_too():
    (found,) = loops.rounds(("sh", "-c", "while true; do curl -d a=b http://web; done"))
    assert (found.requests[0].method, found.requests[0].body) == ("POST", "a=b")

"""The health of the API server, as https://kubernetes.io/docs/reference/using-api/health-checks/ shows it."""

import pytest

from cluster.api.request import Request
from cluster.simulation import Simulation


@pytest.fixture(scope="module")
def ask():
    simulation = Simulation()
    return lambda path, **query: simulation.request(Request("GET", path, query))


@pytest.mark.parametrize(
    "path",
    [
        "/healthz",
        "/livez",
        "/readyz",
        "/livez/etcd",
        "/readyz/informer-sync",
        "/livez/poststarthook/rbac/bootstrap-roles",
    ],
)
def test_all_is_well(ask, path):
    answer = ask(path)
    assert (answer.code, answer.body, answer.content_type) == (200, "ok", "text/plain; charset=utf-8")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_verbose_tells_each_check(ask):
    told = ask("/livez", verbose="").body
    assert told.startswith("[+]ping ok\n[+]log ok\n[+]etcd ok\n")
    assert told.endswith("ok\nlivez check passed\n")
    assert "[+]informer-sync ok\n" in ask("/readyz", verbose="").body


def test_a_check_may_be_left_out(ask):
    assert "[+]etcd excluded: ok\n" in ask("/livez", verbose="", exclude="etcd").body
    told = ask("/livez", verbose="", exclude="nope").body
    assert 'warn: some health checks cannot be excluded: no matches for "nope"\nlivez check passed\n' in told


@pytest.mark.parametrize("path", ["/livez/nope", "/livez/informer-sync", "/healthz/x/y"])
def test_a_check_that_is_not_there(ask, path):
    assert ask(path).code == 404
    assert "/livez/ping" in ask(path).body["paths"]

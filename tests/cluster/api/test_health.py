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
    assert ("X-Content-Type-Options" in answer.headers) == (path.count("/") == 1)


def test_verbose_tells_each_check(ask):
    told = ask("/livez", verbose="").body
    assert told.startswith("[+]ping ok\n[+]log ok\n[+]etcd ok\n")
    assert told.endswith("ok\nlivez check passed\n")
    assert ask("/readyz", verbose="").body.startswith(
        "[+]ping ok\n[+]log ok\n[+]etcd ok\n[+]etcd-readiness ok\n[+]informer-sync ok\n"
        "[+]poststarthook/start-apiserver-admission-initializer ok\n"
    )


def test_a_check_may_be_left_out(ask):
    assert "[+]etcd excluded: ok\n" in ask("/livez", verbose="", exclude="etcd").body
    told = ask("/livez", verbose="", exclude="nope").body
    assert 'warn: some health checks cannot be excluded: no matches for "nope"\nlivez check passed\n' in told


@pytest.mark.parametrize(
    "path", ["/livez/nope", "/livez/informer-sync", "/livez/etcd-readiness", "/healthz/x/y", "/healthz/"]
)
def test_a_check_that_is_not_there(ask, path):
    assert (ask(path).code, ask(path).body) == (404, "404 page not found\n")


def test_how_the_checks_went_is_counted():
    simulation = Simulation()
    simulation.run_until(95_000_000)
    told = simulation.request(Request("GET", "/metrics/slis")).body
    assert 'kubernetes_healthcheck{name="etcd",type="healthz"} 1\n' in told
    assert 'kubernetes_healthchecks_total{name="ping",status="success",type="livez"} 9\n' in told
    assert 'kubernetes_healthchecks_total{name="ping",status="success",type="readyz"} 95\n' in told

"""Real clients that watch while the head moves: `kubectl get -w` and the Python client's informer, across undo, reset
and fork. Source of what a client does at 410:
https://kubernetes.io/docs/reference/using-api/api-concepts/#410-gone-responses."""

import json
from contextlib import asynccontextmanager
from time import monotonic, sleep
from urllib.request import urlopen

import pytest
from kubernetes import client as api
from kubernetes import config as settings
from kubernetes.informer import SharedInformer

from tests.bench.sockets import Browser
from tests.patience import PATIENCE
from tests.tutorial.aside import run
from tests.tutorial.live.test_real_kubectl import Kubectl
from tests.tutorial.test_serve import address, free_port, start, stop  # noqa: F401  (start is a fixture)


class Site:
    """A site in a process of its own, a learner's cluster on it, and her browser."""

    def __init__(self, server, port, tmp_path):
        at, self.browser = address(server).rstrip("/"), Browser(port)
        self.made = run(self.browser.post("/clusters/", {"lang": "en"}))
        self.config = tmp_path / "orrery.yaml"
        with urlopen(at + self.made["kubeconfig"]) as answer:
            self.config.write_bytes(answer.read())
        self.kubectl = Kubectl(self.config)

    def time(self) -> int:
        async def ask() -> int:
            async with self._open() as snapshot:
                return snapshot["time"]

        return run(ask())

    def move(self, kind: str, **fields) -> None:
        async def say() -> None:
            async with self._open():
                await self.browser.say(kind, **fields)
                frame = await self.browser.until(lambda frame: frame["type"] in ("branch", "error"))
                assert frame["type"] == "branch", frame

        run(say())

    @asynccontextmanager
    async def _open(self):
        await self.browser.open(self.made["socket"])
        await self.browser.say("hello", since=None)
        yield await self.browser.until(lambda frame: frame["type"] == "snapshot")
        await self.browser.close()


@pytest.fixture
def site(start, tmp_path):  # noqa: F811
    port = free_port()
    server = start("--port", str(port))
    yield Site(server, port, tmp_path)
    stop(server)


@pytest.fixture
def informer(site):
    core = api.CoreV1Api(settings.new_client_from_config(str(site.config)))
    made = SharedInformer(core.list_namespaced_config_map, namespace="default")
    made.start()
    yield made
    made.stop()


def names(informer) -> list[str]:
    return sorted(one.metadata.name for one in informer.cache.list())


def becomes(ask, wanted) -> None:
    end = monotonic() + PATIENCE
    while (found := ask()) != wanted and monotonic() < end:
        sleep(0.05)
    assert found == wanted


def test_an_informer_and_a_watching_kubectl_follow_the_head(site, informer):
    root = "kube-root-ca.crt"
    site.kubectl.run("create configmap kept")
    becomes(lambda: names(informer), ["kept", root])
    before = site.time() + 1
    site.kubectl.run("create configmap undone")
    becomes(lambda: names(informer), ["kept", root, "undone"])
    newest = version(site, "undone")

    moves = (
        ({"kind": "undo"}, ["kept", root]),
        ({"kind": "fork", "at": before}, ["kept", root]),
        ({"kind": "reset"}, [root]),
    )
    for move, left in moves:
        watching = site.kubectl.begin("get configmaps -w -o name")
        assert watching.stdout.readline().startswith("configmap/")
        site.move(**move)
        rest, _ = watching.communicate(timeout=PATIENCE)
        assert rest.endswith("status/<unknown>\n") and watching.returncode == 0
        becomes(lambda: names(informer), left)
        added = f"after-{move['kind']}"
        site.kubectl.run(f"create configmap {added}")
        becomes(lambda: names(informer), sorted([*left, added]))
        assert version(site, added) > newest
        newest = version(site, added)


def version(site, name) -> int:
    return int(json.loads(site.kubectl.run(f"get configmap {name} -o json"))["metadata"]["resourceVersion"])

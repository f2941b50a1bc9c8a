"""The whole site on PostgreSQL: two processes on one database, either of them killed, the database stopped and started
again under them. What can be tried in one process runs on both databases: the mark `postgresql`."""

import asyncio
import signal

import pytest

from tests import postgresql as installed
from tests.postgresql import postgresql
from tests.tutorial.aside import run
from tests.tutorial.sites import Learner, Refused, Sites, address, free_port, get
from tutorial.words import say_cause

GONE = (Refused, OSError, EOFError)


@pytest.fixture
def two():
    """(the database, two sites on it that were started at the same moment, their ports)"""
    with postgresql() as database:
        start = Sites(DATABASE_URL=database.url, CLUSTER_LEASE_S="4")
        ports = [free_port(), free_port()]
        sites = [start("--port", str(port)) for port in ports]
        for site in sites:
            address(site)
        yield database, sites, ports
        start.end()


async def comes(port: int, cookies: dict, seconds: float = 20) -> Learner:
    """A learner who tries again until the cluster is there, as a page does."""
    end = asyncio.get_running_loop().time() + seconds
    while True:
        try:
            return await Learner(port, cookies).comes()
        except GONE:
            if asyncio.get_running_loop().time() > end:
                raise
            await asyncio.sleep(0.1)


async def types(learner: Learner, line: str, seconds: float = 20) -> str:
    """The line, once the site keeps again what it is given."""
    end = asyncio.get_running_loop().time() + seconds
    while True:
        try:
            return await learner.types(line)
        except Refused:
            if asyncio.get_running_loop().time() > end:
                raise
            await asyncio.sleep(0.2)


async def works(learner: Learner, name: str, done: list[str]) -> None:
    """Makes ConfigMaps until it is refused or cut off; `done`: those that were acknowledged."""
    for number in range(10_000):
        if "created" in await learner.types(f"kubectl create configmap {name}-{number}"):
            done.append(f"configmap/{name}-{number}")
        await asyncio.sleep(0.06)


async def until_gone(work: asyncio.Task, learner: Learner) -> None:
    with pytest.raises(GONE):
        await asyncio.wait_for(work, 20)
    await learner.leaves()


def test_nothing_acknowledged_is_lost_whatever_dies(two):
    database, sites, ports = two
    run(_lives_through_it(database, sites, ports))


async def _lives_through_it(database, sites, ports):
    first, second = ports
    done: list[str] = []
    learner = await Learner(first).comes()
    cookies = learner.cookies
    work = asyncio.ensure_future(works(learner, "first", done))
    await _until(lambda: len(done) > 3)
    with pytest.raises(Refused, match="elsewhere"):  # it is watched where it is
        await Learner(second, cookies).comes()
    # its process dies: the other one takes it over, with all that was acknowledged
    sites[0].send_signal(signal.SIGKILL)
    await until_gone(work, learner)
    learner = await comes(second, cookies)
    assert set(done) <= set((await types(learner, "kubectl get configmaps -o name")).split())
    # the database is stopped in the middle of commands, politely and as if its machine had lost its power
    for how in ("fast", "immediate"):
        before = len(done)
        work = asyncio.ensure_future(works(learner, how, done))
        await _until(lambda before=before: len(done) > before + 3)
        await asyncio.to_thread(database.stop, how)
        await until_gone(work, learner)
        status, page, headers = await asyncio.to_thread(get, f"http://127.0.0.1:{second}/ko/", Accept="text/html")
        assert (status, headers["Retry-After"]) == (503, "5")
        assert say_cause("database_gone", "ko") in page.decode()
        assert (await asyncio.to_thread(get, f"http://127.0.0.1:{second}/ko/figures/"))[0] == 200, "it needs none"
        with pytest.raises(Refused, match="database_gone"):
            await Learner(second, cookies).comes()
        await asyncio.to_thread(database.start)
        learner = await comes(second, cookies)
        assert set(done) <= set((await types(learner, "kubectl get configmaps -o name")).split())
    assert "created" in await types(learner, "kubectl create configmap last")
    await learner.leaves()


async def _until(condition, seconds: float = 30) -> None:
    end = asyncio.get_running_loop().time() + seconds
    while not condition():
        assert asyncio.get_running_loop().time() < end
        await asyncio.sleep(0.02)


def test_whoever_has_no_postgresql_is_told_what_to_install(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(installed, "INSTALLED", tmp_path)
    assert installed.main(["true"]) == 1
    assert "sudo apt-get install postgresql" in capsys.readouterr().err
    with pytest.raises(FileNotFoundError, match="initdb is neither on the path"), postgresql():
        pass

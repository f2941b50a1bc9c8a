"""`python -m cluster serve`: which cluster its arguments make."""

import pytest

from cluster.addons.switching import is_on
from cluster.http import serving
from cluster.shell.command_line import main


def made(monkeypatch, *arguments):
    """The cluster that would be served, without serving it."""
    given = []
    monkeypatch.setattr(serving, "serve", lambda make, *rest: given.append(make(0)) or 0)
    assert main(["serve", "--port", "0", *arguments]) == 0
    return given[0]


def test_addons_are_on_from_the_start_where_they_are_asked_for(monkeypatch):
    simulation = made(monkeypatch, "--nodes", "2", "--addons", "metrics-server,ingress")
    assert is_on(simulation, "metrics-server") and is_on(simulation, "ingress")
    assert len(simulation.store.list("nodes")) == 2


def test_without_asking_there_are_none(monkeypatch):
    assert not is_on(made(monkeypatch), "metrics-server")


def test_an_addon_that_is_not_known_is_refused_with_those_that_are(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["serve", "--port", "0", "--addons", "dashboard"])
    assert stopped.value.code == 2
    assert "'dashboard' is no addon; there are ingress, metrics-server" in capsys.readouterr().err

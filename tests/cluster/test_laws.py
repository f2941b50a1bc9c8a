"""The laws of the engine (see the design): each test would fail if its law were broken."""

import json
import os
import subprocess
import sys

import pytest

from cluster.api.request import Request
from cluster.component import Component, own_key, split_key
from cluster.inputs import Input
from cluster.reasons import reason
from cluster.simulation import Simulation


class Stamper(Component):
    """Writes a label on every ConfigMap, and one more after a minute: enough to exercise the engine."""

    name = "stamper"
    watches = {"configmaps": own_key}

    def reconcile(self, key, world):
        namespace, name = split_key(key)
        obj = world.store.get("configmaps", namespace, name)
        if obj is None:
            return None
        seen = world.recall(key, 0)
        if seen < 2:
            world.remember(key, seen + 1)
            world.client.patch("configmaps", namespace, name, {"metadata": {"labels": {f"seen{seen}": "yes"}}})
            world.requeue(60_000_000)
        return reason("event.record", event=str(seen))


def build(**options):
    return Simulation(seed=7, nodes=0, guard=True, components=[Stamper()], **options)


def write(simulation, name, at=None):
    body = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"a": "1"}}
    request = Request("POST", "/api/v1/namespaces/default/configmaps", body=body)
    if at is not None:
        simulation.run_until(at)
    response = simulation.request(request)
    assert response.code == 201, response.body
    return response.body

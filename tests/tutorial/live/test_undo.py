"""One step back."""

import pytest

from cluster.api.request import Request
from cluster.inputs import Input
from cluster.simulation import Simulation
from tutorial.live.undo import last_done


def http(sequence, method, path, command="", actor="kubectl"):
    return Input(sequence, 0, actor, command, {"http": {"method": method, "path": path}})


CREATE, DRAIN = http(1, "POST", "/a", "create a"), "kubectl drain m02"
CASES = {
    "nothing was done": ([], None),
    "the newest request": ([CREATE, http(2, "DELETE", "/a", "delete a")], 2),
    "all requests of one command": (
        [CREATE, http(2, "PATCH", "/n", DRAIN), http(3, "POST", "/p/1", DRAIN), http(4, "POST", "/p/2", DRAIN)],
        2,
    ),
    "the same line twice": ([http(1, "PATCH", "/d", "scale"), http(2, "PATCH", "/d", "scale")], 2),
    "another client's": ([http(1, "POST", "/a"), http(2, "POST", "/b", actor="helm")], 2),
    "a fault": ([CREATE, Input(2, 0, "diagram", "fault node.stop", {"fault": "node.stop", "node": "m02"})], 2),
    "a head that moved is no deed": ([CREATE, Input(2, 0, "orrery", "", {"branch": {"above": 9}})], 1),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_taken_back_is(name):
    inputs, first = CASES[name]
    found = last_done(inputs, 0)
    assert (found.sequence if found else None) == first


def test_the_start_state_is_never_taken_back():
    assert last_done([CREATE], 1) is None
    assert last_done([CREATE, http(2, "POST", "/b")], 1).sequence == 2


def test_a_branch_before_an_input_is_the_cluster_in_which_it_never_came():
    def cluster(names):
        simulation = Simulation(seed=7)
        for number, name in enumerate(names):
            simulation.run_until(simulation.now + number * 10)
            body = {"metadata": {"name": name}}
            simulation.request(Request("POST", "/api/v1/namespaces/default/configmaps", body=body))
        return simulation

    three = cluster(["a", "b", "c"])
    before = three.branch(before=three.inputs[2].sequence)
    two = cluster(["a", "b"])
    two.run_until(three.inputs[2].at)
    assert before.digest() == two.digest()
    with pytest.raises(ValueError, match="before=99 is not the number of an input"):
        three.branch(before=99)


async def test_undo_takes_back_command_by_command_down_to_the_start(site):
    live = await site.cluster()
    socket = await site.socket(live.id)

    async def maps() -> list[str]:
        return (await socket.run("kubectl get configmaps -o name"))[0].split()[:-1]  # without kube-root-ca.crt

    await socket.run("kubectl create configmap a")
    await socket.run("kubectl create configmap b")
    assert await maps() == ["configmap/a", "configmap/b"]
    for left, line in ((["configmap/a"], "kubectl create configmap b"), ([], "kubectl create configmap a")):
        answer = await socket.ask("undo")
        assert (answer["type"], answer["result"]["undone"]) == ("ack", line)
        assert await maps() == left
    refused = await socket.ask("undo")
    assert (refused["type"], refused["code"]) == ("error", "nothing_to_undo")

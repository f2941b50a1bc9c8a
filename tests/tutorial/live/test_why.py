"""Why: from what was typed to what is, of now and of any moment, on the page and in the terminal."""

import pytest

from cluster.simulation import Simulation
from tutorial.live.asked import USAGE, asked

pytestmark = pytest.mark.asyncio

MINE = "kubectl create deployment web --image=nginx --replicas=3"


async def asks(socket, line) -> dict:
    id_ = await socket.say("terminal", line=line)
    return await socket.until(lambda frame: frame["type"] == "output" and frame["id"] == id_ and frame["done"])


async def ready(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.run(MINE)
    await socket.run("kubectl rollout status deployment/web")  # a pull may take longer than any fixed wait
    return live, socket


async def test_a_pods_chain_goes_from_the_typed_line_to_its_start_with_what_each_write_changed(site):
    live, socket = await ready(site)
    pod = live.simulation.store.list("pods", "default")[0]["metadata"]
    answer = (await asks(socket, f"why pod/{pod['name']}"))["why"]
    said = [link["reason"]["code"] if link["reason"] else link["op"] for link in answer["chain"]]
    order = ["INPUT", "deployment.create_replicaset", "replicaset.create_pods", "scheduler.bind", "kubelet.start"]
    assert [code for code in said if code in order][: len(order)] == order
    assert answer["chain"][0]["command"] == MINE
    times = [link["time"] for link in answer["chain"]]
    assert times == sorted(times)
    bound = next(link for link in answer["chain"] if link["reason"] and link["reason"]["code"] == "scheduler.bind")
    paths = {field["path"]: field for field in bound["changed"]["fields"]}
    assert paths["spec.nodeName"] == {"path": "spec.nodeName", "after": "minikube"}
    assert set(bound["reason"]["params"]) >= {"scores", "refused", "node"}


async def test_why_of_a_past_moment_knows_nothing_of_what_came_later(site):
    live, socket = await ready(site)
    deployment = live.simulation.store.get("deployments.apps", "default", "web")["metadata"]["uid"]
    before = live.simulation.now
    await socket.run("kubectl scale deployment web --replicas=5")
    await socket.run("wait 5s")
    now = (await socket.ask("why", uid=deployment))["result"]
    then = (await socket.ask("why", uid=deployment, at=before))["result"]
    assert "replicas: 5" in now["yaml"]
    assert "replicas: 3" in then["yaml"]
    assert max(link["time"] for link in then["chain"]) <= before
    assert any("scale" in link.get("command", "") for link in now["chain"])
    assert not any("scale" in link.get("command", "") for link in then["chain"])
    assert (await socket.ask("why", uid=deployment, at=-1))["type"] == "error"


async def test_a_pod_that_is_gone_still_has_its_reason(site):
    live, socket = await ready(site)
    name = live.simulation.store.list("pods", "default")[0]["metadata"]["name"]
    await socket.run(f"kubectl delete pod {name} --now")
    answer = await asks(socket, f"why pod {name}")
    assert answer["exit"] == 0
    assert any("kubectl delete pod" in link.get("command", "") for link in answer["why"]["chain"])


async def test_why_alone_says_what_everybody_waits_for(site):
    _, socket = await ready(site)
    answer = await asks(socket, "why")
    assert answer["why"]["verdicts"]
    assert answer["why"]["chain"] == []


async def test_the_line_is_remembered_and_does_not_change_the_cluster(site):
    live, socket = await ready(site)
    inputs = len(live.simulation.inputs)
    await asks(socket, "why deployment/web")
    assert live.session.history[-1] == "why deployment/web"
    assert len(live.simulation.inputs) == inputs


LINES = {
    "why nothing/web": 'error: the server doesn\'t have a resource type "nothing"\n',
    "why pod/nobody": "Nothing is known of pod/nobody: there is none now, and none in what is recorded.\n",
    "why one two three": USAGE,
    "why pod/": USAGE,
}


@pytest.mark.parametrize("line", LINES)
async def test_a_question_without_an_answer_says_so(line):
    assert asked(line, Simulation(nodes=1), "en").problem == LINES[line]


@pytest.mark.parametrize("line", ["why pod/x | head", "whynot", "why 'open", "kubectl get pods", "why $(id)"])
async def test_other_lines_are_the_shells(line):
    assert asked(line, Simulation(nodes=1), "en") is None


@pytest.mark.parametrize(
    "line", ["why svc/kubernetes", "why Service kubernetes", "why deploy/coredns -n kube-system", "why no/minikube"]
)
async def test_kinds_by_any_of_their_names(line):
    assert asked(line, Simulation(nodes=1), "en").uid

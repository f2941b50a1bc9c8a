"""Why: from what was typed to what is, of now and of any moment, on the page and in the terminal."""

import pytest

from cluster.api.request import Request
from cluster.simulation import Simulation
from tutorial.live import links, why
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
    await socket.run_on("kubectl rollout status deployment/web")
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
    await socket.run_on("wait 5s")
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
    await socket.run_on(f"kubectl delete pod {name} --now")
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
    "why pod/": "Which pod?\n" + USAGE,
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


async def test_why_of_an_event_is_why_of_what_it_tells_of_up_to_then(site):
    live, socket = await ready(site)
    events = live.simulation.store.list("events", "default")
    pulled = next(event for event in events if event["reason"] == "Pulled")
    chain = (await asks(socket, f"why event/{pulled['metadata']['name']}"))["why"]["chain"]
    assert chain[0]["command"] == MINE
    assert {"Pod", "Event"} <= {link["object"]["kind"] for link in chain if link["object"]}
    mine = max(link["time"] for link in chain if link["object"] and link["object"]["kind"] == "Event")
    assert mine == max(link["time"] for link in chain), "nothing of what came later"
    nodes = next(event for event in events if event["involvedObject"]["kind"] == "Node")
    chain = (await asks(socket, f"why event/{nodes['metadata']['name']}"))["why"]["chain"]
    assert any(link["object"] and link["object"]["kind"] == "Node" for link in chain)


async def test_why_of_a_moment_is_why_of_what_happened_last(site):
    live, socket = await ready(site)
    binds = [c for c in live.simulation.store.history if c.reason and c.reason[0] == "scheduler.bind"]
    bound = next(change for change in binds if change.namespace == "default")
    seconds = bound.time / 1e6
    chain = (await asks(socket, f"why {seconds:.6f}s"))["why"]["chain"]
    assert bound.revision in {link["revision"] for link in chain}
    assert any(link.get("command") == MINE for link in chain)
    clock = f"{int(seconds // 60):02}:{seconds % 60:09.6f}"
    assert (await asks(socket, f"why {clock}"))["why"]["chain"] == chain
    past = (await socket.ask("why", nothing=True, at=bound.time))["result"]
    assert bound.revision in {link["revision"] for link in past["chain"]}
    assert max(link["time"] for link in past["chain"]) <= bound.time
    early = live.simulation.store.history[0].time - 1
    assert early < 0, "all moments that can be written have something before them"


async def test_what_an_object_owns_says_why_it_waits(site):
    _, socket = await ready(site)
    await socket.run("kubectl create quota few --hard=pods=3; kubectl scale deployment web --replicas=5")
    await socket.run_on("wait 5s")
    answer = (await asks(socket, "why deployment/web"))["why"]
    messages = [said["params"].get("message", "") for said in answer["below"]]
    assert any("exceeded quota: few" in message for message in messages)


async def test_why_of_a_request_tells_each_hop_and_what_refused_it(site):
    live, socket = await ready(site)
    assert (await asks(socket, "why request"))["text"].startswith(("No request", "아직"))
    await socket.run("kubectl expose deployment web --port=80")
    await socket.run_on("kubectl run me --image=busybox -- sleep 3600; kubectl wait --for=condition=Ready pod/me")
    await socket.run(DENY)
    await socket.run_on("kubectl exec me -- wget -qO- -T 2 http://web")
    (request,) = (await asks(socket, "why request"))["why"]["requests"]
    assert (request["source"], request["ok"]) == ("me", False)
    assert [link["reason"]["code"] for link in request["links"]][-1] == "network.denied"
    service = (await asks(socket, "why service/web"))["why"]["requests"]
    assert service == [request]
    other = (await asks(socket, "why node/minikube"))["why"]["requests"]
    assert other == []


DENY = """cat <<E | kubectl create -f -
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny}
spec: {podSelector: {}, policyTypes: [Ingress]}
E"""


async def test_why_explains_itself_and_completes_kinds_and_names(site):
    _, socket = await ready(site)
    answer = await asks(socket, "why --help")
    assert (answer["exit"], answer["stream"]) == (0, "stdout")
    assert answer["text"].startswith(USAGE)
    assert "why 00:42.6" in answer["text"]

    async def completed(line):
        return (await socket.ask("complete", line=line, cursor=len(line)))["result"]

    assert "deployments" in (await completed("why depl"))["candidates"][0]
    found = await completed("why deployment/w")
    assert [name.strip() for name in found["candidates"]] == ["web"]
    assert found["from"] == len("why deployment/")
    assert "why" in (await completed("wh"))["candidates"]


BAD = {"why dragon/x": "resource type", "why pod": "usage: why", "why a b c": "usage: why", "why -x": "usage: why"}


@pytest.mark.parametrize("line", BAD)
async def test_a_target_that_is_none_is_answered_clearly(site, line):
    live = await site.cluster()
    socket = await site.socket(live.id)
    answer = await asks(socket, line)
    assert (answer["exit"], answer["stream"]) == (1, "stderr")
    assert BAD[line] in answer["text"]


async def test_what_was_refused_is_told_with_the_line_that_asked(site):
    live, socket = await ready(site)
    await socket.run("kubectl create quota q --hard=pods=3")
    await socket.run("wait 5s")
    await socket.run("kubectl run extra --image=nginx")
    answer = (await asks(socket, "why pod/extra"))["why"]
    typed, said = answer["chain"]
    assert typed["command"] == "kubectl run extra --image=nginx"
    assert (said["actor"], said["reason"]["code"]) == ("kube-apiserver", "apiserver.refused")
    assert "exceeded quota: q" in said["reason"]["params"]["message"]
    nothing = (await asks(socket, "why"))["why"]["verdicts"]
    assert [one["params"]["name"] for one in nothing if one["code"] == "apiserver.refused"] == ["extra"]


async def test_events_tell_what_no_change_tells(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.run("kubectl create deployment web --image=nginx")
    value = '{"httpGet": {"path": "/no", "port": 80}}'
    path = "/spec/template/spec/containers/0/readinessProbe"
    probe = f'[{{"op": "add", "path": "{path}", "value": {value}}}]'
    await socket.run(f"kubectl patch deployment web --type=json -p '{probe}'")
    await socket.run("wait 30s")
    pods = [pod for pod in live.simulation.store.list("pods", "default") if "readinessProbe" in str(pod["spec"])]
    chain = (await asks(socket, f"why pod/{pods[0]['metadata']['name']}"))["why"]["chain"]
    told = [link["reason"]["params"] for link in chain if link["reason"] and link["reason"]["code"] == "event.record"]
    assert len(told) == 1, "what a change of the pod tells is not told twice"
    assert told[0]["event"].startswith("Unhealthy ×")
    assert "statuscode: 404" in told[0]["message"]


async def test_what_finalizers_keep_says_so_and_namesakes_of_other_kinds_are_left_out(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.run("kubectl create configmap web")
    await socket.run("""kubectl patch configmap web -p '{"metadata":{"finalizers":["a.b/c"]}}'""")
    await socket.run("kubectl create service clusterip web --tcp=80")
    await socket.run("kubectl delete configmap web --wait=false")
    await socket.run("wait 5s")
    answer = (await asks(socket, "why configmap/web"))["why"]
    assert [(one["code"], one["params"]) for one in answer["verdicts"]] == [
        ("apiserver.finalizers", {"finalizers": "a.b/c"})
    ]


async def test_at_one_moment_each_line_stands_before_what_came_of_it(site):
    live = await site.cluster()
    socket = await site.socket(live.id)
    await socket.run("kubectl create deployment web --image=nginx && kubectl scale deployment web --replicas=2")
    chain = (await asks(socket, "why deployment/web"))["why"]["chain"]
    assert [link["op"] for link in chain][:4] == ["INPUT", "ADDED", "INPUT", "MODIFIED"]


async def test_an_event_can_be_asked_about_from_the_list_of_its_object(site):
    live, socket = await ready(site)
    pod = live.simulation.store.list("pods", "default")[0]["metadata"]
    events = (await socket.ask("why", uid=pod["uid"]))["result"]["events"]
    scheduled = next(event for event in events if event["reason"] == "Scheduled")
    chain = (await socket.ask("why", uid=scheduled["uid"]))["result"]["chain"]
    assert chain[0]["command"] == MINE
    assert "scheduler.bind" in [link["reason"]["code"] for link in chain if link["reason"]]


async def test_of_a_long_life_the_newest_is_told():
    simulation = Simulation()
    path = "/api/v1/namespaces/default/configmaps"
    simulation.request(Request("POST", path, body={"metadata": {"name": "a"}}), command="make")
    for number in range(2 * links.DEEPEST):
        body, kind = {"data": {"n": str(number)}}, "application/merge-patch+json"
        simulation.request(Request("PATCH", f"{path}/a", body=body, content_type=kind), command=f"patch {number}")
    inputs = {f"i{given.sequence}": given for given in simulation.inputs}
    uid = simulation.store.get("configmaps", "default", "a")["metadata"]["uid"]
    chain = why.about(simulation, inputs, uid)["chain"]
    assert chain[-1]["changed"]["fields"][0]["after"] == str(2 * links.DEEPEST - 1)
    assert chain[-2]["command"] == f"patch {2 * links.DEEPEST - 1}"
    assert len(chain) <= links.DEEPEST + 1

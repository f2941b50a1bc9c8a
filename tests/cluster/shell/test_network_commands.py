"""curl and minikube's commands for reaching the cluster, as typed on the learner's machine."""

from __future__ import annotations

import pytest

from cluster.shell.driving import drive
from cluster.shell.files import MemoryFiles
from cluster.shell.terminal import Terminal
from cluster.simulation import Simulation


class Machine:
    def __init__(self, nodes: int = 1):
        self.cluster = Simulation(nodes=nodes, guard=True)
        self.terminal = Terminal(self.cluster, MemoryFiles())

    def type(self, line: str) -> tuple[int, str]:
        """(exit code, what is printed on both streams)."""
        told: list[str] = []
        code = drive(self.cluster, self.terminal.program(line, lambda _, text: told.append(text)))
        return code, "".join(told)


@pytest.fixture
def machine() -> Machine:
    made = Machine()
    made.type("kubectl create deployment web --image=nginx")
    made.type("kubectl expose deployment web --port=80 --type=NodePort")
    made.type("kubectl create service clusterip inner --tcp=80")
    made.type("wait 60s")
    return made


def test_curl_reaches_a_node_port_and_no_name_of_the_cluster(machine: Machine) -> None:
    url = machine.type("minikube service web --url")[1].strip()
    assert url.startswith("http://192.168.49.2:3")
    assert machine.type(f"curl -s -o page.html -w '%{{http_code}}' {url}") == (0, "200")
    assert machine.terminal.files.exists("page.html")
    assert machine.type("curl -sS http://web") == (6, "curl: (6) Could not resolve host: web\n")


def test_a_request_is_an_input_and_a_time_out_takes_its_time(machine: Machine) -> None:
    before, count = machine.cluster.now, len(machine.cluster.inputs)
    code, told = machine.type("curl -sS -m 3 http://10.96.0.1")
    assert (code, told) == (28, "curl: (28) Connection timed out after 3000 milliseconds\n")
    assert machine.cluster.now == before + 3_000_000
    assert machine.cluster.inputs[count].request["network"] == "request"
    assert machine.cluster.branch(before - 1).branch().now == before - 1  # replays


def test_without_a_cluster_there_is_nothing_to_reach() -> None:
    machine = Machine(0)
    assert machine.type("curl -sS http://192.168.49.2:30080")[0] == 6
    assert machine.type("minikube addons list")[0] == 85


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        ("minikube service nope", 115, "Service 'nope' was not found in 'default' namespace"),
        ("minikube service inner", 0, "has no node port"),
        ("minikube service web", 0, "Opening service default/web in default browser"),
        ("minikube service list", 0, "No node port"),
        ("minikube addons list", 0, "│ ingress              │ minikube │ disabled"),
        ("minikube addons enable dashboard", 10, "not a valid addon"),
        ("minikube addons enable storage-provisioner", 0, "is enabled"),
        ("minikube tunnel", 0, "route: 10.96.0.0/12 -> 192.168.49.2"),
        ("minikube ssh -- hostname", 0, "minikube\n"),
        ("minikube ssh -- vim", 127, "command not found"),
        ("minikube ssh 'sudo mkdir /mnt/x; echo hi | sudo tee /mnt/x/f; cat /mnt/x/f'", 0, "hi\nhi\n"),
        ("minikube ssh -- sudo cat /etc/hostname", 0, "minikube\n"),
        ("minikube ssh -- ls /nope", 2, "No such file or directory"),
        ("minikube ssh -- sleep infinity", 1, "does not end by itself"),
        ("minikube ssh -n nope -- hostname", 80, "Could not find node nope"),
        ("ping -c 1 192.168.49.2", 0, "1 packets received"),
    ],
)
def test_what_commands_say(machine: Machine, line: str, code: int, words: str) -> None:
    assert machine.type(line)[0] == code
    assert words in machine.type(line)[1]


def test_a_machine_of_the_cluster_reaches_pods_and_services(machine: Machine) -> None:
    service = machine.cluster.store.get("services", "default", "web")["spec"]["clusterIP"]
    assert machine.type(f"minikube ssh -- curl -s -o /dev/null -w '%{{http_code}}' http://{service}") == (0, "200")
    assert machine.type(f"minikube ssh 'curl -s -o /dev/null -w %{{http_code}} http://{service}'") == (0, "200")


def test_a_forwarded_port_leads_into_its_pod(machine: Machine) -> None:
    pod = machine.type("kubectl get pods -o jsonpath='{.items[0].metadata.name}'")[1]
    assert machine.type("curl -sS http://localhost:8080")[0] == 7
    assert machine.type(f"kubectl port-forward {pod} 8080:80 &> said.txt &") == (0, "")
    assert machine.type("curl -s -o /dev/null -w '%{http_code}' http://localhost:8080") == (0, "200")
    said = "Forwarding from 127.0.0.1:8080 -> 80\nForwarding from [::1]:8080 -> 80\nHandling connection for 8080\n"
    assert machine.type("cat said.txt")[1] == said
    machine.type(f"kubectl delete pod {pod} --now")
    assert machine.type("curl -sS http://localhost:8080")[0] == 7
    assert machine.type("cat said.txt")[1] == said + "error: lost connection to pod\n"


def test_a_port_where_nobody_listens_ends_the_forwarding(machine: Machine) -> None:
    machine.type("kubectl port-forward deploy/web :81 > said.txt 2>&1 &")
    assert machine.type("curl -sS http://127.0.0.1:40000") == (52, "curl: (52) Empty reply from server\n")
    said = machine.type("cat said.txt")[1]
    assert "an error occurred forwarding 40000 -> 81: error forwarding port 81 to pod" in said
    assert said.endswith("error: lost connection to pod\n")
    assert machine.type("jobs") == (0, "")


def test_the_proxy_answers_as_the_api_does_until_it_is_killed(machine: Machine) -> None:
    machine.type("kubectl proxy --reject-paths=/api/v1/secrets &")
    assert '"name": "web"' in machine.type("curl -s http://127.0.0.1:8001/api/v1/namespaces/default/services/web")[1]
    assert machine.type("curl -s http://127.0.0.1:8001/api/v1/secrets") == (0, "Forbidden\n")
    made = """-H 'Content-Type: application/json' -d '{"metadata":{"name":"shop"}}'"""
    assert '"phase": "Active"' in machine.type(f"curl -s {made} http://localhost:8001/api/v1/namespaces")[1]
    assert machine.cluster.store.get("namespaces", "", "shop")
    assert machine.type("kill %1")[0] == 0
    assert machine.type("curl -s http://127.0.0.1:8001/api")[0] == 7


def test_a_log_that_is_followed_in_the_background_tells_of_requests(machine: Machine) -> None:
    url = machine.type("minikube service web --url")[1].strip()
    machine.type("kubectl logs -f --tail=1 deploy/web &")
    told = machine.type(f"curl -s -o page.html {url}/first; wait 2s")[1]
    assert '"GET /first HTTP/1.1" 404' in told
    assert '"GET /second HTTP/1.1" 404' in machine.type(f"curl -s -o page.html {url}/second; wait 2s")[1]

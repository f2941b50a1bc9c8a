"""Commands on a simulated cluster: those that wait, that watch, that change; hostile input; what a tab completes."""

import pytest

from cluster.kubectl.waiting import Edit, Interrupted, Wait
from cluster.objects.times import SECOND
from cluster.shell import MemoryFiles, Terminal, drive
from cluster.simulation import Simulation

DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: nginx, image: nginx}]}
"""


class Scene:
    def __init__(self):
        self.simulation = Simulation(nodes=2)
        self.terminal = Terminal(self.simulation, MemoryFiles({"web.yaml": DEPLOYMENT}))
        self.ok("minikube start")

    def __call__(self, line):
        said = {"stdout": "", "stderr": ""}

        def write(stream, text):
            said[stream] += text

        code = drive(self.simulation, self.terminal.program(line, write))
        return code, said["stdout"], said["stderr"]

    def ok(self, line):
        code, out, err = self(line)
        assert code == 0, (line, err)
        return out


@pytest.fixture
def scene():
    return Scene()


def test_a_rollout_from_its_beginning_to_its_undoing(scene):
    assert scene.ok("kubectl apply -f web.yaml") == "deployment.apps/web created\n"
    assert scene.ok("kubectl rollout status deploy/web").endswith('deployment "web" successfully rolled out\n')
    assert scene.ok("kubectl set image deploy/web nginx=nginx:1.27") == "deployment.apps/web image updated\n"
    scene.ok("kubectl rollout status deploy/web")
    assert "REVISION  CHANGE-CAUSE\n1         <none>\n2         <none>\n" in scene.ok(
        "kubectl rollout history deploy/web"
    )
    assert scene.ok("kubectl rollout undo deploy/web") == "deployment.apps/web rolled back\n"
    assert scene.ok("kubectl apply -f web.yaml") == "deployment.apps/web unchanged\n"
    scene.ok("kubectl scale deploy/web --replicas=5")
    assert scene.ok("kubectl apply -f web.yaml") == "deployment.apps/web configured\n"
    assert scene.ok("kubectl delete -f web.yaml") == 'deployment.apps "web" deleted from default namespace\n'


def test_waiting_lets_virtual_time_pass_and_gives_up(scene):
    scene.ok("kubectl run one --image=nginx")
    assert scene.ok("kubectl wait --for=condition=Ready pod/one --timeout=120s") == "pod/one condition met\n"
    before = scene.simulation.now
    code, _, err = scene("kubectl wait --for=condition=Nope pod/one --timeout=3s")
    assert (code, err) == (1, "error: timed out waiting for the condition on pods/one\n")
    assert scene.simulation.now - before >= 3 * SECOND


def test_a_watch_goes_on_until_it_is_interrupted(scene):
    out = []
    steps = scene.terminal.program("kubectl get pods -w", lambda stream, text: out.append(text))
    assert isinstance(next(steps), Wait)
    scene.ok("kubectl run one --image=nginx")
    scene.simulation.run_until(scene.simulation.now + SECOND)
    steps.send(None)
    assert "".join(out).startswith("NAME") and "one" in "".join(out)
    with pytest.raises(StopIteration) as ended:
        steps.throw(Interrupted())
    assert ended.value.value == 130


def test_an_editor_is_asked_for_and_its_text_is_applied(scene):
    scene.ok("kubectl create configmap c --from-literal=a=1")
    out = []
    steps = scene.terminal.program("kubectl edit configmap c", lambda stream, text: out.append(text))
    asked = next(steps)
    while isinstance(asked, Wait):
        asked = next(steps)
    assert isinstance(asked, Edit) and 'a: "1"' in asked.content
    with pytest.raises(StopIteration):
        steps.send(asked.content.replace('a: "1"', 'a: "2"'))
    assert "".join(out) == "configmap/c edited\n"
    assert scene.ok("kubectl get configmap c -o jsonpath='{.data.a}'") == "2"


def test_a_drained_node_is_empty(scene):
    scene.ok("kubectl apply -f web.yaml && kubectl rollout status deploy/web")
    node = scene.ok("kubectl get pods -o jsonpath='{.items[0].spec.nodeName}'")
    out = scene.ok(f"kubectl drain {node} --ignore-daemonsets --delete-emptydir-data --force")
    assert out.startswith(f"node/{node} cordoned\n") and out.endswith(f"node/{node} drained\n")
    assert scene.ok(f"kubectl get pods --field-selector spec.nodeName={node} -o name") == ""


@pytest.mark.parametrize(
    ("line", "err"),
    [
        ("kubectl get pods nope", 'Error from server (NotFound): pods "nope" not found\n'),
        ("kubectl get nope", 'error: the server doesn\'t have a resource type "nope"\n'),
        ("kubectl get pods --foo", "error: unknown flag: --foo\nSee 'kubectl get --help' for usage.\n"),
        ("kubectl rollout status deploy/x", 'Error from server (NotFound): deployments.apps "x" not found\n'),
        ("kubectl create -f x.yaml", 'error: the path "x.yaml" does not exist\n'),
        (
            "kubectl delete ns default",
            'Error from server (Forbidden): namespaces "default" is forbidden: this namespace may not be deleted\n',
        ),
        (
            "kubectl scale deploy x --replicas=-1",
            "error: The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0\n",
        ),
        ("kubectl top nodes", "error: Metrics API not available\n"),
    ],
)
def test_errors_are_those_of_kubectl(scene, line, err):
    code, out, said = scene(line)
    assert (code, out) == (1, "")
    assert said == err


@pytest.mark.parametrize(
    "text",
    [
        "kubectl create -f - <<E\n\x00\x01\nE",
        "kubectl apply -f - <<E\n{{{{\nE",
        "kubectl create -f - <<E\n" + "[" * 5000 + "\nE",
        "kubectl get pods -o jsonpath='{",
        "kubectl get pods -o jsonpath='{'",
        "kubectl get pods -o go-template='{{'",
        "kubectl '\x1b[31m'",
        "kubectl get \x1b[31mpods",
        "kubectl run x --image=nginx --overrides='[]'",
        "kubectl get nodes -o go-template='{{range 1000000000000}}x{{end}}'",
        "kubectl get '",
        "kubectl get pods |",
        "kubectl get " + "x" * 1_000_000,
        "kubectl " + "-" * 5000,
        "kubectl label pod x " + "a=b " * 5000,
        "kubectl patch pod x -p '" + '{"a":' * 3000 + "'",
        "|",
        ";;",
        "&&",
        ">",
        "$(",
        "`",
    ],
    ids=range(22),
)
def test_hostile_lines_end_with_an_error_and_nothing_worse(scene, text):
    code, out, err = scene(text)
    assert code != 0 and err
    assert "Traceback" not in out + err and "\x1b" not in err
    assert scene.ok("kubectl get nodes -o name").startswith("node/")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("%5d", "    1"),
        ("%999999999d", "%!(NOVERB)%!(EXTRA int=1)"),
        ("%.999999999f", "%!(NOVERB)%!(EXTRA int=1)"),
        ("%*d", "%!d(MISSING)"),
        ("x%", "x%!(NOVERB)%!(EXTRA int=1)"),
    ],
)
def test_no_template_prints_without_end(scene, pattern, text):
    assert scene.ok(f"kubectl get nodes -o go-template='{{{{printf \"{pattern}\" 1}}}}'") == text


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("kub", ["kubectl "]),
        ("kubectl roll", ["rollout "]),
        ("kubectl rollout un", ["undo "]),
        ("kubectl get node", ["nodes "]),
        ("kubectl describe node minikube-m", ["minikube-m02 "]),
        ("kubectl apply -f w", ["web.yaml "]),
        ("kubectl get pods --show-l", ["--show-labels "]),
    ],
)
def test_a_tab_completes(scene, line, found):
    start, candidates = scene.terminal.complete(line, len(line))
    assert candidates == found, (start, candidates)


def test_nobody_answers_before_the_cluster_starts():
    terminal = Terminal(Simulation(nodes=0), MemoryFiles())
    terminal.kubeconfig = {}
    said = []
    code = drive(terminal.simulation, terminal.program("kubectl get pods", lambda stream, text: said.append(text)))
    assert code == 1 and "was refused - did you specify the right host or port?" in "".join(said)


def test_a_followed_log_begins_where_it_is_told_and_ends_with_the_container(scene):
    script = "for i in 1 2 3 4 5; do echo $i; sleep 3; done"
    scene.ok(f"kubectl run p --image=busybox --restart=Never -- sh -c '{script}'")
    scene.ok("kubectl wait --for=condition=Ready pod/p")
    scene.ok("wait 4s")
    assert scene.ok("kubectl logs -f --tail=1 --prefix p") == "".join(f"[pod/p/p] {i}\n" for i in (2, 3, 4, 5))
    assert scene.simulation.streams == []
    assert scene.ok("kubectl logs -f --limit-bytes=4 p") == "1\n2\n"

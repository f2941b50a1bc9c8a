"""The real kubectl against the real site: a process of `manage.py serve`, and the learner's browser beside it."""

import json
import subprocess
from pathlib import Path
from urllib.request import urlopen

from tests.bench.sockets import Browser
from tests.patience import PATIENCE
from tests.tutorial.aside import run
from tests.tutorial.test_serve import address, free_port, start, stop  # noqa: F401  (start is a fixture)

KUBECTL = Path(__file__).parents[3] / ".cache" / "bin" / "kubectl"


class Kubectl:
    def __init__(self, config: Path):
        home = config.parent / "home"
        self.environment = {"HOME": str(home), "KUBECONFIG": str(config), "PATH": ""}

    def begin(self, line: str) -> subprocess.Popen:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        return subprocess.Popen([KUBECTL, *line.split()], env=self.environment, **pipes)

    def run(self, line: str) -> str:
        process = self.begin(line)
        text, _ = process.communicate(timeout=PATIENCE)
        assert process.returncode == 0, text
        return text


def test_kubectl_rolls_out_and_watches_across_a_reset(start, tmp_path):  # noqa: F811
    port = free_port()
    server = start("--port", str(port))
    site = address(server).rstrip("/")
    browser = Browser(port)

    async def make() -> dict:
        return await browser.post("/clusters/", {"lang": "en"})

    async def reset(made: dict) -> list[dict]:
        await browser.open(made["socket"])
        await browser.say("hello", since=None)
        snapshot = await browser.until(lambda frame: frame["type"] == "snapshot")
        await browser.say("reset")
        await browser.until(lambda frame: frame["type"] == "branch")
        await browser.close()
        return snapshot["marks"]

    made = run(make())
    config = tmp_path / "orrery.yaml"
    with urlopen(site + made["kubeconfig"]) as answer:
        config.write_bytes(answer.read())
    kubectl = Kubectl(config)
    assert json.loads(config.read_text())["clusters"][0]["cluster"]["server"] == f"{site}/c/{made['token']}"
    assert "minikube" in kubectl.run("get nodes")
    assert kubectl.run("create deployment web --image=nginx --replicas=2") == "deployment.apps/web created\n"
    assert kubectl.run("rollout status deployment/web --timeout=60s").endswith("successfully rolled out\n")
    watching = kubectl.begin("get pods -w -o name")
    assert {watching.stdout.readline()[:8], watching.stdout.readline()[:8]} == {"pod/web-"}
    marks = run(reset(made))
    assert "kubectl create deployment web" in [mark["text"] for mark in marks]
    rest, _ = watching.communicate(timeout=PATIENCE)  # 410: kubectl prints the Status as any object, and ends
    assert rest.endswith("status/<unknown>\n")
    assert watching.returncode == 0
    assert kubectl.run("get pods") == "No resources found in default namespace.\n"
    again = kubectl.begin("get configmaps -w -o name")
    assert again.stdout.readline() == "configmap/kube-root-ca.crt\n"
    kubectl.run("create configmap after")
    assert again.stdout.readline() == "configmap/after\n"
    again.terminate()
    again.communicate()
    assert stop(server) == 0 or server.returncode < 0

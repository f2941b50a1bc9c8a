"""https: `python -m cluster serve --tls` for clients that check certificates."""

import base64
import json
import ssl
import subprocess
import urllib.request
from urllib.error import URLError

import pytest

from tests.patience import PATIENCE
from tests.serving import environment, program, serving


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("tls"), nodes=1, tls=True) as found:
        yield found


def config_of(served) -> tuple[dict, dict]:
    found = json.loads(served.kubeconfig.read_text())
    return found["clusters"][0]["cluster"], found["users"][0]["user"]


def text(data: str) -> str:
    return base64.b64decode(data).decode()


def test_the_authority_of_the_kubeconfig_vouches_for_the_server(served, tmp_path):
    cluster, user = config_of(served)
    trust = ssl.create_default_context(cadata=text(cluster["certificate-authority-data"]))
    trust.verify_flags |= ssl.VERIFY_X509_STRICT
    pair = tmp_path / "client.pem"
    pair.write_text(text(user["client-key-data"]) + text(user["client-certificate-data"]))
    trust.load_cert_chain(pair)
    with urllib.request.urlopen(f"{served.address}/version", context=trust) as answer:
        assert json.load(answer)["minor"] == "35"


def test_nobody_else_is_trusted(served):
    with pytest.raises(URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(f"{served.address}/version", context=ssl.create_default_context())


def kubectl(served, home, *arguments: str) -> str:
    command, variables = [program("kubectl"), *arguments], environment(served, home)
    done = subprocess.run(command, env=variables, capture_output=True, text=True, timeout=2 * PATIENCE)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_kubectl_watches_and_opens_streams_over_https(served, tmp_path):
    kubectl(served, tmp_path, "create", "deployment", "web", "--image=nginx:1.29")
    assert "successfully rolled out" in kubectl(served, tmp_path, "rollout", "status", "deploy/web", "--timeout=60s")
    assert kubectl(served, tmp_path, "exec", "deploy/web", "--", "echo", "inside") == "inside\n"


def test_port_forward_of_kubectl_goes_through_https(served, tmp_path):
    pod = kubectl(served, tmp_path, "get", "pods", "-l", "app=web", "-o", "name").strip()
    forward = subprocess.Popen(
        [program("kubectl"), "port-forward", pod, ":80"],
        env=environment(served, tmp_path), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        line = forward.stdout.readline()
        assert line.startswith("Forwarding from 127.0.0.1:"), line
        port = line.split(":")[1].split(" ")[0]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as answer:
            assert "Welcome to nginx!" in answer.read().decode()
    finally:
        forward.terminate()
        forward.wait(timeout=PATIENCE)

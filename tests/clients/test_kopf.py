"""A kopf operator reconciles a kind of its own: it lists, watches, patches, adopts, posts events, holds a finalizer."""

import json
import subprocess
import sys
import time

import pytest

from tests.patience import PATIENCE
from tests.serving import ROOT, environment

CRD = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: echoes.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: echoes, singular: echo, kind: Echo, shortNames: [ec]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources: {status: {}}
    additionalPrinterColumns:
    - {name: Replicas, type: integer, jsonPath: .spec.replicas}
    - {name: Ready, type: integer, jsonPath: .status.ready}
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            properties: {replicas: {type: integer, minimum: 0, maximum: 5, default: 2}}
          status: {type: object, x-kubernetes-preserve-unknown-fields: true}
"""
ECHO = "apiVersion: example.com/v1\nkind: Echo\nmetadata: {name: hello}\nspec: {}\n"


@pytest.fixture
def operator(served, namespace, ok, tmp_path):
    ok(
        "kubectl apply -f crd.yaml && kubectl wait --for=condition=Established crd/echoes.example.com",
        {"crd.yaml": CRD},
    )
    command = [sys.executable, "-m", "kopf", "run", "--standalone", "--namespace", namespace]
    command += [str(ROOT / "tests/clients/operator_of_echoes.py")]
    variables = {**environment(served, tmp_path), "PYTHONPATH": str(ROOT)}
    with (tmp_path / "operator.log").open("w") as log:
        running = subprocess.Popen(command, cwd=tmp_path, env=variables, stdout=log, stderr=log)
    yield tmp_path / "operator.log"
    running.terminate()
    assert running.wait(PATIENCE) == 0, (tmp_path / "operator.log").read_text()[-3000:]


def test_an_operator(operator, ok, run, namespace):
    def echo():
        return json.loads(ok(f"kubectl get echo hello -n {namespace} -o json"))

    def until(condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, operator.read_text()[-3000:]
            time.sleep(0.1)

    ok(f"kubectl apply -n {namespace} -f echo.yaml", {"echo.yaml": ECHO})
    until(lambda: echo().get("status", {}).get("ready") == 2)
    assert echo()["metadata"]["finalizers"] == ["example.com/echo"]
    owners = ok(f"kubectl get deploy hello -n {namespace} -o jsonpath='{{.metadata.ownerReferences[*].kind}}'")
    assert owners == "Echo"
    until(lambda: echo()["status"].get("ticks", 0) >= 2 and "the daemon runs" in operator.read_text())
    assert echo()["status"]["created"] == {"deployment": "hello"}
    refused = run(f'kubectl patch echo hello -n {namespace} --type=merge -p \'{{"spec":{{"replicas":9}}}}\'')
    assert refused.returncode == 1 and "should be less than or equal to 5" in refused.stderr
    ok(f'kubectl patch echo hello -n {namespace} --type=merge -p \'{{"spec":{{"replicas":3}}}}\'')
    until(lambda: echo()["status"].get("ready") == 3)
    assert ok(f"kubectl get ec -n {namespace} --no-headers").split()[:3] == ["hello", "3", "3"]
    assert "made hello" in ok(f"kubectl get events -n {namespace} -o jsonpath='{{.items[*].message}}'")
    ok(f"kubectl delete echo hello -n {namespace} --timeout=60s")
    assert ok(f"kubectl get cm hello-epitaph -n {namespace} -o jsonpath='{{.data.of}}'") == "hello"
    until(lambda: not ok(f"kubectl get pods -n {namespace} -o name"))

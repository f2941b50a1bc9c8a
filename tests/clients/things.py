"""Manifests that the suites share, and a request without any client."""

import json
import urllib.request

from tests.patience import PATIENCE


def send(served, method, path, body=None):
    """The answer's JSON. Raises urllib.error.HTTPError."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(served.address + path, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.load(answer)


def pod_spec(image="nginx", command=None):
    return {"containers": [{"name": "main", "image": image, **({"command": command} if command else {})}]}


def pod(name, image="nginx", command=None, labels=None):
    spec = {**pod_spec(image, command), "terminationGracePeriodSeconds": 1}
    metadata = {"name": name, "labels": labels or {"app": name}}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}


def deployment(name, replicas=2, image="nginx"):
    labels = {"app": name}
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "labels": labels},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": pod_spec(image)},
        },
    }


def configmap(name, **data):
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


def job(name, command):
    template = {"spec": {**pod_spec("busybox", command), "restartPolicy": "Never"}}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name},
        "spec": {"template": template, "backoffLimit": 1},
    }

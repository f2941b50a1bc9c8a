"""The content of ~/.kube/config as minikube writes it.

Source: https://minikube.sigs.k8s.io/docs/handbook/kubectl/ and https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
"""

from __future__ import annotations

SERVER = "https://192.168.49.2:8443"
_HOME = "/home/learner/.minikube"


def empty() -> dict:
    return {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [],
        "contexts": [],
        "users": [],
        "preferences": {},
        "current-context": "",
    }


def with_minikube(config: dict) -> dict:
    """With minikube's cluster, user and context, which becomes the current one."""
    entries = {
        "clusters": {"name": "minikube", "cluster": {"certificate-authority": f"{_HOME}/ca.crt", "server": SERVER}},
        "contexts": {
            "name": "minikube",
            "context": {"cluster": "minikube", "namespace": "default", "user": "minikube"},
        },
        "users": {
            "name": "minikube",
            "user": {
                "client-certificate": f"{_HOME}/profiles/minikube/client.crt",
                "client-key": f"{_HOME}/profiles/minikube/client.key",
            },
        },
    }
    merged = {key: [*_others(config, key), entry] for key, entry in entries.items()}
    return {**config, **merged, "current-context": "minikube"}


def without_minikube(config: dict) -> dict:
    """As `minikube delete` leaves it."""
    cleared = {key: _others(config, key) for key in ("clusters", "contexts", "users")}
    current = config.get("current-context", "")
    return {**config, **cleared, "current-context": "" if current == "minikube" else current}


def _others(config: dict, key: str) -> list[dict]:
    return [entry for entry in config.get(key) or () if entry["name"] != "minikube"]

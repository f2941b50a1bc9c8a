"""The rule for decode errors: json-iterator's words, as 1.20 gave them, against what the simulated server says."""

import json

import pytest

from tests.golden.cases import Case
from tests.golden.control_plane import ControlPlane
from tests.golden.rules.decoding import RULES

CONTAINER = "v1.Pod.Spec: v1.PodSpec.Containers: []v1.Container: v1.Container."


def pod(**spec: object) -> dict:
    container = {"name": "c", "image": "nginx", **(spec.pop("container", None) or {})}  # type: ignore[dict-item]
    metadata = {"name": "p", **(spec.pop("metadata", None) or {})}  # type: ignore[dict-item]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {"containers": [container], **spec}}


@pytest.mark.parametrize(
    ("sent", "chain", "error", "near"),
    [
        (pod(metadata={"labels": ["a"]}), "v1.Pod.Spec: v1.PodSpec.ObjectMeta: v1.ObjectMeta.Labels",
         "ReadMapCB: expect { or n, but found [", ('{"labels":[', '"a"')),
        (pod(metadata={"labels": {"a": True}}), "v1.Pod.ObjectMeta: v1.ObjectMeta.Labels",
         'ReadString: expects " or n, but found t', ('{"a": t', "rue")),
        (pod(container={"stdin": 5}), CONTAINER + "Stdin", "ReadBool: expect t or f, but found 5", ('"stdin": 5', "}")),
        (pod(container={"command": "sleep"}), CONTAINER + "Command: []string",
         'decode slice: expect [ or n, but found "', ('ommand": "', "sleep")),
        (pod(container={"args": [5]}), CONTAINER + "Args: []string",
         'ReadString: expects " or n, but found 5', ('"args": [5', "]")),
        (pod(container={"ports": [{"containerPort": "http"}]}),
         CONTAINER + "Ports: []v1.ContainerPort: v1.ContainerPort.ContainerPort",
         "readUint32: unexpected character: \ufffd", ('nerPort": "', "http")),
        (pod(container={"livenessProbe": {"exec": {"command": "ls"}}}),
         CONTAINER + "LivenessProbe: v1.Probe.Handler: Exec: v1.ExecAction.Command: []string",
         'decode slice: expect [ or n, but found "', ('ommand": "', "ls")),
        (pod(container={"resources": {"limits": ["cpu"]}}), CONTAINER + "Resources: v1.ResourceRequirements.Limits",
         "ReadMapCB: expect { or n, but found [", ('"limits": [', '"cpu"')),
        (pod(containers=["nginx"]), "v1.Pod.Spec: v1.PodSpec.Containers: []v1.Container",
         'readObjectStart: expect { or n, but found "', ('ainers": ["', "nginx")),
        (pod(terminationGracePeriodSeconds=1.5), "v1.Pod.Spec: v1.PodSpec.TerminationGracePeriodSeconds",
         "assertInteger: can not decode float as int", ('conds": 1', ".5}")),
        (pod(terminationGracePeriodSeconds="x"), "v1.Pod.Spec: v1.PodSpec.TerminationGracePeriodSeconds",
         "readUint64: unexpected character: \ufffd", ('conds": "', 'x"}')),
        (pod(nodeSelector={"a": 1}), "v1.Pod.Spec: v1.PodSpec.NodeSelector",
         'ReadString: expects " or n, but found 1', ('r": {"a":1', "}")),
        ({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"}, "spec": {"replicas": 99999999999}},
         "v1.Deployment.Spec: v1.DeploymentSpec.Replicas", "readUint32: overflow", ('"replicas":99999999', "999}")),
        ({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"},
          "spec": {"strategy": {"rollingUpdate": {"maxSurge": 1.5}}}},
         "v1.Deployment.Spec: v1.DeploymentSpec.Strategy: v1.DeploymentStrategy.RollingUpdate: "
         "v1.RollingUpdateDeployment.MaxSurge",
         "unmarshalerDecoder: json: cannot unmarshal number 1.5 into Go value of type int32", ('urge": 1.5', "}")),
        ({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "d"},
          "spec": {"template": {"metadata": {"labels": {"a": 1}}}}},
         "v1.Deployment.Spec: v1.DeploymentSpec.Template: v1.PodTemplateSpec.ObjectMeta: v1.ObjectMeta.Labels",
         'ReadString: expects " or n, but found 1', ('els":{"a":1', "}")),
        ({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c"}, "data": {"a": 5}},
         "v1.ConfigMap.ObjectMeta: v1.ObjectMeta.TypeMeta: Kind: Data",
         'ReadString: expects " or n, but found 5', ('ta":{"a":5', "}")),
        ({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}, "spec": {"clusterIP": 5}},
         "v1.Service.Spec: v1.ServiceSpec.ClusterIP", 'ReadString: expects " or n, but found 5', ('sterIP": 5', "}")),
        ({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}, "spec": ["a"]},
         "v1.Service.Spec", "readObjectStart: expect { or n, but found [", ('"spec": [', '"a"]')),
    ],
)  # fmt: skip
def test_the_rule_gives_what_the_server_says(sent: dict, chain: str, error: str, near: tuple[str, str]) -> None:
    kind, version = sent["kind"], sent["apiVersion"].rpartition("/")[2]
    text = f"...|{''.join(near)}|..., bigger context ...|{json.dumps(sent)}|..."
    head = f'{kind} in version "{version}" cannot be handled as a {kind}: {chain}: {error}'
    recorded = f"{head}, error found in #{len(near[0])} byte of {text}"
    rewritten = RULES[0].change({"message": recorded}, Case("validation", "", [], {}))
    answer = ControlPlane().create(sent)
    assert answer.code == 400
    assert rewritten["message"] == answer.body["message"]

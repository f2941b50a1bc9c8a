"""What is wrong with a pod: one rule a line, with the server's path and words."""

import pytest

from tests.cluster.kinds.helpers import CONTAINER, pod, problems

REQUIRED = "Required value"
RANGE = "must be between 1 and 65535, inclusive"


def test_a_minimal_pod_is_valid():
    assert problems(pod()) == []


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ({"name": ""}, [f"name: {REQUIRED}"]),
        ({"image": ""}, [f"image: {REQUIRED}"]),
        ({"image": "nginx "}, ['image: Invalid value: "nginx ": must not have leading or trailing whitespace']),
        ({"terminationMessagePolicy": "X"},
         ['terminationMessagePolicy: Unsupported value: "X": supported values: "File", "FallbackToLogsOnError"']),
        ({"ports": [{"containerPort": 80, "protocol": "ICMP"}]},
         ['ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"']),
        ({"ports": [{"containerPort": -1}]}, [f"ports[0].containerPort: Invalid value: -1: {RANGE}"]),
        ({"ports": [{"containerPort": 1, "hostPort": 5}, {"containerPort": 2, "hostPort": 5}]},
         ['ports[1].hostPort: Duplicate value: "TCP//5"']),
        ({"env": [{"value": "1"}]}, [f"env[0].name: {REQUIRED}"]),
        ({"env": [{"name": "A", "valueFrom": {}}]},
         ['env[0].valueFrom: Invalid value: "": must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` '
          "or `secretKeyRef`"]),
        ({"env": [{"name": "A", "value": "1", "valueFrom": {"configMapKeyRef": {"name": "c", "key": "k"}}}]},
         ['env[0].valueFrom: Invalid value: "": may not be specified when `value` is not empty']),
        ({"env": [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "c"}}}]},
         [f"env[0].valueFrom.configMapKeyRef.key: {REQUIRED}"]),
        ({"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodename"}}}]},
         ['env[0].valueFrom.fieldRef.fieldPath: Invalid value: "spec.nodename": error converting fieldPath: field '
          "label not supported: spec.nodename"]),
        ({"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels['app']"}}}]}, []),
        ({"env": [{"name": "A", "valueFrom": {"fieldRef": {"fieldPath": "metadata.labels"}}}]},
         ['env[0].valueFrom.fieldRef.fieldPath: Unsupported value: "metadata.labels": supported values: '
          '"metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", '
          '"status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"']),
        ({"env": [{"name": "A", "valueFrom": {"resourceFieldRef": {"resource": "limits.gpu"}}}]},
         ['env[0].valueFrom.resourceFieldRef.resource: Unsupported value: "limits.gpu": supported values: '
          '"limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", '
          '"requests.ephemeral-storage", "requests.memory"']),
        ({"envFrom": [{}]},
         ['envFrom: Invalid value: "": must specify one of: `configMapRef` or `secretRef`']),
        ({"volumeMounts": [{"name": "v", "mountPath": "/a"}]}, ['volumeMounts[0].name: Not found: "v"']),
        ({"imagePullPolicy": "Sometimes"},
         ['imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never"']),
        ({"resources": {"limits": {"example.com/gpu": "1.5"}}},
         ['resources.limits[example.com/gpu]: Invalid value: "1500m": must be an integer',
          'resources.requests[example.com/gpu]: Invalid value: "1500m": must be an integer']),
        ({"resources": {"requests": {"example.com/gpu": "1"}}},
         ["resources.limits: Required value: Limit must be set for non overcommitable resources"]),
        ({"resources": {"requests": {"hugepages-2Mi": "2Mi"}, "limits": {"hugepages-2Mi": "2Mi"}}},
         ["resources: Forbidden: HugePages require cpu or memory"]),
        ({"resources": {"requests": {"memory": "2Gi"}, "limits": {"memory": "1Gi"}}},
         ['resources.requests: Invalid value: "2Gi": must be less than or equal to memory limit of 1Gi']),
        ({"livenessProbe": {}}, ["livenessProbe: Required value: must specify a handler type"]),
        ({"livenessProbe": {"exec": {}}}, [f"livenessProbe.exec.command: {REQUIRED}"]),
        ({"livenessProbe": {"httpGet": {"port": "8080"}}},
         ['livenessProbe.httpGet.port: Invalid value: "8080": must contain at least one letter (a-z)']),
        ({"livenessProbe": {"httpGet": {"port": 80, "scheme": "http"}}},
         ['livenessProbe.httpGet.scheme: Unsupported value: "http": supported values: "HTTP", "HTTPS"']),
        ({"livenessProbe": {"tcpSocket": {"port": 0}}},
         [f"livenessProbe.tcpSocket.port: Invalid value: 0: {RANGE}"]),
        ({"startupProbe": {"grpc": {"port": 80}, "successThreshold": 2}},
         ["startupProbe.successThreshold: Invalid value: 2: must be 1"]),
        ({"readinessProbe": {"exec": {"command": ["x"]}, "terminationGracePeriodSeconds": 1}},
         ["readinessProbe.terminationGracePeriodSeconds: Invalid value: 1: must not be set for readinessProbes"]),
        ({"lifecycle": {"preStop": {"sleep": {"seconds": 31}}}},
         ["lifecycle.preStop.sleep: Invalid value: 31: must be non-negative and less than "
          "terminationGracePeriodSeconds (30)"]),
        ({"restartPolicy": "Sometimes"},
         ['restartPolicy: Unsupported value: "Sometimes": supported values: "Always", "Never", "OnFailure"']),
        ({"restartPolicyRules": [{"action": "Restart", "exitCodes": {"operator": "In", "values": [3]}}]},
         ["restartPolicy: Required value: must specify restartPolicy when restart rules are used"]),
        ({"securityContext": {"runAsUser": -1}},
         ["securityContext.runAsUser: Invalid value: -1: must be between 0 and 2147483647, inclusive"]),
        ({"securityContext": {"privileged": True, "allowPrivilegeEscalation": False}},
         ['securityContext: Invalid value: {"Capabilities":null,"Privileged":true,"SELinuxOptions":null,'
          '"WindowsOptions":null,"RunAsUser":null,"RunAsGroup":null,"RunAsNonRoot":null,"ReadOnlyRootFilesystem":null,'
          '"AllowPrivilegeEscalation":false,"ProcMount":null,"SeccompProfile":null,"AppArmorProfile":null}: cannot set '
          "`allowPrivilegeEscalation` to false and `privileged` to true"]),
        ({"securityContext": {"seccompProfile": {"type": "Localhost"}}},
         ["securityContext.seccompProfile.localhostProfile: Required value: must be set when seccomp type "
          "is Localhost"]),
        ({"resizePolicy": [{"resourceName": "gpu", "restartPolicy": "NotRequired"}]},
         ['resizePolicy: Unsupported value: "gpu": supported values: "cpu", "memory"']),
    ],
)  # fmt: skip
def test_containers(container, expected):
    assert problems(pod(container=container)) == [f"spec.containers[0].{line}" for line in expected]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"containers": [CONTAINER, CONTAINER]}, ['containers[1].name: Duplicate value: "c"']),
        ({"initContainers": [CONTAINER]}, ['initContainers[0].name: Duplicate value: "c"']),
        ({"initContainers": [{"name": "i", "image": "x", "livenessProbe": {"exec": {"command": ["x"]}}}]},
         ["initContainers[0].livenessProbe: Forbidden: may not be set for init containers "
          "without restartPolicy=Always"]),
        ({"initContainers": [{"name": "i", "image": "x", "restartPolicy": "Always",
                              "livenessProbe": {"exec": {"command": ["x"]}}}]}, []),
        ({"ephemeralContainers": [{"name": "e", "image": "x"}]},
         ["ephemeralContainers: Forbidden: cannot be set on create"]),
        ({"restartPolicy": "X"},
         ['restartPolicy: Unsupported value: "X": supported values: "Always", "OnFailure", "Never"']),
        ({"dnsPolicy": "None"}, ["dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None"]),
        ({"dnsConfig": {"nameservers": ["x"]}},
         ['dnsConfig.nameservers[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 '
          'or 2001:db8::ffff)']),
        ({"nodeName": "Node"}, None),
        ({"activeDeadlineSeconds": 0},
         ["activeDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647, inclusive"]),
        ({"hostname": "a.b"}, ['hostname: Invalid value: "a.b": must not contain dots']),
        ({"preemptionPolicy": "X"},
         ['preemptionPolicy: Unsupported value: "X": supported values: "PreemptLowerPriority", "Never"']),
        ({"os": {"name": "plan9"}}, ['os: Unsupported value: "plan9": supported values: "linux", "windows"']),
        ({"hostUsers": False, "hostNetwork": True},
         ["hostNetwork: Forbidden: when `pod.Spec.HostUsers` is false"]),
        ({"schedulingGates": [{"name": "a"}, {"name": "a"}]}, ['schedulingGates[1]: Duplicate value: "a"']),
        ({"schedulingGates": [{"name": "a"}], "nodeName": "n"},
         ["nodeName: Forbidden: cannot be set until all schedulingGates have been cleared"]),
        ({"tolerations": [{"operator": "Equal", "value": "x"}]},
         ['tolerations[0].operator: Invalid value: "Equal": operator must be Exists when `key` is empty, which means '
          '"match all values and all keys"']),
        ({"tolerations": [{"key": "a", "operator": "Exists", "effect": "NoSchedule", "tolerationSeconds": 5}]},
         ["tolerations[0].effect: Invalid value: \"NoSchedule\": effect must be 'NoExecute' when `tolerationSeconds` "
          "is set"]),
        ({"tolerations": [{"key": "a", "effect": "Never"}]},
         ['tolerations[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", '
          '"NoExecute"']),
        ({"affinity": {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {}}}},
         ["affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: "
          "must have at least one node selector term"]),
        ({"affinity": {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution":
         [{"topologyKey": "zone"}]}}},
         []),
        ({"topologySpreadConstraints": [{"maxSkew": 0, "topologyKey": "", "whenUnsatisfiable": "X"}]},
         ["topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero",
          "topologySpreadConstraints[0].topologyKey: Required value: can not be empty",
          'topologySpreadConstraints[0].whenUnsatisfiable: Unsupported value: "X": supported values: "DoNotSchedule", '
          '"ScheduleAnyway"']),
        ({"volumes": [{"name": "v", "emptyDir": {}, "hostPath": {"path": "/x"}}]},
         ["volumes[0].hostPath: Forbidden: may not specify more than 1 volume type"]),
        ({"volumes": [{"name": "v", "hostPath": {}}]}, [f"volumes[0].hostPath.path: {REQUIRED}"]),
        ({"volumes": [{"name": "v", "hostPath": {"path": "/a/../b"}}]},
         ['volumes[0].hostPath.path: Invalid value: "/a/../b": must not contain \'..\'']),
        ({"volumes": [{"name": "v", "configMap": {"name": "c", "defaultMode": 1000}}]},
         ["volumes[0].configMap.defaultMode: Invalid value: 1000: must be a number between 0 and 0777 (octal), both "
          "inclusive"]),
        ({"volumes": [{"name": "v", "configMap": {"name": "c", "items": [{"key": "k", "path": "/k"}]}}]},
         ['volumes[0].configMap.items[0].path: Invalid value: "/k": must be a relative path']),
        ({"volumes": [{"name": "v", "secret": {}}]}, [f"volumes[0].secret.secretName: {REQUIRED}"]),
        ({"volumes": [{"name": "v", "persistentVolumeClaim": {}}]},
         [f"volumes[0].persistentVolumeClaim.claimName: {REQUIRED}"]),
        ({"volumes": [{"name": "v", "projected": {"sources": [{"serviceAccountToken": {"path": "t"}}]}}]},
         ["volumes[0].projected.sources[0].serviceAccountToken: Forbidden: must not be specified when "
          "serviceAccountName is not set"]),
        ({"volumes": [{"emptyDir": {}}]}, [f"volumes[0].name: {REQUIRED}"]),
        ({"resources": {"requests": {"cpu": "1"}, "limits": {"pods": "1"}}},
         ['resources.limits[pods]: Unsupported value: "pods": supported values: "cpu", "hugepages-", "memory"']),
    ],
)  # fmt: skip
def test_specs(spec, expected):
    found = problems(pod(spec))
    if expected is None:
        assert len(found) == 1
    else:
        assert found == [f"spec.{line}" for line in expected]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"annotations": {"kubernetes.io/config.mirror": "x"}},
         ['annotations[kubernetes.io/config.mirror]: Invalid value: "x": must set spec.nodeName if mirror pod '
          "annotation is set"]),
        ({"annotations": {"controller.kubernetes.io/pod-deletion-cost": "+1"}},
         ['annotations[controller.kubernetes.io/pod-deletion-cost]: Invalid value: "+1": must be a 32bit integer']),
        ({"finalizers": ["wait"]},
         ['finalizers[0]: Invalid value: "wait": name is neither a standard finalizer name nor is it fully qualified']),
        ({"finalizers": ["orphan", "foregroundDeletion"]},
         ['finalizers: Invalid value: ["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot '
          "be both set"]),
        ({"ownerReferences": [{"apiVersion": "v1", "kind": "Pod", "name": "", "uid": "u"}]},
         ['ownerReferences.name: Invalid value: "": must not be empty']),
        ({"annotations": {"a": "x" * 262144}}, ["annotations: Too long: may not be more than 262144 bytes"]),
        ({"namespace": "Default"}, None),
        ({"generation": -1}, ["generation: Invalid value: -1: must be greater than or equal to 0"]),
    ],
)  # fmt: skip
def test_metadata(given, expected):
    found = problems(pod(**given))
    if expected is None:
        assert len(found) == 1
    else:
        assert found == [f"metadata.{line}" for line in expected]


def test_errors_come_in_the_servers_order():
    broken = pod({"restartPolicy": "Y"}, {"imagePullPolicy": "X"}, name="My_Pod")
    assert [line.split(":")[0] for line in problems(broken)] == [
        "metadata.name",
        "spec.containers[0].imagePullPolicy",
        "spec.restartPolicy",
    ]

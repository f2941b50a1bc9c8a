"""helm 4: its starter chart from creation to removal, a chart with hooks and one with CustomResourceDefinitions."""

import json

import pytest

CHART = "apiVersion: v2\nname: {name}\nversion: 0.1.0\n"
JOB_HOOK = """
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ .Release.Name }}-before
  annotations: {helm.sh/hook: "pre-install,pre-upgrade", helm.sh/hook-delete-policy: before-hook-creation}
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      containers: [{name: before, image: busybox, command: [sh, -c, "echo prepared; exit {{ .Values.code }}"]}]
"""
CONFIG = (
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: {{ .Release.Name }}}\ndata: {colour: {{ .Values.colour }}}\n"
)
HOOKED = {
    "hooked/Chart.yaml": CHART.format(name="hooked"),
    "hooked/values.yaml": "code: 0\ncolour: blue\n",
    "hooked/templates/before.yaml": JOB_HOOK,
    "hooked/templates/config.yaml": CONFIG,
}


@pytest.fixture
def helm(ok, namespace):
    """A line of helm in the test's own namespace; gives its stdout."""
    return lambda line, **options: ok(f"helm --namespace {namespace} {line}", **options)


def images(ok, namespace):
    return ok(f"kubectl get pods -n {namespace} -o jsonpath='{{.items[*].spec.containers[*].image}}'").split()


def test_the_starter_chart_from_creation_to_removal(helm, ok, namespace):
    helm("create web")
    assert "STATUS: deployed" in helm("install web ./web --wait --timeout 60s")
    assert ok(f"kubectl get pods -n {namespace} --no-headers").split()[1:3] == ["1/1", "Running"]
    helm("upgrade web ./web --set replicaCount=2,image.tag=1.27 --wait --timeout 60s")
    assert images(ok, namespace) == ["nginx:1.27", "nginx:1.27"]
    assert "Rollback was a success" in helm("rollback web 1 --wait --timeout 60s")
    assert images(ok, namespace) == ["nginx:1.16.0"]
    history = json.loads(helm("history web -o json"))
    assert [(each["revision"], each["status"]) for each in history] == [
        (1, "superseded"),
        (2, "superseded"),
        (3, "deployed"),
    ]
    status = helm("status web")
    assert "==> v1/Deployment" in status and "==> v1/Pod(related)" in status and "1/1" in status
    everything = helm("get all web")
    assert "# Source: web/templates/deployment.yaml" in everything and "REVISION: 3" in everything
    listed = json.loads(helm("list -o json"))
    assert [(each["name"], each["chart"], each["status"]) for each in listed] == [("web", "web-0.1.0", "deployed")]
    assert 'release "web" uninstalled' in helm("uninstall web --wait --timeout 60s")
    assert ok(f"kubectl get all,secrets -n {namespace} 2>&1").startswith("No resources found")


def test_the_starter_chart_scales_by_itself_takes_requests_and_tests_itself(helm, ok, namespace):
    helm("create web")
    values = "autoscaling.enabled=true,autoscaling.minReplicas=2,ingress.enabled=true,ingress.className=nginx"
    helm(f"install web ./web --wait --timeout 60s --set {values}")
    ok(f"until [ $(kubectl get pods -n {namespace} --no-headers | grep -c 1/1) = 2 ]; do sleep 0.1; done")
    host = ok(f"kubectl get ingress web -n {namespace} -o jsonpath='{{.spec.rules[0].host}}'")
    assert host == "chart-example.local"
    assert ok(f"kubectl get hpa web -n {namespace} -o jsonpath='{{.spec.maxReplicas}}'") == "100"
    tested = helm("test web --timeout 30s --logs")
    assert "Phase:          Succeeded" in tested and "'index.html' saved" in tested
    helm("uninstall web --wait --timeout 60s")
    assert ok(f"kubectl get hpa,ingress,service -n {namespace} 2>&1").startswith("No resources found")


def test_what_helm_renders_kubectl_applies(helm, ok, namespace):
    helm("create plain")
    helm(f"template plain ./plain --skip-tests | kubectl apply -n {namespace} -f -")
    ok(f"kubectl rollout status -n {namespace} deployment/plain --timeout=60s")
    assert "unchanged" in helm(f"template plain ./plain --skip-tests | kubectl apply -n {namespace} -f -")


def test_dry_runs_change_nothing(helm, ok, namespace):
    helm("create web")
    assert "kind: Deployment" in helm("install web ./web --dry-run=server")
    assert ok(f"kubectl get all,secrets -n {namespace} 2>&1").startswith("No resources found")


def test_a_release_that_fails_is_rolled_back(helm, run, ok, namespace):
    helm("create web")
    helm("install web ./web --wait --timeout 60s")
    line = "upgrade web ./web --set image.tag=12.34.56 --rollback-on-failure --wait --timeout 3s"
    failed = run(f"helm --namespace {namespace} {line}")
    assert failed.returncode == 1 and "UPGRADE FAILED" in failed.stderr
    assert images(ok, namespace) == ["nginx:1.16.0"]
    assert [each["status"] for each in json.loads(helm("history web -o json"))] == ["superseded", "failed", "deployed"]
    failed = run(
        f"helm --namespace {namespace} install worse ./web --set image.tag=12.34.56 --rollback-on-failure --timeout 3s"
    )
    assert failed.returncode == 1 and "INSTALLATION FAILED" in failed.stderr
    assert [each["name"] for each in json.loads(helm("list -o json"))] == ["web"]


def test_hooks_run_before_the_rest_and_stop_it_when_they_fail(helm, run, ok, namespace):
    helm("install hooked ./hooked --wait --timeout 60s", files=HOOKED)
    assert ok(f"kubectl logs -n {namespace} job/hooked-before") == "prepared\n"
    assert ok(f"kubectl get cm -n {namespace} hooked -o jsonpath='{{.data.colour}}'") == "blue"
    failed = run(f"helm --namespace {namespace} upgrade hooked ./hooked --set code=3,colour=red --timeout 60s")
    assert failed.returncode == 1 and "pre-upgrade hooks failed" in failed.stderr
    assert ok(f"kubectl get cm -n {namespace} hooked -o jsonpath='{{.data.colour}}'") == "blue"


CRD = """
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {plural: widgets, singular: widget, kind: Widget}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties: {spec: {type: object, properties: {size: {type: integer}}}}
"""
WITH_CRD = {
    "widgets/Chart.yaml": CHART.format(name="widgets"),
    "widgets/crds/widgets.yaml": CRD,
    "widgets/templates/widget.yaml": (
        "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: {{ .Release.Name }}}\n"
        "spec: {size: {{ .Values.size }}}\n"
    ),
    "widgets/values.yaml": "size: 3\n",
}


def test_a_chart_brings_its_own_kind(helm, run, ok, namespace):
    helm("install big ./widgets --wait --timeout 30s", files=WITH_CRD)
    assert ok(f"kubectl get widget big -n {namespace} -o jsonpath='{{.spec.size}}'") == "3"
    helm("upgrade big ./widgets --set size=4")
    assert ok(f"kubectl get widget big -n {namespace} -o jsonpath='{{.spec.size}}'") == "4"
    helm("uninstall big --wait --timeout 30s")
    assert ok(f"kubectl get widgets -n {namespace} 2>&1").startswith("No resources found")
    assert (
        ok("kubectl get crd widgets.example.com -o name")
        == "customresourcedefinition.apiextensions.k8s.io/widgets.example.com\n"
    )


def test_what_somebody_else_owns_is_not_taken(helm, run, ok, namespace):
    ok(f"kubectl create configmap hooked -n {namespace} --from-literal=colour=green")
    failed = run(f"helm --namespace {namespace} install hooked ./hooked", files=HOOKED)
    assert failed.returncode == 1 and "invalid ownership metadata" in failed.stderr

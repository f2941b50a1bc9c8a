"""The real kubectl plays the whole tour of the course: from one pod to a rollout that cannot succeed, and back."""

import re

POD = """
apiVersion: v1
kind: Pod
metadata:
  name: myapp-pod
  labels: {app: myapp, type: front-end}
spec:
  containers:
  - {name: nginx-container, image: nginx}
"""
TEMPLATE = """
  template:
    metadata:
      name: myapp-pod
      labels: {app: myapp, type: front-end}
    spec:
      containers:
      - {name: nginx-container, image: nginx}
"""
REPLICASET = """
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: myapp-replicaset
  labels: {app: myapp, type: front-end}
spec:
  replicas: 3
  selector: {matchLabels: {type: front-end}}
""" + TEMPLATE.lstrip("\n")
CONTROLLER = REPLICASET.replace("apps/v1", "v1").replace("ReplicaSet", "ReplicationController")
CONTROLLER = CONTROLLER.replace("{matchLabels: {type: front-end}}", "{type: front-end}").replace("replicaset", "rc")
DEPLOYMENT = REPLICASET.replace("ReplicaSet", "Deployment").replace("replicaset", "deployment")


def pods(ok, selector="type=front-end"):
    """Lines of `get pods`, each split."""
    return [line.split() for line in ok(f"kubectl get pods -l {selector} --no-headers").splitlines()]


def waited(ok, count):
    counted = "kubectl get pods -l type=front-end --no-headers 2>/dev/null | wc -l"
    ok(f"until [ $({counted}) = {count} ]; do sleep 0.1; done")
    ok("kubectl wait --for=condition=Ready pod -l type=front-end --timeout=60s")


def test_first_looks(ok):
    assert "control plane" in ok("kubectl cluster-info")
    assert [line.split()[1] for line in ok("kubectl get nodes --no-headers").splitlines()] == ["Ready", "Ready"]
    assert "Server Version: v1.35" in ok("kubectl version")
    assert "deployments" in ok("kubectl api-resources") and "apps/v1" in ok("kubectl api-versions")
    assert "FIELDS:" in ok("kubectl explain deployment.spec.strategy --recursive")


def test_a_pod_then_a_replicaset_that_adopts_it(run, ok):
    files = {"pod-definition.yaml": POD, "replicaset-definition.yaml": REPLICASET}
    no_image = run("kubectl run hello-minikube")
    assert no_image.returncode == 1 and "required flag(s)" in no_image.stderr
    assert ok("kubectl create -f pod-definition.yaml", files) == "pod/myapp-pod created\n"
    ok("kubectl wait --for=condition=Ready pod/myapp-pod --timeout=60s")
    described = ok("kubectl describe pod myapp-pod")
    for reason in ("Scheduled", "Pulling", "Pulled", "Created", "Started"):
        assert reason in described
    again = run("kubectl create -f pod-definition.yaml")
    assert again.returncode == 1 and 'pods "myapp-pod" already exists' in again.stderr
    wrong = run("kubectl create -f wrong.yaml", {"wrong.yaml": REPLICASET.replace("matchLabels", "matchLabel")})
    assert wrong.returncode == 1 and 'unknown field "spec.selector.matchLabel"' in wrong.stderr
    assert ok("kubectl create -f replicaset-definition.yaml") == "replicaset.apps/myapp-replicaset created\n"
    waited(ok, 3)
    names = [line[0] for line in pods(ok)]
    assert "myapp-pod" in names and sum(name.startswith("myapp-replicaset-") for name in names) == 2
    assert ok("kubectl delete pod myapp-pod") == 'pod "myapp-pod" deleted from default namespace\n'
    waited(ok, 3)


def test_scaling_in_each_way(run, ok):
    files = {"replicaset-definition.yaml": REPLICASET.replace("replicas: 3", "replicas: 6")}
    assert ok("kubectl replace -f replicaset-definition.yaml", files) == "replicaset.apps/myapp-replicaset replaced\n"
    waited(ok, 6)
    assert ok("kubectl scale --replicas=2 -f replicaset-definition.yaml") == "replicaset.apps/myapp-replicaset scaled\n"
    waited(ok, 2)
    assert ok("kubectl scale --replicas=4 replicaset myapp-replicaset") == "replicaset.apps/myapp-replicaset scaled\n"
    waited(ok, 4)
    mistyped = run("kubectl scale --replicas=6 --f replicaset-definition.yaml")
    assert mistyped.returncode == 1 and "unknown flag: --f" in mistyped.stderr
    assert "SuccessfulDelete" in ok("kubectl describe rs myapp-replicaset")
    ok("kubectl delete rs myapp-replicaset")


def test_a_replication_controller(run, ok):
    wrong = CONTROLLER.replace("{type: front-end}\n", "{matchLabels: {type: front-end}}\n", 1)
    refused = run("kubectl create -f rc.yaml", {"rc.yaml": wrong})
    assert refused.returncode == 1 and "ReplicationControllerSpec.spec.selector of type string" in refused.stderr
    ok("kubectl create -f rc.yaml", {"rc.yaml": CONTROLLER})
    waited(ok, 3)
    ok("kubectl delete -f rc.yaml")


def test_a_deployment_rolls_out_fails_and_goes_back(run, ok):
    ok("kubectl create -f deployment-definition.yaml --save-config", {"deployment-definition.yaml": DEPLOYMENT})
    assert "successfully rolled out" in ok("kubectl rollout status deployment/myapp-deployment --timeout=60s")
    newer = DEPLOYMENT.replace("image: nginx", "image: nginx:1.9.1")
    applied = ok("kubectl apply -f deployment-definition.yaml", {"deployment-definition.yaml": newer})
    assert applied == "deployment.apps/myapp-deployment configured\n"
    assert "successfully rolled out" in ok("kubectl rollout status deployment/myapp-deployment --timeout=60s")
    events = re.findall(r"Scaled (up|down) replica set \S+ from (\d) to (\d)", ok("kubectl describe deployment"))
    assert ("up", "0", "1") in events and ("down", "1", "0") in events
    assert "nginx:1.9.1" in ok("kubectl describe pods -l type=front-end")
    assert "rolled back" in ok("kubectl rollout undo deployment/myapp-deployment")
    ok("kubectl rollout status deployment/myapp-deployment --timeout=60s")
    sets = ok("kubectl get rs --no-headers -l type=front-end").splitlines()
    assert sorted(line.split()[1] for line in sets) == ["0", "3"]
    assert "image updated" in ok("kubectl set image deployment/myapp-deployment nginx-container=nginx:12.34.56")
    stuck = run("kubectl rollout status deployment/myapp-deployment --timeout=2s")
    assert stuck.returncode == 1 and "timed out waiting for the condition" in stuck.stderr
    ok("until kubectl get pods | grep -q ImagePullBackOff; do sleep 0.1; done")
    assert sum(line[1:3] == ["1/1", "Running"] for line in pods(ok)) == 3
    assert 'Failed to pull image "nginx:12.34.56"' in ok("kubectl describe pods -l type=front-end")
    ok("kubectl rollout undo deployment/myapp-deployment")
    ok("kubectl rollout status deployment/myapp-deployment --timeout=60s")
    history = ok("kubectl rollout history deployment/myapp-deployment").splitlines()
    assert [line.split()[0] for line in history if line[:1].isdigit()] == ["2", "4", "5"]
    everything = ok("kubectl get all")
    assert all(f"{kind}/myapp" in everything for kind in ("pod", "deployment.apps", "replicaset.apps"))
    assert "deleted" in ok("kubectl delete deployment myapp-deployment --cascade=foreground")
    assert not pods(ok)


def test_watching_while_it_happens(ok):
    watched = ok(
        "set -m; kubectl get pods -l app=seen -w --output-watch-events --no-headers > seen & sleep 0.5;"
        " kubectl create deployment seen --image=nginx --replicas=2;"
        " kubectl rollout status deployment/seen --timeout=60s; kubectl scale deployment seen --replicas=0;"
        " kubectl wait --for=delete pod -l app=seen --timeout=60s;"
        " until [ $(grep -c ^DELETED seen) = 2 ]; do sleep 0.1; done; kill %1; cat seen"
    )
    events = [line.split() for line in watched.splitlines() if line.startswith(("ADDED", "MODIFIED", "DELETED"))]
    assert [event[0] for event in events].count("ADDED") == 2 and [event[0] for event in events].count("DELETED") == 2
    assert {event[3] for event in events} >= {"Pending", "ContainerCreating", "Running"}
    ok("kubectl delete deployment seen")


def test_logs_labels_edits_and_the_rest(ok, run):
    ok("kubectl run talker --image=busybox --restart=Never -- sh -c 'echo one; echo two'")
    ok("kubectl wait --for=jsonpath='{.status.phase}'=Succeeded pod/talker --timeout=60s")
    assert ok("kubectl logs talker") == "one\ntwo\n" and ok("kubectl logs talker --tail=1") == "two\n"
    ok("kubectl label pod talker a=b && kubectl annotate pod talker note=hi")
    assert ok("kubectl get pod talker -o jsonpath='{.metadata.labels.a} {.metadata.annotations.note}'") == "b hi"
    ok("KUBE_EDITOR=\"sed -i 's/note: hi/note: edited/'\" kubectl edit pod talker")
    assert ok("kubectl get pod talker -o jsonpath='{.metadata.annotations.note}'") == "edited"
    different = run("kubectl diff -f c.yaml", {"c.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n"})
    assert different.returncode == 1 and "+kind: ConfigMap" in different.stdout
    assert "talker" in ok("kubectl get events") and "Pulled" in ok("kubectl events --for pod/talker")
    ok("kubectl create deployment web --image=nginx --port=80 && kubectl expose deployment web")
    ok("kubectl rollout status deployment/web --timeout=60s")
    assert "10." in ok("kubectl get endpointslices -l kubernetes.io/service-name=web --no-headers")
    ok("kubectl drain minikube-m02 --ignore-daemonsets --force && kubectl uncordon minikube-m02")
    ok("kubectl delete deployment,service,pod --all --now")

"""The real kubectl drives the simulated cluster: tables, protobuf bodies, watches, patches, errors."""

DEPLOYMENT = """
apiVersion: apps/v1
kind: Deployment
metadata:
  name: myapp-deployment
spec:
  replicas: 3
  selector:
    matchLabels: {type: front-end}
  template:
    metadata:
      labels: {type: front-end}
    spec:
      containers:
      - name: nginx-container
        image: nginx
"""


def ok(done):
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_tour_of_a_deployment(kubectl):
    files = {"deployment.yaml": DEPLOYMENT}
    assert ok(kubectl("create -f deployment.yaml", files)) == "deployment.apps/myapp-deployment created\n"
    assert "successfully rolled out" in ok(kubectl("rollout status deployment/myapp-deployment --timeout=60s"))
    assert ok(kubectl("get pods --no-headers | wc -l")).strip() == "3"
    assert "image updated" in ok(kubectl("set image deployment/myapp-deployment nginx-container=nginx:1.9.1"))
    assert "successfully rolled out" in ok(kubectl("rollout status deployment/myapp-deployment --timeout=60s"))
    history = ok(kubectl("rollout history deployment/myapp-deployment")).split("\n")
    assert [line.split()[0] for line in history if line[:1].isdigit()] == ["1", "2"]
    assert "rolled back" in ok(kubectl("rollout undo deployment/myapp-deployment"))
    assert "condition met" in ok(kubectl("wait --for=condition=Available deployment/myapp-deployment --timeout=60s"))
    assert (
        ok(kubectl("delete -f deployment.yaml"))
        == 'deployment.apps "myapp-deployment" deleted from default namespace\n'
    )


def test_bodies_in_protobuf(kubectl):
    ok(kubectl("create namespace dev"))
    ok(kubectl("create configmap settings --from-literal=colour=blue -n dev"))
    ok(kubectl("create deployment web --image=nginx --replicas=2 --port=80 -n dev"))
    assert ok(kubectl("get configmap settings -n dev -o jsonpath='{.data.colour}'")) == "blue"
    assert ok(kubectl("get deployment web -n dev -o jsonpath='{.spec.replicas}'")) == "2"
    ok(kubectl("delete namespace dev --timeout=60s"))
    assert "NotFound" in kubectl("get namespace dev").stderr


def test_an_unknown_field_is_named_with_its_path(kubectl):
    done = kubectl("create -f wrong.yaml", {"wrong.yaml": DEPLOYMENT.replace("matchLabels", "matchLabel")})
    assert done.returncode == 1
    assert 'strict decoding error: unknown field "spec.selector.matchLabel"' in done.stderr


def test_apply_three_way_and_on_the_server(kubectl):
    config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: '1', b: '2'}\n"
    assert ok(kubectl("apply -f c.yaml", {"c.yaml": config})) == "configmap/c created\n"
    assert ok(kubectl("apply -f c.yaml", {"c.yaml": config.replace(", b: '2'", "")})) == "configmap/c configured\n"
    assert ok(kubectl("get cm c -o jsonpath='{.data}'")) == '{"a":"1"}'
    server_side = kubectl("apply --server-side -f c.yaml", {"c.yaml": config.replace("'1'", "'9'")})
    assert (
        'conflict with "kubectl-client-side-apply" using v1' in server_side.stderr and ".data.a" in server_side.stderr
    )
    ok(kubectl("apply --server-side --force-conflicts -f c.yaml"))
    assert ok(kubectl("get cm c -o jsonpath='{.data.a}'")) == "9"
    ok(kubectl("delete cm c"))


def test_a_watch_shows_what_happens(kubectl):
    ok(kubectl("run lone --image=nginx"))
    ok(kubectl("wait --for=condition=Ready pod/lone --timeout=60s"))
    shown = kubectl("get pods --watch --output-watch-events & sleep 1; kill $!")
    assert "ADDED" in shown.stdout and "lone" in shown.stdout
    ok(kubectl("delete pod lone --now"))


def test_exec(kubectl):
    ok(kubectl("run shell --image=nginx"))
    ok(kubectl("wait --for=condition=Ready pod/shell --timeout=60s"))
    assert ok(kubectl("exec shell -- sh -c 'echo one; sleep 1; echo two'")) == "one\ntwo\n"
    done = kubectl("exec shell -- sh -c 'exit 3'")
    assert (done.returncode, done.stderr) == (3, "command terminated with exit code 3\n")
    assert 'exec: "nonsense": executable file not found in $PATH: unknown' in kubectl("exec shell -- nonsense").stderr
    refused = kubectl("exec shell -c other -- ls").stderr
    assert refused == "Error from server (BadRequest): container other is not valid for pod shell\n"
    ok(kubectl("delete pod shell --now"))


def test_port_forward(kubectl):
    ok(kubectl("run served --image=nginx --port=80"))
    ok(kubectl("wait --for=condition=Ready pod/served --timeout=60s"))
    ok(kubectl("expose pod served --port=8000 --target-port=80"))
    forward = "port-forward svc/served :8000 > out & "
    forward += "for i in 1 2 3 4 5 6 7 8 9; do sleep 0.3; grep -q :: out && break; done"
    place = "$(sed -n 's/Forwarding from \\(.*\\) -> 80/\\1/p' out | head -1)"
    ask = f"curl -s -m 5 -o page -w '%{{http_code}}' http://{place}/"
    assert ok(kubectl(f"{forward}; {ask}; kill $!")) == "200"
    ok(kubectl("delete pod,svc served --now"))

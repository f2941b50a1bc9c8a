"""The article's mistakes, at their lines."""

import pytest

from tutorial.live.problems import find

REPLICASET = """apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: web
spec:
  replicas: 3
  selector:
    matchLabel:
      app: web
  template:
    metadata:
      labels:
        app: web
"""
UNDER_METADATA = """apiVersion: v1
kind: Pod
metadata:
  name: web
  spec:
    containers:
    - name: a
      image: nginx
"""
TEMPLATE_AT_ROOT = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
template:
  metadata: {}
"""
CONTROLLER = """apiVersion: v1
kind: ReplicationController
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
"""
STRICT = (
    'Error from server (BadRequest): error when creating "f.yaml": X in version "v1" cannot be handled as a X: '
    "strict decoding error: "
)


@pytest.mark.parametrize(
    ("content", "error", "line", "column", "field", "suggestion"),
    [
        (
            REPLICASET,
            STRICT + 'unknown field "spec.selector.matchLabel"',
            8,
            5,
            "spec.selector.matchLabel",
            "Did you mean `matchLabels`?",
        ),
        (
            UNDER_METADATA,
            STRICT + 'unknown field "metadata.spec"',
            5,
            3,
            "metadata.spec",
            "`spec` belongs at the root: take its indentation away.",
        ),
        (
            TEMPLATE_AT_ROOT,
            STRICT + 'unknown field "template"',
            7,
            1,
            "template",
            "`template` is indented wrongly: it belongs inside `spec`.",
        ),
        (
            CONTROLLER,
            'ReplicationController in version "v1" cannot be handled as a ReplicationController: '
            "json: cannot unmarshal object into Go struct "
            "field ReplicationControllerSpec.spec.selector of type string",
            7,
            5,
            "spec.selector.matchLabels",
            "Here the labels stand directly under `selector`; `matchLabels` is for ReplicaSets and Deployments.",
        ),
        (
            REPLICASET,
            'The ReplicaSet "web" is invalid: spec.template.spec.containers: Required value',
            10,
            3,
            "spec.template.spec.containers",
            None,
        ),
        (
            REPLICASET.replace("apps/v1", "v1"),
            'error: no matches for kind "ReplicaSet" in version "v1"',
            2,
            1,
            "kind",
            "Did you mean `apiVersion: apps/v1`?",
        ),
    ],
)
def test_an_error_is_shown_at_its_line(content, error, line, column, field, suggestion):
    found = find("kubectl create -f f.yaml", error, {"f.yaml": content, "other.yaml": content}, "en")
    assert [(p["file"], p["line"], p["column"], p["field"], p["suggestion"]) for p in found] == [
        ("f.yaml", line, column, field, suggestion)
    ]


PORT = """apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: a
    image: nginx
  - name: b
    image: nginx
    ports:
    - containerPort: 80
    - containerPort: eighty
"""


def test_a_wrong_value_deep_in_a_list_is_found():
    error = (
        'Error from server (BadRequest): error when creating "f.yaml": Pod in version "v1" cannot be handled as a Pod: '
        "json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort "
        "of type int32"
    )
    found = find("kubectl create -f f.yaml", error, {"f.yaml": PORT}, "en")
    assert [(p["line"], p["field"]) for p in found] == [(13, "spec.containers[1].ports[1].containerPort")]
    assert found[0]["suggestion"] == "`spec.containers[1].ports[1].containerPort` takes a whole number."


def test_a_document_without_a_kind_is_told_what_to_add():
    error = 'error: error validating "f.yaml": error validating data: kind not set; if you choose to ...'
    found = find("kubectl create -f f.yaml", error, {"f.yaml": "apiVersion: v1\nmetadata:\n  name: web\n"}, "ko")
    assert [(p["line"], p["suggestion"]) for p in found] == [(1, "맨 바깥에 `kind:`을(를) 적으세요.")]


@pytest.mark.parametrize(
    ("content", "line", "suggestion"),
    [
        ("apiVersion: v1\nkind Pod\nmetadata:\n  name: x\n", 2, "A `:` is missing after `kind`."),
        ("apiVersion: v1\nmetadata:\n\tname: x\n", 3, "YAML cannot be indented with tabs. Use spaces."),
        ('apiVersion: "v1\nkind: Pod\n', None, "A quotation mark is not closed."),
    ],
)
def test_text_that_is_no_yaml_gets_a_hint_about_its_line(content, line, suggestion):
    found = find(
        "kubectl apply -f f.yaml",
        "error: error parsing f.yaml: error converting YAML to JSON",
        {"f.yaml": content},
        "en",
    )
    assert len(found) == 1
    assert found[0]["suggestion"] == suggestion
    assert line is None or abs(found[0]["line"] - line) <= 1


@pytest.mark.parametrize(
    ("line", "error", "suggestion"),
    [
        (
            "kubectl create --f pod.yaml",
            "error: unknown flag: --f\nSee 'kubectl create --help' for usage.",
            "A short option has one dash: `-f`",
        ),
        (
            "kubectl create -f pd.yaml",
            'error: the path "pd.yaml" does not exist',
            "Did you mean `pod.yaml`? Files in the editor: pod.yaml",
        ),
        ("kubectl run x", 'error: required flag(s) "image" not set', "Add `--image=NAME:TAG`."),
    ],
)
def test_mistakes_of_the_line_itself(line, error, suggestion):
    found = find(line, error, {"pod.yaml": "a: 1"}, "en")
    assert [problem["suggestion"] for problem in found] == [suggestion]
    assert found[0]["file"] is None


def test_our_words_are_in_the_pages_language():
    found = find(
        "kubectl create -f f.yaml", STRICT + 'unknown field "spec.selector.matchLabel"', {"f.yaml": REPLICASET}, "ko"
    )
    assert found[0]["suggestion"] == "혹시 `matchLabels`?"
    assert found[0]["message"] == 'unknown field "spec.selector.matchLabel"'  # Kubernetes' words stay


def test_an_error_that_names_no_field_points_nowhere():
    assert (
        find("kubectl get pods", 'Error from server (NotFound): pods "x" not found', {"f.yaml": REPLICASET}, "en") == []
    )

"""What checks can say about a world."""

import pytest

from tests.tutorial.lessons.worlds import Input, change, obj, world
from tutorial.lessons.cel import BadExpression, Expression

DEPLOYMENT = {"kind": "Deployment", "name": "web", "uid": "d"}
REPLICASET = {"kind": "ReplicaSet", "name": "web-1", "uid": "r"}


def small_world():
    return world(
        obj("Pod", "web-1-a", labels={"app": "web"}, owner=REPLICASET, ready=True, status="Running"),
        obj("Pod", "lone", labels={"app": "db"}, ready=False, status="Pending"),
        obj("Pod", "dns", namespace="kube-system", ready=True),
        obj("ReplicaSet", "web-1", owner=DEPLOYMENT, ready=1, want=1),
        obj("Deployment", "web", ready=1, want=1),
        obj("Node", "minikube", namespace="", ready="True"),
        files={"web.yaml": "replicas: 6"},
    )


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ('pods.exists(p, p.name == "lone" && !p.ready)', True),
        ("pods.size() == 2", True),  # of `default` only
        ("all_pods.size() == 3", True),
        ("pods.all(p, p.ready)", False),
        ('pods.filter(p, p.labelled({"app": "web"})).size() == 1', True),
        ('pods.exists(p, p.owner != null && p.owner.kind == "ReplicaSet")', True),
        ('pods.exists_one(p, p.ownedBy("Deployment/web"))', True),
        ('pods.exists(p, p.name == "lone" && p.ownedBy("Deployment/web"))', False),
        ('nodes.all(n, n.ready == "True")', True),
        ('deployments.exists(d, d.name == "web" && d.want == 1)', True),
        ('"Pod/lone" in objects', True),
        ('"Pod/nobody" in objects', False),
        ('objects["Deployment/web"].metadata.name == "web"', True),
        ('get("Pod/dns", "kube-system").metadata.namespace == "kube-system"', True),
        ('every("Pod", "*").size() == 3', True),
        ('every("Pod", "kube-system").size() == 1', True),
        ('files["web.yaml"].contains("replicas: 6")', True),
        ("now >= 0 && now < 1.5", True),
        ("history.size() == 0", True),
        ('objects[?"Pod/nobody"].hasValue()', False),
    ],
)
def test_an_expression_looks_at_the_world(source, holds):
    outcome = Expression(source).evaluate(small_world())
    assert (outcome.error, outcome.missing) == ("", "")
    assert outcome.value is holds


@pytest.mark.parametrize(
    "source",
    [
        'objects["Deployment/nobody"].spec.replicas == 3',
        'get("Deployment/nobody").spec.replicas == 3',
        "services[0].ready.size() == 1",
    ],
)
def test_what_is_not_there_yet_is_missing_and_no_mistake(source):
    outcome = Expression(source).evaluate(small_world())
    assert outcome.missing
    assert not outcome.error
    assert not outcome.holds


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("pods.exists(p, p.redy)", None),
        ("pods[", "1:6: Syntax error"),
        ("pots.size() == 1", "undeclared reference to 'pots'"),
        ("pods.size()", "it gives int; it must give bool"),
        ('pods.size() + "1" == "2"', "found no matching overload"),
        ("true " + "|| true " * 1000, "at most 4000"),
    ],
)
def test_mistakes_are_told_with_their_place(source, words):
    if words is None:  # fields are known only when it is evaluated
        assert "redy" in Expression(source).evaluate(small_world()).missing
        return
    with pytest.raises(BadExpression) as raised:
        Expression(source)
    assert words in str(raised.value)


def test_an_operation_on_the_wrong_type_is_the_authors_mistake():
    outcome = Expression("pods[0].name + 1 == 2").evaluate(small_world())
    assert "No matching overloads" in outcome.error


@pytest.mark.parametrize(
    ("source", "kinds"),
    [
        ("pods.all(p, p.ready)", {"Pod"}),
        ("nodes.all(n, pods.exists(p, p.node == n.name))", {"Pod", "Node"}),
        ('objects["Deployment/web"].spec.replicas == 3', {"Deployment"}),
        ('"Pod/web" in objects', {"Pod"}),
        ("services[0].ready.size() == 1", {"Service", "EndpointSlice"}),
        ("all_pods.size() == 1", {"Pod"}),
        ('history.exists(h, h.kind == "Pod")', None),
        ("objects.size() > 3", None),
        ('pods.exists(p, p.ownedBy("Deployment/web"))', None),
    ],
)
def test_an_expression_knows_which_changes_concern_it(source, kinds):
    expression = Expression(source)
    if kinds is None:
        assert expression.concerns("Anything")
    else:
        assert all(expression.concerns(kind) for kind in kinds)
        assert not expression.concerns("Secret")


def test_history_tells_who_did_what():
    pod = obj("Pod", "web")
    dying = obj("Pod", "web", deleting={"at": 2, "grace": 30})
    inputs = {"i1": Input({"http": {"method": "POST", "path": "/api/v1/namespaces/default/pods"}}, "kubectl run web")}
    inputs["i2"] = Input(
        {"http": {"method": "DELETE", "path": "/api/v1/namespaces/default/pods/web"}}, "kubectl delete pod web"
    )
    made = world(inputs=inputs)
    made.apply(change("ADDED", pod, 1, causes=("i1",)))
    made.apply(change("MODIFIED", pod, 1.5, pod, actor="scheduler", causes=(1,), reason=("scheduler.bind", {})))
    made.apply(change("MODIFIED", dying, 2, pod, causes=("i2",)))
    made.apply(change("DELETED", dying, 32, dying, actor="kubelet", causes=(3,)))
    said = [(entry["op"], entry["verb"], entry["actor"], entry["time"], entry["code"]) for entry in made.history]
    assert said == [
        ("ADDED", "create", "kubectl", 1.0, ""),
        ("MODIFIED", "", "scheduler", 1.5, "scheduler.bind"),
        ("MODIFIED", "delete", "kubectl", 2.0, ""),
        ("DELETED", "", "kubelet", 32.0, ""),
    ]
    assert (
        Expression('history.exists(h, h.verb == "delete" && h.command == "kubectl delete pod web")')
        .evaluate(made)
        .holds
    )
    assert Expression('change.op == "DELETED" && now == 32').evaluate(made).holds


def test_undoing_changes_gives_the_world_before_them():
    old, new = obj("Pod", "web", ready=False), obj("Pod", "web", ready=True)
    made = world(new)
    made.undo([change("MODIFIED", new, 2, old)])
    assert Expression("pods.size() == 1 && !pods[0].ready").evaluate(made).holds
    made.undo([change("ADDED", old, 1)])
    assert Expression("pods.size() == 0").evaluate(made).holds


def test_what_expressions_share_of_a_moment_is_made_anew_when_anything_has_changed():
    here = world(obj("Pod", "a"), files={"a.yaml": "x"})
    pods, text = Expression("pods.size() == 1"), Expression('"a.yaml" in files && pods.size() > 0')
    assert pods.evaluate(here).holds and text.evaluate(here).holds
    assert pods.evaluate(here).holds and len(here.shared) == 2
    here.files.pop("a.yaml")  # the editor's files change without a change of the cluster
    assert not text.evaluate(here).holds
    here.apply(change("ADDED", obj("Pod", "b"), 1))
    assert here.shared == {}
    assert not pods.evaluate(here).holds
    here.apply(change("DELETED", obj("Pod", "b"), 1))
    assert pods.evaluate(here).holds

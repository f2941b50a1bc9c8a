"""What will happen? The answer comes from a branch of the cluster, whatever state it is in."""

from pathlib import Path

import pytest

from cluster.simulation import Simulation
from tutorial.lessons.document import Question
from tutorial.lessons.folder import read_course
from tutorial.lessons.predicting import TAKES as COMPUTED
from tutorial.lessons.predicting import CannotTell, choices, depends, lived, predicted
from tutorial.lessons.script import run_script
from tutorial.lessons.shape import TAKES, read_structure
from tutorial.lessons.start import started

COURSE = Path(__file__).parents[3] / "tutorial" / "lessons" / "courses" / "big-picture"


def cluster(replicas: int, nodes: int = 1) -> Simulation:
    simulation = Simulation(seed=3, nodes=nodes)
    run_script(simulation, f"kubectl create deployment web --image=nginx --replicas={replicas}\nwait 30s", {})
    return simulation


def question(**fields) -> Question:
    return Question(
        **{"id": "q", "step": "s", "text": {}, "script": "kubectl get pods", "cel": "pods.size()", **fields}
    )


UPDATE = "kubectl set image deployment/web nginx=nginx:1.9.1"
CASES = {
    "how many at most": (
        {"script": UPDATE, "cel": "pods.filter(p, p.deleting == null).size()", "take": "most"},
        3,
        "4",
    ),
    "how many ready at least": ({"script": UPDATE, "cel": "pods.filter(p, p.ready).size()", "take": "least"}, 3, "3"),
    "in another state another answer": (
        {"script": UPDATE, "cel": "pods.filter(p, p.deleting == null).size()", "take": "most"},
        1,
        "2",
    ),
    "how it ends": ({"script": "kubectl scale deployment web --replicas=1", "cel": "pods.size()"}, 3, "1"),
    "what comes first": (
        {"script": UPDATE, "cel": 'history.exists(h, h.kind == "Pod") ? history[0].kind : ""', "take": "first"},
        1,
        "Deployment",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_answer_is_what_happens(name):
    fields, replicas, answer = CASES[name]
    simulation = cluster(replicas)
    digest = simulation.digest()
    assert predicted(question(**fields), simulation, {}).value == answer
    assert simulation.digest() == digest, "only a branch lives through it"


def test_the_pod_that_is_named_is_the_one_that_goes():
    simulation = cluster(3, nodes=2)
    goes = "history.filter(h, h.kind == 'Pod' && h.object.deleting != null).map(h, h.name).join(' ')"
    asked = question(
        script="kubectl scale deployment web --replicas=2", cel=goes, among="pods.map(p, p.name)", take="first"
    )
    possible = choices(asked, simulation, {})
    answer = predicted(asked, simulation, {}).value
    assert answer in possible
    run_script(simulation, asked.script + "\nwait 60s", {})
    left = {pod["metadata"]["name"] for pod in simulation.store.list("pods", "default")}
    assert set(possible) - left == {answer}


def test_the_moment_that_shows_the_answer_is_where_the_branch_first_has_it():
    simulation = cluster(3)
    asked = question(script=UPDATE, cel="pods.filter(p, p.deleting == null).size()", take="most")
    seen = lived(asked, simulation, {})
    assert seen[0] == ("3", simulation.now)
    value, at = predicted(asked, simulation, {})
    assert (value, at) == next(one for one in seen if one.value == "4")
    assert at > simulation.now
    last = predicted(question(script="kubectl scale deployment web --replicas=1", cel="pods.size()"), simulation, {})
    assert last.at > simulation.now, "not before the last pod is gone"


def test_where_it_lands_is_found_by_the_scheduler_of_the_branch():
    simulation = cluster(1, nodes=2)
    script = "kubectl cordon minikube\nkubectl run where --image=nginx"
    lands = 'pods.filter(p, p.name == "where" && p.node != null).map(p, p.node).join("")'
    assert predicted(question(script=script, cel=lands), simulation, {}).value == "minikube-m02"
    script = script.replace("cordon minikube", "cordon minikube-m02")
    assert predicted(question(script=script, cel=lands), simulation, {}).value == "minikube"


DEPENDS = {
    "a constant": ({"cel": '"4"'}, False),
    "what is the same whatever is there": ({"cel": "pods.size() >= 0"}, False),
    "what changes": ({"script": UPDATE, "cel": "pods.filter(p, p.ready).size()"}, True),
    "what stays, but is there": ({"cel": "pods.size()"}, True),
    "what only this cluster has": ({"cel": "pods[0].labels['app']"}, True),
}


@pytest.mark.parametrize("name", DEPENDS)
def test_an_answer_that_does_not_depend_on_the_cluster_is_told_apart(name):
    fields, expected = DEPENDS[name]
    asked = question(**fields)
    assert depends(asked, lived(asked, cluster(3), {})) is expected


CANNOT = {
    "a command that fails": {"script": "kubectl delete pod nobody"},
    "an expression that fails": {"cel": "1 / (pods.size() - 1)"},
    "a number that is none": {"cel": "'many'", "take": "most"},
}


@pytest.mark.parametrize("name", CANNOT)
def test_a_question_that_makes_no_sense_here_says_why(name):
    with pytest.raises(CannotTell):
        predicted(question(**CANNOT[name]), cluster(1), {})


def test_one_thing_is_no_choice():
    with pytest.raises(CannotTell, match="nothing to choose"):
        choices(question(among="pods.map(p, p.name)"), cluster(1), {})


def test_what_can_be_taken_is_what_can_be_computed():
    assert set(TAKES) == set(COMPUTED)


def test_shipped_questions_survive_export_and_import():
    course = read_course(COURSE)
    asking = [lesson for lesson in course.lessons if lesson.questions]
    assert sum(len(lesson.questions) for lesson in asking) >= 10
    assert len(asking) >= 8
    from tutorial.lessons.folder import structure

    for lesson in asking:
        again = read_structure(lesson.slug, structure(lesson))
        assert again.questions == lesson.questions
        simulation, files = started(lesson, seed=11)
        for one in lesson.questions:
            assert predicted(one, simulation, files).value in choices(one, simulation, files)


WRONG = {
    "a step that is not there": ({"step": "x"}, "'x' is no step; steps: s"),
    "nothing to choose": ({"choices": []}, "must be a list of answers"),
    "twice something to choose": ({"among": "['a']"}, "must be a list of answers"),
    "an unknown take": ({"take": "best"}, "allowed: first, last, most, least"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_in_a_question_is_told_with_its_place(name):
    from tutorial.lessons.document import BadLesson

    fields, message = WRONG[name]
    given = {"id": "q", "step": "s", "text": {"ko": "가", "en": "a"}, "script": "x", "cel": "1", "choices": ["1", "2"]}
    with pytest.raises(BadLesson, match=message):
        read_structure("lesson", {"steps": [{"id": "s"}], "questions": [{**given, **fields}]})

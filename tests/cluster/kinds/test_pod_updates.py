"""What may change of a pod."""

import pytest

from tests.cluster.kinds.helpers import CONTAINER, pod, update_problems


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (pod(), pod(container={"image": "redis"})),
        (pod(), pod(labels={"a": "b"})),
        (pod(), pod({"activeDeadlineSeconds": 5})),
        (pod({"activeDeadlineSeconds": 5}), pod({"activeDeadlineSeconds": 4})),
        (pod(), pod({"tolerations": [{"key": "a", "operator": "Exists"}]})),
        (pod({"terminationGracePeriodSeconds": -1}), pod({"terminationGracePeriodSeconds": 1})),
        (pod({"schedulingGates": [{"name": "g"}]}), pod({"nodeSelector": {"a": "b"}})),
    ],
)
def test_allowed(old, new):
    assert update_problems(new, old) == []


@pytest.mark.parametrize(
    ("old", "new", "beginning"),
    [
        (pod(), pod({"containers": [CONTAINER, {"name": "d", "image": "x"}]}),
         "spec.containers: Forbidden: pod updates may not add or remove containers"),
        (pod({"activeDeadlineSeconds": 5}), pod({"activeDeadlineSeconds": 6}),
         "spec.activeDeadlineSeconds: Invalid value: 6: must be less than or equal to previous value"),
        (pod({"activeDeadlineSeconds": 5}), pod(),
         "spec.activeDeadlineSeconds: Invalid value: \"null\": must not update from a positive integer to nil value"),
        (pod({"tolerations": [{"key": "a", "operator": "Exists"}]}), pod(),
         "spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds"),
        (pod(), pod({"schedulingGates": [{"name": "g"}]}),
         "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'g'"),
        (pod(), pod({"restartPolicy": "Never"}),
         "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,"),
        (pod(), pod(uid="other"), 'metadata.uid: Invalid value: "other": field is immutable'),
    ],
)  # fmt: skip
def test_refused(old, new, beginning):
    found = update_problems(new, old)
    assert len(found) == 1, found
    assert found[0].startswith(beginning)


def test_the_report_shows_both_sides():
    (error,) = update_problems(pod(container={"env": [{"name": "A", "value": "1"}]}), pod())
    changed = [line.replace("\t", "") for line in error.split("\n") if line[:1] in ("-", "+")]
    assert changed == ["- Env: nil,", '+ Env: []core.EnvVar{{Name: "A", Value: "1"}},']


def test_what_is_unset_is_shown_as_go_does():
    new = pod({"nodeName": "n", "terminationGracePeriodSeconds": 5, "runtimeClassName": "r"})
    (error,) = update_problems(new, pod())
    for line in ('- \tNodeName: "",', '+ \tNodeName: "n",', "- \tRuntimeClassName: nil,", '+ \tRuntimeClassName: &"r",',
                 "- \tTerminationGracePeriodSeconds: &30,", "+ \tTerminationGracePeriodSeconds: &5,"):  # fmt: skip
        assert line in error.split("\n")


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ({"nodeSelector": {"a": "b", "c": "d"}}, {"nodeSelector": {"a": "x", "c": "d"}},
         ['- "a": "b",', '+ "a": "x",']),
        ({"nodeSelector": {"a": "b"}}, {}, ['- NodeSelector: map[string]string{"a": "b"},', "+ NodeSelector: nil,"]),
        ({"overhead": {"cpu": "100m"}}, {"overhead": {"cpu": "2", "memory": "1Mi"}},
         ["- Overhead: core.ResourceList{",
          '- s"cpu": {i: resource.int64Amount{value: 100, scale: -3}, s: "100m", Format: "DecimalSI"},',
          "- },",
          "+ Overhead: core.ResourceList{",
          '+ s"cpu": {i: resource.int64Amount{value: 2}, s: "2", Format: "DecimalSI"},',
          '+ s"memory": {i: resource.int64Amount{value: 1048576}, s: "1Mi", Format: "BinarySI"},',
          "+ },"]),
    ],
)  # fmt: skip
def test_maps_keep_their_keys(before, after, changed):
    error = update_problems(pod(after), pod(before))[-1]
    lines = [" ".join(line.split()) for line in error.split("\n")]
    assert [line for line in lines if line[:1] in ("-", "+")] == changed


def test_another_tag_is_another_pull_policy():
    """A PUT without imagePullPolicy gets that of the new tag, and so changes more than the image."""
    (error,) = update_problems(pod(container={"image": "nginx:1.9.1"}), pod())
    assert '- \t\t\tImagePullPolicy: "Always",\n+ \t\t\tImagePullPolicy: "IfNotPresent",' in error


def test_no_new_finalizers_on_the_way_out():
    old = pod(deletionTimestamp="2020-01-01T00:00:00Z", finalizers=["example.com/a"])
    new = pod(deletionTimestamp="2020-01-01T00:00:00Z", finalizers=["example.com/a", "example.com/b"])
    assert update_problems(new, old) == [
        "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new "
        'finalizers []string{"example.com/b"}'
    ]

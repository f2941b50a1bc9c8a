"""What containers have printed, as the API gives it."""

import pytest

from cluster.api.request import Request
from cluster.objects.go.durations import truncated_to_ms, whole_seconds
from tests.cluster.kubelet.scenes import Scene, container

LOOP = ["sh", "-c", "while true; do date; sleep 1; done"]


def logs(scene: Scene, name: str, **query) -> tuple[int, str]:
    answer = scene.cluster.request(Request("GET", f"/api/v1/namespaces/default/pods/{name}/log", query=query))
    return answer.code, answer.body if isinstance(answer.body, str) else answer.body["message"]


@pytest.fixture
def scene() -> Scene:
    return Scene(nodes=1)


def test_logs_grow_while_time_passes_and_reading_them_changes_nothing(scene):
    scene.pod("p", container("busybox", command=LOOP))
    scene.wait(5)
    digest = scene.cluster.digest()
    early = logs(scene, "p")[1].splitlines()
    assert scene.cluster.digest() == digest
    scene.wait(5)
    assert len(logs(scene, "p")[1].splitlines()) == len(early) + 5
    assert logs(scene, "p", tailLines="2")[1].count("\n") == 2
    assert logs(scene, "p", sinceSeconds="3")[1].count("\n") == 3
    stamp, _, text = logs(scene, "p", timestamps="true", tailLines="1")[1].partition(" ")
    assert stamp.startswith("2026-01-01T00:00:")
    assert stamp.endswith("000Z")
    assert "UTC 2026" in text


def test_logs_of_the_run_before(scene):
    scene.pod("p", container("busybox", command=["sh", "-c", "echo hi; exit 3"]))
    scene.wait(3)
    assert logs(scene, "p") == (200, "hi\n")
    assert logs(scene, "p", previous="true") == (200, "hi\n")


@pytest.mark.parametrize(
    ("image", "words"),
    [
        ("nginx:12.34.56", 'container "c" in pod "p" is waiting to start: trying and failing to pull image'),
        ("NGINX", 'container "c" in pod "p" is waiting to start: container image name is invalid'),
    ],
)
def test_a_container_that_has_not_started_has_no_logs(scene, image, words):
    scene.pod("p", container(image))
    scene.wait(5)
    assert logs(scene, "p") == (400, words)
    assert logs(scene, "p", container="nope")[0] == 400


def test_no_run_before(scene):
    scene.pod("p")
    scene.wait(10)
    assert logs(scene, "p", previous="true") == (400, 'previous terminated container "c" in pod "p" not found')
    assert logs(scene, "p", tailLines="many")[0] == 400


@pytest.mark.parametrize(
    ("microseconds", "text"),
    [
        (0, "0s"),
        (999, "0s"),
        (515_000, "515ms"),
        (1_200_000, "1.2s"),
        (3_000_000, "3s"),
        (62_500_000, "1m2.5s"),
        (3_600_000_000, "1h0m0s"),
    ],
)
def test_durations_as_go_writes_them(microseconds, text):
    assert truncated_to_ms(microseconds) == text


@pytest.mark.parametrize(("microseconds", "text"), [(10_000_000, "10s"), (80_000_000, "1m20s"), (300_000_000, "5m0s")])
def test_whole_seconds(microseconds, text):
    assert whole_seconds(microseconds) == text


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ({"tailLines": "many"}, 400, 'strconv.ParseInt: parsing "many": invalid syntax'),
        ({"tailLines": "9" * 5000}, 400, "strconv.ParseInt: parsing"),
        ({"sinceTime": "9" * 30}, 400, f'parsing time "{"9" * 30}" as "2006-01-02T15:04:05Z07:00": cannot parse'),
        ({"tailLines": "-1"}, 422, 'PodLogOptions "p" is invalid: tailLines: Invalid value: -1: must be'),
        ({"limitBytes": "0"}, 422, 'PodLogOptions "p" is invalid: limitBytes: Invalid value: 0: must be'),
        ({"sinceSeconds": "0"}, 422, 'PodLogOptions "p" is invalid: sinceSeconds: Invalid value: 0: must be greater'),
        ({"sinceSeconds": "5", "sinceTime": "2026-01-01T00:00:00Z"}, 422,
         'PodLogOptions "p" is invalid: : Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified'),
    ],
)  # fmt: skip
def test_options_that_are_none(scene, query, code, message):
    got, told = logs(scene, "p", **query)
    assert got == code and told.startswith(message), told

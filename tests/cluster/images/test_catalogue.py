"""Which images exist, and what a registry says of those that do not."""

import pytest

from cluster.images import catalogue
from cluster.images.catalogue import PullError, find
from tests.cluster.images.test_programs import start

EXISTING = [
    "nginx",
    "nginx:1.7.9",
    "nginx:1.9.1",
    "nginx:1.14.2",
    "nginx:1.16",
    "nginx:1.16.1",
    "nginx:1.21",
    "nginx:1.25",
    "nginx:1.29",
    "nginx:stable",
    "nginx:alpine",
    "nginx:1.27-alpine",
    "redis",
    "busybox",
    "busybox:1.28",
    "httpd",
    "httpd:2.4",
    "alpine",
    "mysql:8.0",
    "postgres:16",
    "memcached",
    "python:3.12",
    "node:22",
    "hello-world",
    "registry.k8s.io/pause:3.10.1",
    "k8s.gcr.io/pause:3.1",
]


@pytest.mark.parametrize("name", EXISTING)
def test_what_lessons_and_articles_use_is_there(name):
    image = find(name)
    assert image.size > 0
    assert image.digest.startswith("sha256:")


@pytest.mark.parametrize("tag", ["1.7.9", "1.9.1", "1.29.3", "alpine"])
def test_a_digest_finds_the_image_of_a_tag(tag):
    image = find(f"nginx:{tag}")
    assert find(f"nginx@{image.digest}").size == image.size


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (
            "nginx:12.34.56",
            'reference "docker.io/library/nginx:12.34.56": docker.io/library/nginx:12.34.56: not found',
        ),
        ("ngnix", "pull access denied, repository does not exist or may require authorization"),
        ("registry.example.com/shop/web:1", "lookup registry.example.com on 192.168.49.1:53: no such host"),
        ("registry.k8s.io/nope:1", "registry.k8s.io/nope:1: not found"),
    ],
)
def test_what_does_not_exist_is_refused_as_the_registry_does(name, why):
    with pytest.raises(PullError) as refused:
        find(name)
    assert why in str(refused.value)


def test_every_image_has_a_program_that_can_be_started():
    for repository in catalogue.repositories():
        for tag in catalogue.tags(repository):
            assert start(f"{repository}:{tag}").error is None, (repository, tag)

"""What is written in a pod's `image`, and what it means."""

import pytest

from cluster.images.catalogue.names import InvalidName, canonical, parse


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("nginx", "docker.io/library/nginx:latest"),
        ("nginx:1.9.1", "docker.io/library/nginx:1.9.1"),
        ("bitnami/kubectl", "docker.io/bitnami/kubectl:latest"),
        ("docker.io/nginx", "docker.io/library/nginx:latest"),
        ("registry.k8s.io/pause:3.10", "registry.k8s.io/pause:3.10"),
        ("localhost:5000/a/b", "localhost:5000/a/b:latest"),
        ("nginx@sha256:" + "a" * 64, "docker.io/library/nginx@sha256:" + "a" * 64),
    ],
)
def test_a_name_is_completed(text, meaning):
    assert canonical(text) == meaning


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("NGINX", "invalid reference format: repository name (library/NGINX) must be lowercase"),
        ("nginx:", "invalid reference format"),
        ("ngi nx", "invalid reference format"),
        ("a:b:c", "invalid reference format"),
        ("", "invalid reference format"),
        ("nginx:<script>", "invalid reference format"),
    ],
)
def test_a_wrong_name_is_refused_in_the_runtimes_words(text, why):
    with pytest.raises(InvalidName, match=f"^{__import__('re').escape(why)}$"):
        parse(text)
    assert canonical(text) == ""

"""Kustomizations in a few files; what the real one makes of larger ones is compared in tests/differential."""

import pytest

from cluster.kubectl.errors import KubectlError
from cluster.kubectl.kustomize import build
from cluster.kubectl.kustomize.changing import _image
from cluster.kubectl.kustomize.generating import hash_of


class Tree:
    """Files by path; folders are what lies above them."""

    def __init__(self, files):
        self.files = files

    def read(self, path):
        return self.files[path]

    def exists(self, path):
        return path in self.files or self.is_dir(path)

    def is_dir(self, path):
        return path == "." or any(name.startswith(f"{path}/") for name in self.files)


def built(path=".", **files):
    files = {name.replace("__", "/").replace("_yaml", ".yaml"): text for name, text in files.items()}
    return build(Tree(files), path, "/home/learner", lambda text: None)


@pytest.mark.parametrize(
    ("obj", "expected"),  # as kubectl 1.35.2 ends the names
    [
        (
            {"kind": "ConfigMap", "data": {"COLOUR": "blue", "SIZE": "3", "a.txt": "hello\nworld\n", "renamed": "b"}},
            "727mkm8t88",
        ),
        ({"kind": "Secret", "type": "Opaque", "data": {"password": "aHVudGVyMg=="}}, "cf85kd65mm"),
    ],
)
def test_the_hash_of_what_is_generated(obj, expected):
    assert hash_of({**obj, "metadata": {"name": "is not part of it"}}) == expected


def test_a_reference_follows_through_two_layers_and_the_hash():
    containers = "[{name: c, envFrom: [{configMapRef: {name: s}}]}]"
    pod = f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{containers: {containers}}}\n"
    base = "resources: [pod.yaml]\nnamePrefix: a-\nconfigMapGenerator: [{name: s, literals: [x=1]}]\n"
    config, made = built(
        "top", base__kustomization_yaml=base, base__pod_yaml=pod,
        top__kustomization_yaml="resources: [../base]\nnamePrefix: b-\n",
    )  # fmt: skip
    assert config["metadata"]["name"].startswith("b-a-s-") and made["metadata"]["name"] == "b-a-p"
    assert made["spec"]["containers"][0]["envFrom"][0]["configMapRef"]["name"] == config["metadata"]["name"]


@pytest.mark.parametrize(
    ("image", "entry", "expected"),
    [
        ("nginx", {"name": "nginx", "newTag": "1.27"}, "nginx:1.27"),
        ("nginx:1.25@sha256:aa", {"name": "nginx", "newTag": "1.27"}, "nginx:1.27"),
        ("nginx:1.25", {"name": "nginx", "digest": "sha256:bb"}, "nginx@sha256:bb"),
        ("host:5000/a/nginx:1", {"name": "host:5000/a/nginx", "newName": "b"}, "b:1"),
        ("nginx:1", {"name": "other", "newName": "b"}, "nginx:1"),
    ],
)
def test_images(image, entry, expected):
    assert _image(image, entry) == expected


def test_what_is_left_out_says_so():
    with pytest.raises(KubectlError, match="replacements is not simulated"):
        built(kustomization_yaml="replacements: [{source: {}}]\n")

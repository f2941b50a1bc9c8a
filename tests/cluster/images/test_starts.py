"""A server's start that is worked out once is the start that the shell would have worked out for each."""

import pytest

from cluster.images import catalogue
from cluster.images.catalogue import find
from cluster.images.commandline import Command, argv
from cluster.images.filesystem.files import Clock, Files
from cluster.images.filesystem.roots import tree
from cluster.images.filesystem.tree import Layer
from cluster.images.place import Place
from cluster.images.running import run
from cluster.images.serving import servers, starts
from cluster.images.serving.banners import Start

EPOCH, AT = 1_767_225_600_000_000, 12_345_678
IMAGES = [f"{name}:{catalogue.tags(name)[-1]}" for name in catalogue.repositories()]
ENVIRONMENTS = [{}, {"POSTGRES_PASSWORD": "x", "MYSQL_ROOT_PASSWORD": "x"}]


def place(image, command: tuple[str, ...], env: dict[str, str]) -> Place:
    files = Files(Layer(tree(image)), [], Clock(AT))
    cwd = servers.program(image).cwd
    return Place(image, files, env, "web-1", command, EPOCH + AT, "10.244.0.3", EPOCH, cwd=cwd)


@pytest.mark.parametrize("name", IMAGES)
@pytest.mark.parametrize("env", ENVIRONMENTS, ids=["bare", "with passwords"])
def test_a_start_worked_out_once_is_that_of_each_container(name: str, env: dict[str, str]):
    image = find(name)
    made = servers.program(image)
    command = argv(Command(made.entrypoint, made.cmd), {}, env)
    told = starts.ran(image, Start(command, env, EPOCH + AT, "10.244.0.3", "web-1"), AT)
    assert told is None or told == run(place(image, command, env), command, main=True)


@pytest.mark.parametrize("repository", ["nginx", "redis", "httpd", "mongo"])
def test_usual_servers_are_among_them(repository: str):
    image = find(repository)
    made = servers.program(image)
    command = argv(Command(made.entrypoint, made.cmd), {}, {})
    assert starts.ran(image, Start(command, {}, EPOCH, "10.244.0.3"), 0) is not None


@pytest.mark.parametrize(
    "command",
    [("nginx", "-t"), ("nginx", "-v"), ("sh", "-c", "nginx"), ("sleep", "3600"), ("no-such-program",)],
    ids=" ".join,
)
def test_what_ends_or_is_no_server_is_left_to_the_shell(command: tuple[str, ...]):
    assert starts.ran(find("nginx"), Start(command, {}, EPOCH, "10.244.0.3"), 0) is None


@pytest.mark.parametrize(
    ("mounts", "only"),
    [
        ([], True),
        (["/var/run/secrets/kubernetes.io/serviceaccount"], True),
        (["/data"], True),
        (["/database"], False),
        (["/etc/nginx/conf.d"], False),
        (["/data", "/usr/share/nginx/html"], False),
    ],
)
def test_volumes_over_what_a_server_reads_make_a_start_of_its_own(mounts: list[str], only: bool):
    assert starts.reads_only_its_image(mounts) is only

"""What containers do: how they end, how they take being stopped, what they print."""

import pytest

from cluster.images.catalogue import find
from cluster.images.commandline import Command, argv
from cluster.images.filesystem.files import Clock, Files
from cluster.images.filesystem.roots import tree
from cluster.images.filesystem.tree import Layer
from cluster.images.place import Place, Ran
from cluster.images.running import run
from cluster.images.serving import servers

S = 1_000_000
EPOCH = 1_767_225_600 * S  # 2026-01-01T00:00:00Z


def place(image: str, command=None, args=None, **env) -> Place:
    found = find(image)
    made = servers.program(found)
    spec = {key: value for key, value in (("command", command), ("args", args)) if value}
    words = argv(Command(made.entrypoint, made.cmd), spec, env)
    files = Files(Layer(tree(found)), [], Clock(0))
    return Place(found, files, env, "web-1", words, EPOCH, "10.244.0.3", EPOCH)


def start(image: str, command=None, args=None, **more) -> Ran:
    """To the end of the main process, as far as it is in sight; `signal`: µs at which it is asked to stop."""
    options = {key: more.pop(key) for key in ("signal", "until") if key in more}
    there = place(image, command, args, **more)
    return run(there, there.argv, main=True, **options)


def printed(image: str, command=None, args=None, until: float = 60, **env) -> list[str]:
    """Line by line, up to `until` seconds."""
    moment = int(until * S)
    lines = [line for line in start(image, command, args, until=moment, **env).lines if line.at <= moment]
    return "".join(line.text for line in lines).splitlines(keepends=True)


def sh(script: str) -> list[str]:
    return ["sh", "-c", script]


@pytest.mark.parametrize(
    ("image", "command", "ends", "code"),
    [
        ("nginx", None, None, 0),
        ("busybox", None, 0, 0),  # an interactive shell without a terminal
        ("hello-world", None, 0, 0),
        ("busybox", ["sleep", "3600"], 3600, 0),
        ("busybox", ["sleep", "infinity"], None, 0),
        ("busybox", ["true"], 0, 0),
        ("busybox", ["false"], 0, 1),
        ("busybox", sh("exit 1"), 0, 1),
        ("busybox", sh("echo hi; sleep 5; exit 3"), 5, 3),
        ("busybox", sh("while true; do date; sleep 1; done"), None, 0),
        ("busybox", sh("while :; do :; done"), None, 0),
        ("busybox", sh("for i in 1 2 3; do sleep 2; done"), 6, 0),
        ("busybox", sh("i=0; while [ $i -lt 4 ]; do i=$((i+1)); sleep 1; done; exit $i"), 4, 4),
        ("busybox", sh("while true; do sleep 1; if [ -f /x ]; then break; fi; touch /x; done"), 2, 0),
        ("busybox", sh("false || exit 7"), 0, 7),
        ("busybox", sh("true && exit 8; exit 9"), 0, 8),
        ("busybox", sh("nonsense"), 0, 127),
        ("busybox", sh("echo 'open"), 0, 2),
        ("nginx", ["sleep", "2"], 2, 0),
        ("mysql:8.0", None, 0, 1),  # without a password
        ("redis", None, None, 0),
    ],
)
def test_how_a_container_ends(image, command, ends, code):
    run = start(image, command)
    assert run.error is None
    assert (run.ends is None) if ends is None else (ends <= run.ends / S < ends + 1)
    assert run.code == code


def test_a_script_that_waits_for_what_never_comes_runs_on():
    script = "until [ -f /ready ]; do sleep 1; done"
    assert start("busybox", sh(script)).ends is None


def test_mysql_runs_with_a_password():
    assert start("mysql:8.0", MYSQL_ROOT_PASSWORD="secret").ends is None


@pytest.mark.parametrize(
    ("image", "command", "stops", "code"),
    [
        ("nginx", None, True, 0),
        ("busybox", ["sleep", "3600"], False, 0),  # PID 1 without a handler
        ("busybox", sh("sleep 3600"), False, 0),
        ("busybox", sh("trap 'exit 3' TERM; while true; do sleep 1; done"), True, 3),
    ],
)
def test_who_heeds_the_stop_signal(image, command, stops, code):
    run = start(image, command, signal=5 * S)
    assert (run.ends is not None and run.ends < 10 * S) is stops
    assert run.code == code


def test_a_command_that_the_image_has_not_cannot_be_started():
    run = start("nginx", ["nonsense"])
    assert 'exec: "nonsense": executable file not found in $PATH' in run.error
    assert "registry" not in run.error
    assert start("registry.k8s.io/pause:3.10", ["sh"]).error


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        ("echo hi", ["hi\n"]),
        ('echo "a  b" c', ["a  b c\n"]),
        ("echo $NAME is $(hostname)", ["x y is web-1\n"]),
        ('for w in $NAME; do echo "<$w>"; done', ["<x>\n", "<y>\n"]),
        ("echo ${NONE:-nobody}", ["nobody\n"]),
        ("printf '%s-%03d\\n' a 7", ["a-007\n"]),
        ("echo a > /f; echo b >> /f; cat /f", ["a\n", "b\n"]),
        ("echo hi | gzip | gunzip", ["hi\n"]),
        ("echo hi > /f; gzip /f; zcat /f.gz; gzip -d /f.gz && cat /f", ["hi\n", "hi\n"]),
        ("echo hi | gzip -d", ["gzip: invalid magic\n"]),
        ("date foo", ["date: invalid date 'foo'\n"]),
        ("echo one two | wc", ["        1         2         8\n"]),
        ("if [ 2 -gt 1 ]; then echo yes; else echo no; fi", ["yes\n"]),
        ("date", ["Thu Jan  1 00:00:00 UTC 2026\n"]),
        ("seq 3", ["1\n", "2\n", "3\n"]),
        ("set -- x y z; while [ $# -gt 0 ]; do echo $1; shift; done", ["x\n", "y\n", "z\n"]),
        ("IFS=:; x=a:b::c; for p in $x; do echo [$p]; done", ["[a]\n", "[b]\n", "[]\n", "[c]\n"]),
        (
            "set -- -a -b 3 -cb4 rest; while getopts ab:c o; do echo $o$OPTARG; done; shift $((OPTIND-1)); echo $1",
            ["a\n", "b3\n", "c\n", "b4\n", "rest\n"],
        ),
        ("while getopts a o -x; do echo $o; done", ["sh: illegal option -x\n", "?\n"]),
    ],
)
def test_what_a_script_prints(script, lines):
    assert printed("busybox", sh(script), NAME="x y") == lines


def test_a_loop_prints_with_time_and_only_its_end_is_kept_after_days():
    command = sh("while true; do date; sleep 1; done")
    assert len(printed("busybox", command, until=10)) == 10
    late = printed("busybox", command, until=10 * 86_400)
    assert late[-1].startswith("Sat Jan 10 23:59:5")
    assert len(late) < 50_000


def test_nginx_speaks_of_its_start_since_its_image_has_an_entrypoint():
    assert printed("nginx:1.7.9") == []
    lines = printed("nginx:1.25.3")
    assert lines[0].startswith("/docker-entrypoint.sh:")
    assert any("nginx/1.25.3" in line for line in lines)


@pytest.mark.parametrize(
    "script",
    [
        "x=aaaaaaaa; while true; do x=$x$x$x; echo $x > /dev/null; done",
        "while [ 1 -lt 2 ]; do x=$x$x.; done",
        "printf '%999999999s' x",
        "echo $((9*9*9*9*9*9*9*9*9*9*9*9*9*9*9*9*9*9*9*9*9*9*9*9))",
        "echo $((9**9**9)) $((1<<99999)) $((9 and 2)) $((x.y)) $((9999999999999999999999/3))",
        "sleep 99999999999999999999",
        "$(" * 300 + "echo" + ")" * 300,
        "sh -c " * 50 + "true",
        "seq 1 100000000000",
        "((((", ")", "if", "for x in", "while true", "`", "$((", "a |", "| a", "> ", "&&", "echo \x00\x1b <script>",
    ],
)  # fmt: skip
def test_hostile_scripts_do_no_harm(script):
    run = start("busybox", sh(script))
    assert run.error is None
    assert sum(map(len, printed("busybox", sh(script), until=1))) < 1_000_000

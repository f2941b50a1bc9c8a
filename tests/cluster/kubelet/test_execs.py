"""Processes in containers as streams: what is typed, what is written, who sees it."""

import pytest

from cluster.api.request import Request
from cluster.simulation import Simulation
from tests.cluster.http.sockets import PODS, cluster_with

SECOND = 1_000_000


@pytest.fixture(scope="module")
def origin():
    return cluster_with("busybox", "nginx", command=["sleep", "100000"])


@pytest.fixture
def simulation(origin):
    return origin.branch()


class Session:
    """One exec or attach."""

    def __init__(self, simulation, pod, what, *words, **query):
        self.simulation = simulation
        query = {"stdout": "true", "stderr": "true", "stdin": "true", **query}
        request = Request("GET", f"{PODS}/{pod}/{what}", query, words=words, upgrade=True)
        self.stream = simulation.request(request).stream

    def say(self, text: str) -> str:
        self.stream.write(text.encode())
        return self.read()

    def read(self, time: int = 100_000) -> str:
        """What comes within so many µs."""
        found, end = self.stream.poll(), self.simulation.now + time
        self.simulation.run_until(end)
        found += self.stream.poll()
        return b"".join(data for _, data in found).decode()

    @property
    def code(self) -> int | None:
        status = self.stream.status
        if status is None or status["status"] == "Success":
            return None if status is None else 0
        return int(status["details"]["causes"][0]["message"])


def shell(simulation, pod="a", *words, **query):
    return Session(simulation, pod, "exec", *(words or ("sh",)), tty="true", **query)


def test_a_shell_at_a_terminal_prompts_echoes_and_remembers(simulation):
    session = shell(simulation)
    assert session.read() == "/ # "
    assert session.say("cd /tmp; x=7\r") == "cd /tmp; x=7\r\n/tmp # "
    assert session.say("echo $x > f; cat f\r") == "echo $x > f; cat f\r\n7\r\n/tmp # "
    assert session.say("exit 3\r") == "exit 3\r\n"
    assert (session.stream.done, session.code) == (True, 3)
    assert simulation.streams == [] and not [
        k for k, _ in simulation.runtime.items("minikube") if k.startswith("execs/")
    ]


def test_keys_edit_the_line(simulation):
    session = shell(simulation)
    session.read()
    assert session.say("ecxx\x7f\x7fho hi\x1b[A\r") == "ecxx\b \b\b \bho hi\r\nhi\r\n/ # "
    assert session.say("nonsense\x15echo a b\x17c\r").endswith("c\r\na c\r\n/ # ")
    assert session.say("half\x03") == "half^C\r\n/ # "
    assert session.say("\x04") == "" and session.code == 130


def test_a_command_takes_its_time_and_can_be_interrupted(simulation):
    session = shell(simulation)
    session.read()
    assert session.say("sleep 2; echo done\r") == "sleep 2; echo done\r\n"
    assert session.read(2 * SECOND) == "done\r\n/ # "
    session.say("while true; do echo tick; sleep 1; done\r")
    assert session.read(3 * SECOND).count("tick\r\n") == 3
    assert session.say("\x03") == "^C\r\n/ # "
    assert session.say("echo $?\r") == "echo $?\r\n130\r\n/ # "


def test_a_command_reads_what_is_typed_until_the_end(simulation):
    session = shell(simulation)
    session.read()
    session.say("cat > /tmp/note\r")
    session.say("one\r한글\r")
    assert session.say("\x04") == "/ # "
    assert session.say("cat /tmp/note\r") == "cat /tmp/note\r\none\r\n한글\r\n/ # "


def test_a_program_reads_a_pipe_however_it_is_cut(simulation):
    session = Session(simulation, "a", "exec", "sh", "-c", "cat > /tmp/f; wc -c < /tmp/f")
    for byte in "한글\n".encode():
        session.stream.write(bytes([byte]))
    assert (session.read(), session.code) == ("", None)
    session.stream.close_stdin()
    assert (session.read(), session.code) == ("7\n", 0)


def test_a_script_from_a_pipe(simulation):
    session = Session(simulation, "a", "exec", "sh")
    session.stream.write(b"echo one\nfor i in 1 2\ndo echo $i\ndone\nfalse")
    session.stream.close_stdin()
    assert (session.read(), session.code) == ("one\n1\n2\n", 1)


def test_files_that_one_process_writes_are_there_for_the_next(simulation):
    assert Session(simulation, "a", "exec", "sh", "-c", "sleep 5; echo x > /tmp/later", stdin="").read(SECOND) == ""
    assert "No such file" in Session(simulation, "a", "exec", "cat", "/tmp/later", stdin="").read()
    simulation.run_until(simulation.now + 10 * SECOND)
    assert Session(simulation, "a", "exec", "cat", "/tmp/later", stdin="").read() == "x\n"
    assert "No such file" in Session(simulation, "b", "exec", "cat", "/tmp/later", stdin="").read()


def test_tar_packs_and_unpacks(simulation):
    made = Session(simulation, "a", "exec", "sh", "-c", "mkdir -p /d/e; echo hi > /d/f; cat > /d/e/g")
    made.stream.write(b"\xff")
    made.stream.close_stdin()
    made.read()
    packed = Session(simulation, "a", "exec", "tar", "cf", "-", "/d", stdin="", stderr="false")
    simulation.run_until(simulation.now + SECOND)
    data = b"".join(part for _, part in packed.stream.poll())
    unpacking = Session(simulation, "b", "exec", "tar", "-xmf", "-", "-C", "/tmp")
    for at in range(0, len(data), 1000):
        unpacking.stream.write(data[at : at + 1000])
    unpacking.stream.close_stdin()
    assert (unpacking.read(), unpacking.code) == ("", 0)
    listed = Session(simulation, "b", "exec", "sh", "-c", "cd /tmp; find d | sort; wc -c d/e/g", stdin="").read()
    assert listed == "d\nd/e\nd/e/g\nd/f\n1 d/e/g\n"


def typed_pod(simulation, name="typed", **container):
    spec = {
        "containers": [{"name": "main", "image": "busybox", "stdin": True, "tty": True, **container}],
        "restartPolicy": "Never",
    }
    simulation.request(
        Request("POST", PODS, body={"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec})
    )
    simulation.run_until(simulation.now + 60 * SECOND)


def test_attach_speaks_to_the_main_process_and_its_log_has_it_all(simulation):
    typed_pod(simulation)
    session = Session(simulation, "typed", "attach")
    assert session.read() == "/ # "
    assert session.say("echo hello\r") == "echo hello\r\nhello\r\n/ # "
    session.stream.close()
    again = Session(simulation, "typed", "attach")
    assert again.read() == "/ # "
    assert again.say("exit 4\r").startswith("exit 4\r\n")
    simulation.run_until(simulation.now + 5 * SECOND)
    status = simulation.store.get("pods", "default", "typed")["status"]
    assert status["phase"] == "Failed" and status["containerStatuses"][0]["state"]["terminated"]["exitCode"] == 4
    log = simulation.request(Request("GET", f"{PODS}/typed/log")).body
    assert "echo hello\nhello\n" in log and log.startswith("/ # ")


def test_stdin_once_ends_the_process_with_its_first_client(simulation):
    typed_pod(simulation, "once", stdinOnce=True, tty=False, command=["cat"])
    session = Session(simulation, "once", "attach")
    assert session.say("a\nb\n") == "a\nb\n"
    session.stream.close()
    simulation.run_until(simulation.now + 5 * SECOND)
    assert simulation.store.get("pods", "default", "once")["status"]["phase"] == "Succeeded"


def test_attach_to_a_program_shows_what_comes_from_now_on(simulation):
    spec = {
        "containers": [
            {"name": "main", "image": "busybox", "command": ["sh", "-c", "while :; do echo x; sleep 1; done"]}
        ]
    }
    simulation.request(
        Request("POST", PODS, body={"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec})
    )
    simulation.run_until(simulation.now + 60 * SECOND)
    assert Session(simulation, "p", "attach", stdin="").read(3 * SECOND).count("x\n") == 3


def test_what_is_typed_is_replayed_and_survives_a_snapshot(simulation):
    session = shell(simulation)
    session.say("cd /tmp\recho a > b\r")
    typed_pod(simulation)
    Session(simulation, "typed", "attach").say("echo hello\r")
    twin = Simulation.restore(simulation.snapshot())
    replayed = Simulation.restore(simulation.origin)
    for given in simulation.inputs:
        replayed.apply(given)
    replayed.run_until(simulation.now)
    assert twin.digest() == simulation.digest() == replayed.digest()
    before = len(simulation.inputs)
    session.say("echo more >> b\r")
    for given in simulation.inputs[before:]:
        twin.apply(given)
    twin.run_until(simulation.now)
    assert twin.digest() == simulation.digest()
    assert Session(twin, "a", "exec", "cat", "/tmp/b", stdin="").read() == "a\nmore\n"

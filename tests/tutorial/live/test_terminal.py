"""A command while it runs."""

from cluster.kubectl.waiting import Breath, Edit, Interrupted, Wait
from tutorial.live.terminal import Running


def running(program, limit=1000):
    made = Running("1", "line", limit)
    made.begin(program(made.write))
    return made


def test_a_command_waits_for_its_moment():
    def program(write):
        write("stdout", "one\n")
        yield Wait(until=100)
        write("stdout", "two\n")
        return 3

    made = running(program)
    made.advance(0)
    assert (made.take(), made.due, made.done) == ([("stdout", "one\n")], 100, False)
    made.advance(99)
    assert made.take() == []
    made.advance(100)
    assert (made.take(), made.exit) == ([("stdout", "two\n")], 3)


def test_a_long_line_lets_others_go_first_between_two_commands(monkeypatch):
    monkeypatch.setattr("tutorial.live.terminal.SLICE_S", 0.0)

    def program(write):
        for number in range(3):
            write("stdout", str(number))
            yield Breath()
        return 0

    made = running(program)
    said = []
    while not made.done:
        made.advance(5, changed=False)
        said.append("".join(text for _, text in made.take()))
        assert made.done or made.due == 0
    assert said == ["0", "1", "2", ""]


def test_a_watch_goes_on_only_when_something_changed():
    rounds = []

    def program(write):
        for number in range(3):
            rounds.append(number)
            yield Wait(watches=(object(),))

    made = running(program)
    made.advance(0)
    made.advance(0, changed=False)
    assert rounds == [0]
    made.advance(0, changed=True)
    assert rounds == [0, 1]


def test_editing_asks_a_person():
    def program(write):
        text = yield Edit("pod.yaml", "a: 1")
        write("stdout", f"got {text}")
        return 0

    made = running(program)
    made.advance(0)
    assert made.edit == Edit("pod.yaml", "a: 1")
    made.advance(0)
    assert not made.done
    made.edited("a: 2")
    assert (made.take(), made.exit) == ([("stdout", "got a: 2")], 0)


def test_interrupting_lets_the_command_say_a_word():
    def program(write):
        try:
            yield Wait(until=10**9)
        except Interrupted:
            write("stderr", "stopped\n")
            return 130

    made = running(program)
    made.advance(0)
    made.interrupt()
    assert made.take() == [("stdout", "^C\n"), ("stderr", "stopped\n")]
    assert made.exit == 130


def test_output_without_end_is_cut_and_says_so():
    def program(write):
        for _ in range(100):
            write("stdout", "x" * 100)
        return 0
        yield

    made = running(program, limit=250)
    made.advance(0)
    text = "".join(text for _, text in made.take())
    assert text.startswith("x" * 250)
    assert len(text) < 400
    assert "cut here" in text

"""What comes of a script is the same whether it is worked out from its beginning or gone on with from a mark."""

from __future__ import annotations

import pytest

from cluster.images.catalogue import find
from cluster.images.filesystem.files import Clock, Files, Mount
from cluster.images.filesystem.roots import tree
from cluster.images.filesystem.tree import Change, Layer
from cluster.images.place import Place, Ran
from cluster.images.running import run
from cluster.images.sh.marks import Course

S = 1_000_000
SCRIPTS = {
    "counts to six hundred": "for i in $(seq 1 600); do echo round $i > /v/now; sleep 1; done; echo over",
    "nested loops": """
        for a in 1 2 3; do
            n=0; while [ $n -lt 90 ]; do n=$((n+1)); echo $a.$n; sleep 1; done
        done; exit 3""",
    "functions with locals": """
        step() { local k=$1; while [ $k -gt 0 ]; do k=$((k-1)); echo $1/$k; sleep 2; done; return 4; }
        k=keep; set -- a b; for n in 40 50; do step $n; echo $? $k $*; done""",
    "branches": """
        for i in $(seq 1 300); do
            if [ $((i % 3)) = 0 ]; then echo fizz; sleep 1
            else case $i in *5) echo five $i;; *) for x in p q; do echo $x$i; done;; esac; sleep 1; fi
        done""",
    "an endless loop that counts": "i=0; while true; do i=$((i+1)); echo $i; sleep 5; done",
    "an endless loop": "while true; do echo tick; sleep 1; done",
    "waits for a file": """
        until [ -f /v/go ]; do echo waiting; sleep 2; done
        cat /v/go; exec sh -c 'echo in; sleep 50; exit 7'""",
    "reads what others write": "for i in $(seq 1 200); do cat /v/in 2>/dev/null; ls /v; sleep 1; done",
    "a trap": "trap 'echo bye; exit 9' TERM; for i in $(seq 1 500); do echo $i; sleep 1; done",
    "set -e and a failing last round": "set -e; for i in $(seq 1 150); do [ $i != 149 ]; echo $i; sleep 1; done",
    "jobs": """
        (sleep 30; echo job > /v/job) &
        for i in $(seq 1 200); do [ -f /v/job ] && echo seen; sleep 1; done; wait""",
    "a pipe": """
        for i in $(seq 1 200); do echo a b c | tr ' ' '\\n' | sort -r | head -1; sleep 1; done > /v/out
        wc -l /v/out""",
    "break and continue": """
        i=0
        while :; do i=$((i+1)); [ $i -gt 400 ] && break; [ $((i%2)) = 0 ] && continue; sleep 1; done
        echo $i""",
}
EARLY: list[Change] = [[70 * S, "file", "/in", "one\n", 0o644]]
LATE: list[Change] = [*EARLY, [150 * S, "file", "/in", "two\n", 0o644], [160 * S, "file", "/go", "now\n", 0o644]]


def place(script: str, changes: list[Change]) -> Place:
    image = find("busybox:1.36")
    volume = Layer({"/": Layer().get("/")}, changes)
    files = Files(Layer(tree(image)), [Mount("/v", "v", volume)], Clock(0))
    return Place(image, files, {"PATH": "/bin"}, "web-1", ("sh", "-c", script), 0, "10.244.0.3")


def worked_out(script: str, until: int | None, course: Course | None, changes=(), signal=None, looked=None) -> Ran:
    where = place(script, list(changes))
    if course is not None:
        course.fit(where, 0)
    return run(where, where.argv, None, until, signal, True, looked=looked, course=course)


@pytest.mark.parametrize("name", SCRIPTS)
def test_going_on_is_the_same_as_beginning_anew(name: str) -> None:
    script, course = SCRIPTS[name], Course()
    for seconds in (3, 40, 41, 90, 60, 200, 201, 333, 700, 2_000, 60_000, 60_001, 3):
        assert worked_out(script, seconds * S, course) == worked_out(script, seconds * S, None), seconds
        assert worked_out(script, None, course, looked=seconds * S) == worked_out(
            script, None, None, looked=seconds * S
        )


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_others_write_later_costs_only_what_comes_after_it(name: str) -> None:
    script, course = SCRIPTS[name], Course()
    for until in (400 * S, None):
        for changes in ((), EARLY, LATE, EARLY, LATE):
            assert worked_out(script, until, course, changes) == worked_out(script, until, None, changes), changes


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_stop_signal_is_answered_as_it_would_have_been(name: str) -> None:
    script, course = SCRIPTS[name], Course()
    worked_out(script, 300 * S, course)
    for signal in (7 * S, 100 * S, 101 * S, 290 * S):
        assert worked_out(script, None, course, signal=signal, looked=signal) == worked_out(
            script, None, None, signal=signal, looked=signal
        )


def test_asking_second_by_second_costs_what_the_whole_costs_once() -> None:
    script, course = SCRIPTS["counts to six hundred"], Course()
    for seconds in range(1, 600):
        worked_out(script, seconds * S, course)
    whole = Course()
    worked_out(script, None, whole)
    assert course.walked < 600 * 100 and whole.walked < 600 * 4


def test_what_is_written_where_nobody_looks_costs_nothing() -> None:
    script, course = SCRIPTS["counts to six hundred"], Course()
    worked_out(script, 500 * S, course)
    before = course.walked
    worked_out(script, 500 * S, course, [[S * second, "file", "/other", "x", 0o644] for second in range(400)])
    assert course.walked - before < 400


def test_a_main_shell_answers_signals_that_it_sends_itself() -> None:
    lines = worked_out("trap 'echo one' USR1; kill -USR1 $$; echo two", None, None).lines
    assert [line.text for line in lines] == ["one\n", "two\n"]

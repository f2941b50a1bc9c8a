"""The shell's own programs: scripts, waiting, minikube, variables over lines, files that stay."""

import subprocess
import sys

import pytest

from cluster.objects.times import SECOND
from cluster.shell import MemoryFiles, Terminal, drive, play
from cluster.simulation import Simulation


def terminal(nodes=0, files=None):
    return Terminal(Simulation(nodes=nodes), MemoryFiles(files or {}))


def run(terminal, line):
    said = []
    code = drive(terminal.simulation, terminal.program(line, lambda stream, text: said.append(text)))
    return code, "".join(said)


def test_a_cluster_is_started_stopped_and_deleted():
    shell = terminal()
    assert run(shell, "kubectl get nodes")[0] == 1
    code, out = run(shell, "minikube start --nodes 2")
    assert code == 0 and out.splitlines()[-1].startswith("🏄  Done! kubectl is now configured")
    assert "apiserver: Running" in run(shell, "minikube status")[1]
    assert run(shell, "kubectl get nodes -o name")[1] == "node/minikube\nnode/minikube-m02\n"
    assert run(shell, "minikube node add")[0] == 0
    assert run(shell, "minikube node list")[1].count("\n") == 3
    assert run(shell, "minikube stop")[0] == 0
    assert run(shell, "kubectl get nodes")[0] == 1
    assert run(shell, "minikube start")[0] == 0
    assert run(shell, "kubectl get nodes -o name")[1].count("\n") == 3
    assert run(shell, "minikube delete")[0] == 0
    assert 'Profile "minikube" not found' in run(shell, "minikube status")[1]


def test_a_script_waits_in_virtual_time_and_ends_with_the_last_code():
    shell = terminal(nodes=1)
    out = []
    before = shell.simulation.now
    transcript = play(shell, "echo one\nwait 5s\nkubectl get pods nope\n", lambda stream, text: out.append(text))
    assert shell.simulation.now - before >= 5 * SECOND
    assert transcript.code == 1 and "".join(out).endswith('pods "nope" not found\n')


def test_variables_history_and_files_last_and_can_be_stored():
    shell = terminal()
    run(shell, "NAME=web; echo $NAME > f.txt; mkdir work")
    shell.simulation.run_until(90 * SECOND)
    run(shell, "chmod +x f.txt; touch f.txt; cd work")
    again = Terminal(shell.simulation, MemoryFiles(dict(shell.files.content)))
    again.load(shell.dump())
    assert run(again, "pwd; cat ../f.txt; echo $NAME")[1] == "/home/learner/work\nweb\nweb\n"
    assert run(again, "cd ..; ls -l")[1] == run(shell, "cd ..; ls -l")[1]
    assert "NAME=web" in run(again, "history")[1]


def test_short_names_and_functions_last_too():
    shell = terminal(nodes=1)
    run(shell, "alias k=kubectl kgn='kubectl get nodes'; twice() { $@; $@; }")
    assert run(shell, "twice kubectl get nodes -o name")[1] == "node/minikube\nnode/minikube\n"
    again = terminal(nodes=1)
    again.load(shell.dump())
    assert run(again, "kgn -o name")[1] == "node/minikube\n"
    assert again.complete("k get nodes mini", 16) == (12, ["minikube "])
    assert run(again, "twice echo a")[1] == "a\na\n"
    assert run(again, "unalias k; k get nodes")[0] == 127


def test_a_command_that_waits_is_read_along_and_ended_by_head():
    shell = terminal(nodes=1)
    run(shell, "kubectl create deployment web --image=nginx --replicas=3")
    code, out = run(shell, "kubectl get pods -w --no-headers | grep web | head -5")
    assert code == 0 and len(out.splitlines()) == 5


def test_jobs_go_on_beside_what_is_typed():
    shell = terminal(nodes=1)
    shell.person = True
    assert run(shell, "sleep 5 && echo slept &")[1] == "[1] 4201\n"
    assert run(shell, "jobs")[1] == "[1]+  Running                 sleep 5 && echo slept &\n"
    assert run(shell, "wait 10s")[1] == "slept\n[1]+  Done                    sleep 5 && echo slept\n"
    run(shell, "x=1; sleep 3 &")
    assert run(shell, "fg %1; echo $?")[1] == "x=1; sleep 3\n0\n"
    assert run(shell, "kill %1")[1] == "bash: kill: %1: no such job\n"


def test_a_loop_that_asks_again_and_again_lets_time_pass():
    shell = terminal(nodes=1)
    run(shell, "kubectl run web --image=nginx")
    line = "until [ $(kubectl get pod web -o jsonpath={.status.phase}) = Running ]; do :; done; kubectl get pod web"
    assert "Running" in run(shell, line)[1]


def test_completion_is_what_the_real_one_prints_and_may_be_sourced():
    shell = terminal(nodes=1)
    assert run(shell, "source <(kubectl completion bash); complete -o default -F __start_kubectl k") == (0, "")
    assert "bash completion V2 for kubectl" in run(shell, "kubectl completion bash")[1]


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "a/../../x"])
def test_files_in_memory_have_no_world_outside(path):
    code, out = run(terminal(), f"cat {path}")
    assert code == 1 and "No such file or directory" in out


def test_what_is_written_twice_a_second_is_watched():
    shell = terminal()
    out = []
    steps = shell.program("watch echo hi", lambda stream, text: out.append(text))
    next(steps)
    steps.send(None)
    assert "".join(out).count("Every 2.0s: echo hi\n\nhi\n") == 2


def test_half_a_line_asks_for_more():
    assert Terminal.needs_more("cat <<EOF\nx")
    assert Terminal.needs_more("echo 'a")
    assert not Terminal.needs_more("echo a")


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)*b$", "a*a*a*a*a*a*a*b"])
def test_no_pattern_takes_forever(pattern):
    code, out = run(terminal(files={"f": "a" * 5000 + "c"}), f"grep -E '{pattern}' f")
    assert (code, out) == (1, "")


def test_a_pattern_that_others_would_give_up_on_is_answered():
    assert run(terminal(files={"f": "a" * 20_000}), "grep -oE 'a*b|a{900}c' f") == (1, "")


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("grep -E '(a|b)+c' f", "abc\n"),
        ("grep 'a\\|zz' f", "abc\n"),
        ("grep -o '[[:digit:]]\\{2\\}' f", "12\n34\n"),
        ("grep -w 12345 f", "12345\n"),
        ("grep -x abc f", "abc\n"),
        ("grep '^[^a]' f", "12345\n"),
        ("grep -i ABC f", "abc\n"),
        ("grep 'a.c$' f", "abc\n"),
    ],
)
def test_patterns_mean_what_they_mean_to_grep(line, wanted):
    assert run(terminal(files={"f": "abc\n12345\n"}), line) == (0, wanted)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("grep '[' f", "grep: Unmatched [, [^, [:, [., or [=\n"),
        ("grep -E '(' f", "grep: Unmatched ( or \\(\n"),
        ("grep -E 'a{99999}' f", "grep: Regular expression too big\n"),
        ("grep -A x a f", "grep: x: invalid context length argument\n"),
        ("cut -d '' -f1 f", "a b\n"),
        ("cut -d ab -f1 f", "cut: the delimiter must be a single character\nTry 'cut --help' for more information.\n"),
        ("cut -f 2-9999999999 f; cut -d' ' -f 1-99999999999 f", "a b\na b\n"),
        ("tr a '' < f", "tr: when not truncating set1, string2 must be non-empty\n"),
        ("head -c x f", "head: invalid number of bytes: 'x'\n"),
        ("head -n x f", "head: invalid number of lines: 'x'\n"),
        ("sort -t '' f", "sort: empty tab\n"),
    ],
)
def test_what_a_program_cannot_use_it_says(line, wanted):
    assert run(terminal(files={"f": "a b\n"}), line)[1] == wanted


def test_a_line_cannot_fill_the_memory():
    shell = terminal(files={"f": "x" * 900_000})
    code, out = run(shell, "A=xxxxxxxxxx; " + "A=$A$A; " * 40 + "echo done")
    assert out.startswith("bash: A: Argument list too long\n") and out.endswith("done\n")
    assert len(shell.variables["A"]) <= 2_097_152
    code, out = run(shell, "cat " + "f " * 50 + "| wc -c")
    assert "cut here" in out
    code, out = run(shell, "cat " + "f " * 50 + "> g")
    assert (code, "at most 1000000 characters" in out) == (1, True)
    code, out = run(shell, "; ".join(f"touch n{number}" for number in range(100)))
    assert (code, "at most 64 files" in out, len(shell.files.content)) == (1, True, 64)


def test_python_m_cluster_runs_a_script(tmp_path):
    script = tmp_path / "script.sh"
    script.write_text("kubectl get nodes -o name\nkubectl get nope\n")
    command = [sys.executable, "-m", "cluster", "run", str(script), "--nodes", "2"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 1
    assert "node/minikube\nnode/minikube-m02\n" in done.stdout


PLUGIN = "#!/bin/sh\necho hello $1 from $0\nexit 3\n"


def test_a_plugin_is_an_executable_file_in_the_path():
    shell = terminal(nodes=1, files={"bin/kubectl-hello": PLUGIN})
    assert "identified as a kubectl plugin, but it is not executable" in run(shell, "PATH=bin kubectl plugin list")[1]
    assert 'unknown command "hello"' in run(shell, "PATH=$PATH:bin kubectl hello you")[1]
    run(shell, "chmod +x bin/kubectl-hello; export PATH=$PATH:bin")
    assert run(shell, "kubectl hello you") == (3, "hello you from bin/kubectl-hello\n")
    assert "  hello         The command hello is a plugin installed by the user" in run(shell, "kubectl --help")[1]


def test_another_program_may_compare():
    shell = terminal(nodes=1, files={"c.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n"})
    run(shell, "kubectl apply -f c.yaml; sed -i s/b}/x}/ c.yaml")
    code, said = run(shell, "KUBECTL_EXTERNAL_DIFF='diff -r' kubectl diff -f c.yaml")
    assert code == 1 and "<   a: b\n---\n>   a: x\n" in said
    assert run(shell, "KUBECTL_EXTERNAL_DIFF=true kubectl diff -f c.yaml") == (0, "")
    assert run(shell, "ls") == (0, "c.yaml\n")  # what was compared lay in no folder of the learner's


def test_where_a_session_is_and_what_may_run_outlive_it():
    shell = terminal(files={"d/hi.sh": "echo hi\n"})
    assert run(shell, "cd d; chmod +x hi.sh")[0] == 0
    again = terminal(files=dict(shell.files.content))
    again.load(shell.dump())
    assert run(again, "pwd; ./hi.sh") == (0, "/home/learner/d\nhi\n")


def test_the_answer_of_completion_scripts():
    shell = terminal(nodes=1)
    assert run(shell, "kubectl __complete get node mini")[1] == (
        "minikube\n:4\nCompletion ended with directive: ShellCompDirectiveNoFileComp\n"
    )
    assert run(shell, "kubectl __completeNoDesc get -o js")[1].splitlines()[:3] == [
        "json",
        "jsonpath",
        "jsonpath-as-json",
    ]

"""The terminal: a small shell language, file commands, kubectl and minikube, on one simulated cluster.

    terminal = Terminal(Simulation(nodes=1), MemoryFiles({"pod.yaml": "..."}))
    steps = terminal.program("kubectl apply -f pod.yaml | grep pod", write)   # a generator, see cluster.kubectl.waiting
    code = drive(terminal.simulation, steps)

`Terminal` keeps what a session keeps (history, variables, kubeconfig); `script.play` runs a script and its transcript.
"""

from cluster.shell.driving import drive
from cluster.shell.files import DiskFiles, MemoryFiles
from cluster.shell.script import Transcript, play
from cluster.shell.terminal import Terminal

__all__ = ["DiskFiles", "MemoryFiles", "Terminal", "Transcript", "drive", "play"]

"""What a shell does with processes and signals: exec, trap, wait, kill."""

from __future__ import annotations

from cluster.images.commands.base import Call, builtin, command
from cluster.images.sh.streams import Stop

_NAMES = {"15": "TERM", "2": "INT", "0": "EXIT", "1": "HUP", "3": "QUIT", "10": "USR1", "12": "USR2"}


@builtin("exec")
def exec_(call: Call) -> int:
    if not call.args:
        return 0
    call.shell.executed = True
    call.shell.execute(call.args)
    raise Stop(call.shell.code)


@builtin("trap")
def trap(call: Call) -> int:
    shell, args = call.shell, [arg for arg in call.args if arg != "--"]
    if len(args) < 2:
        return 0
    for name in args[1:]:
        name = _NAMES.get(name, name.upper().removeprefix("SIG"))
        if args[0] == "-":
            shell.traps.pop(name, None)
        else:
            shell.traps[name] = args[0]
    return 0


@builtin("wait")
def wait(call: Call) -> int:
    shell = call.shell
    shell.code = 0
    shell.wait(
        [int(arg.lstrip("%")) + (99 if arg.startswith("%") else 0) for arg in call.args if arg.lstrip("%").isdecimal()]
    )
    return shell.code


@builtin("kill")
@command("kill")
def kill(call: Call) -> int:
    shell, code = call.shell, 0
    signals = [arg[1:] for arg in call.args if arg.startswith("-")]
    words = [
        arg
        for arg in call.args
        if not arg.startswith("-") and arg not in ("TERM", "KILL", "SIGTERM", "SIGKILL", "HUP", "INT", "USR1", "USR2")
    ]
    for word in words:
        pid = int(word.lstrip("%")) if word.lstrip("%").isdecimal() else -1
        pid = pid + 99 if word.startswith("%") else pid
        if pid == 1:
            name = (signals[0] if signals else "TERM").removeprefix("SIG").removeprefix("s ")
            name = _NAMES.get(name, name) or "TERM"
            if shell.is_main and name != "TERM" and name in shell.traps:
                shell.script(shell.traps[name])  # it is answered at once: nothing else runs in front
            else:
                shell.tape.killed = (shell.clock.now, name)
        elif "0" in signals:
            code = (
                0
                if any(
                    child.pid == pid and (child.ends is None or child.ends > shell.clock.now)
                    for child in shell.children
                )
                else 1
            )
        elif not shell.kill(pid):
            shell.complain(
                f"kill: ({pid}) - No such process"
                if shell.dialect == "bash"
                else f"kill: can't kill pid {pid}: No such process"
            )
            code = 1
    return code

"""Programs that tell about the system: hostname, id, whoami, uname, ps, df, free, mount, nproc, uptime, which, top."""

from __future__ import annotations

import posixpath

from cluster.images.commands.base import SPECIAL_FILES, Call, command
from cluster.images.filesystem.files import FileError, Mount

KERNEL = "6.8.0-79-generic"
_MEMORY = 8 << 30  # of the node
_CPUS = 4


@command("hostname")
def hostname(call: Call) -> int:
    if call.args[:1] in (["-i"], ["-I"]):
        call.out(call.place.ip + (" " if call.args[0] == "-I" else "") + "\n")
    elif call.args[:1] == ["-f"]:
        call.out(_full_name(call) + "\n")
    elif call.args[:1] == ["-d"]:
        call.out(_full_name(call).partition(".")[2] + "\n")
    elif call.args and not call.args[0].startswith("-"):
        return call.fail(
            "sethostname: Operation not permitted" if not call.gnu else "you must be root to change the host name"
        )
    else:
        call.out(call.place.hostname + "\n")
    return 0


def _full_name(call: Call) -> str:
    try:
        for line in call.files.read("/etc/hosts").splitlines():
            words = line.split()
            if words[:1] == [call.place.ip] and len(words) > 1:
                return words[1]
    except FileError:
        pass
    return call.place.hostname


def _account(call: Call, number: int, group: bool = False) -> str:
    """The name; "" where there is none."""
    return call.owner(number, group).removeprefix(str(number))


@command("whoami")
def whoami(call: Call) -> int:
    name = _account(call, call.place.user)
    if not name:
        return call.fail(
            f"cannot find name for user ID {call.place.user}" if call.gnu else f"unknown uid {call.place.user}"
        )
    call.out(name + "\n")
    return 0


@command("id")
def id_(call: Call) -> int:
    place = call.place
    name = _account(call, place.user)
    if "-u" in call.args or "-un" in call.args:
        call.out(f"{name if '-un' in call.args or '-n' in call.args else place.user}\n")
    elif "-g" in call.args:
        call.out(f"{place.group}\n")
    elif "-G" in call.args:
        call.out(" ".join(str(group) for group in _groups(call)) + "\n")
    else:
        groups = ",".join(_named(number, _account(call, number, True)) for number in _groups(call))
        group = _named(place.group, _account(call, place.group, True))
        call.out(f"uid={_named(place.user, name)} gid={group} groups={groups}\n")
    return 0


def _groups(call: Call) -> list[int]:
    return list(dict.fromkeys((call.place.group, *call.place.groups)))


def _named(number: int, name: str) -> str:
    return f"{number}({name})" if name else str(number)


@command("groups")
def groups(call: Call) -> int:
    call.out(" ".join(_account(call, number, True) or str(number) for number in _groups(call)) + "\n")
    return 0


@command("uname")
def uname(call: Call) -> int:
    version = "#79-Ubuntu SMP PREEMPT_DYNAMIC Tue Aug 12 14:42:46 UTC 2025"
    parts = {
        "s": "Linux",
        "n": call.place.hostname,
        "r": KERNEL,
        "v": version,
        "m": "x86_64",
        "o": "GNU/Linux" if call.gnu else "Linux",
    }
    letters = "".join(arg.lstrip("-") for arg in call.args) or "s"
    shown = "snrvmo" if "a" in letters else [letter for letter in "snrvmo" if letter in letters]
    call.out(" ".join(parts[letter] for letter in shown) + "\n")
    return 0


@command("arch")
def arch(call: Call) -> int:
    call.out("x86_64\n")
    return 0


@command("nproc")
def nproc(call: Call) -> int:
    call.out(f"{_CPUS}\n")
    return 0


@command("ps")
def ps(call: Call) -> int:
    """The main processes, the shell at which it was typed, and ps itself."""
    lines = [
        *call.place.processes,
        *([call.shell.name] if call.shell.interactive else []),
        " ".join(["ps", *call.args]),
    ]
    user = _account(call, call.place.user) or str(call.place.user)
    numbers = [1, *range(29, 29 + len(lines) - 1)] if len(lines) > 1 else [1]
    if not call.gnu:
        call.out("PID   USER     TIME  COMMAND\n")
        for number, line in zip(numbers, lines, strict=True):
            call.out(f"{number:5d} {user:<8.8}  0:00 {line}\n")
        return 0
    if any("u" in arg for arg in call.args):
        call.out("USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\n")
        for number, line in zip(numbers, lines, strict=True):
            call.out(f"{user:<8} {number:7d}  0.0  0.0   4000  2000 ?        Ss   00:00   0:00 {line}\n")
        return 0
    if any("f" in arg for arg in call.args):
        call.out("UID          PID    PPID  C STIME TTY          TIME CMD\n")
        for number, line in zip(numbers, lines, strict=True):
            call.out(f"{user:<8} {number:7d} {0 if number == 1 else 1:7d}  0 00:00 ?        00:00:00 {line}\n")
        return 0
    call.out("    PID TTY          TIME CMD\n")
    for number, line in zip(numbers, lines, strict=True):
        call.out(f"{number:7d} ?        00:00:00 {posixpath.basename(line.split()[0])}\n")
    return 0


@command("top")
def top(call: Call) -> int:
    call.out("Mem: 3145728K used, 5242880K free, 2048K shrd, 0K buff, 1048576K cached\n")
    call.out("CPU:   2% usr   1% sys   0% nic  97% idle   0% io   0% irq   0% sirq\n")
    return ps(call)


@command("free")
def free(call: Call) -> int:
    unit = {"-m": 20, "-g": 30, "-h": 20, "-b": 0}.get(next(iter(call.args), ""), 10)
    total, used, cached = _MEMORY >> unit, 3 << 30 >> unit, 1 << 30 >> unit
    suffix = "Mi" if "-h" in call.args else ""
    call.out("              total        used        free      shared  buff/cache   available\n")
    cells = [total, used, total - used - cached, (2 << 20) >> unit, cached, total - used]
    call.out("Mem:    " + "".join(f"{f'{cell}{suffix}':>12}" for cell in cells).removeprefix("") + "\n")
    call.out("Swap:   " + "".join(f"{f'{0}{suffix}':>12}" for _ in range(3)) + "\n")
    return 0


@command("uptime")
def uptime(call: Call) -> int:
    minutes = (call.now - call.place.started) // 60_000_000
    clock = call.now // 1_000_000 % 86_400
    call.shell.tape.dated += 1
    up = f"up {minutes} min,  0 users,  load average: 0.10, 0.08, 0.05"
    call.out(f" {clock // 3600:02d}:{clock // 60 % 60:02d}:{clock % 60:02d} {up}\n")
    return 0


@command("df")
def df(call: Call) -> int:
    human = any("h" in arg for arg in call.args)
    size, used = 102_626_232, 21_400_000
    wide = "Size      Used Available" if human else "1K-blocks      Used Available"
    call.out(f"{'Filesystem':<20} {wide:>30} Use% Mounted on\n")
    rows = [("overlay", size, used, "/"), ("tmpfs", 65536, 0, "/dev")]
    for mount in call.files.mounts[1:]:
        rows.append(
            ("tmpfs", 4_000_000, 12, mount.path) if mount.kind == "tmpfs" else ("/dev/sda1", size, used, mount.path)
        )
    named = [arg for arg in call.args if not arg.startswith("-")]
    if named:
        rows = [max((row for row in rows if call.shell.path(named[0]).startswith(row[3])), key=lambda row: len(row[3]))]
    for name, total, taken, where in rows:
        shown = [f"{n / 1024 / 1024:.1f}G" if human else str(n) for n in (total, taken, total - taken)]
        call.out(f"{name:<20} {shown[0]:>10} {shown[1]:>9} {shown[2]:>9} {taken * 100 // total:>3}% {where}\n")
    return 0


@command("mount")
def mount(call: Call) -> int:
    call.out("overlay on / type overlay (rw,relatime)\nproc on /proc type proc (rw,nosuid,nodev,noexec,relatime)\n")
    call.out("tmpfs on /dev type tmpfs (rw,nosuid)\n")
    for mounted in call.files.mounts[1:]:
        device = "tmpfs" if mounted.kind == "tmpfs" else "/dev/sda1"
        call.out(f"{device} on {mounted.path} type {mounted.kind} ({'ro' if mounted.read_only else 'rw'},relatime)\n")
    return 0


@command("which", "type", "whereis")
def which(call: Call) -> int:
    from cluster.images.sh.programs import located

    code = 0
    for name in call.args:
        path = located(call.shell, name)
        if path is None:
            code = 1
            if call.name == "type":
                call.err(
                    f"{call.shell.name}: type: {name}: not found\n"
                    if call.shell.dialect == "bash"
                    else f"{name}: not found\n"
                )
        else:
            call.out(f"{path}\n" if call.name != "type" else f"{name} is {path}\n")
    return code


@command("lscpu")
def lscpu(call: Call) -> int:
    call.out(f"Architecture:        x86_64\nCPU(s):              {_CPUS}\n")
    return 0


@command("tty")
def tty(call: Call) -> int:
    call.out("/dev/pts/0\n" if call.place.tty else "not a tty\n")
    return 0 if call.place.tty else 1


@command("sysctl")
def sysctl(call: Call) -> int:
    for name in call.args:
        if name.startswith("-"):
            continue
        try:
            value = call.read("/proc/sys/" + name.replace(".", "/")).strip()
        except FileError as error:
            return call.fail(
                f"error: '{name}' is an unknown key"
                if not call.gnu
                else f"cannot stat /proc/sys/{name.replace('.', '/')}: {error.text}"
            )
        call.out(f"{name} = {value}\n" if "-n" not in call.args else f"{value}\n")
    return 0


def _limit(name: str, usual: str):
    def read(call: Call) -> str:
        value = call.place.limits.get(name)
        if value is None:
            return usual + "\n"
        return f"{value * 100} 100000\n" if name == "cpu" else f"{value}\n"

    return read


def _uptime_file(call: Call) -> str:
    seconds = (call.now - call.place.started) / 1e6
    return f"{seconds:.2f} {seconds * 3.9:.2f}\n"


def _mounted(mount: Mount) -> str:
    device = "overlay" if mount.path == "/" else "tmpfs" if mount.kind == "tmpfs" else "/dev/sda1"
    return f"{device} {mount.path} {mount.kind} {'ro' if mount.read_only else 'rw'},relatime 0 0\n"


SPECIAL_FILES.update(
    {
        "/sys/fs/cgroup/memory.max": _limit("memory", "max"),
        "/sys/fs/cgroup/memory/memory.limit_in_bytes": _limit("memory", "9223372036854771712"),
        "/sys/fs/cgroup/cpu.max": _limit("cpu", "max 100000"),
        "/proc/1/cmdline": lambda call: "\0".join(call.place.argv) + "\0",
        "/proc/uptime": _uptime_file,
        "/proc/loadavg": lambda call: "0.10 0.08 0.05 1/512 42\n",
        "/proc/meminfo": lambda call: (
            f"MemTotal:        {_MEMORY >> 10} kB\nMemFree:         4194304 kB\nMemAvailable:    5242880 kB\n"
        ),
        "/proc/cpuinfo": lambda call: "".join(f"processor\t: {n}\nmodel name\t: Virtual CPU\n\n" for n in range(_CPUS)),
        "/proc/version": lambda call: f"Linux version {KERNEL} (buildd@lcy02) #79-Ubuntu SMP\n",
        "/proc/sys/kernel/hostname": lambda call: call.place.hostname + "\n",
        "/proc/mounts": lambda call: "".join(map(_mounted, call.files.mounts)),
    }
)

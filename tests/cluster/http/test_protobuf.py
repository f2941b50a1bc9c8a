"""Bodies as kubectl and helm send them, made here by a few lines of encoder."""

import base64

import pytest

from cluster.http.protobuf import MAGIC, decode
from cluster.http.wire import Malformed


def varint(value):
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    data = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(data)) + data


def message(*fields):
    return b"".join(field(number, value) for number, value in fields)


def body(api_version, kind, raw):
    return MAGIC + message((1, message((1, api_version), (2, kind))), (2, raw), (3, ""), (4, ""))


def test_a_deployment_with_what_go_writes_and_json_leaves_out():
    container = message((1, "web"), (2, "nginx"), (6, message((1, ""), (2, 0), (3, 80), (4, ""))))
    pod_spec = message((2, container), (3, ""), (11, 0))
    template = message((1, message((1, ""), (11, message((1, "app"), (2, "web"))))), (2, pod_spec))
    selector = message((1, message((1, "app"), (2, "web"))))
    spec = message((1, 0), (2, selector), (3, template), (5, 0), (7, 0))
    raw = message((1, message((1, "web"), (2, ""), (8, b""))), (2, spec), (3, b""))
    assert decode(body("apps/v1", "Deployment", raw)) == {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {
            "replicas": 0,  # a pointer: zero means zero
            "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "web", "image": "nginx", "ports": [{"containerPort": 80}]}]},
            },
        },
        "status": {},
    }


def test_bytes_are_base64_in_json_and_may_be_anything():
    raw = message((1, message((1, "s"))), (2, message((1, "k"), (2, b"\x00\xff"))), (3, "Opaque"))
    assert decode(body("v1", "Secret", raw))["data"] == {"k": base64.b64encode(b"\x00\xff").decode()}


@pytest.mark.parametrize(
    ("port", "expected"),
    [
        (message((1, 0), (2, 8080)), 8080),
        (message((1, 1), (3, "http")), "http"),
        (message((1, 0), (2, -1)), -1),
    ],
)
def test_a_port_is_a_number_or_a_name(port, expected):
    raw = message((1, message((1, "s"))), (2, message((1, message((3, 80), (4, port))))))
    assert decode(body("v1", "Service", raw))["spec"]["ports"] == [{"port": 80, "targetPort": expected}]


def test_an_embedded_struct_stands_in_the_object_around_it():
    volume = message((1, "config"), (2, message((19, message((1, message((1, "c"))))))))
    raw = message((1, message((1, "p"))), (2, message((1, volume))))
    assert decode(body("v1", "Pod", raw))["spec"]["volumes"] == [{"name": "config", "configMap": {"name": "c"}}]


def test_options_of_a_request_belong_to_no_group():
    raw = message((1, 0), (4, "Background"))
    assert decode(body("apps/v1", "DeleteOptions", raw)) == {
        "apiVersion": "apps/v1",
        "kind": "DeleteOptions",
        "gracePeriodSeconds": 0,
        "propagationPolicy": "Background",
    }


@pytest.mark.parametrize(
    ("data", "message_"),
    [
        (b"{}", "expected prefix"),
        (MAGIC + b"\x0a\x05abc", "unexpected EOF"),
        (MAGIC + b"\x0a", "unexpected EOF"),
        (MAGIC + b"\x80" * 12, "integer overflow"),
        (MAGIC + b"\x0b", "illegal wireType 3"),
        (body("v1", "Nope", b""), 'no kind "Nope" is registered for version "v1"'),
        (body("v1", "Pod", field(1, 5)), "wrong wireType"),
    ],
)
def test_what_is_cut_short_or_wrong_is_refused(data, message_):
    with pytest.raises(Malformed, match=message_):
        decode(data)


def test_every_prefix_of_a_body_is_refused_or_read_never_an_accident():
    whole = body("v1", "Secret", message((1, message((1, "s"))), (2, message((1, "k"), (2, b"\x00\xff")))))
    for end in range(len(whole)):
        try:
            decode(whole[:end])
        except Malformed:
            continue


def test_names_that_the_messages_write_with_a_capital():
    hook = message((1, "h.example.com"), (4, "Fail"))
    raw = message((1, message((1, "c"))), (2, hook))
    webhooks = decode(body("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", raw))["webhooks"]
    assert webhooks == [{"name": "h.example.com", "failurePolicy": "Fail"}]
    validation = message((1, "true"), (2, "no"))
    raw = message((1, message((1, "p"))), (2, message((3, validation))))
    spec = decode(body("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy", raw))["spec"]
    assert spec["validations"] == [{"expression": "true", "message": "no"}]


def test_a_text_is_never_taken_for_an_embedded_message():
    raw = message((1, message((1, "r"))), (2, "runc"))
    assert decode(body("node.k8s.io/v1", "RuntimeClass", raw))["handler"] == "runc"


def test_a_zero_behind_a_pointer_is_kept():
    raw = message((1, message((1, "l"))), (2, message((1, "me"), (2, 30), (5, 0))))
    assert decode(body("coordination.k8s.io/v1", "Lease", raw))["spec"]["leaseTransitions"] == 0
    raw = message((1, message((1, "c"))), (2, message((5, ""))))
    assert decode(body("v1", "PersistentVolumeClaim", raw))["spec"] == {"storageClassName": ""}
    raw = message((1, message((1, "v"))), (2, message((6, ""))))
    assert "storageClassName" not in decode(body("v1", "PersistentVolume", raw))["spec"]

"""How answers travel: pretty or not, compressed or not, tagged, refused in the words of net/http and go-restful."""

import asyncio
import gzip
import json

import pytest
import yaml

from cluster.http.application import Application, Shared
from cluster.simulation import Simulation
from tests.cluster.http.sockets import Leaping

CONFIGMAPS = "/api/v1/namespaces/default/configmaps"


class Web:
    """A client of one application, without a server."""

    def __init__(self, simulation=None, prefix=""):
        self.simulation = simulation or Simulation()
        self.shared = Shared()
        self.application = Application(Leaping(self.simulation), prefix, self.shared)

    def ask(self, method, path, body=b"", **headers):
        """(status, headers, body); names of headers with _ for -."""
        sent, messages = [{"type": "http.request", "body": body}], []

        async def receive():
            return sent.pop(0) if sent else await asyncio.Event().wait()

        async def send(message):
            messages.append(message)

        named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        path, _, query = path.partition("?")
        scope = {"type": "http", "method": method, "path": path, "raw_path": path.encode(),
                 "query_string": query.encode(), "headers": named}  # fmt: skip
        asyncio.run(self.application(scope, receive, send))
        start, *parts = messages
        return start["status"], dict(start["headers"]), b"".join(part["body"] for part in parts)


@pytest.fixture(scope="module")
def web():
    return Web()


@pytest.mark.parametrize(
    ("query", "agent", "pretty"),
    [
        ("", "kubectl/v1.35.2", False), ("", "curl/8.5.0", True), ("", "Wget/1.21", True),
        ("", "Mozilla/5.0 (X11)", True),
        ("?pretty=true", "kubectl", True), ("?pretty=1", "kubectl", True), ("?pretty=false", "curl/8", False),
        ("?pretty=maybe", "curl/8", False), ("?pretty=", "curl/8", True),
    ],
)  # fmt: skip
def test_who_gets_json_for_people(web, query, agent, pretty):
    status, _, body = web.ask("GET", f"/api/v1/namespaces/default{query}", user_agent=agent)
    assert status == 200
    assert body.startswith(b'{\n  "') == pretty
    assert body.endswith(b"\n") != pretty  # json.MarshalIndent adds none, an encoder does


def test_a_refusal_is_pretty_too(web):
    status, _, body = web.ask("GET", "/api/v1/namespaces/nope?pretty=true")
    assert (status, body[:22]) == (404, b'{\n  "kind": "Status",\n')


def test_marks_of_html_are_written_as_go_writes_them(web):
    sent = json.dumps({"metadata": {"name": "html"}, "data": {"a": "<&>\u2028"}}).encode()
    _, _, body = web.ask("POST", CONFIGMAPS, sent)
    assert b'"a":"\\u003c\\u0026\\u003e\\u2028"' in body
    assert json.loads(body)["data"] == {"a": "<&>\u2028"}


def test_more_than_128_kib_is_compressed_for_who_accepts_it():
    web = Web()
    small = json.dumps({"metadata": {"name": "small"}, "data": {"a": "x" * 1000}}).encode()
    large = json.dumps({"metadata": {"name": "large"}, "data": {"a": "x" * 140_000}}).encode()
    for body in (small, large):
        assert web.ask("POST", CONFIGMAPS, body)[0] == 201
    _, headers, body = web.ask("GET", CONFIGMAPS, accept_encoding="deflate, gzip")
    assert (headers[b"content-encoding"], headers[b"vary"]) == (b"gzip", b"Accept-Encoding")
    assert int(headers[b"content-length"]) == len(body) < 2000
    assert len(json.loads(gzip.decompress(body))["items"]) == 2
    for path, accepted in ((CONFIGMAPS, "deflate"), (f"{CONFIGMAPS}/small", "gzip")):
        assert b"content-encoding" not in web.ask("GET", path, accept_encoding=accepted)[1]


def test_head_is_known_to_health_checks_and_not_to_resources(web):
    for path in ("/healthz", "/livez", "/readyz/ping", "/metrics", "/openapi/v2", "/apis"):
        status, headers, body = web.ask("HEAD", path)
        assert (status, body) == (200, b"") and int(headers[b"content-length"]) > 0
    for path in ("/api/v1/namespaces/default", CONFIGMAPS, "/version", "/api"):
        status, _, body = web.ask("HEAD", path)
        assert (status, body) == (405, b"")


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "BREW"])
def test_other_methods_of_a_collection_are_405(web, method):
    status, headers, body = web.ask(method, CONFIGMAPS, origin="https://a.example.com")
    message = "the server does not allow this method on the requested resource"
    assert (status, json.loads(body)["message"]) == (405, message)
    assert not [name for name in headers if name.startswith(b"access-control")]  # no --cors-allowed-origins


def test_documents_carry_a_tag_and_are_not_sent_again():
    web = Web()
    aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"
    for path, accept in (("/openapi/v2", "*/*"), ("/openapi/v3/apis/apps/v1", "*/*"), ("/apis", aggregated)):
        _, headers, body = web.ask("GET", path, accept=accept)
        assert len(body) > 1000 and headers[b"vary"] == b"Accept"
        status, _, body = web.ask("GET", path, accept=accept, if_none_match=headers[b"etag"].decode())
        assert (status, body) == (304, b"")
        assert web.ask("GET", path, accept=accept, if_none_match='"older"')[0] == 200


def test_a_document_under_its_hash_may_be_kept_and_an_old_hash_leads_to_the_new_one():
    web = Web(prefix="/c/token")
    _, _, index = web.ask("GET", "/c/token/openapi/v3")
    place = json.loads(index)["paths"]["apis/apps/v1"]["serverRelativeURL"]
    status, headers, _ = web.ask("GET", f"/c/token{place}")
    assert (status, headers[b"cache-control"]) == (200, b"public, immutable")
    status, headers, _ = web.ask("GET", "/c/token/openapi/v3/apis/apps/v1?hash=old")
    assert (status, headers[b"location"].decode()) == (301, f"/c/token{place}")


def test_a_url_that_cannot_be_read_is_refused_as_net_http_does(web):
    status, headers, body = web.ask("GET", "/api/v1/namespaces/a%zz")
    assert (status, body, headers[b"content-type"]) == (400, b"400 Bad Request", b"text/plain; charset=utf-8")


def test_a_body_may_have_three_mebibytes(web):
    for size, code in ((3 << 20, 400), ((3 << 20) + 1, 413)):
        status, _, body = web.ask("POST", CONFIGMAPS, b"{" * size)
        assert status == code
    assert json.loads(body)["message"] == "Request entity too large: limit is 3145728"


@pytest.mark.parametrize("media_type", ["application/cbor", "text/html", "application/vnd.kubernetes.protobuf"])
def test_what_cannot_be_given_is_406(web, media_type):
    status, _, body = web.ask("GET", CONFIGMAPS, accept=media_type)
    assert (status, json.loads(body)["reason"]) == (406, "NotAcceptable")


@pytest.mark.parametrize("media_type", ["application/cbor", "text/plain", "application/xml"])
def test_what_cannot_be_read_is_415(web, media_type):
    status, _, body = web.ask("POST", CONFIGMAPS, b"{}", content_type=media_type)
    assert (status, json.loads(body)["reason"]) == (415, "UnsupportedMediaType")


def test_yaml_both_ways(web):
    sent = b"metadata: {name: yaml}\ndata: {a: '1'}\n"
    status, headers, body = web.ask(
        "POST", CONFIGMAPS, sent, content_type="application/yaml", accept="application/yaml"
    )
    assert (status, headers[b"content-type"]) == (201, b"application/yaml")
    assert b'data:\n  a: "1"\n' in body


def test_a_watch_has_no_form_in_yaml(web):
    status, _, body = web.ask("GET", f"{CONFIGMAPS}?watch=1", accept="application/yaml")
    assert (status, yaml.safe_load(body)["message"].partition(": ")[2][:29]) == (406, "application/json;stream=watch")


def test_requests_are_counted():
    web = Web()
    for path in (CONFIGMAPS, CONFIGMAPS, f"{CONFIGMAPS}/nope", "/api/v1/namespaces/default", "/x/y"):
        web.ask("GET", path)
    web.ask("POST", f"{CONFIGMAPS}?dryRun=All", b'{"metadata":{"name":"a"}}')
    status, headers, body = web.ask("GET", "/metrics")
    assert (status, headers[b"content-type"]) == (200, b"text/plain; version=0.0.4; charset=utf-8")
    lines = body.decode().splitlines()

    def total(**labels):
        found = [line for line in lines if line.startswith("apiserver_request_total{")]
        marks = [f'{name}="{text}"' for name, text in labels.items()]
        return [line.split("} ")[1] for line in found if all(mark in line for mark in marks)]

    assert total(verb="LIST", resource="configmaps", scope="namespace", code="200") == ["2"]
    assert total(verb="POST", dry_run="All", code="201", group="", version="v1") == ["1"]
    assert total(code="404") == []  # or a client could fill the memory with names
    count = web.simulation.store.count("serviceaccounts")
    assert f'apiserver_resource_objects{{group="",resource="serviceaccounts"}} {count}' in lines
    assert any(line.startswith("apiserver_request_duration_seconds_bucket{") and 'le="+Inf"' in line for line in lines)
    assert any(line.startswith("kubernetes_build_info{") for line in lines)


def test_a_list_is_joined_from_objects_that_were_encoded_once():
    web = Web()
    for number in range(50):
        web.ask("POST", CONFIGMAPS, json.dumps({"metadata": {"name": f"c{number}"}}).encode())
    web.ask("GET", CONFIGMAPS, user_agent="test")
    before = web.shared.encoder.encoded
    for _ in range(3):
        assert web.ask("GET", CONFIGMAPS, user_agent="test")[0] == 200
    assert web.shared.encoder.encoded == before
    web.ask("PUT", f"{CONFIGMAPS}/c7", b'{"metadata":{"name":"c7"},"data":{"a":"1"}}')
    before = web.shared.encoder.encoded
    web.ask("GET", CONFIGMAPS, user_agent="test")
    assert web.shared.encoder.encoded == before + 1

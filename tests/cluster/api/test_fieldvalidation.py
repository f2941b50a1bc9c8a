"""What the decoder says of each mistake, in the real server's words."""

import pytest

from cluster.api.decoding.fieldvalidation import DecodeError, decode
from cluster.api.decoding.scalar_text import quantity_error
from cluster.objects.go.json import GoJSONError, loads
from cluster.objects.schema import kind_schema

DEPLOYMENT = kind_schema("apps", "v1", "Deployment")
POD = kind_schema("", "v1", "Pod")
SECRET = kind_schema("", "v1", "Secret")


def spec(**fields: object) -> dict:
    return {"apiVersion": "v1", "kind": "x", "spec": fields}


@pytest.mark.parametrize(
    ("schema", "value", "errors"),
    [
        (DEPLOYMENT, spec(replica=1), ['unknown field "spec.replica"']),
        (DEPLOYMENT, spec(selector={"matchLabel": {"a": "b"}}), ['unknown field "spec.selector.matchLabel"']),
        (POD, spec(containers=[{"name": "a"}, {"imag": "x"}]), ['unknown field "spec.containers[1].imag"']),
        (POD, {"metadata": {"lables": {}}, "template": {}},
         ['unknown field "metadata.lables"', 'unknown field "template"']),
        (POD, {"Spec": {}}, ['unknown field "Spec"']),
        (POD, {"metadata": {"labels": {"anything": "goes"}}}, []),
        (POD, loads('{"metadata":{"name":"a","name":"b","labels":{"x":"1","x":"2"}}}'),
         ['duplicate field "metadata.name"', 'duplicate field "metadata.labels.x"']),
    ],
)  # fmt: skip
def test_every_unknown_and_every_repeated_field_is_reported(schema, value, errors):
    assert decode(value, schema)[1] == errors
    assert decode(value, schema, strict=False)[1] == []


@pytest.mark.parametrize(
    ("schema", "value", "message"),
    [
        (DEPLOYMENT, spec(replicas="three"),
         "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32"),
        (DEPLOYMENT, spec(replicas=1.5),
         "json: cannot unmarshal number 1.5 into Go struct field DeploymentSpec.spec.replicas of type int32"),
        (DEPLOYMENT, spec(replicas=1 << 40),
         f"json: cannot unmarshal number {1 << 40} into Go struct field DeploymentSpec.spec.replicas of type int32"),
        (POD, spec(containers={"name": "a"}),
         "json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container"),
        (POD, spec(containers=[{"env": [{"name": "A", "value": 1}]}]),
         "json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string"),
        (POD, {"metadata": {"labels": {"app": 1}}},
         "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string"),
        (POD, {"metadata": {"labels": "x"}},
         "json: cannot unmarshal string into Go struct field ObjectMeta.metadata.labels of type map[string]string"),
        (POD, spec(restartPolicy=True),
         "json: cannot unmarshal bool into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy"),
        (POD, spec(containers=[{"resources": {"requests": {"cpu": "lots"}}}]),
         "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"),
        (DEPLOYMENT, spec(strategy={"rollingUpdate": {"maxSurge": True}}),
         "json: cannot unmarshal bool into Go struct field RollingUpdateDeployment.spec.strategy.rollingUpdate.maxSurge"
         " of type int32"),
        (SECRET, {"data": {"a": "hello!"}}, "illegal base64 data at input byte 5"),
        (SECRET, {"data": {"a": "abc"}}, "illegal base64 data at input byte 0"),
        (POD, {"spec": "x"}, "json: cannot unmarshal string into Go struct field Pod.spec of type v1.PodSpec"),
        (POD, [], "json: cannot unmarshal array into Go value of type v1.Pod"),
        (POD, {"metadata": {"deletionTimestamp": "soon"}},
         'parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006"'),
    ],
)  # fmt: skip
def test_a_wrong_type_stops_with_the_decoders_words(schema, value, message):
    with pytest.raises(DecodeError) as error:
        decode(value, schema)
    assert str(error.value) == message


def test_unset_fields_are_left_out_and_pointers_keep_zero():
    unset = {"hostNetwork": False, "nodeName": "", "nodeSelector": {}, "volumes": None}
    sent = spec(**unset, containers=[], shareProcessNamespace=False)
    assert decode(sent, POD)[0]["spec"] == {"containers": [], "shareProcessNamespace": False}
    sent = spec(replicas=0, paused=False, selector={})
    assert decode(sent, DEPLOYMENT)[0]["spec"] == {"replicas": 0, "selector": {}}


@pytest.mark.parametrize(
    ("group", "version", "kind", "sent", "kept"),
    [
        ("", "v1", "LimitRange", {}, {"spec": {"limits": None}}),
        ("rbac.authorization.k8s.io", "v1", "Role", {"rules": None}, {"rules": None}),
        ("apps", "v1", "ControllerRevision", {}, {"revision": 0}),
        ("storage.k8s.io", "v1", "CSINode", {"spec": {"drivers": [{"name": "d"}]}},
         {"spec": {"drivers": [{"name": "d", "topologyKeys": None}]}}),
        ("networking.k8s.io", "v1", "NetworkPolicy", {"spec": {"ingress": [{"ports": [{"protocol": ""}]}]}},
         {"spec": {"podSelector": {}, "ingress": [{"ports": [{"protocol": ""}]}]}}),
    ],
)  # fmt: skip
def test_what_go_never_leaves_out_is_written(group, version, kind, sent, kept):
    assert decode(sent, kind_schema(group, version, kind))[0] == kept


def test_an_empty_schema_of_a_custom_resource_is_an_empty_structure():
    schema = kind_schema("apiextensions.k8s.io", "v1", "CustomResourceDefinition")
    version = {"name": "v1", "schema": {"openAPIV3Schema": {"type": "object", "properties": {"spec": None}}}}
    found = decode({"spec": {"versions": [version]}}, schema)[0]["spec"]["versions"][0]
    assert found["schema"]["openAPIV3Schema"]["properties"] == {"spec": {}}
    assert (found["served"], found["storage"]) == (False, False)


def test_the_sent_value_is_not_changed():
    sent = spec(containers=[{"imag": "x"}])
    decode(sent, POD)
    assert sent == spec(containers=[{"imag": "x"}])


@pytest.mark.parametrize("text", ["1", "1.5", "100m", "1Ki", "1e3", "+1", ".5", "12E", "-1"])
def test_quantities_that_can_be_read(text):
    assert quantity_error(text) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{bad", "invalid character 'b' looking for beginning of object key string"),
        ("", "unexpected end of JSON input"),
        ('{"a":1,}', "invalid character '}' looking for beginning of object key string"),
        ('{"a" 1}', "invalid character '1' after object key"),
        ("[1 2]", "invalid character '2' after array element"),
        ("01", "invalid character '1' after top-level value"),
        ('{"a":"\n"}', "invalid character '\\n' in string literal"),
        ("[NaN]", "invalid character 'N' looking for beginning of value"),
        ("[" * 100_000, "exceeded max depth"),
        (b"\xff", "invalid character '\u00ff' looking for beginning of value"),
    ],
)
def test_text_that_is_not_json(text, message):
    with pytest.raises(GoJSONError) as error:
        loads(text)
    assert str(error.value) == message


def test_empty_maps_are_left_out_and_their_places_told():
    emptied: list = []
    value = spec(nodeSelector={}, containers=[{"name": "a"}, {"name": "b", "resources": {"limits": {}}}])
    assert decode({**value, "metadata": {"labels": {}, "annotations": None}}, POD, emptied=emptied)[0]["metadata"] == {}
    places = [("spec", "nodeSelector"), ("spec", "containers", 1, "resources", "limits"), ("metadata", "labels")]
    assert emptied == places


@pytest.mark.parametrize(
    ("labels", "shown"), [({"labels": {}}, "{}"), ({"labels": None}, "null"), ({}, "null"), (None, "null")]
)
def test_an_empty_map_reads_otherwise_than_none(api, labels, shown):
    """Recorded from a real server, whose decoder keeps an empty map until the object is stored."""
    pod = {"containers": [{"name": "a", "image": "nginx"}]}
    body = {"metadata": {"name": "a"}, "spec": {"selector": {"matchLabels": {"a": "b"}}, "template": {"spec": pod}}}
    if labels is not None:
        body["spec"]["template"]["metadata"] = labels
    refused = api("POST", "/apis/apps/v1/namespaces/default/deployments", body)
    why = "`selector` does not match template `labels`"
    assert refused.body["details"]["causes"] == [
        {
            "reason": "FieldValueInvalid",
            "message": f"Invalid value: {shown}: {why}",
            "field": "spec.template.metadata.labels",
        }
    ]


def test_an_empty_map_is_no_change(api):
    """Beside another mistake it is not told as one; nothing empty is stored."""
    pods = "/api/v1/namespaces/default/pods"
    pod = {"metadata": {"name": "a"}, "spec": {"containers": [{"name": "a", "image": "nginx"}]}}
    made = api.ok("POST", pods, pod)
    spec_ = {**made["spec"], "nodeSelector": {}}
    changed = api.ok("PUT", f"{pods}/a", {**made, "spec": spec_})
    assert "nodeSelector" not in changed["spec"]
    refused = api("PUT", f"{pods}/a", {**made, "metadata": {**made["metadata"], "labels": {"a": "b c"}}, "spec": spec_})
    assert {cause["field"] for cause in refused.body["details"]["causes"]} == {"metadata.labels"}

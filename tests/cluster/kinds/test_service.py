"""Service: defaults, addresses and ports, validation, rows."""

import pytest

from cluster import randomness
from cluster.kinds.service import KIND
from tests.cluster.kinds.helpers import NOW, completed, problems, said, service, update_problems

RANGE = "must be between 1 and 65535, inclusive"


class Store:
    """Stands in for the store: allocation only lists Services."""

    def __init__(self, *services):
        self.services = list(services)

    def list(self, resource):
        return [] if resource != "services" else self.services


def draw(purpose, *key):
    return randomness.draw(1, purpose, *key)


def allocated(obj, old=None, others=()):
    made, errors = KIND.allocate(completed(obj), old, Store(*others), draw)
    return made["spec"], said(errors)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"ports": []}, ["ports: Required value"]),
        ({"ports": [], "clusterIP": "None"}, []),
        ({"ports": [{"port": 80, "targetPort": "Web"}]},
         ['ports[0].targetPort: Invalid value: "Web": must contain only alpha-numeric characters (a-z, 0-9), and '
          "hyphens (-)"]),
        ({"ports": [{"port": 80, "protocol": "HTTP"}]},
         ['ports[0].protocol: Unsupported value: "HTTP": supported values: "SCTP", "TCP", "UDP"']),
        ({"ports": [{"name": "a", "port": 80}, {"name": "a", "port": 81}]}, ['ports[1].name: Duplicate value: "a"']),
        ({"ports": [{"name": "a", "port": 80}, {"name": "b", "port": 80}]},
         ['ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,'
          '"NodePort":0}']),
        ({"type": "ExternalName"}, ["externalName: Required value"]),
        ({"type": "ExternalName", "externalName": "db.example.com."}, []),
        ({"type": "NodePort", "clusterIP": "None"},
         ["clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services"]),
        ({"sessionAffinity": "Cookie"},
         ['sessionAffinity: Unsupported value: "Cookie": supported values: "ClientIP", "None"']),
        ({"sessionAffinity": "ClientIP", "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 86401}}},
         ["sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and less than "
          "86400"]),
        ({"externalIPs": ["127.0.0.1"]},
         ['externalIPs[0]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)']),
        ({"externalTrafficPolicy": "Local"},
         ['externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services']),
        ({"internalTrafficPolicy": "X"},
         ['internalTrafficPolicy: Unsupported value: "X": supported values: "Cluster", "Local"']),
        ({"loadBalancerSourceRanges": ["10.0.0.0/33"]},
         ["LoadBalancerSourceRanges: Forbidden: may only be used when `type` is 'LoadBalancer'",
          'LoadBalancerSourceRanges[0]: Invalid value: "10.0.0.0/33": must be a valid CIDR value, (e.g. 10.9.8.0/24 or '
          "2001:db8::/64)"]),
        ({"ipFamilies": ["IPv5"]}, ['ipFamilies[0]: Unsupported value: "IPv5": supported values: "IPv4", "IPv6"']),
        ({"selector": {"a b": "c"}}, None),
    ],
)  # fmt: skip
def test_validation(spec, expected):
    found = problems(service(spec))
    if expected is None:
        assert len(found) == 1
    else:
        assert found == [f"spec.{line}" for line in expected]


def test_an_address_of_the_cluster():
    spec, errors = allocated(service())
    assert errors == []
    assert spec["clusterIP"].startswith("10.")
    assert spec["clusterIPs"] == [spec["clusterIP"]]
    assert (spec["ipFamilies"], spec["ipFamilyPolicy"]) == (["IPv4"], "SingleStack")


def test_headless_services_have_none():
    with_selector, _ = allocated(service({"clusterIP": "None", "selector": {"a": "b"}}))
    without, _ = allocated(service({"clusterIP": "None"}))
    assert with_selector["clusterIPs"] == ["None"]
    assert (with_selector["ipFamilies"], with_selector["ipFamilyPolicy"]) == (["IPv4"], "SingleStack")
    assert (without["ipFamilies"], without["ipFamilyPolicy"]) == (["IPv4", "IPv6"], "RequireDualStack")


def test_an_external_name_has_nothing():
    spec, errors = allocated(service({"type": "ExternalName", "externalName": "a.b", "ports": []}))
    assert errors == []
    assert not {"clusterIP", "clusterIPs", "ipFamilies", "internalTrafficPolicy"} & set(spec)


def test_ports_of_the_nodes():
    spec, errors = allocated(
        service({"type": "NodePort", "ports": [{"name": n, "port": p} for n, p in (("a", 1), ("b", 2))]})
    )
    first, second = (port["nodePort"] for port in spec["ports"])
    assert errors == []
    assert 30000 <= first <= 32767
    assert first != second


@pytest.mark.parametrize(
    ("spec", "error"),
    [
        ({"type": "NodePort", "ports": [{"port": 80, "nodePort": 80}]},
         "spec.ports[0].nodePort: Invalid value: 80: provided port is not in the valid range. The range of valid ports "
         "is 30000-32767"),
        ({"type": "NodePort", "ports": [{"port": 80, "nodePort": 30080}]},
         "spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated"),
        ({"clusterIP": "10.96.0.77"},
         'spec.clusterIPs: Invalid value: ["10.96.0.77"]: failed to allocate IP 10.96.0.77: provided IP is already '
         "allocated"),
        ({"clusterIP": "192.168.0.1"},
         'spec.clusterIPs: Invalid value: ["192.168.0.1"]: failed to allocate IP 192.168.0.1: the provided IP '
         "(192.168.0.1) is not in the valid range. The range of valid IPs is 10.96.0.0/12"),
        ({"ipFamilyPolicy": "RequireDualStack"},
         'spec.ipFamilyPolicy: Invalid value: "RequireDualStack": this cluster is not configured for '
         'dual-stack services'),
    ],
)  # fmt: skip
def test_what_cannot_be_had(spec, error):
    taken = {
        "metadata": {"namespace": "default", "name": "other"},
        "spec": {"clusterIP": "10.96.0.77", "ports": [{"nodePort": 30080}]},
    }
    assert allocated(service(spec), others=[taken])[1] == [error]


def _stored(spec=None):
    made, errors = KIND.allocate(completed(service(spec)), None, Store(), draw)
    assert errors == []
    return made


def updated(old, spec):
    new = KIND.prepare_update(KIND.defaults(service(spec)), old)
    return new, said(KIND.validate_update(new, old))


def test_an_update_keeps_what_was_given():
    old = _stored({"type": "NodePort"})
    new, errors = updated(old, {"type": "NodePort", "selector": {"a": "b"}})
    assert errors == []
    for field in ("clusterIP", "clusterIPs", "ports", "ipFamilies"):
        assert new["spec"][field] == old["spec"][field]


def test_an_address_may_not_change():
    old = _stored()
    patched = {**old, "spec": {**old["spec"], "clusterIP": "10.96.0.77"}}
    new = KIND.prepare_update(KIND.defaults(patched), old)
    assert said(KIND.validate_update(new, old)) == [
        'spec.clusterIPs[0]: Invalid value: ["10.96.0.77"]: may not change once set'
    ]


def test_another_type_drops_what_it_has_no_use_for():
    old = _stored({"type": "NodePort"})
    new, errors = updated(old, {"type": "ClusterIP", "ports": old["spec"]["ports"]})
    assert errors == []
    assert "nodePort" not in new["spec"]["ports"][0]
    external, errors = updated(_stored(), {"type": "ExternalName", "externalName": "a.b", "ports": []})
    assert errors == []
    assert "clusterIP" not in external["spec"]


def test_names_are_labels_that_begin_with_a_letter():
    assert update_problems(service(), service()) == []
    bad = {**service(), "metadata": {"name": "1web", "namespace": "default"}}
    assert problems(bad)[0].startswith('metadata.name: Invalid value: "1web": a DNS-1035 label must consist of')


@pytest.mark.parametrize(
    ("spec", "status", "cells"),
    [
        ({"type": "ClusterIP", "clusterIPs": ["10.96.0.1"], "ports": [{"port": 443, "protocol": "TCP"}]}, {},
         ["ClusterIP", "10.96.0.1", "<none>", "443/TCP"]),
        ({"type": "NodePort", "clusterIPs": ["10.1.1.1"], "externalIPs": ["1.2.3.4"],
          "ports": [{"port": 80, "nodePort": 30080, "protocol": "TCP"}, {"port": 53, "protocol": "UDP"}]}, {},
         ["NodePort", "10.1.1.1", "1.2.3.4", "80:30080/TCP,53/UDP"]),
        ({"type": "LoadBalancer", "clusterIPs": ["10.1.1.1"]}, {}, ["LoadBalancer", "10.1.1.1", "<pending>", "<none>"]),
        ({"type": "LoadBalancer", "clusterIPs": ["10.1.1.1"]}, {"loadBalancer": {"ingress": [{"ip": "5.6.7.8"}]}},
         ["LoadBalancer", "10.1.1.1", "5.6.7.8", "<none>"]),
        ({"type": "ExternalName", "externalName": "a.b"}, {}, ["ExternalName", "<none>", "a.b", "<none>"]),
    ],
)  # fmt: skip
def test_rows(spec, status, cells):
    obj = {"metadata": {"name": "web"}, "spec": {**spec, "selector": {"a": "b"}}, "status": status}
    assert KIND.row(obj, NOW) == ["web", *cells, "<unknown>", "a=b"]

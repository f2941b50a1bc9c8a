"""`cluster serve --tls`: what a client needs to speak https with the cluster, and what the server needs to answer.

Both certificates are issued by the cluster's authority (whose key is no secret: access/keys.py), for keys made anew at
each start. A client's certificate is given because clients look for one; who has none is answered just the same.
Source: https://kubernetes.io/docs/reference/setup-tools/kubeadm/implementation-details/ (names of the certificates).
"""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple

from cluster.api.access import keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.x509 import CertificateBuilder

_LIFE = timedelta(days=365)
NAMES = ("localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc")
ADDRESSES = ("127.0.0.1", "::1")


class Pair(NamedTuple):
    """A certificate and its private key, as PEM."""

    certificate: str
    key: str


def server(host: str) -> Pair:
    """For whoever calls this machine by `host` or by one of the names of every API server."""
    from cryptography import x509

    names: list[x509.GeneralName] = [x509.DNSName(name) for name in NAMES]
    names += [x509.IPAddress(ip_address(address)) for address in ADDRESSES]
    try:
        extra: x509.GeneralName = x509.IPAddress(ip_address(host))
    except ValueError:
        extra = x509.DNSName(host)
    names += [] if extra in names else [extra]
    return _issued(
        "kube-apiserver", (), lambda builder: builder.add_extension(x509.SubjectAlternativeName(names), False)
    )


def client() -> Pair:
    """Of the cluster's owner."""
    return _issued("minikube-user", ("system:masters",), lambda builder: builder)


def user(pair: Pair) -> dict[str, str]:
    """A kubeconfig's user."""
    return {"client-certificate-data": _data(pair.certificate), "client-key-data": _data(pair.key)}


def authority() -> dict[str, str]:
    """What a kubeconfig's cluster trusts."""
    return {"certificate-authority-data": _data(keys.authority())}


def _issued(name: str, groups: tuple[str, ...], extended: Callable[[CertificateBuilder], CertificateBuilder]) -> Pair:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    parts = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, group) for group in groups]
    now = datetime.now(UTC)
    builder: CertificateBuilder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _LIFE)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), False)
    )
    text = serialization.Encoding.PEM
    form, bare = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    certificate = keys.signed(extended(builder)).public_bytes(text).decode()
    return Pair(certificate, key.private_bytes(text, form, bare).decode())


def _data(text: str) -> str:
    return b64encode(text.encode()).decode()

"""Signing requests: those that were approved for one of Kubernetes' own signers are signed; old ones are cleaned away.

Source: https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#kubernetes-signers; the
cleaner's times: 24 hours for what nobody decided, one hour for what was decided.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from cluster import reasons
from cluster.api.access import keys
from cluster.component import Component, World, own_key, split_key
from cluster.objects.times import HOUR, MINUTE, SECOND, parse, rfc3339
from cluster.reasons import Reason, reason
from cluster.store import DELETED, Change, Store

reasons.register({
    "certificate.sign": ("signer",), "certificate.fail": ("signer",), "certificate.waiting": ("state",),
    "certificate.clean": ("name",),
})  # fmt: skip

RESOURCE = "certificatesigningrequests.certificates.k8s.io"
_PREFIX = "kubernetes.io/"
_CLIENT = ("client auth", "digital signature", "key encipherment")
_SERVER = ("digital signature", "key encipherment", "server auth")
# signer → the usages that it allows
SIGNERS = {
    f"{_PREFIX}kube-apiserver-client": _CLIENT,
    f"{_PREFIX}kube-apiserver-client-kubelet": _CLIENT,
    f"{_PREFIX}kubelet-serving": _SERVER,
}
_YEAR = 365 * 24 * HOUR
_BACKDATE = 5 * MINUTE
_UNDECIDED, _DECIDED = 24 * HOUR, HOUR
_USAGE_BITS = {
    "digital signature": 0, "content commitment": 1, "key encipherment": 2, "data encipherment": 3, "key agreement": 4,
    "cert sign": 5, "crl sign": 6, "encipher only": 7, "decipher only": 8,
}  # fmt: skip


class CertificateSigner(Component):
    name = "csrsigning-controller"
    watches = {RESOURCE: own_key}

    def reconcile(self, key: str, world: World) -> Reason | None:
        request = world.store.get(RESOURCE, *split_key(key))
        if request is None:
            return None
        status, signer = request.get("status") or {}, request["spec"].get("signerName", "")
        found = {each["type"] for each in status.get("conditions") or ()}
        if status.get("certificate") or found & {"Denied", "Failed"} or signer not in SIGNERS:
            return None
        if "Approved" not in found:
            return reason("certificate.waiting", state="Pending")
        if wrong := _wrong(request["spec"]):
            why = reason("certificate.fail", signer=signer)
            world.client.update_status(RESOURCE, _failed(request, wrong, world), why)
            return why
        text = certificate(request, world.epoch + world.now, world.draw("certificate", request["metadata"]["uid"]))
        new = {**request, "status": {**status, "certificate": b64encode(text.encode()).decode()}}
        why = reason("certificate.sign", signer=signer)
        world.client.update_status(RESOURCE, new, why)
        return why


class CertificateCleaner(Component):
    name = "csrcleaner-controller"

    @staticmethod
    def keys(change: Change, store: Store) -> Iterable[str]:
        if change.op != DELETED:
            yield f"{change.namespace}/{change.name}"

    def __init__(self) -> None:
        self.watches = {RESOURCE: self.keys}

    def reconcile(self, key: str, world: World) -> Reason | None:
        request = world.store.get(RESOURCE, *split_key(key))
        if request is None:
            return None
        ends, now = _ends(request), world.epoch + world.now
        if ends > now:
            world.requeue(ends - now)
            return None
        metadata = request["metadata"]
        why = reason("certificate.clean", name=metadata["name"])
        world.client.delete(RESOURCE, "", metadata["name"], why, uid=metadata["uid"])
        return why


def certificate(request: dict, now: int, serial: int) -> str:
    """The PEM of a certificate for the request. `now` in µs since 1970."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.x509.oid import ExtendedKeyUsageOID

    spec = request["spec"]
    wanted = x509.load_pem_x509_csr(b64decode(spec["request"]))
    lasting = min((spec.get("expirationSeconds") or 0) * SECOND or _YEAR, _YEAR)
    usages = spec["usages"]
    bits = [bit for usage, bit in _USAGE_BITS.items() if usage in usages]
    extended = [
        oid
        for usage, oid in (
            ("client auth", ExtendedKeyUsageOID.CLIENT_AUTH),
            ("server auth", ExtendedKeyUsageOID.SERVER_AUTH),
        )
        if usage in usages
    ]
    builder = (
        x509.CertificateBuilder()
        .subject_name(wanted.subject)
        .public_key(wanted.public_key())
        .serial_number(serial | 1 << 64)
        .not_valid_before(_moment(now - _BACKDATE))
        .not_valid_after(_moment(now + lasting - _BACKDATE))
        .add_extension(x509.KeyUsage(*(place in bits for place in range(9))), True)
        .add_extension(x509.ExtendedKeyUsage(extended), False)
        .add_extension(x509.BasicConstraints(False, None), True)
    )
    try:
        names = wanted.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        builder = builder.add_extension(names.value, False)
    except x509.ExtensionNotFound:
        pass
    return keys.signed(builder).public_bytes(serialization.Encoding.PEM).decode()


def _wrong(spec: dict) -> str:
    """Why the signer does not sign; "" when it does."""
    allowed = SIGNERS[spec["signerName"]]
    usages, needed = spec["usages"], allowed[0] if "client auth" in allowed else "server auth"
    if needed not in usages or any(usage not in allowed for usage in usages):
        return f"usages did not match [{', '.join(allowed)}]"
    return ""


def _failed(request: dict, message: str, world: World) -> dict:
    now = rfc3339(world.epoch + world.now)
    condition = {
        "type": "Failed", "status": "True", "reason": "SignerValidationFailure", "message": message,
        "lastUpdateTime": now, "lastTransitionTime": now,
    }  # fmt: skip
    status = request["status"]
    return {**request, "status": {**status, "conditions": [*(status.get("conditions") or ()), condition]}}


def _ends(request: dict) -> int:
    """When the request is cleaned away, in µs since 1970."""
    conditions = (request.get("status") or {}).get("conditions") or ()
    decided = [parse(each["lastUpdateTime"]) for each in conditions if each.get("lastUpdateTime")]
    if decided:
        return max(decided) + _DECIDED
    return parse(request["metadata"]["creationTimestamp"]) + _UNDECIDED


def _moment(microseconds: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=microseconds // SECOND)

"""CertificateSigningRequest: a request for a certificate, waiting to be approved and signed.

Source: https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/ and, for texts and order,
https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/certificates/validation/validation.go
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64

from cluster.kinds.base import Column, FieldError
from cluster.kinds.cells import AGE, NAME, NONE, age, duration
from cluster.kinds.rules import names
from cluster.kinds.rules.errors import (
    NO_ITEMS,
    duplicate,
    each_invalid,
    forbidden,
    invalid,
    quoted,
    required,
    unsupported,
)
from cluster.kinds.rules.metadata import validate_metadata, validate_metadata_update
from cluster.kinds.rules.reading import number, struct, structs, text, texts
from cluster.kinds.standard import Standard
from cluster.objects.times import SECOND

USAGES = (
    "any", "cert sign", "client auth", "code signing", "content commitment", "crl sign", "data encipherment",
    "decipher only", "digital signature", "email protection", "encipher only", "ipsec end system", "ipsec tunnel",
    "ipsec user", "key agreement", "key encipherment", "microsoft sgc", "netscape sgc", "ocsp signing", "s/mime",
    "server auth", "signing", "timestamping",
)  # fmt: skip
DECIDED = ("Approved", "Denied", "Failed")
_LEGACY = "kubernetes.io/legacy-unknown"
_LEAST_SECONDS = 600


class CertificateSigningRequest(Standard):
    group, kind, plural = "certificates.k8s.io", "CertificateSigningRequest", "certificatesigningrequests"
    short_names, namespaced = ("csr",), False
    subresources = ("approval", "status")
    has_generation = False
    columns = (
        NAME,
        AGE,
        Column("SignerName"),
        Column("Requestor"),
        Column("RequestedDuration"),
        Column("Condition"),
    )

    def defaults(self, obj: dict) -> dict:
        status = struct(obj, "status")
        conditions = [{**each, "status": each.get("status") or "True"} for each in structs(status, "conditions")]
        return {**obj, "status": {**status, "conditions": conditions}} if conditions else obj

    def prepare_create(self, obj: dict) -> dict:
        """Who asks is written in by the server (cluster/api/admission/certificates.py)."""
        return {**obj, "status": {}}

    def prepare_update(self, obj: dict, old: dict) -> dict:
        return {**obj, "spec": old["spec"], "status": old.get("status", {})}

    def validate(self, obj: dict) -> list[FieldError]:
        spec = struct(obj, "spec")
        errors = validate_metadata(obj, False, names.dns_subdomain)
        if why := request_error(text(spec, "request")):
            errors.append(invalid("spec.request", text(spec, "request") or NO_ITEMS, why))
        usages = texts(spec, "usages")
        if not usages:
            errors.append(required("spec.usages", "usages must be provided"))
        for index, usage in enumerate(usages):
            if usage not in USAGES:
                errors.append(unsupported(f"spec.usages[{index}]", usage, USAGES))
        for index, usage in enumerate(usages):
            if usage in usages[:index]:
                errors.append(duplicate(f"spec.usages[{index}]", usage))
        errors += _signer(text(spec, "signerName"))
        seconds = number(spec, "expirationSeconds")
        if seconds is not None and seconds < _LEAST_SECONDS:
            detail = "may not specify a duration less than 600 seconds (10 minutes)"
            errors.append(invalid("spec.expirationSeconds", seconds, detail))
        return errors + _conditions(obj)

    def validate_update(self, obj: dict, old: dict) -> list[FieldError]:
        return self.validate(obj) + validate_metadata_update(obj, old)

    def prepare_status_update(self, obj: dict, old: dict) -> dict:
        """All of the status but what an approval decides."""
        before = structs(struct(old, "status"), "conditions")
        status = struct(obj, "status")
        kept = [each for each in structs(status, "conditions") if each.get("type") not in ("Approved", "Denied")]
        decided = [each for each in before if each.get("type") in ("Approved", "Denied")]
        conditions = [*decided, *kept]
        told = {**status, **({"conditions": conditions} if conditions else {})}
        return {**old, "metadata": obj["metadata"], "status": told}

    def validate_status_update(self, obj: dict, old: dict) -> list[FieldError]:
        errors = validate_metadata_update(obj, old) + _conditions(obj)
        before, after = (text(struct(each, "status"), "certificate") for each in (old, obj))
        if before and before != after:
            errors.append(forbidden("status.certificate", "updates may not change existing certificate content"))
        return errors + kept_conditions(obj, old)

    def field_labels(self, obj: dict) -> dict[str, str]:
        return {**super().field_labels(obj), "spec.signerName": text(struct(obj, "spec"), "signerName")}

    def row(self, obj: dict, now: int) -> list:
        metadata, spec = obj["metadata"], struct(obj, "spec")
        seconds = number(spec, "expirationSeconds")
        return [
            metadata["name"],
            age(metadata.get("creationTimestamp"), now),
            text(spec, "signerName") or NONE,
            text(spec, "username"),
            NONE if seconds is None else duration(seconds * SECOND),
            state(obj),
        ]


def state(obj: dict) -> str:
    """`Pending`, `Approved,Issued`, `Denied`, `Approved,Failed`."""
    status = struct(obj, "status")
    found = {text(each, "type") for each in structs(status, "conditions")}
    word = "Denied" if "Denied" in found else "Approved" if "Approved" in found else "Pending"
    if "Failed" in found:
        word += ",Failed"
    return word + (",Issued" if text(status, "certificate") else "")


def kept_conditions(obj: dict, old: dict) -> list[FieldError]:
    """What was decided stays decided."""
    before, after = ([text(each, "type") for each in structs(struct(o, "status"), "conditions")] for o in (old, obj))
    return [
        forbidden("status.conditions", f"updates may not remove a condition of type {quoted(word)}")
        for word in DECIDED
        if word in before and word not in after
    ]


def request_error(encoded: str) -> str:
    """Why `spec.request` (base64) is no signing request; "" when it is one."""
    from cryptography import x509

    try:
        data = b64decode(encoded)
    except (NotBase64, ValueError):
        data = b""
    if b"-----BEGIN CERTIFICATE REQUEST-----" not in data:
        return "PEM block type must be CERTIFICATE REQUEST"
    try:
        found = x509.load_pem_x509_csr(data)
    except ValueError:
        return "asn1: structure error: malformed certificate request"
    return "" if found.is_signature_valid else "crypto/rsa: verification error"


def _signer(name: str) -> list[FieldError]:
    path = "spec.signerName"
    if name == _LEGACY:
        return [invalid(path, name, "the legacy signerName is not allowed via this API version")]
    if not name:
        return [required(path)]
    domain, slash, rest = name.partition("/")
    if not slash:
        return [invalid(path, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'")]
    errors = []
    if "." not in domain:
        errors.append(invalid(path, domain, "should be a domain with at least two segments separated by dots"))
    errors += each_invalid(path, domain, names.dns_subdomain(domain))
    return errors + each_invalid(path, rest, names.dns_subdomain(rest))


def _conditions(obj: dict) -> list[FieldError]:
    errors, seen = [], []
    for index, each in enumerate(structs(struct(obj, "status"), "conditions")):
        path, kind, status = f"status.conditions[{index}]", text(each, "type"), text(each, "status")
        if not kind:
            errors.append(required(f"{path}.type"))
        if not status:
            errors.append(required(f"{path}.status"))
        elif kind in DECIDED and status != "True":
            errors.append(unsupported(f"{path}.status", status, ["True"]))
        elif status not in ("True", "False", "Unknown"):
            errors.append(unsupported(f"{path}.status", status, ["False", "True", "Unknown"]))
        for other, one in (("Denied", "Approved"), ("Approved", "Denied")):
            if kind == one and other in seen:
                detail = "Approved and Denied conditions are mutually exclusive"
                errors.append(invalid(f"{path}.type", kind, detail))
        if kind in seen:
            errors.append(duplicate(f"{path}.type", kind))
        seen.append(kind)
    return errors


KIND = CertificateSigningRequest()

"""Signing requests: the server notes who asks, and refuses what must not be signed. (In the real server the first
stands in the kind's storage.)

Source: https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#certificatesubjectrestriction
"""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING

from cluster.api.access.users import MASTERS
from cluster.api.admission.base import Plugin
from cluster.api.errors import forbidden

if TYPE_CHECKING:
    from cluster.api.server import ApiServer
    from cluster.kinds.base import Kind

RESOURCE = "certificatesigningrequests.certificates.k8s.io"
CLIENT = "kubernetes.io/kube-apiserver-client"
_WHO = ("username", "uid", "groups", "extra")


class CertificateSubjectRestriction(Plugin):
    name = "CertificateSubjectRestriction"

    def concerns(self, kind: Kind) -> bool:
        return kind.resource == RESOURCE

    def mutate(self, server: ApiServer, kind: Kind, obj: dict) -> dict:
        if server.asking is None:
            return obj
        spec = {name: value for name, value in (obj.get("spec") or {}).items() if name not in _WHO}
        return {**obj, "spec": {**spec, **server.asking.info()}}

    def validate(self, server: ApiServer, kind: Kind, obj: dict, dry_run: bool) -> None:
        from cryptography import x509
        from cryptography.x509.oid import NameOID

        if obj["spec"].get("signerName") != CLIENT:
            return
        subject = x509.load_pem_x509_csr(b64decode(obj["spec"]["request"])).subject
        if any(each.value == MASTERS for each in subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)):
            why = f"use of {CLIENT} signer with {MASTERS} group is not allowed"
            raise forbidden(kind, obj["metadata"]["name"], why)

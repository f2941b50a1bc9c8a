"""kubectl describe csr."""

from __future__ import annotations

from base64 import b64decode

from cluster.kinds.certificatesigningrequest import state
from cluster.kubectl.command import Call
from cluster.kubectl.describe.page import Page, events_of
from cluster.kubectl.describe.registry import describer
from cluster.kubectl.printers import ages
from cluster.kubectl.printers.table import format_labels


@describer("certificatesigningrequest.certificates.k8s.io")
def signing_request(call: Call, obj: dict, page: Page) -> None:
    from cryptography import x509
    from cryptography.x509.oid import NameOID

    metadata, spec = obj["metadata"], obj["spec"]
    found = x509.load_pem_x509_csr(b64decode(spec["request"]))
    page.fields(
        0,
        ("Name", metadata["name"]),
        ("Labels", format_labels(metadata.get("labels"))),
        ("Annotations", format_labels(metadata.get("annotations"))),
        ("CreationTimestamp", ages.rfc1123z(metadata.get("creationTimestamp"))),
        ("Requesting User", spec.get("username", "")),
    )
    if spec.get("signerName"):
        page.field(0, "Signer", spec["signerName"])
    if spec.get("expirationSeconds") is not None:
        page.field(0, "Requested Duration", ages.human(spec["expirationSeconds"]))
    page.field(0, "Status", state(obj))
    page.line(0, "Subject:")

    def values(oid) -> list[str]:
        return [str(each.value) for each in found.subject.get_attributes_for_oid(oid)]

    names = values(NameOID.COMMON_NAME)
    page.line(0, f"\tCommon Name:\t{names[-1] if names else ''}")
    serials = values(NameOID.SERIAL_NUMBER)
    page.line(0, f"\tSerial Number:\t{serials[-1] if serials else ''}")
    for title, oid in (
        ("Organization", NameOID.ORGANIZATION_NAME),
        ("Organizational Unit", NameOID.ORGANIZATIONAL_UNIT_NAME),
        ("Country", NameOID.COUNTRY_NAME),
        ("Locality", NameOID.LOCALITY_NAME),
        ("Province", NameOID.STATE_OR_PROVINCE_NAME),
        ("StreetAddress", NameOID.STREET_ADDRESS),
        ("PostalCode", NameOID.POSTAL_CODE),
    ):
        for number, value in enumerate(values(oid)):
            page.line(0, f"\t{title}:\t{value}" if not number else f"\t\t{value}")
    page.events(events_of(call, obj))

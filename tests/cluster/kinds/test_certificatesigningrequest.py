"""What a signing request must say."""

import pytest

from tests.cluster.kinds.helpers import problems


def request(**spec) -> dict:
    usual = {"request": "aGVsbG8=", "signerName": "example.com/own", "usages": ["client auth"]}
    return {
        "apiVersion": "certificates.k8s.io/v1",
        "kind": "CertificateSigningRequest",
        "metadata": {"name": "x"},
        "spec": {**usual, **spec},
    }


NO_REQUEST = 'spec.request: Invalid value: "aGVsbG8=": PEM block type must be CERTIFICATE REQUEST'


@pytest.mark.parametrize(
    "spec, message",
    [
        ({"usages": []}, "spec.usages: Required value: usages must be provided"),
        ({"usages": ["client auth", "client auth"]}, 'spec.usages[1]: Duplicate value: "client auth"'),
        ({"signerName": ""}, "spec.signerName: Required value"),
        (
            {"signerName": "kubernetes.io/legacy-unknown"},
            'spec.signerName: Invalid value: "kubernetes.io/legacy-unknown": the legacy signerName is not allowed via '
            "this API version",
        ),
        (
            {"signerName": "nowhere"},
            'spec.signerName: Invalid value: "nowhere": must be a fully qualified domain and path of the form '
            "'example.com/signer-name'",
        ),
        (
            {"expirationSeconds": 5},
            "spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 600 seconds (10 minutes)",
        ),
    ],
)
def test_refusals(spec, message):
    assert problems(request(**spec)) == [NO_REQUEST, message]

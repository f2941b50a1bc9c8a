"""Who issues the tokens of service accounts, and the keys that prove it, as OpenID Connect wants them told.

Source: https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
#service-account-issuer-discovery and k8s.io/kubernetes/pkg/routes/openidmetadata.go (paths, types, how long they hold).
"""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cluster.api.access import keys
from cluster.api.access.tokens import ISSUER

CONFIGURATION_PATH, KEYS_PATH = "/.well-known/openid-configuration", "/openid/v1/jwks"
KEYS_TYPE = "application/jwk-set+json"
KEPT = "public, max-age=3600"
_ADDRESS = "https://192.168.49.2:8443"  # minikube's


def configuration() -> dict:
    return {
        "issuer": ISSUER,
        "jwks_uri": f"{_ADDRESS}{KEYS_PATH}",
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }


def key_set() -> dict:
    public = keys.key(keys.ACCOUNTS).public_key().public_numbers()
    told = {"use": "sig", "kty": "RSA", "kid": keys.key_id(), "alg": "RS256"}
    return {"keys": [{**told, "n": _number(public.n), "e": _number(public.e)}]}


def _number(value: int) -> str:
    """Base64url of its bytes, as RFC 7518 writes numbers."""
    return urlsafe_b64encode(value.to_bytes((value.bit_length() + 7) // 8, "big")).decode().rstrip("=")

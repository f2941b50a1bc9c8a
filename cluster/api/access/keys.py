"""The keys of the simulated cluster: real RSA, the same in every cluster and every process.

They protect nothing (a simulated cluster has no secrets); they make tokens and certificates that any library can parse
and check. Each key comes from two primes that lie a little above a hash of its name, so none is written down anywhere.
Signatures are PKCS #1 v1.5, which draws no random numbers: equal content, equal bytes.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256, shake_256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate, CertificateBuilder

# key → how far its primes lie above the hashes
_KEYS = {"service accounts": (1392, 338), "authority": (712, 1316)}
_EXPONENT = 65537
ACCOUNTS, AUTHORITY = "service accounts", "authority"
AUTHORITY_NAME = "minikubeCA"
_BEGIN, _END = (2025, 1, 1), (2045, 1, 1)


@cache
def key(name: str) -> RSAPrivateKey:
    """The private key of that name; KeyError for any but ACCOUNTS and AUTHORITY."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    p, q = (_hash(f"orrery {name} {which}") + above for which, above in zip("pq", _KEYS[name], strict=True))
    d = pow(_EXPONENT, -1, (p - 1) * (q - 1))
    exponents = rsa.rsa_crt_dmp1(d, p), rsa.rsa_crt_dmq1(d, q), rsa.rsa_crt_iqmp(p, q)
    public = rsa.RSAPublicNumbers(_EXPONENT, p * q)
    return rsa.RSAPrivateNumbers(p, q, d, *exponents, public).private_key()


def signature(data: bytes, name: str = ACCOUNTS) -> bytes:
    """RS256 of JSON Web Signatures."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    return key(name).sign(data, padding.PKCS1v15(), hashes.SHA256())


@cache
def key_id(name: str = ACCOUNTS) -> str:
    """What tokens name the key by."""
    from base64 import urlsafe_b64encode

    from cryptography.hazmat.primitives import serialization

    form = serialization.PublicFormat.SubjectPublicKeyInfo
    text = key(name).public_key().public_bytes(serialization.Encoding.DER, form)
    return urlsafe_b64encode(sha256(text).digest()).decode().rstrip("=")


def signed(builder: CertificateBuilder) -> Certificate:
    """The certificate, issued by the cluster's authority."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import NameOID

    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, AUTHORITY_NAME)])
    by = x509.AuthorityKeyIdentifier.from_issuer_public_key(key(AUTHORITY).public_key())
    return builder.issuer_name(issuer).add_extension(by, False).sign(key(AUTHORITY), hashes.SHA256())


@cache
def authority() -> str:
    """The certificate of the cluster's authority, as PEM."""
    from datetime import datetime

    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.x509.oid import NameOID

    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, AUTHORITY_NAME)])
    usage = x509.KeyUsage(True, False, True, False, False, True, False, False, False)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(key(AUTHORITY).public_key())
        .serial_number(1)
        .not_valid_before(datetime(*_BEGIN))
        .not_valid_after(datetime(*_END))
        .add_extension(x509.BasicConstraints(True, None), True)
        .add_extension(usage, True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key(AUTHORITY).public_key()), False)
    )
    return signed(builder).public_bytes(serialization.Encoding.PEM).decode()


def _hash(label: str) -> int:
    """1024 bits, odd, the two highest set."""
    return int.from_bytes(shake_256(label.encode()).digest(128), "big") | 3 << 1022 | 1

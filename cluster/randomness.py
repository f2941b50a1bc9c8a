"""Randomness drawn by key: the same question gets the same answer, and one more question changes none."""

from hashlib import blake2b

# The alphabet of generated names: no vowels, so that no words come out, and nothing that is easily confused.
# Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#generated-values
ALPHABET = "bcdfghjklmnpqrstvwxz2456789"


def draw(seed: int, purpose: str, *key: object) -> int:
    """64 random bits for (seed, purpose, key)."""
    return int.from_bytes(_digest(8, seed, purpose, key), "big")


def suffix(seed: int, purpose: str, *key: object, length: int = 5) -> str:
    """`length` characters for a generated name, such as `x7k2p`."""
    bits = draw(seed, purpose, *key)
    letters = []
    for _ in range(length):
        bits, index = divmod(bits, len(ALPHABET))
        letters.append(ALPHABET[index])
    return "".join(letters)


def uid(seed: int, *key: object) -> str:
    """A UUID (version 4 in shape) for the object that `key` describes."""
    text = _digest(16, seed, "uid", key).hex()
    variant = "89ab"[int(text[16], 16) & 3]
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{variant}{text[17:20]}-{text[20:]}"


def _digest(size: int, seed: int, purpose: str, key: tuple) -> bytes:
    return blake2b(f"{seed}\0{purpose}\0{key!r}".encode(errors="surrogatepass"), digest_size=size).digest()

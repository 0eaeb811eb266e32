"""Ring signatures from the description of the scheme alone: whole numbers and hashlib, nothing of the C# code.

An independent second implementation of OtrMail.Ring. It takes no care of timing or of secrets: for tests only.
"""
import hashlib

E = 65537


def small_primes(limit=4096):
    return [p for p in range(2, limit) if all(p % d for d in range(2, int(p ** 0.5) + 1))]


SMALL_PRIMES = small_primes()


def length_prefixed(data):
    return len(data).to_bytes(4, "big") + data


def to_bytes(n):
    return n.to_bytes((n.bit_length() + 7) // 8, "big")


def modulus_acceptable(data):
    """A modulus as bytes: canonical, 2048 to 4096 bits, no prime factor below 4096."""
    n = int.from_bytes(data, "big")
    return to_bytes(n) == data and 2048 <= n.bit_length() <= 4096 and all(n % p for p in SMALL_PRIMES)


def fingerprint(n):
    return hashlib.sha256(b"OTR-Mail RSA key v1\x00" + length_prefixed(to_bytes(n))).digest()


def domain_bytes(members):
    bits = max(n.bit_length() for n in members) + 256
    return -(-bits // 8)


def statement(members, message):
    data = b"OTR-Mail ring v1\x00" + bytes([len(members)])
    for n in members:
        data += length_prefixed(to_bytes(n))
    return hashlib.sha512(data + length_prefixed(message)).digest()


def step(s, position, value, size):
    data = b"OTR-Mail ring step v1\x00" + s + bytes([position]) + value.to_bytes(size, "big")
    return int.from_bytes(hashlib.shake_256(data).digest(size), "big")


def extended(n, exponent, m, size):
    """The permutation of {0,1}^(8 size) that x -> x^exponent mod n becomes."""
    q, r = divmod(m, n)
    return q * n + pow(r, exponent, n) if (q + 1) * n <= 1 << (8 * size) else m


def canonical(moduli):
    """The members in ring order as numbers, or None when they are no ring."""
    if not 1 <= len(moduli) <= 255 or len(set(moduli)) != len(moduli):
        return None
    if not all(modulus_acceptable(data) for data in moduli):
        return None
    return sorted((int.from_bytes(data, "big") for data in moduli), key=fingerprint)


def verify(moduli, message, signature):
    members = canonical(moduli)
    if members is None:
        return False
    size = domain_bytes(members)
    if len(signature) != size * (len(members) + 1):
        return False
    v0, *shares = (int.from_bytes(signature[i:i + size], "big") for i in range(0, len(signature), size))
    s = statement(members, message)
    v = v0
    for i, (n, x) in enumerate(zip(members, shares)):
        v = step(s, i, v ^ extended(n, E, x, size), size)
    return v == v0


def sign(members, message, signer, prime, draw):
    """Signs as members[signer]; the members stay in the order given. draw(size) answers a number of size bytes."""
    n = members[signer]
    p, q = prime, n // prime
    assert p * q == n and 1 < p < n
    d = pow(E, -1, (p - 1) * (q - 1))
    size = domain_bytes(members)
    s = statement(members, message)
    count = len(members)
    shares = [draw(size) for _ in members]
    start = draw(size)
    v = {(signer + 1) % count: step(s, signer, start, size)}
    for k in range(signer + 1, signer + count):
        i = k % count
        v[(i + 1) % count] = step(s, i, v[i] ^ extended(members[i], E, shares[i], size), size)
    shares[signer] = extended(n, d, start ^ v[signer], size)
    return b"".join(x.to_bytes(size, "big") for x in [v[0], *shares])

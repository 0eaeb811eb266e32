#!/usr/bin/env python3
"""Makes the ring vectors whose maker is Python: ring_make.py FOLDER

Always the same bytes: what is drawn comes from SHAKE256 of the vector's name. The keys are those of
tests/vectors/keys/rsa.txt.
"""
import hashlib
import json
import pathlib
import sys

import ring_scheme

KEYS = pathlib.Path(__file__).resolve().parent.parent / "vectors" / "keys" / "rsa.txt"


class Stream:
    def __init__(self, seed):
        self.seed, self.taken = seed.encode(), 0

    def draw(self, size):
        self.taken += size
        return int.from_bytes(hashlib.shake_256(self.seed).digest(self.taken)[-size:], "big")


def read_keys():
    keys = {}
    for line in KEYS.read_text(encoding="ascii").splitlines():
        if not line.startswith("#"):
            bits, p, q = line.split()
            keys.setdefault(int(bits), []).append((int(p, 16), int(q, 16)))
    return keys


def ring_of(*pairs):
    return sorted(pairs, key=lambda pair: ring_scheme.fingerprint(pair[0] * pair[1]))


def made(name, description, fault, pairs, signer, message, accept):
    members = [p * q for p, q in pairs]
    prime = min(pairs[signer])
    signature = ring_scheme.sign(members, message, signer, prime, Stream(name).draw)
    return name, {
        "description": description,
        "maker": "Python",
        "fault": fault,
        "ring": [ring_scheme.to_bytes(n).hex() for n in members],
        "signer": signer,
        "prime": ring_scheme.to_bytes(prime).hex(),
        "message": message.hex(),
        "signature": signature.hex(),
        "accept": accept,
    }


def vectors():
    keys = read_keys()
    two = ring_of(keys[2048][20], keys[3072][1])
    three = ring_of(keys[2049][0], keys[2048][21], keys[3071][0])
    five = ring_of(*keys[2048][22:27])
    text = "Gr\u00fc\u00dfe von der anderen Seite".encode("utf-8")
    yield made("python-ring-of-1", "the only member", None, [keys[2048][19]], 0, text, True)
    for i in range(2):
        yield made(f"python-ring-of-2-signer-{i}", f"2048 and 3072 bits, member {i} signed", None, two, i, text, True)
    for i in range(3):
        yield made(f"python-ring-of-3-signer-{i}", f"2048, 2049 and 3071 bits, member {i} signed", None, three, i, text, True)
    yield made("python-ring-of-5", "five of a size, the last signed an empty message", None, five, 4, b"", True)
    backwards = two[::-1]
    yield made(
        "python-reject-wrong-order", "a signature over the members in descending order of fingerprints",
        "members not in canonical order", backwards, 0, text, False)
    yield foreign(
        "python-reject-other-label", "the statement is hashed under another label", "statement label", two, text,
        statement=lambda members, message: hashlib.sha512(
            b"OTR-Mail ring v2\x00" + hashed_members(members) + ring_scheme.length_prefixed(message)).digest())
    yield foreign(
        "python-reject-members-not-hashed", "the statement covers the message alone", "statement members", two, text,
        statement=lambda members, message: hashlib.sha512(
            b"OTR-Mail ring v1\x00" + ring_scheme.length_prefixed(message)).digest())
    yield foreign(
        "python-reject-message-without-length", "the statement has the message without its length",
        "statement message length", two, text,
        statement=lambda members, message: hashlib.sha512(
            b"OTR-Mail ring v1\x00" + hashed_members(members) + message).digest())
    yield foreign(
        "python-reject-positions-from-1", "the positions are hashed as 1, 2 instead of 0, 1", "position byte", two, text,
        step=lambda s, i, value, size, inner=ring_scheme.step: inner(s, i + 1, value, size))


def hashed_members(members):
    return bytes([len(members)]) + b"".join(ring_scheme.length_prefixed(ring_scheme.to_bytes(n)) for n in members)


def foreign(name, description, fault, pairs, message, **changed):
    """A signature by a scheme that differs in one function."""
    kept = {key: getattr(ring_scheme, key) for key in changed}
    try:
        for key, function in changed.items():
            setattr(ring_scheme, key, function)
        return made(name, description, fault, pairs, 0, message, False)
    finally:
        for key, function in kept.items():
            setattr(ring_scheme, key, function)


def main(arguments):
    folder = pathlib.Path(arguments[0])
    for name, vector in vectors():
        (folder / f"{name}.json").write_text(json.dumps(vector, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

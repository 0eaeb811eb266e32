"""Reads the packets of tests/vectors/mail (or of a folder named as argument) and compares what comes out with what each
file expects; the format is described in that folder's README.md.

    python3 tests/second/check_vectors.py [FOLDER]

Exit status: 0 when all agree, 1 when one does not, 3 when there is none.
"""
import json
import sys
from pathlib import Path

import otrmail

TYPES = {"first": otrmail.FIRST, "reply": otrmail.REPLY, "data": otrmail.DATA}


def read(vector):
    """What this implementation makes of a vector's packet: the vector's expectations, "expected" included."""
    part = lambda name: bytes.fromhex(vector[name])
    recipient, sender, now = part("recipientIdentity"), part("senderIdentity"), vector["now"]
    if otrmail.read_bundle(part("recipientBundle")).identity != recipient:
        raise ValueError("recipientBundle is another identity's")
    try:
        packet = otrmail.parse_packet(part("packet"))
        if packet.type != TYPES[vector["type"]]:
            raise ValueError("the packet has another type than the vector")
        if packet.type == otrmail.FIRST:
            opened = otrmail.open_first(packet, part("recipientKey"), recipient, now)
        elif packet.type == otrmail.REPLY:
            opened = otrmail.open_reply(packet, part("recipientKey"), sender, recipient, now)
        else:
            opened = otrmail.open_data(packet, part("recipientKey"), part("senderKey"), sender, recipient, now)
    except otrmail.Refused as refused:
        return {"expected": refused.outcome, "because": str(refused)}
    plain = opened.plaintext
    return {
        "expected": "accepted",
        "macKey": opened.mac_key.hex(),
        "headerHash": otrmail.header_hash(packet.header).hex(),
        "kind": plain.kind,
        "resent": plain.resent,
        "stamp": plain.stamp,
        "echo": plain.echo,
        "nextKey": plain.next_key.hex(),
        "bundleSerial": opened.bundle.serial if opened.bundle else 0,
        "naks": [f"{session.hex()}:{header.hex()}" for session, header in plain.naks],
        "outerRecord": plain.outer.hex(),
        "mail": plain.mail.hex(),
        "revealedMacKeys": [key.hex() for key in packet.revealed],
        "publishedSigningKeys": [{"fingerprint": f.hex(), "prime": p.hex()} for f, p in packet.published],
    }


def differences(vector):
    """One line for each expectation that is not met."""
    found = read(vector)
    if found["expected"] != vector["expected"]:
        return [f"expected {vector['expected']}, found {found['expected']} ({found.get('because', 'all is well')})"]
    return [f"{name}: expected {str(vector.get(name))[:80]}, found {str(value)[:80]}"
            for name, value in found.items() if name != "because" and vector.get(name) != value]


def main():
    default = Path(__file__).resolve().parents[1] / "vectors" / "mail"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    files = sorted(folder.glob("*.json"))
    if not files:
        print(f"no vectors in {folder}")
        return 3
    wrong = 0
    for file in files:
        try:
            problems = differences(json.loads(file.read_text()))
        except Exception as e:  # a vector that breaks the reader is a disagreement; the others are still checked
            problems = [f"{type(e).__name__}: {e}"]
        wrong += bool(problems)
        for problem in problems:
            print(f"{file.name}: {problem}")
    if wrong:
        print(f"{wrong} of {len(files)} vectors disagree")
        return 1
    print(f"{len(files)} vectors agree")
    return 0


if __name__ == "__main__":
    sys.exit(main())

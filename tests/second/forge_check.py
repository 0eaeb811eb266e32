"""Judges messages, and alters one, as a third party would who knows docs/PROTOCOL.md alone.

    forge_check.py mac FILE KEY...
        Does the MAC of FILE (a mail or a bare packet) verify under one of these MAC keys (hexadecimal)? Prints which.
    forge_check.py open FILE KEYS.json
        Opens a First with its recipient's keys: {"recipientKey": seed of the prekey, "recipientIdentity": modulus,
        "now": Unix seconds}, bytes as hexadecimal. Prints the mail inside, in hexadecimal.
    forge_check.py alter FILE KEY OLD NEW OUT [SENDER-BUNDLE [RECIPIENT-BUNDLE]]
        Writes to OUT the packet of FILE with the mail NEW in the place of OLD. Bundles are files in armour; a Data that
        carries none needs none.

Exit status: 0, or 1 with the reason on standard error.
"""
import email
import json
import re
import sys
from pathlib import Path

import otrmail
from otrmail import Refused, need
from primitives import FormatError, byte, data, hmac_sha256, number, xor

OUTER = ["From", "To", "Cc", "Date", "Message-ID", "In-Reply-To", "References", "Subject", "Auto-Submitted"]


def packet_of(octets):
    """Section 13: the packet of a mail, or the file itself."""
    if octets.startswith(b"OTRM"):
        return otrmail.parse_packet(octets)
    found = {part.get_payload(decode=True) for part in email.message_from_bytes(octets).walk()
             if not part.is_multipart() and (part.get_payload(decode=True) or b"").startswith(b"OTRM")}
    need(len(found) == 1, "not one packet in the mail")
    return otrmail.parse_packet(found.pop())


def verifies(packet, key):
    return hmac_sha256(key, packet.octets[:-32]) == packet.mac


def outer_record(mail):
    """Section 13: the record of a mail's outer headers."""
    header = re.split(rb"\r?\n\r?\n", mail, maxsplit=1)[0]
    fields = re.sub(rb"\r?\n(?=[ \t])", b"", header).splitlines()
    values = {}
    for line in fields:
        name, _, value = line.partition(b":")
        for code, known in enumerate(OUTER, 1):
            if name.strip().lower() == known.lower().encode():
                values.setdefault(code, value.strip(b" \t"))
    values[1 + OUTER.index("Subject")] = b"[...]"
    return byte(len(values)) + b"".join(byte(code) + data(values[code]) for code in sorted(values))


def tail(mail):
    """Section 7, from the outer record to the padding; the mail must hold no base64 that a writer folds."""
    return data(outer_record(mail)) + otrmail.encode_body(mail)


def start(packet, bundle, recipient):
    """Section 7: where the outer record begins."""
    size = 1 + 1 + 8 + 8 + otrmail.RATCHET + 4 + len(bundle) + 4 + 1
    if packet.type == otrmail.DATA:
        return size
    bits = [number(otrmail.read_bundle(bundle).signing).bit_length()]
    if packet.type == otrmail.REPLY:
        return size + (bits[0] + 7) // 8
    bits.append(number(otrmail.read_bundle(recipient).identity).bit_length())
    return size + 3 * ((max(bits) + 256 + 7) // 8)


def alter(packet, key, old, new, bundle=b"", recipient=b""):
    need(verifies(packet, key), "another MAC key")
    at, size = start(packet, bundle, recipient), len(packet.ciphertext)
    for mail in (old, new):
        need(otrmail.padded_length(at + len(tail(mail))) == size, "a mail of another length")
    pads = [tail(mail).ljust(size - at, b"\0") for mail in (old, new)]
    ciphertext = packet.ciphertext[:at] + xor(packet.ciphertext[at:], xor(*pads))
    octets = packet.header + data(ciphertext) + packet.octets[len(packet.header) + 4 + size:-32]
    return octets + hmac_sha256(key, octets)


def main(command, file, *rest):
    packet = packet_of(Path(file).read_bytes())
    if command == "mac":
        keys = [key for key in rest if verifies(packet, bytes.fromhex(key))]
        need(keys, "verifies under none of these keys")
        print(keys[0])
    elif command == "open":
        keys = json.loads(Path(rest[0]).read_text())
        part = lambda name: bytes.fromhex(keys[name])
        print(otrmail.open_first(packet, part("recipientKey"), part("recipientIdentity"), keys["now"]).plaintext.mail.hex())
    elif command == "alter":
        key, old, new, out, *bundles = rest
        mails = [Path(name).read_bytes() for name in (old, new)]
        bundles = [otrmail.dearmour(Path(name).read_text()) for name in bundles]
        Path(out).write_bytes(alter(packet, bytes.fromhex(key), *mails, *bundles))
    else:
        raise FormatError("no such command")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (FormatError, Refused, TypeError) as e:
        sys.exit(f"{type(e).__name__}: {e}")

"""Writes this implementation's vectors, python-*.json, and the private keys behind them, python-keys.txt, into a folder.

    python3 tests/second/make_vectors.py tests/vectors/mail

Everything comes from fixed seeds: a second run writes the same bytes. What a vector expects is written down from what
went into the packet, never from reading it; then the reader is held against it, and a difference stops the run.
"""
import json
import sys
from hashlib import shake_256
from pathlib import Path

import check_vectors
import otrmail as o
import primitives as p
from otrmail import ACK, DATA, DAY, FIRST, MAIL, REPLY, RatchetKey, folded, literal

NOW = 1760000000
MALFORMED, NOT_AUTHENTIC, CLOCK, LATE, VERSION = (
    "Malformed", "NotAuthentic", "ClockSuspect", "TooLate", "UnsupportedVersion")


def seeded(name):
    """A generator of bytes that depends on the name alone."""
    draws = iter(range(1 << 40))
    return lambda n: shake_256(b"OTR-Mail vectors in Python 1\0" + name.encode() + b"\0" + p.long(next(draws))).digest(n)


# ---- the people and their keys

secrets = {}


def secret(name, size):
    return secrets.setdefault(name, seeded(name)(size))


def rsa(name, bits=2048):
    key = p.rsa_generate(bits, seeded(name))
    secrets[name + " prime p"], secrets[name + " prime q"] = p.octets_of(key.p), p.octets_of(key.q)
    return key


def ratchet(name):
    return RatchetKey(secret(name + " ratchet key", 96))


def bundle(identity, signing, prekey, address, serial=NOW - 9 * DAY, created=NOW - 10 * DAY, accepted=90, salt="bundle",
           countersigner=None):
    """A bundle; with a countersigner its countersignature is that key's, and all else is in order."""
    dates = (created, created + min(30, accepted) * DAY, created + accepted * DAY)
    arguments = (serial, [address], identity, signing, dates, prekey, (NOW - 10 * DAY, NOW + 170 * DAY),
                 [seeded(f"{address} {salt} {i}")(32) for i in (1, 2)])
    if countersigner is None:
        return o.make_bundle(*arguments)
    n, m = p.octets_of(identity.n), p.octets_of(signing.n)
    good = p.pss_sign(signing, o.countersigned(n, m, dates), arguments[-1][0])
    bad = p.pss_sign(countersigner, o.countersigned(n, m, dates), arguments[-1][0])
    return resign(o.make_bundle(*arguments).replace(good, bad), identity)


def resign(octets, identity):
    """The bundle with a fresh signature by the identity key over whatever stands before it."""
    before = octets[:-4 - len(p.octets_of(identity.n))]
    return before + p.data(p.pss_sign(identity, o.label("OTR-Mail bundle v1") + before, bytes(32)))


ALICE, ALICE_SIGNING = rsa("alice identity"), rsa("alice signing")
BOB, BOB_SIGNING = rsa("bob identity"), rsa("bob signing")
EVE, EVE_SIGNING = rsa("eve identity"), rsa("eve signing")
OLD_SIGNING = rsa("alice old signing")
ALICE_N, BOB_N, EVE_N = (p.octets_of(k.n) for k in (ALICE, BOB, EVE))
ALICE_PREKEY, BOB_PREKEY, EVE_PREKEY = (p.xwing_public(secret(f"{who} prekey", 32)) for who in ("alice", "bob", "eve"))
ALICE_BUNDLE = bundle(ALICE, ALICE_SIGNING, ALICE_PREKEY, "alice@example.org")
BOB_BUNDLE = bundle(BOB, BOB_SIGNING, BOB_PREKEY, "bob@example.net")
EVE_BUNDLE = bundle(EVE, EVE_SIGNING, EVE_PREKEY, "eve@example.com")
X1, X2 = ratchet("alice x1"), ratchet("alice x2")
Y2, Y3 = ratchet("bob y2"), ratchet("bob y3")
Y1 = secret("bob y1", 32)
Y1_PUBLIC = p.x25519_public(Y1)
SESSION = o.session_id(X1.public)

OUTER = b"From: alice@example.org\r\nTo: bob@example.net\r\nSubject: [...]\r\n"
MAIL_BYTES = b"From: alice@example.org\r\nTo: bob@example.net\r\nSubject: Lunch\r\n\r\nAt noon, under the oak?\r\n"
ANSWER = b"From: bob@example.net\r\nTo: alice@example.org\r\nSubject: Re: Lunch\r\n\r\nAt one.\r\n"
HEADERS_ALONE = b"From: alice@example.org\r\nTo: bob@example.net\r\nAuto-Submitted: auto-replied\r\n\r\n"


# ---- one message: made whole and in order, unless a fault is asked for

class Message:
    """A packet and what it says. The faults are the keyword arguments of first, reply and data below."""

    def __init__(self, name, header, key, next_key, bundle_octets, signature, mail, *, kind=MAIL, flags=0, stamp=NOW,
                 echo=0, naks=(), outer=OUTER, body=None, revealed=(), published=(), edit=None):
        self.header, self.key, self.next_key = header, key, next_key
        self.kind, self.flags, self.stamp, self.echo, self.naks, self.outer = kind, flags, stamp, echo, naks, outer
        self.bundle, self.mail = bundle_octets, mail
        self.revealed, self.published = list(revealed), list(published)
        plaintext = o.make_plaintext(kind, stamp, echo, next_key, bundle_octets, signature, naks, outer,
                                     o.encode_body(mail) if body is None else body, flags)
        self.plaintext = edit(plaintext) if edit else plaintext
        self.packet = self.seal()

    def seal(self, revealed=None, published=None):
        return o.seal(self.header, self.key, self.plaintext,
                      b"".join(self.revealed) if revealed is None else revealed,
                      self.published if published is None else published)

    def expectations(self, serial):
        return {
            "macKey": o.mac_key(self.key).hex(), "headerHash": o.header_hash(self.header).hex(), "kind": self.kind,
            "resent": self.flags == 1, "stamp": self.stamp, "echo": self.echo, "nextKey": self.next_key.hex(),
            "bundleSerial": serial, "naks": [f"{s.hex()}:{h.hex()}" for s, h in self.naks],
            "outerRecord": self.outer.hex(), "mail": self.mail.hex(),
            "revealedMacKeys": [k.hex() for k in self.revealed],
            "publishedSigningKeys": [{"fingerprint": f.hex(), "prime": q.hex()} for f, q in self.published]}


def first(name, sender_bundle=None, signing=ALICE_SIGNING, signer=None, ring_bundle=None, ring_header=None,
          signature=None, next_key=X1.public, session=None, random=None, **rest):
    """Alice's First to Bob."""
    octets = ALICE_BUNDLE if sender_bundle is None else sender_bundle
    header, key = o.start_first(X1.public, BOB_PREKEY, BOB_N, seeded(name + " eseed")(64))
    if session:
        header, key = rekey_first(name, session)
    if signature is None:
        message = o.first_message(ring_header or header, ALICE_N, ring_bundle or octets, next_key)
        ring = [p.octets_of(signing.n), BOB_N]
        signature = o.ring_sign(signer or signing, ring, message, random or seeded(name + " ring"))
    return Message(name, header, key, next_key, octets, signature, rest.pop("mail", MAIL_BYTES), **rest)


def rekey_first(name, session):
    """Header and key of a First whose session ID is not that of x1."""
    kem_secret, kem = p.xwing_encapsulate(BOB_PREKEY, seeded(name + " eseed")(64))
    header = o.make_header(FIRST, session, 0, o.prekey_id(BOB_PREKEY), kem)
    return header, o.derive(header, kem_secret, b"", b"", o.fingerprint(BOB_N), b"", o.prekey_hash(BOB_PREKEY))


def reply(name, sender_bundle=None, signer=BOB_SIGNING, signed=None, signature=None, y1=Y1_PUBLIC, **rest):
    """Bob's Reply to Alice; signed overrides what the signature covers."""
    octets = BOB_BUNDLE if sender_bundle is None else sender_bundle
    if y1 == Y1_PUBLIC:
        header, key = o.start_reply(Y1, X1.public, BOB_N, ALICE_N, seeded(name + " m")(32))
    else:
        # what somebody would do who counts on a DH secret of zeros
        kem_secret, kem = p.ml_kem_encapsulate(X1.public[32:], seeded(name + " m")(32))
        header = o.make_header(REPLY, SESSION, 1, 1, kem, y1)
        key = o.derive(header, kem_secret, bytes(32), o.fingerprint(BOB_N), o.fingerprint(ALICE_N),
                       o.ratchet_key_hash(y1), o.ratchet_key_hash(X1.public))
    if signature is None:
        covered = dict(identity=BOB_N, signing=p.octets_of(BOB_SIGNING.n), session=SESSION, y1=y1, x1=X1.public,
                       y2=Y2.public) | (signed or {})
        signature = p.pss_sign(signer, o.reply_message(**covered), seeded(name + " salt")(32))
    rest.setdefault("echo", NOW - 60)
    return Message(name, header, key, Y2.public, octets, signature, rest.pop("mail", ANSWER), **rest)


def message(name, own=X1, s=1, peer=Y2, r=2, sender=ALICE_N, recipient=BOB_N, next_key=X2.public, bundle_octets=b"",
            signature=b"", session=SESSION, small_order=None, **rest):
    """A Data, of Alice's key 1 to Bob's key 2 unless said otherwise."""
    if small_order:
        kem_secret, kem = p.ml_kem_encapsulate(peer.public[32:], seeded(name + " m")(32))
        header = o.make_header(DATA, session, s, r, kem)
        key = o.derive(header, kem_secret, bytes(32), o.fingerprint(sender), o.fingerprint(recipient),
                       o.ratchet_key_hash(small_order), o.ratchet_key_hash(peer.public))
    else:
        header, key = o.start_data(session, s, own, r, peer.public, sender, recipient, seeded(name + " m")(32))
    rest.setdefault("echo", NOW - 30)
    return Message(name, header, key, next_key, bundle_octets, signature, rest.pop("mail", MAIL_BYTES), **rest)


# ---- the files

class Folder:
    def __init__(self, path):
        self.path, self.count = Path(path), 0

    def write(self, name, description, made, expected="accepted", packet=None, now=NOW, **override):
        kind = {FIRST: "first", REPLY: "reply", DATA: "data"}[made.header[6]]
        to_alice = kind == "reply" or override.pop("to_alice", False)
        recipient, recipient_bundle = (ALICE_N, ALICE_BUNDLE) if to_alice else (BOB_N, BOB_BUNDLE)
        key = {"first": secrets["bob prekey"], "reply": X1.x + X1.seed, "data": Y2.x + Y2.seed}[kind]
        vector = {
            "description": description, "type": kind, "now": now,
            "recipientIdentity": recipient.hex(), "recipientBundle": recipient_bundle.hex(),
            "senderIdentity": "" if kind == "first" else (BOB_N if to_alice else ALICE_N).hex(),
            "recipientKey": key.hex(), "senderKey": X1.public.hex() if kind == "data" else "",
            "packet": (packet or made.packet).hex(), "expected": expected}
        if expected == "accepted":
            serial = p.number(made.bundle[6:14]) if made.bundle else 0
            vector |= made.expectations(serial)
        vector |= {name: value.hex() for name, value in override.items()}
        problems = check_vectors.differences(vector)
        if problems:
            sys.exit(f"python-{name}: {problems}")
        (self.path / f"python-{name}.json").write_text(json.dumps(vector, indent=1) + "\n")
        self.count += 1


def flip(octets, at, bit=0):
    return octets[:at] + bytes([octets[at] ^ 1 << bit]) + octets[at + 1:]


def accepted(out):
    low, high = ("alice signing key first", "bob's identity key first")[::(
        1 if o.fingerprint(p.octets_of(ALICE_SIGNING.n)) < o.fingerprint(BOB_N) else -1)]
    out.write("first", f"A First; in the ring {low}.", first("first"))
    for bits in (2049, 3072):
        signing = rsa(f"alice signing of {bits} bits", bits)
        octets = bundle(ALICE, signing, ALICE_PREKEY, "alice@example.org", salt=str(bits))
        out.write(f"first-signing-key-{bits}", f"A First under a signing key of {bits} bits, in a ring with 2048 bits.",
                  first(f"first-{bits}", octets, signing=signing))
    other = other_order()
    octets = bundle(ALICE, other, ALICE_PREKEY, "alice@example.org", salt="other order")
    out.write("first-ring-other-order", f"A First; in the ring {high}.", first("first-order", octets, signing=other))
    out.write("first-forged-by-recipient", "A First that the recipient made himself with his identity key.",
              first("first-forged", signer=BOB))
    out.write("first-ring-top-value", "The other member's part of the ring signature is 2^b - 1, which g leaves as it is.",
              first("first-top", random=lambda n: b"\xff" * n))
    out.write("first-resent-with-nak", "A First that is sent again and carries a NAK of two mails.",
              first("first-nak", flags=1, naks=[(seeded("nak")(16), seeded("nak")(32)), (SESSION, bytes(32))]))
    out.write("first-stamp-two-days-ahead", "A stamp exactly 2 days ahead of the reader's clock.",
              first("first-ahead", stamp=NOW + 2 * DAY))
    out.write("reply", "A Reply.", reply("reply"))
    out.write("reply-revealing", "A Reply that reveals the MAC key of the First.",
              reply("reply-revealing", revealed=[o.mac_key(first("first").key)]))
    out.write("data", "A Data from key 1 to key 2.", message("data"))
    out.write("data-with-bundle", "A Data that carries the sender's bundle.",
              message("data-bundle", bundle_octets=ALICE_BUNDLE))
    late = bundle(ALICE, ALICE_SIGNING, ALICE_PREKEY, "alice@example.org", created=NOW - 100 * DAY)
    out.write("data-bundle-expired", "A Data's bundle whose signing key is not accepted any more; no signature needs it.",
              message("data-expired", bundle_octets=late))
    out.write("data-ack", "An acknowledgement.", message("data-ack", kind=ACK, mail=HEADERS_ALONE, outer=b""))
    out.write("data-empty", "No outer record and a mail of no bytes.", message("data-empty", mail=b"", outer=b""))
    out.write("data-back", "A Data in the other direction, from key 2 to key 2.",
              message("data-back", own=Y2, s=2, peer=X2, sender=BOB_N, recipient=ALICE_N, next_key=Y3.public, mail=ANSWER),
              to_alice=True, recipientKey=X2.x + X2.seed, senderKey=Y2.public)
    out.write("data-large-key-ids", "The largest key IDs.", message("data-large-ids", s=2 ** 31 - 1, r=2 ** 31 - 1))
    out.write("data-revealing", "Two revealed MAC keys and a published signing key.", revealing())
    many = [(seeded(f"published {i}")(32), b"\x01" + seeded(f"prime {i}")(i)) for i in range(7)]
    many.append((seeded("published 7")(32), b"\xff" + seeded("prime 7")(255)))
    out.write("data-revealing-most", "128 revealed MAC keys and 8 published signing keys, primes of 1 to 256 bytes.",
              message("data-most", revealed=[seeded(f"revealed {i}")(32) for i in range(128)], published=many))
    head = MAIL_BYTES.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n", 1).split(b"\r\n\r\n")[0]
    attachment = seeded("attachment")(200)
    for name, newline, columns in (("lf", 1, 76), ("crlf", 2, 4), ("crlf-252", 2, 252)):
        eol = b"\n" if newline == 1 else b"\r\n"
        top = head.replace(b"\r\n", eol) + eol * 2
        first_part = attachment[:columns // 4 * 3]
        rest = attachment[len(first_part):]
        pieces = [folded(first_part, columns, newline)] + ([folded(rest, columns, newline)] if rest else [])
        out.write(f"data-folded-{name}", f"Base64 in lines of {columns}, ended by {name[:4].rstrip('-')}, in segments.",
                  message(f"data-folded-{name}", mail=top + o.fold(attachment, columns, newline) + b"-- " + eol,
                          body=literal(top) + b"".join(pieces) + literal(b"-- ") + literal(eol) + b"\0"))
    for over in (0, 1):
        out.write(f"data-padding-{over}", f"A plaintext {('exactly at', 'one byte over')[over]} a padded length.",
                  of_length(f"data-padding-{over}", 1600 + over))


def of_length(name, length, end=b"\0"):
    """A Data whose plaintext has this length before its padding; end is what ends the mail's only segment."""
    before = 1 + 8 + 8 + 1 + o.RATCHET + 4 + 4 + 1 + 4
    mail = MAIL_BYTES.ljust(length - before - 5 - len(end), b".")
    made = message(name, outer=b"", mail=mail, body=literal(mail) + end)
    assert len(made.plaintext) == o.padded_length(length)
    return made


def other_order():
    """A signing key that stands on the other side of Bob's identity key than Alice's usual one."""
    side = lambda key: o.fingerprint(p.octets_of(key.n)) < o.fingerprint(BOB_N)
    return next(k for i in range(99) if side(k := rsa(f"alice signing, other order {i}")) != side(ALICE_SIGNING))


def revealing():
    old = p.octets_of(OLD_SIGNING.n)
    return message("data-revealing", revealed=[seeded("revealed a")(32), seeded("revealed b")(32)],
                   published=[(o.fingerprint(old), p.octets_of(OLD_SIGNING.p))])


def flipped(out):
    for made, kind in ((first("first"), "first"), (reply("reply"), "reply"), (revealing(), "data")):
        packet, n = made.packet, len(made.header)
        end = n + 4 + len(made.plaintext)
        regions = [("magic", 0, 0, MALFORMED), ("version", 5, 0, VERSION), ("type", 6, 3, MALFORMED),
                   ("session-id", 7, 0, NOT_AUTHENTIC),
                   ("sender-key-id", 26, 1, NOT_AUTHENTIC if kind == "data" else MALFORMED),
                   ("recipient-key-id", 30, 0, MALFORMED if kind == "reply" else NOT_AUTHENTIC),
                   ("kem-ciphertext", 31, 0, NOT_AUTHENTIC), ("ciphertext-length", n + 3, 0, MALFORMED),
                   ("ciphertext", n + 4, 0, NOT_AUTHENTIC), ("mac", len(packet) - 1, 7, NOT_AUTHENTIC)]
        if kind == "first":
            regions += [("type-to-data", 6, 1, MALFORMED), ("kem-ciphertext-x25519", n - 1, 0, NOT_AUTHENTIC)]
        if kind == "reply":
            regions += [("type-to-data", 6, 0, MALFORMED), ("y1", n - 32, 0, NOT_AUTHENTIC)]
        if kind == "data":
            regions += [("type-to-reply", 6, 0, MALFORMED), ("sender-key-id-top", 23, 7, MALFORMED),
                        ("recipient-key-id-top", 27, 7, MALFORMED), ("recipient-key-id-to-0", 30, 1, MALFORMED),
                        ("ciphertext-end", end - 1, 0, NOT_AUTHENTIC),
                        ("ciphertext-length-top", n, 7, MALFORMED), ("revealed-length", end + 2, 7, MALFORMED),
                        ("revealed", end + 4, 0, NOT_AUTHENTIC), ("published-count", end + 68, 1, MALFORMED),
                        ("published-fingerprint", end + 69, 0, NOT_AUTHENTIC),
                        ("published-prime-length", end + 104, 0, MALFORMED),
                        ("published-prime", end + 200, 0, NOT_AUTHENTIC)]
        for region, at, bit, expected in regions:
            out.write(f"{kind}-flip-{region}", f"One bit flipped: {region.replace('-', ' ')}.", made, expected,
                      packet=flip(packet, at, bit))


def malformed(out):
    made = revealing()
    packet, n = made.packet, len(made.header)
    end = n + 4 + len(made.plaintext)
    bad = lambda name, description, octets, expected=MALFORMED: out.write(
        f"data-{name}", description, made, expected, packet=octets)
    bad("truncated", "The last byte is missing.", packet[:-1])
    bad("truncated-header", "Only 40 bytes of the header.", packet[:40])
    bad("trailing", "One more byte at the end.", packet + b"\0")
    bad("length-beyond", "The ciphertext's length goes one byte beyond the packet.",
        packet[:n] + p.int4(len(packet) - n - 4 + 1) + packet[n + 4:])
    bad("revealed-length-beyond", "The revealed keys' length goes beyond the packet.",
        packet[:end] + p.int4(4096) + packet[end + 4:])
    bad("version-2", "Version 2.", made.header[:4] + p.short(2) + packet[6:], VERSION)
    bad("version-2-only", "Version 2 and nothing known after it.", b"OTRM" + p.short(2) + b"something else", VERSION)
    bad("revealed-not-whole", "33 bytes of revealed MAC keys; the MAC is right.", made.seal(revealed=bytes(33)))
    bad("revealed-129", "129 revealed MAC keys; the MAC is right.", made.seal(revealed=bytes(129 * 32)))
    bad("published-9", "9 published signing keys; the MAC is right.", made.seal(published=[(bytes(32), b"\x03")] * 9))
    bad("prime-leading-zero", "A published prime with a leading zero; the MAC is right.",
        made.seal(published=[(bytes(32), b"\0\x03")]))
    bad("prime-257", "A published prime of 257 bytes; the MAC is right.",
        made.seal(published=[(bytes(32), b"\1" * 257)]))
    for s, r in ((0, 2), (1, 1), (2 ** 31, 2), (1, 2 ** 31)):
        out.write(f"data-key-ids-{s}-{r}", f"Key IDs {s} and {r}; the MAC is right.",
                  message(f"data-ids-{s}-{r}", s=s, r=r), MALFORMED)


def not_authentic(out):
    """Faults that only a key holder can make: the MAC is right unless said otherwise."""
    def fault(name, description, made, expected=NOT_AUTHENTIC, **more):
        out.write(name, description, made, expected, **more)

    data = lambda name, **more: message(name, **more)
    # the keys of the derivation
    good = message("data")
    fault("data-other-identity", "Read as a session of another identity.", good, senderIdentity=EVE_N)
    fault("data-other-sender-key", "Read with another ratchet key of the sender.", good, senderKey=X2.public)
    fault("data-own-other-key", "Read with another own ratchet key.", good, recipientKey=Y3.x + Y3.seed)
    zero = bytes(32) + X1.public[32:]
    fault("data-small-order-sender-key", "The sender's key is the zero point; the MAC is right for a DH secret of zeros.",
          data("data-zero-s", small_order=zero), senderKey=zero)
    for name, point in (("0", bytes(32)), ("1", b"\1" + bytes(31)), ("order-8", bytes.fromhex(
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"))):
        fault(f"reply-y1-small-order-{name}", "y1 of small order; the MAC is right for a DH secret of zeros.",
              reply(f"reply-y1-{name}", y1=point))
    # the plaintext
    for kind in (0, 3):
        fault(f"data-kind-{kind}", f"Kind {kind}.", data(f"data-kind-{kind}", kind=kind))
    for bit in (1, 7):
        fault(f"data-flag-{bit}", f"Unknown flag, bit {bit}.", data(f"data-flag-{bit}", flags=1 << bit))
    fault("data-stamp-2-63", "A stamp of 2^63.", data("data-stamp", stamp=1 << 63))
    fault("data-echo-2-63", "An echo of 2^63.", data("data-echo", echo=1 << 63))
    fault("data-signature", "A Data with a signature.", data("data-signature", signature=b"x"))
    fault("data-naks-17", "17 NAK entries.", data("data-naks", naks=[(bytes(16), bytes(32))] * 17))
    step = lambda length: o.padded_length(length + 1) - length
    fault("data-padding-longer", "More padding than is due, to the next padded length.",
          data("data-longer", edit=lambda t: t + bytes(step(len(t)))))
    fault("data-padding-one-more", "One byte of padding too many.", data("data-more", edit=lambda t: t + b"\0"))
    fault("data-padding-one-less", "One byte of padding missing.", data("data-less", edit=lambda t: t[:-1]))
    fault("data-padding-not-zero", "The last byte of padding is 1.", data("data-not-zero", edit=lambda t: t[:-1] + b"\1"))
    fault("data-plaintext-empty", "A ciphertext of no bytes.", data("data-no-plaintext", edit=lambda t: b""))
    body = lambda name, description, octets: fault(f"data-body-{name}", description, data(f"data-{name}", body=octets))
    fault("data-body-no-end", "A mail whose segments do not end, at a padded length.",
          of_length("data-no-end", o.padded_length(1600), end=b""))
    body("segment-3", "A segment of kind 3.", b"\3" + p.data(b"x") + b"\0")
    body("literal-empty", "A literal segment of no bytes.", b"\1" + p.data(b"") + b"\0")
    body("folded-empty", "A folded segment of no bytes.", folded(b"", 76, 1) + b"\0")
    body("length-beyond", "A literal segment that goes beyond the plaintext.", b"\1" + p.int4(2 ** 31) + b"x")
    for columns in (0, 2, 78, 255):
        body(f"columns-{columns}", f"Folded lines of {columns} characters.", folded(b"abc", columns, 1) + b"\0")
    for newline in (0, 3):
        body(f"newline-{newline}", f"Folded lines ended by newline {newline}.", folded(b"abc", 76, newline) + b"\0")
    # the announced key
    too_large = X2.public[:32] + b"\x01\x0d" + X2.public[34:]
    fault("data-next-key-small-order", "The next key's X25519 half is the zero point.",
          data("data-next-zero", next_key=bytes(32) + X2.public[32:]))
    fault("data-next-key-coefficient", "The next key has an ML-KEM coefficient of 3329.",
          data("data-next-3329", next_key=too_large))
    bad_x1 = bytes(32) + X1.public[32:]
    fault("first-x1-small-order", "x1 is the zero point, and the session ID is that of this x1.",
          first("first-x1-zero", next_key=bad_x1, session=o.session_id(bad_x1)))
    bad_x1 = X1.public[:32] + b"\xff\x0f" + X1.public[34:]
    fault("first-x1-coefficient", "x1 has an ML-KEM coefficient of 4095, and the session ID is that of this x1.",
          first("first-x1-4095", next_key=bad_x1, session=o.session_id(bad_x1)))
    # the bundle
    fault("data-bundle-other-identity", "A Data with a bundle of another identity.",
          data("data-bundle-eve", bundle_octets=EVE_BUNDLE))
    fault("reply-bundle-other-identity", "A Reply with bundle and signature of another identity.",
          reply("reply-eve", EVE_BUNDLE, signer=EVE_SIGNING,
                signed=dict(identity=EVE_N, signing=p.octets_of(EVE_SIGNING.n))))
    fault("first-no-bundle", "A First without a bundle.", first("first-no-bundle", b""))
    fault("reply-no-bundle", "A Reply without a bundle.", reply("reply-no-bundle", b""))
    make = lambda **more: bundle(ALICE, ALICE_SIGNING, ALICE_PREKEY, "alice@example.org", **more)
    dates_at = ALICE_BUNDLE.index(p.octets_of(ALICE_SIGNING.n)) + 256
    not_utf8 = resign(ALICE_BUNDLE.replace(b"alice@", b"al\xffce@"), ALICE)
    for name, description, octets in (
            ("signature", "A bundle whose signature has a flipped bit.", flip(ALICE_BUNDLE, len(ALICE_BUNDLE) - 1)),
            ("changed", "A bundle with another address than was signed.", ALICE_BUNDLE.replace(b"alice@", b"alicf@")),
            ("countersignature", "A bundle whose countersignature is by another key; its signature is right.",
             make(countersigner=EVE_SIGNING)),
            ("trailing", "A bundle with a byte after its signature.", ALICE_BUNDLE + b"\0"),
            ("magic", "A bundle with another magic; its signature is right.", resign(b"OTRC" + ALICE_BUNDLE[4:], ALICE)),
            ("version-2", "A bundle of version 2; its signature is right.",
             resign(b"OTRB" + p.short(2) + ALICE_BUNDLE[6:], ALICE)),
            ("one-key", "One key as identity and signing key.", bundle(ALICE, ALICE, ALICE_PREKEY, "alice@example.org")),
            ("upper-case", "An address with a capital letter.",
             bundle(ALICE, ALICE_SIGNING, ALICE_PREKEY, "Alice@example.org")),
            ("not-utf8", "An address that is not UTF-8; its signature is right.", not_utf8),
            ("address-twice", "The same address twice.", o.make_bundle(
                NOW, ["alice@example.org"] * 2, ALICE, ALICE_SIGNING, (NOW, NOW + DAY, NOW + DAY), ALICE_PREKEY,
                (NOW, NOW + DAY), [bytes(32)] * 2)),
            ("no-address", "A bundle without an address.", o.make_bundle(
                NOW, [], ALICE, ALICE_SIGNING, (NOW, NOW + DAY, NOW + DAY), ALICE_PREKEY, (NOW, NOW + DAY),
                [bytes(32)] * 2)),
            ("too-long-accepted", "A signing key accepted for 401 days.", make(accepted=401)),
            ("never-used", "A signing key used until the time of its making.", o.make_bundle(
                NOW, ["alice@example.org"], ALICE, ALICE_SIGNING, (NOW, NOW, NOW + DAY), ALICE_PREKEY, (NOW, NOW + DAY),
                [bytes(32)] * 2))):
        signing = ALICE if name == "one-key" else ALICE_SIGNING
        fault(f"first-bundle-{name}", description, first(f"first-bundle-{name}", octets, signing=signing))
    # the signatures
    fault("first-no-signature", "A First without a signature.", first("first-no-signature", signature=b""))
    fault("first-ring-stranger", "A ring of a stranger and the recipient.", first("first-stranger", signing=EVE_SIGNING))
    fault("first-ring-other-bundle", "The ring signature is over another bundle of the sender.",
          first("first-other-bundle", ring_bundle=make(serial=NOW - 8 * DAY)))
    fault("first-ring-other-header", "The ring signature is of another First (another encapsulation).",
          first("first-other-header", ring_header=first("first").header))
    fault("first-ring-short", "The ring signature's last byte is missing.", first_with_signature("short", lambda s: s[:-1]))
    fault("first-ring-long", "The ring signature has a byte more.", first_with_signature("long", lambda s: s + b"\0"))
    fault("first-ring-rotated", "The ring signature's last two parts are exchanged.",
          first_with_signature("rotated", lambda s: s[:288] + s[576:] + s[288:576]))
    fault("first-session-id", "The session ID is not that of x1; all else is right.",
          first("first-session-id", session=bytes(16)))
    fault("reply-signed-other-y1", "The signature is over another y1.",
          reply("reply-other-y1", signed=dict(y1=X2.public[:32])))
    fault("reply-signed-other-x1", "The signature is over another x1.", reply("reply-other-x1", signed=dict(x1=X2.public)))
    fault("reply-signed-other-y2", "The signature is over another y2.", reply("reply-other-y2", signed=dict(y2=Y3.public)))
    fault("reply-signed-other-identity", "The signature names another identity.",
          reply("reply-other-identity", signed=dict(identity=EVE_N)))
    fault("reply-signed-by-identity", "The signature is by the identity key.", reply("reply-by-identity", signer=BOB))
    fault("reply-no-signature", "A Reply without a signature.", reply("reply-no-signature", signature=b""))
    # the dates
    fault("data-stamp-future", "A stamp 2 days and a second ahead.", data("data-future", stamp=NOW + 2 * DAY + 1), CLOCK)
    fault("first-serial-future", "A bundle's serial 2 days and a second ahead.",
          first("first-serial", make(serial=NOW + 2 * DAY + 1)), CLOCK)
    fault("first-signing-future", "A signing key made 2 days and a second ahead.",
          first("first-signing-future", make(created=NOW + 2 * DAY + 1)), CLOCK)
    expired = make(created=NOW - 91 * DAY)
    fault("first-too-late", "A signing key accepted until yesterday.", first("first-too-late", expired), LATE)
    fault("reply-too-late", "A Reply read when its signing key is not accepted any more.", reply("reply"), LATE,
          now=NOW + 81 * DAY)
    bad = flip(expired, len(expired) - 1)
    fault("first-too-late-bad-bundle", "A signing key accepted until yesterday, in a bundle with a bad signature.",
          first("first-late-bad", bad))


def first_with_signature(name, change):
    """A First whose ring signature was changed before encryption."""
    name = "first-ring-" + name
    header, _ = o.start_first(X1.public, BOB_PREKEY, BOB_N, seeded(name + " eseed")(64))
    signature = o.ring_sign(ALICE_SIGNING, [p.octets_of(ALICE_SIGNING.n), BOB_N],
                            o.first_message(header, ALICE_N, ALICE_BUNDLE, X1.public), seeded(name + " ring"))
    return first(name, signature=change(signature))


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: make_vectors.py OUTDIR")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("python-*"):
        stale.unlink()
    out = Folder(folder)
    accepted(out)
    flipped(out)
    malformed(out)
    not_authentic(out)
    (folder / "python-keys.txt").write_text("".join(f"{name}: {value.hex()}\n" for name, value in secrets.items()))
    print(f"{out.count} vectors written")


if __name__ == "__main__":
    main()

"""OTR-Mail, version 1: a second implementation, written from docs/PROTOCOL.md (its sections are named below).

It reads and makes bundles and packets with the keys that it is handed. It keeps no state: no prekeys looked up by ID,
no seen-rows, no sessions, no pinned addresses (steps 2, 4, 9, 10 and 11 of section 10). All randomness is an argument.
"""
import base64
import re
from hashlib import sha512, shake_256
from typing import NamedTuple

from primitives import (
    E, ML_KEM_CIPHERTEXT, ML_KEM_PUBLIC, FormatError, Reader, aes256_ctr, byte, data, hkdf_sha256, hmac_sha256, int4,
    long, ml_kem_decapsulate, ml_kem_encapsulate, ml_kem_public, ml_kem_public_ok, number, octets_of, pss_sign,
    pss_verify, rsa_modulus_ok, sha256, short, x25519, x25519_public, x25519_small_order, xwing_decapsulate,
    xor, xwing_encapsulate, xwing_public)

FIRST, REPLY, DATA = 1, 2, 3
MAIL, ACK = 1, 2
DAY = 86400
PACKET_LIMIT = 64 << 20
MAIL_LIMIT = 3 * PACKET_LIMIT
BUNDLE_LIMIT, SIGNATURE_LIMIT, OUTER_LIMIT = 8192, 2048, 65600
FUTURE = 2 * DAY
RATCHET, XWING_CIPHERTEXT = 1216, 1120


class Refused(Exception):
    """A packet that is not accepted; the class is one of section 10's."""

    def __init__(self, outcome, why):
        super().__init__(why)
        self.outcome = outcome


def need(condition, why):
    if not condition:
        raise FormatError(why)


# ---- section 1: labels and hashes; section 2: keys

def label(text):
    return text.encode("ascii") + b"\0"


def hashed(text, *parts):
    return sha256(label(text) + b"".join(map(data, parts)))


def fingerprint(modulus):
    return hashed("OTR-Mail RSA key v1", modulus)


def prekey_hash(public):
    return hashed("OTR-Mail prekey v1", public)


def prekey_id(public):
    return number(prekey_hash(public)[:4])


def ratchet_key_hash(key):
    return hashed("OTR-Mail ratchet key v1", key)


def session_id(x1):
    return hashed("OTR-Mail session v1", x1)[:16]


def header_hash(header):
    return hashed("OTR-Mail header v1", header)


def bundle_hash(bundle):
    return hashed("OTR-Mail bundle hash v1", bundle)


class RatchetKey:
    """A private ratchet key: X25519 private key (32) || ML-KEM-768 seed (64)."""

    def __init__(self, secret):
        self.x, self.seed = secret[:32], secret[32:]
        self.public = x25519_public(self.x) + ml_kem_public(self.seed)


def dh(private, public):
    shared = x25519(private, public[:32])
    need(any(shared), "X25519 gives zero")
    return shared


def check_ratchet_key(key):
    need(not x25519_small_order(key[:32]), "X25519 key of small order")
    need(ml_kem_public_ok(key[32:]), "ML-KEM key out of range")


# ---- section 3: bundles

class Bundle(NamedTuple):
    octets: bytes
    serial: int
    addresses: list
    identity: bytes
    signing: bytes
    signing_dates: tuple
    prekey: bytes
    prekey_dates: tuple


def countersigned(identity, signing, dates):
    return (label("OTR-Mail signing key v1") + data(fingerprint(identity)) + data(fingerprint(signing))
            + b"".join(map(long, dates)))


def _read_modulus(reader):
    octets = reader.data(most=512)
    need(octets[:1] != b"\0" and rsa_modulus_ok(number(octets)), "not an RSA modulus")
    return octets


def _read_address(reader):
    octets = reader.data(least=3, most=254)
    try:
        address = octets.decode("utf-8")
    except UnicodeDecodeError:
        raise FormatError("an address that is not UTF-8") from None
    local, _, domain = address.rpartition("@")
    need(local and domain and domain.isascii() and not re.search("[A-Z\\s]", address), "not a canonical address")
    return address


def read_bundle(octets):
    """The bundle of these bytes, all of its signatures verified; its dates are not compared with any clock."""
    need(len(octets) <= BUNDLE_LIMIT, "a bundle of more than 8192 bytes")
    r = Reader(octets)
    need(r.raw(4) == b"OTRB" and r.short() == 1, "not a bundle of version 1")
    serial = r.long()
    addresses = [_read_address(r) for _ in range(r.byte(1, 8))]
    identity, signing = _read_modulus(r), _read_modulus(r)
    dates = (r.long(), r.long(), r.long())
    countersignature = r.data()
    prekey, prekey_dates = r.raw(RATCHET), (r.long(), r.long())
    signed = octets[:r.at]
    signature = r.data()
    r.end()
    need(len(set(addresses)) == len(addresses), "an address twice")
    need(identity != signing, "one key as identity and signing key")
    need(dates[0] < dates[1] <= dates[2] <= dates[0] + 400 * DAY, "signing dates")
    need(prekey_dates[0] < prekey_dates[1] <= prekey_dates[0] + 400 * DAY, "prekey dates")
    need(ml_kem_public_ok(prekey[:ML_KEM_PUBLIC]) and not x25519_small_order(prekey[ML_KEM_PUBLIC:]), "bad prekey")
    need(pss_verify(number(signing), countersigned(identity, signing, dates), countersignature), "countersignature")
    need(pss_verify(number(identity), label("OTR-Mail bundle v1") + signed, signature), "bundle signature")
    return Bundle(octets, serial, addresses, identity, signing, dates, prekey, prekey_dates)


def make_bundle(serial, addresses, identity, signing, dates, prekey, prekey_dates, salts):
    """A bundle of the RsaKeys identity and signing; salts are two of 32 bytes."""
    n, m = octets_of(identity.n), octets_of(signing.n)
    octets = (b"OTRB" + short(1) + long(serial) + byte(len(addresses)) + b"".join(data(a.encode()) for a in addresses)
              + data(n) + data(m) + b"".join(map(long, dates))
              + data(pss_sign(signing, countersigned(n, m, dates), salts[0])) + prekey
              + b"".join(map(long, prekey_dates)))
    return octets + data(pss_sign(identity, label("OTR-Mail bundle v1") + octets, salts[1]))


BEGIN, END = (f"-----{word} OTR-MAIL KEY BUNDLE-----" for word in ("BEGIN", "END"))


def armour(octets):
    text = base64.b64encode(octets).decode()
    return "\n".join([BEGIN, *(text[i:i + 64] for i in range(0, len(text), 64)), END, ""])


def dearmour(text):
    lines = [line.rstrip(" \t\r") for line in text.strip().split("\n")]
    need(len(lines) > 2 and lines[0] == BEGIN and lines[-1] == END, "not an armoured bundle")
    return strict_base64("".join(lines[1:-1]))


def strict_base64(text):
    try:
        octets = base64.b64decode(text, validate=True)
    except ValueError:
        raise FormatError("not base64") from None
    need(base64.b64encode(octets).decode() == text, "not canonical base64")
    return octets


# ---- section 4: ring signatures

class _Ring:
    def __init__(self, moduli, message):
        self.members = sorted(set(moduli), key=fingerprint)
        need(len(self.members) == len(moduli) and 1 <= len(moduli) <= 255, "not a ring")
        self.n = [number(m) for m in self.members]
        self.size = (max(n.bit_length() for n in self.n) + 256 + 7) // 8
        self.statement = sha512(label("OTR-Mail ring v1") + byte(len(moduli)) + b"".join(map(data, self.members))
                                + data(message)).digest()

    def power(self, i, octets, exponent):
        q, t = divmod(number(octets), self.n[i])
        if (q + 1) * self.n[i] > 1 << 8 * self.size:
            return octets
        return (q * self.n[i] + pow(t, exponent, self.n[i])).to_bytes(self.size, "big")

    def step(self, i, octets):
        return shake_256(label("OTR-Mail ring step v1") + self.statement + byte(i) + octets).digest(self.size)


def ring_verify(moduli, message, signature):
    ring = _Ring(moduli, message)
    if len(signature) != (len(ring.n) + 1) * ring.size:
        return False
    parts = [signature[i:i + ring.size] for i in range(0, len(signature), ring.size)]
    v = parts[0]
    for i, x in enumerate(parts[1:]):
        v = ring.step(i, xor(v, ring.power(i, x, E)))
    return v == parts[0]


def ring_sign(key, moduli, message, random):
    """Signs with the RsaKey of one member; random(n) gives n bytes: first u, then the others' parts in ring order."""
    ring = _Ring(moduli, message)
    s, r = ring.n.index(key.n), len(ring.n)
    u = random(ring.size)
    x = [None if i == s else random(ring.size) for i in range(r)]
    v = {(s + 1) % r: ring.step(s, u)}
    for i in [*range(s + 1, r), *range(s)]:
        v[(i + 1) % r] = ring.step(i, xor(v[i], ring.power(i, x[i], E)))
    x[s] = ring.power(s, xor(u, v[s]), key.d)
    return v[0] + b"".join(x)


# ---- section 5: packets

class Packet(NamedTuple):
    octets: bytes
    header: bytes
    type: int
    session: bytes
    sender_id: int
    recipient_id: int
    kem: bytes
    y1: bytes
    ciphertext: bytes
    revealed: list
    published: list
    mac: bytes


def make_header(kind, session, sender_id, recipient_id, kem, y1=b""):
    return b"OTRM" + short(1) + byte(kind) + session + int4(sender_id) + int4(recipient_id) + kem + y1


def parse_packet(octets, limit=PACKET_LIMIT):
    """The parts of a packet, or Refused as Malformed, TooLarge or UnsupportedVersion."""
    if len(octets) > limit:
        raise Refused("TooLarge", "packet over the limit")
    try:
        r = Reader(octets)
        need(r.raw(4) == b"OTRM", "magic")
        if r.short() != 1:
            raise Refused("UnsupportedVersion", "version")
        kind = r.byte(FIRST, DATA)
        session, s, k = r.raw(16), r.int4(), r.int4()
        need({FIRST: s == 0, REPLY: s == k == 1, DATA: 1 <= s < 1 << 31 and 2 <= k < 1 << 31}[kind], "key IDs")
        kem = r.raw(XWING_CIPHERTEXT if kind == FIRST else ML_KEM_CIPHERTEXT)
        y1 = r.raw(32) if kind == REPLY else b""
        header = octets[:r.at]
        ciphertext = r.data()
        revealed = r.data(most=128 * 32)
        need(len(revealed) % 32 == 0, "revealed MAC keys")
        published = [(r.raw(32), r.data(least=1, most=256)) for _ in range(r.byte(0, 8))]
        need(all(prime[0] for _, prime in published), "leading zero of a prime")
        mac = r.raw(32)
        r.end()
    except FormatError as e:
        raise Refused("Malformed", str(e)) from None
    return Packet(octets, header, kind, session, s, k, kem, y1, ciphertext,
                  [revealed[i:i + 32] for i in range(0, len(revealed), 32)], published, mac)


def seal(header, key, plaintext, revealed=b"", published=()):
    """The packet of a header and a plaintext under an encryption key; published are (fingerprint, prime)."""
    octets = (header + data(aes256_ctr(key, plaintext)) + data(revealed) + byte(len(published))
              + b"".join(f + data(prime) for f, prime in published))
    return octets + hmac_sha256(mac_key(key), octets)


# ---- section 6: message keys

def derive(header, kem_secret, dh_secret, sender, recipient, sender_key_hash, recipient_key_hash):
    """The encryption key; sender and recipient are identity fingerprints."""
    parts = [header_hash(header), sender, recipient, sender_key_hash, recipient_key_hash]
    info = data(label("OTR-Mail message key v1")) + header[6:7] + b"".join(map(data, parts))
    return hkdf_sha256(label("OTR-Mail message key salt v1"), kem_secret + dh_secret, info, 32)


def mac_key(key):
    return sha256(label("OTR-Mail MAC key v1") + key)


# ---- section 7: plaintext

class Plaintext(NamedTuple):
    kind: int
    resent: bool
    stamp: int
    echo: int
    next_key: bytes
    bundle: bytes
    signature: bytes
    naks: list
    outer: bytes
    mail: bytes


def padded_length(n):
    e = n.bit_length() - 1
    z = max(e - e.bit_length(), 0)
    return -(-n >> z) << z


def make_plaintext(kind, stamp, echo, next_key, bundle=b"", signature=b"", naks=(), outer=b"", body=b"\0", flags=0):
    """naks are (session ID, header hash); body is the mail's segments with their end."""
    octets = (byte(kind) + byte(flags) + long(stamp) + long(echo) + next_key + data(bundle) + data(signature)
              + byte(len(naks)) + b"".join(session + header for session, header in naks) + data(outer) + body)
    return octets + bytes(padded_length(len(octets)) - len(octets))


def read_plaintext(octets, kind, mail_limit=MAIL_LIMIT):
    r = Reader(octets)
    content, flags, stamp, echo = r.byte(MAIL, ACK), r.byte(0, 1), r.long(), r.long()
    next_key, bundle, signature = r.raw(RATCHET), r.data(most=BUNDLE_LIMIT), r.data(most=SIGNATURE_LIMIT)
    naks = [(r.raw(16), r.raw(32)) for _ in range(r.byte(0, 16))]
    outer = r.data(most=OUTER_LIMIT)
    mail = read_body(r, mail_limit)
    need(len(octets) == padded_length(r.at) and not any(octets[r.at:]), "padding")
    need(bundle or kind == DATA, "no bundle")
    need(not signature or kind != DATA, "a signature in a Data")
    return Plaintext(content, flags == 1, stamp, echo, next_key, bundle, signature, naks, outer, mail)


# ---- section 8: coding of the mail

def literal(octets):
    return byte(1) + data(octets)


def folded(octets, columns, newline):
    """A segment for fold(octets, columns, newline)."""
    return byte(2) + byte(columns) + byte(newline) + data(octets)


def fold(octets, columns, newline):
    text = base64.b64encode(octets)
    return b"".join(text[i:i + columns] + {1: b"\n", 2: b"\r\n"}[newline] for i in range(0, len(text), columns))


def encode_body(mail):
    """The mail as literal segments alone."""
    return (literal(mail) if mail else b"") + b"\0"


def read_body(r, limit):
    out, size = [], 0
    while kind := r.byte(0, 2):
        if kind == 1:
            out.append(r.data(least=1))
        else:
            columns, newline = r.byte(4, 252), r.byte(1, 2)
            need(columns % 4 == 0, "line length")
            out.append(fold(r.data(least=1), columns, newline))
        size += len(out[-1])
        need(size <= limit, "a mail over the limit")
    return b"".join(out)


# ---- section 7: signatures

def first_message(header, identity, bundle, x1):
    return (label("OTR-Mail first v1") + data(header_hash(header)) + data(fingerprint(identity))
            + data(bundle_hash(bundle)) + data(x1))


def reply_message(identity, signing, session, y1, x1, y2):
    return (label("OTR-Mail reply v1") + data(fingerprint(identity)) + data(fingerprint(signing)) + data(session)
            + data(y1) + data(ratchet_key_hash(x1)) + data(ratchet_key_hash(y2)))


# ---- section 10: receiving, as far as it needs no state

class Opened(NamedTuple):
    packet: Packet
    mac_key: bytes
    plaintext: Plaintext
    bundle: Bundle


def _receive(packet, key_of, sender_identity, recipient_identity, x1, now):
    """key_of() gives the encryption key; x1 is the reader's own public key of a Reply."""
    try:
        key = key_of()
        need(hmac_sha256(mac_key(key), packet.octets[:-32]) == packet.mac, "MAC")
        plain = read_plaintext(aes256_ctr(key, packet.ciphertext), packet.type)
        check_ratchet_key(plain.next_key)
        bundle = read_bundle(plain.bundle) if plain.bundle else None
        need(not (bundle and sender_identity) or bundle.identity == sender_identity, "another identity's bundle")
        if packet.type == FIRST:
            message = first_message(packet.header, bundle.identity, plain.bundle, plain.next_key)
            need(ring_verify([bundle.signing, recipient_identity], message, plain.signature), "ring signature")
            need(session_id(plain.next_key) == packet.session, "session ID")
        elif packet.type == REPLY:
            need(session_id(x1) == packet.session, "session ID")
            message = reply_message(bundle.identity, bundle.signing, packet.session, packet.y1, x1, plain.next_key)
            need(pss_verify(number(bundle.signing), message, plain.signature), "signature")
        _check_dates(packet, plain, bundle, now)
    except FormatError as e:
        raise Refused("NotAuthentic", str(e)) from None
    return Opened(packet, mac_key(key), plain, bundle)


def _check_dates(packet, plain, bundle, now):
    dates = [plain.stamp] + ([bundle.serial, bundle.signing_dates[0], bundle.prekey_dates[0]] if bundle else [])
    if max(dates) > now + FUTURE:
        raise Refused("ClockSuspect", "a date in the future")
    if packet.type != DATA and now > bundle.signing_dates[2]:
        raise Refused("TooLate", "signing key not accepted any more")


def open_first(packet, prekey_seed, recipient_identity, now):
    def key():
        hashed_key = prekey_hash(xwing_public(prekey_seed))
        need(packet.recipient_id == number(hashed_key[:4]), "prekey ID")
        need(not x25519_small_order(packet.kem[1088:]), "X25519 gives zero inside X-Wing")
        return derive(packet.header, xwing_decapsulate(prekey_seed, packet.kem), b"", b"",
                      fingerprint(recipient_identity), b"", hashed_key)
    return _receive(packet, key, None, recipient_identity, None, now)


def open_reply(packet, x1_secret, sender_identity, recipient_identity, now):
    x1 = RatchetKey(x1_secret)

    def key():
        return derive(packet.header, ml_kem_decapsulate(x1.seed, packet.kem), dh(x1.x, packet.y1),
                      fingerprint(sender_identity), fingerprint(recipient_identity),
                      ratchet_key_hash(packet.y1), ratchet_key_hash(x1.public))
    return _receive(packet, key, sender_identity, recipient_identity, x1.public, now)


def open_data(packet, own_secret, sender_key, sender_identity, recipient_identity, now):
    own = RatchetKey(own_secret)

    def key():
        return derive(packet.header, ml_kem_decapsulate(own.seed, packet.kem), dh(own.x, sender_key),
                      fingerprint(sender_identity), fingerprint(recipient_identity),
                      ratchet_key_hash(sender_key), ratchet_key_hash(own.public))
    return _receive(packet, key, sender_identity, recipient_identity, None, now)


# ---- making: header and key of each type of message, and the whole of each

def start_first(x1, prekey, recipient_identity, eseed):
    """(header, key) of a First; x1 public, eseed 64 bytes."""
    secret, kem = xwing_encapsulate(prekey, eseed)
    header = make_header(FIRST, session_id(x1), 0, prekey_id(prekey), kem)
    return header, derive(header, secret, b"", b"", fingerprint(recipient_identity), b"", prekey_hash(prekey))


def start_reply(y1_private, x1, sender_identity, recipient_identity, m):
    """(header, key) of a Reply; y1_private the X25519 private key, m 32 bytes."""
    secret, kem = ml_kem_encapsulate(x1[32:], m)
    y1 = x25519_public(y1_private)
    header = make_header(REPLY, session_id(x1), 1, 1, kem, y1)
    return header, derive(header, secret, dh(y1_private, x1), fingerprint(sender_identity),
                          fingerprint(recipient_identity), ratchet_key_hash(y1), ratchet_key_hash(x1))


def start_data(session, s, own, r, peer_key, sender_identity, recipient_identity, m):
    """(header, key) of a Data; own the RatchetKey s, peer_key the public ratchet key r, m 32 bytes."""
    secret, kem = ml_kem_encapsulate(peer_key[32:], m)
    header = make_header(DATA, session, s, r, kem)
    return header, derive(header, secret, dh(own.x, peer_key), fingerprint(sender_identity),
                          fingerprint(recipient_identity), ratchet_key_hash(own.public), ratchet_key_hash(peer_key))


def make_first(x1, prekey, sender_bundle, signer, recipient_identity, eseed, random, revealed=b"", published=(), **plain):
    """A First; signer is the RsaKey of either ring member, plain what make_plaintext takes beside keys and signature."""
    bundle = read_bundle(sender_bundle)
    header, key = start_first(x1, prekey, recipient_identity, eseed)
    message = first_message(header, bundle.identity, sender_bundle, x1)
    signature = ring_sign(signer, [bundle.signing, recipient_identity], message, random)
    return seal(header, key, make_plaintext(next_key=x1, bundle=sender_bundle, signature=signature, **plain),
                revealed, published)


def make_reply(y1_private, y2, x1, sender_bundle, signing, recipient_identity, m, salt, revealed=b"", published=(), **plain):
    """A Reply signed by the RsaKey signing."""
    bundle = read_bundle(sender_bundle)
    header, key = start_reply(y1_private, x1, bundle.identity, recipient_identity, m)
    message = reply_message(bundle.identity, bundle.signing, session_id(x1), x25519_public(y1_private), x1, y2)
    return seal(header, key, make_plaintext(
        next_key=y2, bundle=sender_bundle, signature=pss_sign(signing, message, salt), **plain), revealed, published)


def make_data(session, s, own, r, peer_key, next_key, sender_identity, recipient_identity, m,
              revealed=b"", published=(), **plain):
    header, key = start_data(session, s, own, r, peer_key, sender_identity, recipient_identity, m)
    return seal(header, key, make_plaintext(next_key=next_key, **plain), revealed, published)

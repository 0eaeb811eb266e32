"""A short correspondence through otrmail.py: First, Reply, Data, a forgery once the MAC key is out, and the armour.

    python3 tests/second/test_otrmail.py
"""
from hashlib import shake_256

import otrmail as o
import primitives as p

NOW, DAY = 1760000000, o.DAY
draws = iter(range(1 << 40))


def random(n):
    return shake_256(b"correspondence" + p.long(next(draws))).digest(n)


def refused(action, error):
    try:
        action()
    except error:
        return True
    return False


class Person:
    def __init__(self, address):
        self.identity, self.signing, self.seed = p.rsa_generate(2048, random), p.rsa_generate(2048, random), random(32)
        self.modulus, self.prekey = p.octets_of(self.identity.n), p.xwing_public(self.seed)
        self.bundle = o.make_bundle(NOW, [address], self.identity, self.signing, (NOW, NOW + DAY, NOW + 2 * DAY),
                                    self.prekey, (NOW, NOW + DAY), (random(32), random(32)))


def main():
    alice, bob = Person("alice@example.org"), Person("bob@example.net")
    secrets = {name: random(96) for name in ("x1", "x2", "y2", "y3")}
    public = {name: o.RatchetKey(secret).public for name, secret in secrets.items()}
    session, mail = o.session_id(public["x1"]), b"From: alice@example.org\n\nHello\n"
    body = o.encode_body(mail)

    octets = o.make_first(public["x1"], bob.prekey, alice.bundle, alice.signing, bob.modulus, random(64), random,
                          kind=o.MAIL, stamp=NOW, echo=0, body=body)
    first = o.open_first(o.parse_packet(octets), bob.seed, bob.modulus, NOW)
    assert first.plaintext.mail == mail and first.bundle.identity == alice.modulus

    y1 = random(32)
    octets = o.make_reply(y1, public["y2"], first.plaintext.next_key, bob.bundle, bob.signing, alice.modulus, random(32),
                          random(32), revealed=first.mac_key, kind=o.MAIL, stamp=NOW, echo=NOW, body=body)
    reply = o.open_reply(o.parse_packet(octets), secrets["x1"], bob.modulus, alice.modulus, NOW)
    assert reply.plaintext.next_key == public["y2"] and reply.packet.revealed == [first.mac_key]

    octets = o.make_data(session, 1, o.RatchetKey(secrets["x1"]), 2, public["y2"], public["x2"], alice.modulus, bob.modulus,
                         random(32), kind=o.MAIL, stamp=NOW, echo=NOW, body=body)
    read = lambda packet: o.open_data(o.parse_packet(packet), secrets["y2"], public["x1"], alice.modulus, bob.modulus, NOW)
    opened = read(octets)
    assert opened.plaintext.mail == mail and opened.bundle is None

    # whoever has the MAC key can write "Jello" for "Hello" without the encryption key; 1252 bytes stand before the mail
    at = len(opened.packet.header) + 4 + 1252 + mail.index(b"H")
    forged = octets[:at] + bytes([octets[at] ^ ord("H") ^ ord("J")]) + octets[at + 1:-32]
    forged += p.hmac_sha256(opened.mac_key, forged)
    assert read(forged).plaintext.mail == mail.replace(b"Hello", b"Jello")

    text = o.armour(alice.bundle)
    assert o.dearmour(text) == alice.bundle and o.dearmour(text.replace("\n", " \r\n")) == alice.bundle
    assert refused(lambda: o.dearmour(text.replace("\n", "\n*", 1)), p.FormatError)
    print("the correspondence holds")


if __name__ == "__main__":
    main()

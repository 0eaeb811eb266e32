#!/usr/bin/env python3
"""The Socialist Millionaires' Protocol of OTR version 3, written from the specification alone. Lines in, lines out:

  begin INITIATOR RESPONDER SESSION SECRET   -> MESSAGE1            (all in hexadecimal digits)
  message1 MESSAGE1                          -> ok | cheat
  answer INITIATOR RESPONDER SESSION SECRET  -> MESSAGE2
  message2 MESSAGE2                          -> MESSAGE3 | cheat
  message3 MESSAGE3                          -> same MESSAGE4 | differ MESSAGE4 | cheat
  message4 MESSAGE4                          -> same | differ | cheat
"""
import hashlib
import secrets
import sys

P = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
    "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
    "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA237327FFFFFFFFFFFFFFFF",
    16,
)
Q = (P - 1) // 2
G1 = 2


def mpi(n):
    raw = n.to_bytes((n.bit_length() + 7) // 8, "big")
    return len(raw).to_bytes(4, "big") + raw


def written(numbers):
    return (len(numbers).to_bytes(4, "big") + b"".join(mpi(n) for n in numbers)).hex()


def read(text, count):
    raw = bytes.fromhex(text)
    if int.from_bytes(raw[:4], "big") != count:
        raise ValueError("count")
    at, numbers = 4, []
    for _ in range(count):
        size = int.from_bytes(raw[at : at + 4], "big")
        numbers.append(int.from_bytes(raw[at + 4 : at + 4 + size], "big"))
        at += 4 + size
    if at != len(raw):
        raise ValueError("length")
    return numbers


def hashed(version, *numbers):
    return int.from_bytes(hashlib.sha256(bytes([version]) + b"".join(mpi(n) for n in numbers)).digest(), "big")


def draw():
    return secrets.randbits(1536)


def need(condition):
    if not condition:
        raise ValueError("cheat")


def elements(*numbers):
    need(all(2 <= n <= P - 2 for n in numbers))


def secret_of(initiator, responder, session, entered):
    return int.from_bytes(hashlib.sha256(b"\x01" + b"".join(map(bytes.fromhex, (initiator, responder, session, entered)))).digest(), "big")


def prove_log(version, x):
    r = draw()
    c = hashed(version, pow(G1, r, P))
    return c, (r - x * c) % Q


def check_log(version, element, c, d):
    need(c == hashed(version, pow(G1, d, P) * pow(element, c, P) % P))


class Party:
    def begin(self, *secret):
        self.x, self.a2, self.a3 = secret_of(*secret), draw(), draw()
        return written([pow(G1, self.a2, P), *prove_log(1, self.a2), pow(G1, self.a3, P), *prove_log(2, self.a3)])

    def message1(self, text):
        g2a, c2, d2, g3a, c3, d3 = read(text, 6)
        elements(g2a, g3a)
        check_log(1, g2a, c2, d2)
        check_log(2, g3a, c3, d3)
        self.b2, self.b3, self.g3other = draw(), draw(), g3a
        self.g2, self.g3 = pow(g2a, self.b2, P), pow(g3a, self.b3, P)
        return "ok"

    def coordinates(self, version, r, y):
        r5, r6 = draw(), draw()
        c = hashed(version, pow(self.g3, r5, P), pow(G1, r5, P) * pow(self.g2, r6, P) % P)
        return c, (r5 - r * c) % Q, (r6 - y * c) % Q

    def check_coordinates(self, version, p, q, c, d5, d6):
        first = pow(self.g3, d5, P) * pow(p, c, P) % P
        need(c == hashed(version, first, pow(G1, d5, P) * pow(self.g2, d6, P) * pow(q, c, P) % P))

    def equal_logs(self, version, x):
        r = draw()
        c = hashed(version, pow(G1, r, P), pow(self.qab, r, P))
        return c, (r - x * c) % Q

    def check_equal_logs(self, version, power, c, d):
        first = pow(G1, d, P) * pow(self.g3other, c, P) % P
        need(c == hashed(version, first, pow(self.qab, d, P) * pow(power, c, P) % P))

    def answer(self, *secret):
        self.y, r4 = secret_of(*secret), draw()
        self.pb, self.qb = pow(self.g3, r4, P), pow(G1, r4, P) * pow(self.g2, self.y, P) % P
        logs = [pow(G1, self.b2, P), *prove_log(3, self.b2), pow(G1, self.b3, P), *prove_log(4, self.b3)]
        return written([*logs, self.pb, self.qb, *self.coordinates(5, r4, self.y)])

    def message2(self, text):
        g2b, c2, d2, g3b, c3, d3, pb, qb, cp, d5, d6 = read(text, 11)
        elements(g2b, g3b, pb, qb)
        check_log(3, g2b, c2, d2)
        check_log(4, g3b, c3, d3)
        self.g2, self.g3, self.g3other, r4 = pow(g2b, self.a2, P), pow(g3b, self.a3, P), g3b, draw()
        self.check_coordinates(5, pb, qb, cp, d5, d6)
        pa, qa = pow(self.g3, r4, P), pow(G1, r4, P) * pow(self.g2, self.x, P) % P
        self.pab, self.qab = pa * pow(pb, -1, P) % P, qa * pow(qb, -1, P) % P
        return written([pa, qa, *self.coordinates(6, r4, self.x), pow(self.qab, self.a3, P), *self.equal_logs(7, self.a3)])

    def message3(self, text):
        pa, qa, cp, d5, d6, ra, cr, d7 = read(text, 8)
        elements(pa, qa, ra)
        self.check_coordinates(6, pa, qa, cp, d5, d6)
        self.qab = qa * pow(self.qb, -1, P) % P
        self.check_equal_logs(7, ra, cr, d7)
        word = "same" if pow(ra, self.b3, P) == pa * pow(self.pb, -1, P) % P else "differ"
        return word + " " + written([pow(self.qab, self.b3, P), *self.equal_logs(8, self.b3)])

    def message4(self, text):
        rb, cr, d7 = read(text, 3)
        elements(rb)
        self.check_equal_logs(8, rb, cr, d7)
        return "same" if pow(rb, self.a3, P) == self.pab else "differ"


def main():
    party = Party()
    for line in sys.stdin:
        name, *arguments = line.rstrip("\n").split(" ")
        try:
            print(getattr(party, name)(*arguments), flush=True)
        except ValueError:
            print("cheat", flush=True)


if __name__ == "__main__":
    main()

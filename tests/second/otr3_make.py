#!/usr/bin/env python3
"""A second, independent implementation of the key schedule and messages of OTR version 3, from the specification's text.

Plays Bob, who begins, against an Alice whose coins are fixed, and writes everything both send, and what Alice must find, to
tests/vectors/otr3/conversation.json. Nothing here is shared with the program. Usage: otr3_make.py > conversation.json
"""
import hashlib
import hmac
import json
import sys

from primitives import SBOX

P = int("FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B"
        "302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6"
        "49286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D"
        "670C354E4ABC9804F1746C08CA237327FFFFFFFFFFFFFFFF", 16)
ALICE, BOB = 0x27E31597, 0x5A73A599


def coins(name, length):
    return hashlib.shake_128(b"otr3 vector " + name.encode()).digest(length)


def exponent(name):
    octets = bytearray(coins(name, 40))
    octets[0] |= 0x80
    return int.from_bytes(octets, "big")


# ------------------------------------------------------------------ encodings

def INT(n):
    return n.to_bytes(4, "big")


def DATA(octets):
    return INT(len(octets)) + octets


def MPI(n):
    return DATA(n.to_bytes((n.bit_length() + 7) // 8, "big"))


def header(kind, sender, receiver):
    return b"\x00\x03" + bytes([kind]) + INT(sender) + INT(receiver)


def wire(octets):
    import base64
    return "?OTR:" + base64.b64encode(octets).decode() + "."


# ------------------------------------------------------------------ AES-128


def _xtime(a):
    a <<= 1
    return (a ^ 0x11B) & 0xFF if a & 0x100 else a


def _expand(key):
    words = [list(key[i:i + 4]) for i in range(0, 16, 4)]
    rcon = 1
    for i in range(4, 44):
        word = list(words[i - 1])
        if i % 4 == 0:
            word = [SBOX[b] for b in word[1:] + word[:1]]
            word[0] ^= rcon
            rcon = _xtime(rcon)
        words.append([a ^ b for a, b in zip(words[i - 4], word)])
    return [sum(words[4 * r:4 * r + 4], []) for r in range(11)]


def aes128_block(key, block):
    keys = _expand(key)
    state = [a ^ b for a, b in zip(block, keys[0])]
    for r in range(1, 11):
        state = [SBOX[b] for b in state]
        state = [state[(i + 4 * (i % 4)) % 16] for i in range(16)]
        if r < 10:
            mixed = []
            for c in range(0, 16, 4):
                col = state[c:c + 4]
                for i in range(4):
                    a, b = col[i], col[(i + 1) % 4]
                    mixed.append(_xtime(a) ^ _xtime(b) ^ b ^ col[(i + 2) % 4] ^ col[(i + 3) % 4])
            state = mixed
        state = [a ^ b for a, b in zip(state, keys[r])]
    return bytes(state)


def aes_ctr(key, top, octets):
    out = bytearray()
    counter = int.from_bytes(top, "big") << 64
    for at in range(0, len(octets), 16):
        stream = aes128_block(key, counter.to_bytes(16, "big"))
        out += bytes(a ^ b for a, b in zip(octets[at:at + 16], stream))
        counter += 1
    return bytes(out)


assert aes128_block(bytes(range(16)), bytes.fromhex("00112233445566778899aabbccddeeff")).hex() == "69c4e0d86a7b0430d8cdb78070b4c55a"


# ------------------------------------------------------------------ keys

def h1(b, s):
    return hashlib.sha1(bytes([b]) + MPI(s)).digest()


def h2(b, s):
    return hashlib.sha256(bytes([b]) + MPI(s)).digest()


def session(own_public, other_public, s):
    """(sending AES key, receiving AES key, extra key) of the owner of own_public."""
    send, receive = (1, 2) if own_public > other_public else (2, 1)
    return h1(send, s)[:16], h1(receive, s)[:16], h2(0xFF, s)


def mac_key(aes_key):
    return hashlib.sha1(aes_key).digest()


# ------------------------------------------------------------------ DSA

def dsa(name):
    """A key with 1024 and 160 bits; the numbers are looked for from fixed coins."""
    q = int.from_bytes(coins(name + " q", 20), "big") | (1 << 159) | 1
    while not prime(q):
        q += 2
    start = int.from_bytes(coins(name + " p", 128), "big") | (1 << 1023)
    p = start - start % (2 * q) + 1
    while not prime(p):
        p += 2 * q
    g = pow(2, (p - 1) // q, p)
    x = int.from_bytes(coins(name + " x", 24), "big") % (q - 1) + 1
    return p, q, g, pow(g, x, p), x


def prime(n):
    if any(n % f == 0 for f in (3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)):
        return False
    d, r = n - 1, 0
    while d % 2 == 0:
        d, r = d // 2, r + 1
    for a in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        y = pow(a, d, n)
        if y in (1, n - 1):
            continue
        for _ in range(r - 1):
            y = y * y % n
            if y == n - 1:
                break
        else:
            return False
    return True


def pubkey(key):
    return b"\x00\x00" + b"".join(MPI(n) for n in key[:4])


def sign(key, m, name):
    p, q, g, _, x = key
    k = int.from_bytes(coins(name, 24), "big") % (q - 1) + 1
    r = pow(g, k, p) % q
    s = pow(k, -1, q) * (int.from_bytes(m, "big") + x * r) % q
    return r.to_bytes(20, "big") + s.to_bytes(20, "big")


def signature(key, s, own, other, key_id, enc, m1, m2, name):
    m = hmac.digest(m1, MPI(own) + MPI(other) + pubkey(key) + INT(key_id), "sha256")
    x = aes_ctr(enc, bytes(8), pubkey(key) + INT(key_id) + sign(key, m, name))
    return DATA(x) + hmac.digest(m2, DATA(x), "sha256")[:20]


# ------------------------------------------------------------------ the conversation

def data_message(sender, receiver, flags, sender_id, receiver_id, next_public, counter, aes_key, text, revealed=b""):
    body = (header(3, sender, receiver) + bytes([flags]) + INT(sender_id) + INT(receiver_id) + MPI(next_public)
            + counter.to_bytes(8, "big") + DATA(aes_ctr(aes_key, counter.to_bytes(8, "big"), text)))
    return body + hmac.digest(mac_key(aes_key), body, "sha1") + DATA(revealed)


def main():
    bob_key = dsa("bob")
    alice_key = dsa("alice")
    x, x2, x3 = exponent("bob x"), exponent("bob x2"), exponent("bob x3")
    y, y2, y3 = exponent("alice y"), exponent("alice y2"), exponent("alice y3")
    gx, gx2, gx3, gy, gy2 = (pow(2, e, P) for e in (x, x2, x3, y, y2))
    r = coins("bob r", 16)
    commit = header(2, BOB, 0) + DATA(aes_ctr(r, bytes(8), MPI(gx))) + DATA(hashlib.sha256(MPI(gx)).digest())
    key = header(0x0A, ALICE, BOB) + MPI(gy)
    s = pow(gy, x, P)
    c = h2(1, s)
    reveal = (header(0x11, BOB, ALICE) + DATA(r)
              + signature(bob_key, s, gx, gy, 7, c[:16], h2(2, s), h2(3, s), "bob k"))
    # Bob's key is number 7 here: IDs need not begin with 1
    bob_says = "Grüße von Bob".encode()
    sending, receiving, extra = session(gx, gy, pow(gy, x, P))
    first = data_message(BOB, ALICE, 0, 7, 1, gx2, 1, sending, bob_says + b"\0" + b"\x00\x08" + b"\x00\x04" + INT(5))
    # Alice answers from her key 1 to Bob's key 8
    sending2, receiving2, _ = session(gy, gx2, pow(gx2, y, P))
    second = data_message(ALICE, BOB, 0, 1, 8, gy2, 1, sending2, b"hello bob\0")
    # Bob moves on to his key 8 and Alice's key 2; he reveals nothing
    sending3, _, _ = session(gx2, gy2, pow(gy2, x2, P))
    third = data_message(BOB, ALICE, 1, 8, 2, gx3, 5, sending3, b"\0" + b"\x00\x01\x00\x00")
    bob_revealed = mac_key(sending)
    json.dump({
        "about": "Bob (a second implementation) begins; Alice's coins are y, y2, y3, 40 bytes each",
        "aliceKey": {name: f"{n:x}" for name, n in zip("pqgyx", alice_key)},
        "bobFingerprint": hashlib.sha1(pubkey(bob_key)[2:]).hexdigest(),
        "aliceTag": f"{ALICE:08x}",
        "coins": "".join(f"{e:080x}" for e in (y, y2, y3)),
        "commit": wire(commit),
        "dhKey": wire(key),
        "reveal": wire(reveal),
        "sessionId": h2(0, s)[:8].hex(),
        "first": wire(first),
        "firstText": bob_says.decode(),
        "extraUse": 5,
        "extraKey": extra.hex(),
        "second": wire(second),
        "secondText": "hello bob",
        "third": wire(third),
        "firstMacKey": bob_revealed.hex(),
    }, sys.stdout, indent=1)
    print()


main()

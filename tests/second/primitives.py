"""What OTR-Mail is built from, in Python's standard library alone: the data types of the packets, SHA-2 and HKDF,
AES-256 in counter mode, X25519, ML-KEM-768, X-Wing, and RSA with PSS.

Written to be read beside the standards, for test vectors only: nothing here runs in constant time.
"""
import hashlib
import hmac
import struct
from math import gcd


# ---- data types (PROTOCOL.md, section 1)

class FormatError(Exception):
    """Bytes that are not what their layout says."""


def byte(n):
    return n.to_bytes(1, "big")


def short(n):
    return n.to_bytes(2, "big")


def int4(n):
    return n.to_bytes(4, "big")


def long(n):
    return n.to_bytes(8, "big")


def data(octets):
    return int4(len(octets)) + octets


class Reader:
    """Reads the data types in order; anything short, too long or left over is a FormatError."""

    def __init__(self, octets):
        self.octets, self.at = octets, 0

    def raw(self, n):
        if n > len(self.octets) - self.at:
            raise FormatError("ends too early")
        self.at += n
        return self.octets[self.at - n:self.at]

    def _number(self, n):
        return int.from_bytes(self.raw(n), "big")

    def byte(self, least=0, most=255):
        n = self._number(1)
        if not least <= n <= most:
            raise FormatError("a count or kind out of range")
        return n

    def short(self):
        return self._number(2)

    def int4(self):
        return self._number(4)

    def long(self):
        n = self._number(8)
        if n >> 63:
            raise FormatError("a LONG of 2^63 or more")
        return n

    def data(self, most=None, least=0):
        n = self._number(4)
        if n < least or (most is not None and n > most):
            raise FormatError("a length out of range")
        return self.raw(n)

    def end(self):
        if self.at != len(self.octets):
            raise FormatError("trailing bytes")


# ---- hashes

def sha256(octets):
    return hashlib.sha256(octets).digest()


def hmac_sha256(key, octets):
    return hmac.new(key, octets, hashlib.sha256).digest()


def hkdf_sha256(salt, ikm, info, length):
    """RFC 5869."""
    prk = hmac_sha256(salt, ikm)
    out, block, i = b"", b"", 0
    while len(out) < length:
        i += 1
        block = hmac_sha256(prk, block + info + byte(i))
        out += block
    return out[:length]


# ---- AES-256 (FIPS 197), encryption direction alone

def _aes_tables():
    sbox, p, q = [0x63] * 256, 1, 1
    while True:
        p = (p ^ (p << 1) ^ (0x11B if p & 0x80 else 0)) & 0xFF
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 0xFF
        if q & 0x80:
            q ^= 0x09
        rotated = q
        for shift in range(1, 5):
            rotated ^= ((q << shift) | (q >> (8 - shift))) & 0xFF
        sbox[p] = rotated ^ 0x63
        if p == 1:
            break
    t0 = []
    for s in sbox:
        twice = ((s << 1) ^ (0x11B if s & 0x80 else 0)) & 0xFF
        t0.append(twice << 24 | s << 16 | s << 8 | twice ^ s)
    turn = lambda w, n: (w >> n | w << (32 - n)) & 0xFFFFFFFF
    return sbox, t0, [turn(w, 8) for w in t0], [turn(w, 16) for w in t0], [turn(w, 24) for w in t0]


SBOX, T0, T1, T2, T3 = _aes_tables()


def aes256_schedule(key):
    words = list(struct.unpack(">8I", key))
    sub = lambda w: SBOX[w >> 24] << 24 | SBOX[w >> 16 & 255] << 16 | SBOX[w >> 8 & 255] << 8 | SBOX[w & 255]
    rcon = 1
    for i in range(8, 60):
        w = words[-1]
        if i % 8 == 0:
            w = sub((w << 8 | w >> 24) & 0xFFFFFFFF) ^ rcon << 24
            rcon <<= 1
        elif i % 8 == 4:
            w = sub(w)
        words.append(words[-8] ^ w)
    return words


def aes256_block(w, block):
    a, b, c, d = struct.unpack(">4I", block)
    a, b, c, d = a ^ w[0], b ^ w[1], c ^ w[2], d ^ w[3]
    for k in range(4, 56, 4):
        a, b, c, d = (T0[a >> 24] ^ T1[b >> 16 & 255] ^ T2[c >> 8 & 255] ^ T3[d & 255] ^ w[k],
                      T0[b >> 24] ^ T1[c >> 16 & 255] ^ T2[d >> 8 & 255] ^ T3[a & 255] ^ w[k + 1],
                      T0[c >> 24] ^ T1[d >> 16 & 255] ^ T2[a >> 8 & 255] ^ T3[b & 255] ^ w[k + 2],
                      T0[d >> 24] ^ T1[a >> 16 & 255] ^ T2[b >> 8 & 255] ^ T3[c & 255] ^ w[k + 3])
    last = lambda e, f, g, h: SBOX[e >> 24] << 24 | SBOX[f >> 16 & 255] << 16 | SBOX[g >> 8 & 255] << 8 | SBOX[h & 255]
    return struct.pack(">4I", last(a, b, c, d) ^ w[56], last(b, c, d, a) ^ w[57],
                       last(c, d, a, b) ^ w[58], last(d, a, b, c) ^ w[59])


def aes256_ctr(key, octets):
    """AES-256-CTR with a 128-bit big-endian counter from 0."""
    if not octets:
        return b""
    w = aes256_schedule(key)
    stream = b"".join(aes256_block(w, i.to_bytes(16, "big")) for i in range((len(octets) + 15) // 16))
    n = len(octets)
    return (int.from_bytes(octets, "big") ^ int.from_bytes(stream[:n], "big")).to_bytes(n, "big")


# ---- X25519 (RFC 7748)

P25519 = 2 ** 255 - 19


def x25519(scalar, point):
    """The X25519 function. An all-zero result is returned, not refused: that is the caller's part."""
    p = P25519
    k = bytearray(scalar)
    k[0] &= 248
    k[31] = k[31] & 127 | 64
    k = int.from_bytes(k, "little")
    x1 = int.from_bytes(point, "little") & (1 << 255) - 1
    x2, z2, x3, z3, swap = 1, 0, x1, 1, 0
    for t in reversed(range(255)):
        bit = k >> t & 1
        if swap ^ bit:
            x2, x3, z2, z3 = x3, x2, z3, z2
        swap = bit
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        aa, bb, da, cb = a * a % p, b * b % p, d * a % p, c * b % p
        e = aa - bb
        x3, z3 = (da + cb) ** 2 % p, x1 * (da - cb) ** 2 % p
        x2, z2 = aa * bb % p, e * (aa + 121665 * e) % p
    if swap:
        x2, z2 = x3, z3
    return (x2 * pow(z2, p - 2, p) % p).to_bytes(32, "little")


def x25519_public(scalar):
    return x25519(scalar, b"\x09" + bytes(31))


def x25519_small_order(point):
    """True when every X25519 with this point is zero: clamped scalars are multiples of 8 below 8 times the order."""
    return not any(x25519(bytes(32), point))


# ---- ML-KEM-768 (FIPS 203)

Q, K = 3329, 3
ML_KEM_PUBLIC, ML_KEM_CIPHERTEXT = 1184, 1088
_BITREV = [int(format(i, "07b")[::-1], 2) for i in range(128)]
_ZETAS = [pow(17, r, Q) for r in _BITREV]
_GAMMAS = [pow(17, 2 * r + 1, Q) for r in _BITREV]


def _ntt(f):
    f, i, n = list(f), 1, 128
    while n >= 2:
        for start in range(0, 256, 2 * n):
            zeta = _ZETAS[i]
            i += 1
            for j in range(start, start + n):
                t = zeta * f[j + n] % Q
                f[j + n], f[j] = (f[j] - t) % Q, (f[j] + t) % Q
        n //= 2
    return f


def _inverse_ntt(f):
    f, i, n = list(f), 127, 2
    while n <= 128:
        for start in range(0, 256, 2 * n):
            zeta = _ZETAS[i]
            i -= 1
            for j in range(start, start + n):
                t = f[j]
                f[j], f[j + n] = (t + f[j + n]) % Q, zeta * (f[j + n] - t) % Q
        n *= 2
    return [x * 3303 % Q for x in f]


def _dot(row, column):
    """The inner product of two vectors of polynomials in the NTT domain."""
    out = [0] * 256
    for f, g in zip(row, column):
        for i in range(0, 256, 2):
            out[i] += f[i] * g[i] + f[i + 1] * g[i + 1] % Q * _GAMMAS[i // 2]
            out[i + 1] += f[i] * g[i + 1] + f[i + 1] * g[i]
    return [x % Q for x in out]


def _add(*polynomials):
    return [sum(xs) % Q for xs in zip(*polynomials)]


def _pack(values, bits):
    return sum(x << i * bits for i, x in enumerate(values)).to_bytes(len(values) * bits // 8, "little")


def _unpack(octets, bits):
    n, mask = int.from_bytes(octets, "little"), (1 << bits) - 1
    return [n >> i & mask for i in range(0, len(octets) * 8, bits)]


def _compress(f, bits):
    return _pack([((x << bits) + Q // 2) // Q & (1 << bits) - 1 for x in f], bits)


def _decompress(octets, bits):
    return [Q * x + (1 << bits - 1) >> bits for x in _unpack(octets, bits)]


def _matrix(rho):
    def sample(i, j):
        stream = hashlib.shake_128(rho + bytes([j, i])).digest(168 * 12)
        values = (v for k in range(0, len(stream), 3) for v in (
            stream[k] | (stream[k + 1] & 15) << 8, stream[k + 1] >> 4 | stream[k + 2] << 4))
        poly = [v for v in values if v < Q][:256]
        assert len(poly) == 256
        return poly
    return [[sample(i, j) for j in range(K)] for i in range(K)]


def _noise(seed, n):
    """SamplePolyCBD of eta = 2 from PRF(seed, n)."""
    bits = _unpack(hashlib.shake_256(seed + byte(n)).digest(128), 1)
    return [(bits[i] + bits[i + 1] - bits[i + 2] - bits[i + 3]) % Q for i in range(0, 1024, 4)]


def _g(octets):
    h = hashlib.sha3_512(octets).digest()
    return h[:32], h[32:]


def _keygen(d):
    rho, sigma = _g(d + byte(K))
    a = _matrix(rho)
    s = [_ntt(_noise(sigma, i)) for i in range(K)]
    e = [_ntt(_noise(sigma, K + i)) for i in range(K)]
    t = [_add(_dot(a[i], s), e[i]) for i in range(K)]
    return b"".join(_pack(f, 12) for f in t) + rho, s


def _encrypt(ek, m, r):
    t, rho = [_unpack(ek[384 * i:384 * i + 384], 12) for i in range(K)], ek[384 * K:]
    a = _matrix(rho)
    y = [_ntt(_noise(r, i)) for i in range(K)]
    u = [_add(_inverse_ntt(_dot([a[j][i] for j in range(K)], y)), _noise(r, K + i)) for i in range(K)]
    v = _add(_inverse_ntt(_dot(t, y)), _noise(r, 2 * K), _decompress(m, 1))
    return b"".join(_compress(f, 10) for f in u) + _compress(v, 4)


def ml_kem_public(seed):
    """The encapsulation key of the seed d || z."""
    return _keygen(seed[:32])[0]


def ml_kem_public_ok(ek):
    """The checks of FIPS 203, section 7.2."""
    return len(ek) == ML_KEM_PUBLIC and all(x < Q for x in _unpack(ek[:384 * K], 12))


def ml_kem_encapsulate(ek, m):
    """(secret, ciphertext) for 32 bytes of randomness."""
    secret, r = _g(m + hashlib.sha3_256(ek).digest())
    return secret, _encrypt(ek, m, r)


def ml_kem_decapsulate(seed, c):
    """The secret; of a ciphertext that nobody encapsulated, the implicit rejection's."""
    ek, s = _keygen(seed[:32])
    u = [_ntt(_decompress(c[320 * i:320 * i + 320], 10)) for i in range(K)]
    v = _decompress(c[320 * K:], 4)
    w = [(x - y) % Q for x, y in zip(v, _inverse_ntt(_dot(s, u)))]
    m = _compress(w, 1)
    secret, r = _g(m + hashlib.sha3_256(ek).digest())
    return secret if _encrypt(ek, m, r) == c else hashlib.shake_256(seed[32:] + c).digest(32)


# ---- X-Wing (draft-connolly-cfrg-xwing-kem-06)

def _xwing_expand(seed):
    octets = hashlib.shake_256(seed).digest(96)
    return octets[:64], octets[64:]


def _xwing_combine(ss_m, ss_x, ct_x, pk_x):
    return hashlib.sha3_256(ss_m + ss_x + ct_x + pk_x + rb"\.//^" + b"\\").digest()


def xwing_public(seed):
    ml, x = _xwing_expand(seed)
    return ml_kem_public(ml) + x25519_public(x)


def xwing_encapsulate(public, eseed):
    """(secret, ciphertext) for 64 bytes of randomness."""
    ss_m, ct_m = ml_kem_encapsulate(public[:ML_KEM_PUBLIC], eseed[:32])
    pk_x, ct_x = public[ML_KEM_PUBLIC:], x25519_public(eseed[32:])
    return _xwing_combine(ss_m, x25519(eseed[32:], pk_x), ct_x, pk_x), ct_m + ct_x


def xwing_decapsulate(seed, c):
    ml, x = _xwing_expand(seed)
    ct_m, ct_x = c[:ML_KEM_CIPHERTEXT], c[ML_KEM_CIPHERTEXT:]
    return _xwing_combine(ml_kem_decapsulate(ml, ct_m), x25519(x, ct_x), ct_x, x25519_public(x))


# ---- RSA (RFC 8017) with e = 65537

E = 65537
_SMALL = [p for p in range(3, 4096, 2) if all(p % d for d in range(3, int(p ** 0.5) + 1, 2))]
_PRIMORIAL = 1
for _p in _SMALL:
    _PRIMORIAL *= _p


class RsaKey:
    """A private key: the primes, smaller one first, the modulus, and d."""

    def __init__(self, p, q):
        self.p, self.q = min(p, q), max(p, q)
        self.n = p * q
        self.d = pow(E, -1, (p - 1) * (q - 1))


def number(octets):
    return int.from_bytes(octets, "big")


def octets_of(n):
    """Big-endian without leading zero bytes."""
    return n.to_bytes((n.bit_length() + 7) // 8, "big")


def rsa_modulus_ok(n):
    return 2048 <= n.bit_length() <= 4096 and n & 1 == 1 and gcd(n, _PRIMORIAL) == 1


def probable_prime(n, random, rounds=40):
    """Miller-Rabin."""
    if gcd(n, _PRIMORIAL) != 1:
        return False
    s = ((n - 1) & -(n - 1)).bit_length() - 1
    for _ in range(rounds):
        x = pow(2 + number(random(len(octets_of(n)))) % (n - 3), n - 1 >> s, n)
        if x in (1, n - 1):
            continue
        for _ in range(s - 1):
            x = x * x % n
            if x == n - 1:
                break
        else:
            return False
    return True


def rsa_generate(bits, random):
    """A key whose modulus has exactly so many bits; random(n) gives n bytes."""
    def prime(size):
        while True:
            n = number(random((size + 7) // 8)) & (1 << size) - 1 | 3 << size - 2 | 1
            if n % E != 1 and probable_prime(n, random):
                return n
    while True:
        p, q = prime((bits + 1) // 2), prime(bits // 2)
        if p != q and (p * q).bit_length() == bits:
            return RsaKey(p, q)


def _mgf1(seed, length):
    out = b"".join(sha256(seed + int4(i)) for i in range((length + 31) // 32))
    return out[:length]


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


def pss_sign(key, message, salt):
    bits = key.n.bit_length() - 1
    size = (bits + 7) // 8
    h = sha256(bytes(8) + sha256(message) + salt)
    db = bytes(size - len(salt) - 34) + b"\x01" + salt
    masked = bytearray(xor(db, _mgf1(h, len(db))))
    masked[0] &= 0xFF >> 8 * size - bits
    m = number(bytes(masked) + h + b"\xbc")
    return pow(m, key.d, key.n).to_bytes(len(octets_of(key.n)), "big")


def pss_verify(n, message, signature):
    """RSASSA-PSS with SHA-256, MGF1-SHA-256 and a salt of 32 bytes."""
    bits = n.bit_length() - 1
    size = (bits + 7) // 8
    s = number(signature)
    if len(signature) != len(octets_of(n)) or s >= n:
        return False
    m = pow(s, E, n)
    if m.bit_length() > 8 * size:
        return False
    em = m.to_bytes(size, "big")
    masked, h = em[:size - 33], em[size - 33:-1]
    if em[-1] != 0xBC or masked[0] >> 8 - (8 * size - bits):
        return False
    db = bytearray(xor(masked, _mgf1(h, len(masked))))
    db[0] &= 0xFF >> 8 * size - bits
    salt = bytes(db[-32:])
    return db[:-32] == bytes(len(db) - 33) + b"\x01" and h == sha256(bytes(8) + sha256(message) + salt)

#!/usr/bin/env python3
"""Makes tests/vectors/modp/group5.txt with Python's own integers: modp_make.py > group5.txt

The prime is computed from the formula of RFC 3526, section 2: 2^1536 - 2^1472 - 1 + 2^64 * ([2^1406 pi] + 741804).
What is drawn comes from SHAKE256 of a name, so the bytes are always the same.
"""
import hashlib


def arctan_of_inverse(x, one):
    total, term, n, sign = 0, one // x, 1, 1
    while term:
        total += sign * (term // n)
        term //= x * x
        n, sign = n + 2, -sign
    return total


def pi_times(bits):
    """[2^bits * pi], by Machin's formula with 64 bits to spare."""
    one = 1 << (bits + 64)
    return 4 * (4 * arctan_of_inverse(5, one) - arctan_of_inverse(239, one)) >> 64


P = 2**1536 - 2**1472 - 1 + 2**64 * (pi_times(1406) + 741804)
Q = (P - 1) // 2


def drawn(name, size):
    return int.from_bytes(hashlib.shake_256(name.encode()).digest(size), "big")


def line(kind, *numbers):
    print(kind, *(f"{n:x}" for n in numbers))


def main():
    print("# prime p | order q | power base exponent result | product a b result | quotient a b result | answer r x c r-xc mod q")
    line("prime", P)
    line("order", Q)
    small_result = None
    n = 0
    while small_result is None:  # a result that begins with a zero byte: it must be padded
        n += 1
        exponent = drawn(f"short {n}", 40)
        if pow(2, exponent, P) >> 1528 == 0:
            small_result = exponent
    for base, exponent in [
        (2, small_result), (2, 1), (2, 0), (2, Q), (2, Q - 1), (P - 2, 2), (P - 2, Q), (P - 1, 3), (3, 2**320 - 1), (P - 2, 2**1536 - 1), (5, 2**319),
    ] + [(drawn(f"base {i}", 192) % P, drawn(f"exponent {i}", size)) for i, size in enumerate([1, 16, 39, 40, 40, 40, 128, 191, 192, 192])]:
        line("power", base, exponent, pow(base, exponent, P))
    for a, b in [(P - 1, P - 1), (2, P - 2), (0, 5), (1, P - 1)] + [(drawn(f"a {i}", 192) % P, drawn(f"b {i}", 192) % P) for i in range(4)]:
        line("product", a, b, a * b % P)
        line("quotient", a, b, a * pow(b, -1, P) % P)
    for r, x, c in [(0, Q - 1, Q - 1), (0, 0, 0), (5, 1, 5), (Q - 1, 1, Q), (2**1536 - 1, 2**1536 - 1, 2**256 - 1)] + [
        (drawn(f"r {i}", 192), drawn(f"x {i}", 192), drawn(f"c {i}", 32)) for i in range(5)
    ]:
        line("answer", r, x, c, (r - x * c) % Q)


main()

#!/usr/bin/env python3
"""Verifies ring vectors: ring_verify.py FILE_OR_FOLDER...

Prints one line a vector, "<file name> accept" or "<file name> reject", as found by this implementation. Ends with 1
when a verdict is not the one in the file, with 2 when there was nothing to verify.
"""
import json
import pathlib
import sys

import ring_scheme


def main(arguments):
    files = []
    for argument in map(pathlib.Path, arguments):
        files += sorted(argument.glob("*.json")) if argument.is_dir() else [argument]
    if not files:
        print("no vectors", file=sys.stderr)
        return 2
    wrong = 0
    for file in files:
        vector = json.loads(file.read_text(encoding="utf-8"))
        accepted = ring_scheme.verify(
            [bytes.fromhex(n) for n in vector["ring"]],
            bytes.fromhex(vector["message"]),
            bytes.fromhex(vector["signature"]),
        )
        print(file.name, "accept" if accepted else "reject")
        if accepted != vector["accept"]:
            print(f"{file.name}: expected {'accept' if vector['accept'] else 'reject'}", file=sys.stderr)
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

#!/usr/bin/env python3
"""Writes the software bill of materials of the program: CycloneDX 1.5, JSON, from the lock file of OtrMail.Cli (names,
versions, SHA-512 of the packages, who needs whom) and docs/DEPENDENCIES.md (licenses). The same sources give the same
bytes: there is no time and no random number in it. With --openssl it lists the OpenSSL whose libcrypto.a a native build links, which no
lock file knows:

    release/sbom.py > otrmail.cdx.json
    release/sbom.py --openssl "$(dpkg-query -W -f '${Version}' libssl-dev)" > otrmail.cdx.json
"""
import argparse
import base64
import hashlib
import json
import pathlib
import re
import sys
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent
NOT_IN_THE_PROGRAM = {"Microsoft.CodeAnalysis.BannedApiAnalyzers", "Microsoft.NET.ILLink.Tasks"}


def licenses():
    rows = re.findall(r"^\| (\S+) \| (\S+) \| (\S+) \|", (ROOT / "docs/DEPENDENCIES.md").read_text(), re.M)
    return {(name, version): license for name, version, license in rows}


def packages():
    """Name -> entry of the lock file, over all its targets."""
    found = {}
    for target in json.loads((ROOT / "OtrMail.Cli/packages.lock.json").read_text())["dependencies"].values():
        for name, entry in target.items():
            if entry["type"] != "Project" and name not in NOT_IN_THE_PROGRAM:
                found[name] = entry
    return found


def purl(name, entry):
    return f"pkg:nuget/{name}@{entry['resolved']}"


def component(name, entry, license):
    # CycloneDX takes SPDX identifiers as id, other names as name
    about = {"name": license} if license == "Public-Domain" else {"id": license}
    return {
        "type": "library",
        "bom-ref": purl(name, entry),
        "name": name,
        "version": entry["resolved"],
        "hashes": [{"alg": "SHA-512", "content": base64.b64decode(entry["contentHash"]).hex()}],
        "licenses": [{"license": about}],
        "purl": purl(name, entry),
    }


def openssl(version):
    ref = f"pkg:deb/debian/openssl@{version}"
    return {"type": "library", "bom-ref": ref, "name": "openssl", "version": version, "licenses": [{"license": {"id": "Apache-2.0"}}], "purl": ref}


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--openssl", metavar="VERSION")
    linked = options.parse_args().openssl
    known = licenses()
    entries = packages()
    missing = [f"{n} {e['resolved']}" for n, e in entries.items() if (n, e["resolved"]) not in known]
    if missing:
        sys.exit("sbom.py: docs/DEPENDENCIES.md does not list " + ", ".join(missing))
    version = re.search(r"<Version>([^<]+)</Version>", (ROOT / "Directory.Build.props").read_text())[1]
    names = sorted(entries, key=str.lower)
    own = f"pkg:generic/otrmail@{version}"
    lower = {name.lower(): name for name in names}
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {
            "type": "application", "bom-ref": own, "name": "otrmail", "version": version, "purl": own}},
        "components": [component(n, entries[n], known[n, entries[n]["resolved"]]) for n in names] + ([openssl(linked)] if linked else []),
        "dependencies": [{"ref": own, "dependsOn": [purl(n, entries[n]) for n in names if entries[n]["type"] != "Transitive"]
                          + ([openssl(linked)["bom-ref"]] if linked else [])}] + [
            {"ref": purl(n, entries[n]),
             "dependsOn": sorted(purl(lower[d.lower()], entries[lower[d.lower()]])
                                 for d in entries[n].get("dependencies", {}) if d.lower() in lower)}
            for n in names],
    }
    content = json.dumps(bom, sort_keys=True).encode()
    bom["serialNumber"] = "urn:uuid:" + str(uuid.UUID(bytes=hashlib.sha256(content).digest()[:16], version=4))
    json.dump(bom, sys.stdout, indent=2)
    print()


main()

"""Check an evidence pack of an employer group with the standard library alone.

Usage: python3 verify_evidence.py PACK.zip [--sha256 HASH]. Exit 0 when everything holds; each line that does not
says what is wrong. Nothing is believed: hashes, the journal's chain, the head count, the weekly hours, the
sample and every member's share of the cost are computed again from the files.
"""

import argparse
import hashlib
import io
import json
import re
import sys
import types
import zipfile
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

FOREVER = "9999-12-31"
PROGRAM = "verify_at_cost.py"


def sha256(content):
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def read(path, expected=None):
    """Return the files of a pack by name, and what is wrong with the archive itself."""
    with open(path, "rb") as file:
        whole = file.read()
    wrong = []
    if expected and sha256(whole) != expected.lower():
        wrong.append(f"pack: its SHA-256 is {sha256(whole)}, not {expected}")
    try:
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, KeyError) as error:
        return {}, [*wrong, f"pack: cannot be read ({error})"]
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), files[name])
    if again.getvalue() != whole:
        wrong.append("pack: the archive is not as it was written")
    return files, wrong


def hashes(files):
    """Compare every file with the manifest, and the manifest with its own hash."""
    if "manifest.json" not in files:
        yield "manifest.json: is missing"
        return
    if files.get("manifest.sha256", b"").decode("ascii", "replace").strip() != sha256(files["manifest.json"]):
        yield "manifest.json: does not match manifest.sha256"
    listed = json.loads(files["manifest.json"])["files"]
    for name in sorted(set(listed) | set(files) - {"manifest.json", "manifest.sha256"}):
        if name not in files:
            yield f"{name}: is missing"
        elif name not in listed:
            yield f"{name}: is not in the manifest"
        elif sha256(files[name]) != listed[name]["sha256"]:
            yield f"{name}: is not what was handed over"


def journal(segment):
    """Compute the chain again: each entry covers its content and the hash of the entry before it."""
    before = None
    for entry in segment["entries"]:
        names = ("seq", "at", "actor", "act", "subject", "reason", "detail", "verdict", "previous_sha256")
        text = json.dumps([entry[name] for name in names], separators=(",", ":"), ensure_ascii=False)
        if sha256(text.encode()) != entry["sha256"]:
            yield f"journal entry {entry['seq']}: its content does not match its hash"
        if before and (entry["seq"], entry["previous_sha256"]) != (before["seq"] + 1, before["sha256"]):
            yield f"journal entry {entry['seq']}: does not follow entry {before['seq']}"
        before = entry
    anchor = segment["anchor"]
    if before and (before["seq"], before["sha256"]) != (anchor["seq"], anchor["sha256"]):
        yield f"journal entry {before['seq']}: is not the anchor, entry {anchor['seq']}"


def holds(thing, day):
    """Say whether a dated thing holds on a day."""
    return thing["from_on"] <= day < (thing["until_on"] or FOREVER)


def value_on(law, parameter, day):
    """Return the value of a parameter of the law on a day; None where there is none."""
    values = next(each["values"] for each in law if each["parameter"] == parameter)
    return next((value["value"] for value in values if holds(value, day)), None)


def headcount(curve, contracts, law, from_on, until_on):
    """Count the heads again on every day on which they can change, and compare them with the curve and the law."""
    if not curve or curve[0]["from_on"] != from_on:
        yield f"head count: does not begin on {from_on}, as the period does"
    for piece in curve:
        days = {piece["from_on"]} | {c["from_on"] for c in contracts if holds(piece, c["from_on"])}
        days |= {c["until_on"] for c in contracts if c["until_on"] and holds(piece, c["until_on"])}
        for day in sorted(days):
            heads = len({c["worker"] for c in contracts if holds(c, day)})
            if heads != piece["heads"]:
                yield f"head count {day}: {heads} contracts in force, the curve says {piece['heads']}"
            if piece["limit"] != value_on(law, "GE-07.max_heads", day):
                yield f"head count {day}: the maximum is not that of the law"
    for earlier, later in pairwise(curve):
        if earlier["until_on"] != later["from_on"]:
            yield f"head count: nothing is said of the days before {later['from_on']}"
    if curve and curve[-1]["until_on"] != until_on:
        yield f"head count: ends on {curve[-1]['until_on']}, the period on {until_on}"


def broken(curve, contracts, law, findings):
    """Judge heads, weekly hours and signatures again: what breaks the law and is no finding is named."""
    said = {(each["rule"], each["subject"]) for each in findings if each["case"] != "near"}
    over_said = [each for each in findings if (each["rule"], each["case"]) == ("GE-07", "over")]
    for piece in curve:
        over = piece["limit"] is not None and piece["heads"] > piece["limit"]
        if over and not any(holds(each, piece["from_on"]) for each in over_said):
            yield f"GE-07: {piece['heads']} workers from {piece['from_on']}, and no finding says so"
    for contract in contracts:
        subject = f"contract {contract['number']}"
        for terms in contract["terms"]:
            least = value_on(law, "GE-13.min_week_minutes", max(terms["from_on"], law_from(law)))
            if least is not None and terms["week_minutes"] < least and ("GE-13", subject) not in said:
                yield f"GE-13: {subject} has {terms['week_minutes']} minutes a week, and no finding says so"
        if not contract["purpose_clause"] and ("GE-12", subject) not in said:
            yield f"GE-12: {subject} lacks its clause, and no finding says so"


def law_from(law):
    """Return the first day of the period for which the law is in the pack."""
    values = next(each["values"] for each in law if each["parameter"] == "GE-13.min_week_minutes")
    return min(value["from_on"] for value in values)


def sample(drawn):
    """Draw the sample again from its population and its seed."""
    order = sorted(drawn["population"], key=lambda each: sha256(f"{drawn['seed']}:{each}".encode()))
    if order[: drawn["size"]] != [line["entry"] for line in drawn["drawn"]]:
        yield "sample.json: is not the one that the seed draws"


def served(drawn, members, contracts):
    """Check that each line of the sample was done under a contract, for a member of that day."""
    for line in drawn["drawn"]:
        day, what = line["day"], f"sample, hours {line['entry']} of {line['day']}"
        if not any(c["worker"] == line["worker"] and holds(c, day) for c in contracts):
            yield f"{what}: {line['worker']} has no contract that day"
        if not any(m["number"] == line["member"] and holds(m, day) for m in members):
            yield f"{what}: {line['member']} is no member that day"
        if line["state"] == "invoiced" and not line["document"]:
            yield f"{what}: no document bills it"


def at_cost(files):
    """Compute every member's share again, with the program beside this one; that of the pack is never run."""
    beside = Path(__file__).with_name(PROGRAM)
    if not beside.is_file():
        yield f"{PROGRAM}: is not beside {Path(__file__).name}; unpack it there"
        return
    if beside.read_bytes() != files.get(PROGRAM):
        yield f"{PROGRAM}: that of the pack is not the one beside {Path(__file__).name}"
    program = types.ModuleType("at_cost")
    exec(compile(beside.read_bytes(), PROGRAM, "exec"), program.__dict__)
    for name in sorted(files):
        if re.fullmatch(r"at-cost-\d{4}\.json", name):
            for problem in program.verify(json.loads(files[name])):
                yield f"{name}: {problem}"


def verify(path, expected=None):
    """Return every sentence about what does not hold, and the manifest."""
    files, wrong = read(path, expected)
    wrong += list(hashes(files)) if files else []
    if wrong:
        return wrong, {}
    said = {name: json.loads(content) for name, content in files.items() if name.endswith(".json")}
    manifest, law, contracts = said["manifest.json"], said["law.json"], said["contracts.json"]
    curve, drawn = said["headcount.json"], said["sample.json"]
    wrong += journal(said["journal.json"])
    wrong += headcount(curve, contracts, law, manifest["from_on"], manifest["until_on"])
    wrong += broken(curve, contracts, law, said["findings.json"])
    wrong += sample(drawn)
    wrong += served(drawn, said["members.json"], contracts)
    wrong += at_cost(files)
    return wrong, manifest | {"findings": said["findings.json"], "entries": len(said["journal.json"]["entries"])}


def main():
    """Check the pack named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("pack")
    parser.add_argument("--sha256", help="the SHA-256 that was told when the pack was handed over")
    given = parser.parse_args()
    problems, manifest = verify(given.pack, given.sha256)
    if problems:
        print("\n".join(problems))
        print(f"NOT GENUINE OR NOT RIGHT: {len(problems)} things do not hold.")
        sys.exit(1)
    last = date.fromisoformat(manifest["until_on"]) - timedelta(days=1) if manifest["until_on"] else "no end"
    refused = [each for each in manifest["findings"] if each["severity"] == "refuse"]
    print(f"{manifest['group']['name']}, {manifest['from_on']} to {last}: everything holds.")
    print(f"{manifest['entries']} journal entries, {len(refused)} breaches found by the rules themselves.")


if __name__ == "__main__":
    main()

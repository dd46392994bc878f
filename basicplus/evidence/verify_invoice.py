"""Check the proof of one document that a member was handed, with the standard library alone.

Usage: python3 verify_invoice.py PROOF.json [DOCUMENT ...]. Exit 0 when everything holds; each line that does
not is printed. The files named are compared with those that were sent. What is checked is described in proof.md.
"""

import hashlib
import json
import sys
from fractions import Fraction


def canonical(value):
    """Write JSON in the one form that is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(content):
    """Return the SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


def rounded(amount):
    """Round to whole cents, half away from zero."""
    whole = int(abs(amount) + Fraction(1, 2))
    return whole if amount >= 0 else -whole


def document(proof):
    """Yield what does not hold of the document itself: its hash, its lines, its hours, its total."""
    content, said = proof["content"], proof["document"]
    if sha256(canonical(content)) != said["content_sha256"] or content["number"] != said["number"]:
        yield "the content is not the one that was issued"
    vat = {}
    for line in content["lines"]:
        vat[line["vat_percent"]] = vat.get(line["vat_percent"], 0) + line["amount_cents"]
    taxes = sum(rounded(Fraction(cents * percent, 100)) for percent, cents in vat.items())
    # Credit notes that give an invoice back in parts give back its VAT, not a cent more: one may differ by it.
    if abs(content["vat_cents"] - taxes) > (1 if content["credits"] and any(vat) else 0):
        yield f"the lines make {taxes} cents of VAT, the document says {content['vat_cents']}"
    made = sum(vat.values()) + content["vat_cents"]
    if content["total_cents"] != made:
        yield f"the lines make {made} cents with VAT, the document says {content['total_cents']}"
    sign = -1 if content["kind"] == "credit_note" else 1
    for line in content["lines"]:
        settled = line["final_cents"] is not None and not content["credits"]
        if settled and line["final_cents"] - line["billed_cents"] != sign * line["amount_cents"]:
            yield f"{line['agreement']}: final share less billed is not {sign * line['amount_cents']} cents"
    if (content["kind"], content["purpose"]) == ("invoice", "periodic"):
        yield from hours(content)


def hours(content):
    """Yield the lines by the hour whose time x rate is not their amount, or whose time nobody signed."""
    signed, visits, billed = {}, {}, {}
    for entry in content["hours"]:
        signed[entry["agreement"]] = signed.get(entry["agreement"], 0) + entry["minutes"]
        visits[entry["agreement"]] = visits.get(entry["agreement"], 0) + 1
    for line in content["lines"]:
        if line["rate_e4"] is not None:
            # An exempt and a taxed part of the same hours were priced together.
            key = (line["agreement"], line["rate_e4"], line["rounding_rule"], line["from_on"])
            minutes, cents = billed.get(key, (0, 0))
            billed[key] = (minutes + line["minutes"], cents + line["amount_cents"])
    for (name, rate, rule, _), (minutes, cents) in billed.items():
        # By the visit each is rounded; by the quarter of an hour each may count for up to 15 minutes more.
        slack = Fraction(visits.get(name, 0), 2) if rule == "per-visit-1" else Fraction(1, 2)
        if abs(Fraction(minutes * rate, 6000) - cents) > slack:
            yield f"{name}: {minutes} minutes at {rate} do not make {cents} cents"
        more = 15 * visits.get(name, 0) if (rule or "").startswith("quarter-hour") else 0
        if minutes > signed.get(name, 0) + more:
            yield f"{name}: {minutes} minutes billed, {signed.get(name, 0)} signed in the annex"


def climbed(opened):
    """Return the root to which an opened claim leads (RFC 6962)."""
    found = sha256(b"\x00" + canonical({"claim": opened["claim"], "salt": opened["salt"]}))
    for side, other in opened["path"]:
        pair = (other, found) if side == "left" else (found, other)
        found = sha256(b"\x01" + bytes.fromhex(pair[0]) + bytes.fromhex(pair[1]))
    return found


def share(claim, pool):
    """Return the exact share of a claim in what exact fees leave of its pool's cost, in cents."""
    cents = pool["total_cents"] - pool["exact_cents"]
    key = pool["keys"].get(claim["key"] or "")
    if key is None:
        return Fraction(cents * claim["weight"], pool["weight"] or 1)
    first = Fraction(cents * key["weight"], pool["weight"] or 1)
    return first * Fraction(claim["key_weight_days"], key["key_weight_days"] or 1)


def year(told):
    """Yield what does not hold of a settled year."""
    totals = told["totals"]
    named = f"{totals['year']}"
    if sha256(canonical({"totals": totals, "tree": told["tree"]})) != told["root"]:
        yield f"{named}: the totals are not those of the root"
    pools = {pool["pool"]: pool for pool in totals["pools"]}
    for opened in told["claims"]:
        claim = opened["claim"]
        name, pool = claim["agreement"], pools[claim["pool"]]
        if climbed(opened) != told["tree"]:
            yield f"{named} {name}: the claim is not among those of the root"
        # Each of the two roundings of a share moves it by less than a cent.
        weighed = "total_cents" in pool and not claim["exact_fee"]
        if weighed and abs(share(claim, pool) - claim["share_cents"]) >= (2 if claim["key"] else 1):
            yield f"{named} {name}: the share is {claim['share_cents']}, not {float(share(claim, pool)):.2f}"
        billed = sum(line["cents"] for line in told["billed"] if line["agreement"] == name)
        if billed != claim["share_cents"]:
            yield f"{named} {name}: billed {billed} cents, its share of the cost is {claim['share_cents']}"


def verify(proof, files=()):
    """Return a list of what does not hold."""
    wrong = list(document(proof))
    sent = set(proof["document"]["files"].values())
    wrong += [f"{name}: not a file that was sent" for name, content in files if sha256(content) not in sent]
    for told in proof["years"]:
        wrong += year(told)
    return wrong


def main(names):
    """Check the proof and the files named on the command line."""
    contents = []
    for name in names:
        with open(name, "rb") as file:
            contents.append((name, file.read()))
    proof = json.loads(contents[0][1])
    problems = verify(proof, contents[1:])
    print("\n".join(problems) or f"{proof['document']['number']}: everything recomputed, every cent at cost.")
    for told in proof["years"]:
        print(f"Root of {told['totals']['year']}, the same for every member: {told['root']}")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

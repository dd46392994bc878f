"""The law of employer groups as dated data and pure rules, and the gate that every commit passes.

Knows no member, worker or visit: other packages turn their rows into facts.
"""

"""Measures the planner on instance files: `python -m bench.planner FILE... --seconds 15 60`.

Prints for each file and time the cost of each stage, the parts of the cost, the bound, the gap, and what it took: and processor seconds, memory of the largest process, and the load of the machine at the end.
"""

from __future__ import annotations

import argparse
import os
import resource
from pathlib import Path

from basicplus import planner
from bench.clock import clock


def main() -> None:
    """Plan each file for each time, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.planner", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--seconds", nargs="+", type=float, default=[60.0])
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for file in arguments.files:
        instance = planner.read_instance(file)
        for seconds in arguments.seconds:
            _measure(instance, seconds, arguments.seed)


def _measure(instance: planner.Instance, seconds: float, seed: int) -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with clock() as taken:
        done = planner.solve(instance, seconds=seconds, seed=seed)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    most = max(children.ru_maxrss, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) // 1024
    assert planner.check(instance, done.plan).violations == ()
    parts = ", ".join(f"{name} {amount:,.0f}" for name, amount in done.components.items())
    print(f"{instance.name}, {seconds:.0f} s: {done.cost:,.0f} ({parts})")
    print("  " + " -> ".join(f"{each.name} {each.cost:,.0f} ({each.seconds:.0f} s)" for each in done.stages))
    print(f"  bound {done.bound:,.0f}, gap {done.gap or 0:.1%}")
    used = f"wall {taken.seconds:.1f} s, processors {children.ru_utime - before:.0f} s, {most} MiB"
    print(f"  {used}, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()

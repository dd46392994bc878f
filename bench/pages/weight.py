"""How heavy the scripts are: each as it is sent, compressed; a browser fetches each of them once."""

from __future__ import annotations

import gzip

from basicplus.web.assets import assets

BUDGET_KB = 100


def scripts() -> None:
    """Print the size of every script, and of all of them."""
    sizes = {name: len(gzip.compress(each.content, 9)) for name, each in assets().items() if name.endswith(".js")}
    for name, size in sorted(sizes.items(), key=lambda each: -each[1]):
        print(f"{name:<44}{size / 1000:5.1f} kB compressed")
    print(f"{'all scripts':<44}{sum(sizes.values()) / 1000:5.1f} kB compressed, of {BUDGET_KB} kB")

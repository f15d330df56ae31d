"""How long does a long list of subscribers take to come in, and in how much memory?"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_LIMIT_SECONDS = 60  # for 1,000,000 rows
PUBLISHER = Path(sys.executable).parent / "publisher"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    rows = arguments.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(folder, "init")
        # Row by row: a child that is started begins with the memory of its parent (getrusage(2), ru_maxrss).
        with (folder / "list.csv").open("w", encoding="utf-8") as file:
            file.write("email,notes,tags,subscriber_type,subscription_date\n")
            file.writelines(
                f"reader.{each}@mail{each % 997}.example.org,,,regular,2024-05-06T07:08:09Z\n"
                for each in range(rows)
            )
        first = run(folder, "subscribers", "import", "list.csv", "--confirmed", "bench")
        again = run(folder, "subscribers", "import", "list.csv", "--confirmed", "bench")
        out = run(folder, "subscribers", "export")
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{rows:,} rows in: {first:.1f} s; again, all known: {again:.1f} s; out: {out:.1f} s")
    memory = children.ru_maxrss / 1024
    limit = _LIMIT_SECONDS * rows / 1_000_000
    print(
        f"- {'met' if first <= limit else 'NOT met'}: the first import: {first:.1f} s (limit {limit:.0f} s)"
    )
    print(f"- memory at most: {memory:.0f} MB; flat when it is the same for a tenth of the rows")


def run(folder: Path, *arguments: str) -> float:
    began = time.perf_counter()
    subprocess.run([PUBLISHER, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()

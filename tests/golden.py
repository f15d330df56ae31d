"""Is this output, whole, what it was when a person last looked at it?

After a wanted change, write the expectations anew, and read the difference before it is committed:

    REGENERATE=1 python -m pytest tests/renderers tests/test_digest.py
"""

from __future__ import annotations

import os
from pathlib import Path

DATA = Path(__file__).parent / "data"


def matches(name: str, data: bytes) -> bool:
    """Say whether ``data`` equals the file ``name`` below ``tests/data``, or write it when asked to."""
    file = DATA / name
    if os.environ.get("REGENERATE"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return file.read_bytes() == data

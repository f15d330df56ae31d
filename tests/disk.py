"""How does a test put a file somewhere?"""

from __future__ import annotations

from pathlib import Path


def put(folder: Path, path: str, data: bytes = b"text") -> Path:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file

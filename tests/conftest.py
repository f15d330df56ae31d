"""What do all tests share?"""

import os
import shutil

import pytest


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A program of the operating system that is missing fails a test in CI and skips it elsewhere."""
    for marker in item.iter_markers("program"):
        missing = [name for name in marker.args if shutil.which(name) is None]
        if missing:
            reason = f"not installed here: {', '.join(missing)} (Debian packages of the same names)"
            if os.environ.get("CI"):
                pytest.fail(reason)
            pytest.skip(reason)

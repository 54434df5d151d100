"""The stores of these tests lie in memory where the machine has such a folder: a killed process loses nothing there either."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.store.tools import MEMORY


@pytest.fixture
def tmp_path() -> Iterator[Path]:
    """A folder of the test's own."""
    with TemporaryDirectory(prefix="salesdesk-test-", dir=MEMORY) as folder:
        yield Path(folder)

"""The `giaoban` command with a small encoder: where nothing hangs on the quality of answers."""

import sys

from bot import cli, opening
from tests.conftest import FakeEncoder

if __name__ == "__main__":
    vars(opening).update(load_encoder=lambda name: FakeEncoder("fake"), load_reader=lambda: None)
    sys.exit(cli.main())

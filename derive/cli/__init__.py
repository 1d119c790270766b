"""The command line. `main` is its entry point; help and version are answered before anything heavy is imported."""

from __future__ import annotations

import sys


def main() -> None:
    """Run `derive` with the words of the command line and exit with its status."""
    words = sys.argv[1:]
    if words in ([], ["--help"]):
        from derive.cli.overview import overview

        text = overview()
    elif words == ["--version"]:
        from derive.version import VERSION

        text = f"derive {VERSION}"
    else:
        from derive.cli.main import run

        sys.exit(run(words))

    from derive.cli.terminal import answer

    if status := answer(text):
        sys.exit(status)

"""How many formulas of real documents are read, why the others are not, and how fast, beside three other readers.

    python benchmarks/reading.py [CORPUS] [--peers DIR] [--why N] [--sample N]

CORPUS: a folder of `*.jsonl` files with rows {"latex": …, "scope": true|false}, or DERIVE_CORPUS names it. Rows may
have constructs ("feat": […]), which get a table of their own. "Read" is no more than that: a tree and no error; whether
it is the right one is for `tests/reading`. Peers that pin other versions live in environments of their own under DIR
(build/peers), made at the first run; one that can't be installed is left out, with a word about it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from statistics import median, quantiles
from typing import Any

ROOT = Path(__file__).resolve().parent
PEERS = {
    "latex2sympy2": ["latex2sympy2>=1.9,<2"],
    "sympy antlr": ["sympy>=1.14,<1.15", "antlr4-python3-runtime==4.11.*"],
    "sympy lark": ["sympy>=1.14,<1.15", "lark"],
}
Rows = list[tuple[float, str | None]]


def rows(corpus: Path) -> dict[str, list[dict[str, Any]]]:
    """The formulas of each source."""
    found = {}
    for path in sorted(corpus.glob("*.jsonl")):
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
        found[path.stem] = [row for row in lines if "latex" in row]
    return found


def ask(python: str, reader: str, formulas: list[str]) -> Rows:
    """Read all formulas with a reader in its own process."""
    done = subprocess.run(
        [python, str(ROOT / "peer.py"), reader], input=json.dumps(formulas), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["it gave no reason"])[-1])
    return [(seconds, why) for seconds, why in json.loads(done.stdout)]


def environment(name: str, folder: Path) -> str:
    """The interpreter of a peer's environment, made when it is not there."""
    home = folder / name.replace(" ", "_")
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *PEERS[name]]
        subprocess.run(install, check=True, capture_output=True)
        (home / "ready").touch()
    return str(python)


def figures(name: str, got: Rows) -> str:
    """One line: how many were read, and the times."""
    times = [s for s, _ in got]
    read = sum(why is None for _, why in got)
    late = quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    return (
        f"{name:16} read {read:5} of {len(got):5} ({read / len(got):6.1%})   median {1e3 * median(times):8.2f} ms   "
        f"p95 {1e3 * late:8.2f} ms"
    )


def reason(why: str) -> str:
    """A reason without the names and numbers that make each its own."""
    return re.sub(r"[`'][^`']*[`']", "…", re.sub(r"\d+", "#", why))[:76]


def main() -> int:
    """Print the table of sources, the reasons, and the comparison with the peers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpus", nargs="?", default=os.environ.get("DERIVE_CORPUS"))
    parser.add_argument("--peers", type=Path, default=ROOT.parent / "build" / "peers")
    parser.add_argument("--why", type=int, default=12, help="how many reasons are shown")
    parser.add_argument("--sample", type=int, default=300, help="formulas on which the peers are compared")
    options = parser.parse_args()
    if not options.corpus or not (found := rows(Path(options.corpus))):
        print("skipped: no corpus (give a folder of *.jsonl files, or set DERIVE_CORPUS)")
        return 0
    inside: list[str] = []
    reasons: Counter[str] = Counter()
    constructs: dict[str, list[bool]] = defaultdict(list)
    everything: Rows = []
    for source, lines in found.items():
        asked = [row for row in lines if row.get("scope", True)]
        scope = [row["latex"] for row in asked]
        if not scope:
            continue
        got = ask(sys.executable, "derive", scope)
        reasons.update(reason(why) for _, why in got if why)
        print(
            figures(source, got)
            + f"   refused {sum(w is not None for _, w in got)}, out of scope {len(lines) - len(scope)}"
        )
        for row, (_, why) in zip(asked, got, strict=True):
            for construct in row.get("feat", ()):
                constructs[construct].append(why is None)
        inside += scope
        everything += got
    print(figures("all", everything))
    print()
    for construct, read in sorted(constructs.items(), key=lambda c: -len(c[1])):
        print(f"{construct:14} read {sum(read):5} of {len(read):5} ({sum(read) / len(read):6.1%})")
    print()
    for why, count in reasons.most_common(options.why):
        print(f"{count:6}  {why}")
    long = "+".join("abcxyz"[k % 6] for k in range(5000))
    deep = r"\sin(" * 1900 + "x" + ")" * 1900
    for what, (seconds, why) in zip(("a sum of 5,000 terms", "1,900 nested calls"),
                                    ask(sys.executable, "derive", [long, deep]), strict=True):  # fmt: skip
        print(f"{what}: {seconds:.2f} s{f', {why}' if why else ''}")
    compare(random.Random(0).sample(inside, min(options.sample, len(inside))), options.peers)
    return 0


def compare(sample: list[str], folder: Path) -> None:
    """The same formulas with each reader, in turn."""
    print(f"\nthe same {len(sample)} formulas:")
    ours = ask(sys.executable, "derive", sample)
    print(figures("derive", ours))
    for name in PEERS:
        try:
            got = ask(environment(name, folder), name, sample)
        except (subprocess.CalledProcessError, RuntimeError, OSError) as e:
            print(f"{name:14} left out: {e}")
            continue
        print(
            figures(name, got) + f"   derive is {median(s for s, _ in got) / median(s for s, _ in ours):.0f} x as fast"
        )


if __name__ == "__main__":
    sys.exit(main())

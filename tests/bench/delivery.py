"""How quickly does one edition reach 50,000 subscribers, beside the limit, a plain loop and mlmmj?

Usage: python tests/bench/delivery.py [--subscribers 50000] [--rounds 3] [--folder FOLDER]

Needs smtp-sink and smtp-source (apt-get install postfix) and, for their lines, mlmmj and strace. Everything
goes to smtp-sink over loopback; the ledger is a SQLite file at synchronous=FULL in FOLDER. All take turns, so
that whatever else the machine does meets all of them, and each ratio is of one round.
"""

from __future__ import annotations

import argparse
import functools
import os
import re
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from mailers import Sink, has_mlmmj, mlmmj, plain_loop, smtp_source
from mailing import CONNECTIONS, FailedError, Mailing, prepare
from report import Expectation
from sending import Worked

# With these, a message of ours has about 30 kB, and one of the plain loop as much.
STORIES = 10
PLAIN_STORIES = 15
# Slow ones send fewer: their rate is the same from the first message to the last.
PLAIN_MESSAGES = 2_000
MLMMJ_MESSAGES = 400
TRACED_MESSAGES = 5_000

LIMIT = "smtp-source, 10 sessions (the limit)"
PLAIN = "plain loop: jinja2, email, smtplib"
OURS = "publisher"
RSA = "publisher, DKIM RSA-2048"
ED25519 = "publisher, DKIM Ed25519"
BOTH = "publisher, both signatures"
SIGNED = {OURS: (), RSA: ("rsa",), ED25519: ("ed25519",), BOTH: ("rsa", "ed25519")}

MOST_MEGABYTES = 150
# A loop over smtplib gives each message its own process-wide turn; ours must be worth the machinery.
EXPECTED = ((OURS, LIMIT, 0.7), (RSA, LIMIT, 0.4), (OURS, PLAIN, 10.0))


@dataclass(slots=True, kw_only=True)
class Runs:
    """What one sender did, once a round; ``sink`` are the server's processor seconds for it."""

    worked: list[Worked] = field(default_factory=list)
    sink: list[float] = field(default_factory=list)

    @property
    def rates(self) -> list[float]:
        """Messages a second."""
        return [each.count / each.seconds for each in self.worked]

    @property
    def costs(self) -> list[float]:
        """Milliseconds of the processor for a message."""
        return [1000 * each.processor / each.count for each in self.worked]

    @property
    def sink_costs(self) -> list[float]:
        """The same of the server."""
        return [1000 * sink / each.count for sink, each in zip(self.sink, self.worked, strict=True)]


def main() -> int:
    """Measure, print the tables and a line for every expectation; 1 when one is not met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--subscribers", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where to work (default: the temporary folder)")
    options = parser.parse_args()
    if missing := [name for name in ("smtp-sink", "smtp-source") if not shutil.which(name)]:
        print(f"{' and '.join(missing)} not found (apt-get install postfix)", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        work = Path(name)
        mailing = prepare(work / "publication", options.subscribers, STORIES)
        closed = mailing.close()
        built = {kind: _built(mailing, work, keys) for kind, keys in SIGNED.items()}
        senders = _senders(mailing, work, built[OURS].size)
        runs = {kind: Runs() for kind in senders}
        for number in range(options.rounds):
            for kind, send in senders.items():
                measure(runs[kind], send, work)
                _progress(number, kind, runs[kind])
        syncs = _syncs(mailing, work)
        doubtful, twice = killed(mailing, work)
    print(f"{options.subscribers:,} subscribers, {built[OURS].size:,} bytes a message, closed in ", end="")
    print(f"{closed.seconds:.1f} s; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; ", end="")
    print(f"the median of {options.rounds} rounds.\n")
    print(table(runs), split(runs, built), sep="\n\n", end="\n\n")
    met = True
    for each in expectations(runs, syncs, doubtful, twice):
        met &= each.met
        print(f"- {'met' if each.met else 'NOT met'}: {each.sentence}: {each.measured}")
    return 0 if met else 1


def _senders(mailing: Mailing, work: Path, size: int) -> dict[str, Callable[[Sink], Worked]]:
    count = mailing.subscribers
    senders: dict[str, Callable[[Sink], Worked]] = {}
    for sessions in (10, 16, 32):
        name = LIMIT if sessions == 10 else f"smtp-source, {sessions} sessions"
        senders[name] = functools.partial(_source, count, size, sessions)
    for kind, keys in SIGNED.items():
        senders[kind] = functools.partial(_ours, mailing, work, keys)
    senders[PLAIN] = lambda sink: plain_loop(sink.port, min(count, PLAIN_MESSAGES), PLAIN_STORIES)
    if has_mlmmj():
        senders["mlmmj-send"] = lambda sink: mlmmj(work / "list", sink.port, min(count, MLMMJ_MESSAGES), size)
    return senders


def _source(count: int, size: int, sessions: int, sink: Sink) -> Worked:
    return smtp_source(sink.port, count, size, sessions)


def _ours(mailing: Mailing, work: Path, keys: tuple[str, ...], sink: Sink) -> Worked:
    copy = mailing.copied(work / "copy", sink.port, keys)
    try:
        worked = copy.send()
        if copy.states() != {"accepted": mailing.subscribers}:
            raise FailedError(f"not everybody has it: {copy.states()}; {worked.fault}")
    finally:
        shutil.rmtree(copy.folder)
    return worked


def measure(runs: Runs, send: Callable[[Sink], Worked], work: Path) -> None:
    """Let one sender send to a server of its own."""
    # Dirty pages of whoever wrote before are not on this one's account.
    os.sync()
    with Sink(work) as sink:
        worked = send(sink)
        sink.expect(worked.count)
        runs.worked.append(worked)
        runs.sink.append(sink.processor())


def _built(mailing: Mailing, work: Path, keys: tuple[str, ...]) -> Worked:
    copy = mailing.copied(work / "copy", 1, keys)
    try:
        return copy.compose()
    finally:
        shutil.rmtree(copy.folder)


def _syncs(mailing: Mailing, work: Path) -> float | None:
    """Return how often a message makes the disk write; None without strace, which says it."""
    if not shutil.which("strace"):
        return None
    traced = work / "syncs"
    tracer = ["strace", "--follow-forks", "--seccomp-bpf", "--quiet=all", "--output", str(traced)]
    with Sink(work) as sink:
        copy = mailing.copied(work / "copy", sink.port)
        worked = copy.send(
            until=lambda: sink.counted() >= TRACED_MESSAGES,
            tracer=[*tracer, "--trace=fsync,fdatasync"],
        )
        shutil.rmtree(copy.folder)
    return len(re.findall(r"sync\(", traced.read_text())) / worked.count


def killed(mailing: Mailing, work: Path) -> tuple[int, int]:
    """Kill the process in the middle; return what it leaves in doubt, and what is sent twice then.

    All of it is sent by a second process. What the server counts beyond the subscribers has come twice.
    """
    with Sink(work) as sink:
        copy = mailing.copied(work / "copy", sink.port)
        copy.kill(until=lambda: sink.counted() >= mailing.subscribers // 3)
        doubtful = copy.states().get("sending", 0)
        copy.send()
        if copy.states() != {"accepted": mailing.subscribers}:
            raise FailedError(f"not everybody has it after the kill: {copy.states()}")
        twice = sink.settled() - mailing.subscribers
        shutil.rmtree(copy.folder)
    return doubtful, twice


def table(runs: dict[str, Runs]) -> str:
    """Return rates and costs as a Markdown table, a row for each sender."""
    lines = [
        "| sender | messages | messages/s | of the limit | CPU a message | of smtp-sink | memory |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for kind, each in runs.items():
        memory = f"{max(one.memory for one in each.worked):.0f} MB" if kind in SIGNED else "–"
        lines.append(
            f"| {kind} | {each.worked[0].count:,} | {statistics.median(each.rates):,.0f} "
            f"| {_ratio(each, runs[LIMIT]):.2f} | {statistics.median(each.costs):.3f} ms "
            f"| {statistics.median(each.sink_costs):.3f} ms | {memory} |"
        )
    return "\n".join(lines)


def split(runs: dict[str, Runs], built: dict[str, Worked]) -> str:
    """Return where the processor time of our messages goes: building, signing, ledger and network."""
    plain = 1000 * built[OURS].processor / built[OURS].count
    lines = ["| publisher | build | sign | ledger, network, threads |", "|---|---:|---:|---:|"]
    for kind in SIGNED:
        whole = 1000 * built[kind].processor / built[kind].count
        rest = statistics.median(runs[kind].costs) - whole
        lines.append(f"| {kind} | {plain:.3f} ms | {max(0.0, whole - plain):.3f} ms | {rest:.3f} ms |")
    return "\n".join(lines)


def expectations(runs: dict[str, Runs], syncs: float | None, doubtful: int, twice: int) -> list[Expectation]:
    """Return what the issue expects, and whether it is so."""
    found = [
        Expectation(
            sentence=f"{kind} at {least:g} times {other} or more",
            measured=f"{(ratio := _ratio(runs[kind], runs[other])):.2f}",
            met=ratio >= least,
        )
        for kind, other, least in EXPECTED
    ]
    memory = max(each.memory for kind in SIGNED for each in runs[kind].worked)
    found += [
        Expectation(
            sentence=f"the sending process under {MOST_MEGABYTES} MB",
            measured=f"{memory:.0f} MB",
            met=memory < MOST_MEGABYTES,
        ),
        Expectation(
            sentence=f"killed in the middle: at most {CONNECTIONS} in doubt, one for each connection",
            measured=f"{doubtful}",
            met=doubtful <= CONNECTIONS,
        ),
        Expectation(
            sentence="killed in the middle, and sent to its end: none lost, twice only what was in doubt",
            measured=f"{twice} twice",
            met=0 <= twice <= doubtful,
        ),
    ]
    if syncs is not None:
        found.append(
            Expectation(
                sentence="one fsync serves many messages",
                measured=f"{syncs:.3f} a message",
                met=syncs < 0.5,
            )
        )
    return found


def _ratio(ours: Runs, other: Runs) -> float:
    """Return the median of the ratios of rates, each of one round."""
    return statistics.median(mine / theirs for mine, theirs in zip(ours.rates, other.rates, strict=True))


def _progress(number: int, kind: str, runs: Runs) -> None:
    print(f"round {number + 1}, {kind}: {runs.rates[-1]:,.0f}/s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())

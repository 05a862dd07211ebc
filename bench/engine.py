"""The local engine's speed and memory at 1, 10 and 100 interviews, beside BERTopic's measured figures.

    uv run python bench/engine.py [interviews …] [--data FILE …]

Interviews of about 10,000 words each are put together from sentences of the sample transcripts, shuffled with a fixed
seed so that no two are alike; files of your own can be given instead. Each size runs in a fresh process, so that memory
is its own.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

WORDS = 10_000
"""Words of one hour of interview."""
AIMS = {1: "aim: < 5 s", 10: "", 100: "aim: < 240 s, < 1,024 MB"}
BERTOPIC = (
    "BERTopic 0.17.4, one job in a fresh process on 2 cores: 200 texts 26 s, 2,000 texts 44 s, 10,000 texts 132 s; "
    "860 to 1,507 MB"
)


def interviews(count: int, files: list[Path]) -> list[tuple[str, str]]:
    """`count` interviews of `WORDS` words as (name, text) in the shape “Name: text”."""
    from analysis.readers import read

    chance = random.Random(11)
    turns: list[str] = []
    for transcript in read([(path.name, path.read_bytes()) for path in files]).transcripts:
        turns += [" ".join(transcript.words_of(turn).split()) for turn in transcript.turns]
    sentences = [
        part
        for turn in turns
        for part in turn.replace("? ", "?|").replace(". ", ".|").split("|")
        if len(part.split()) > 3
    ]
    subjects = [word.strip(".,!?") for sentence in sentences for word in sentence.split() if len(word) > 6]
    made = []
    for number in range(count):
        lines, size = [], 0
        while size < WORDS:
            answer = " ".join(_varied(chance.choice(sentences), chance, subjects) for _ in range(chance.randint(2, 7)))
            lines += [f"Interviewer: What about the {chance.choice(subjects)}?", f"Person {number + 1}: {answer}"]
            size += len(answer.split())
        made.append((f"interview_{number + 1:03d}.txt", "\n\n".join(lines)))
    return made


def _varied(sentence: str, chance: random.Random, subjects: list[str]) -> str:
    """`sentence` with one long word exchanged: no two sentences alike, or the encoder's memory would flatter us."""
    words = sentence.split()
    long = [place for place, word in enumerate(words) if len(word) > 6]
    if long:
        words[chance.choice(long)] = chance.choice(subjects)
    return " ".join(words)


def unheard(done: int, total: int) -> None:
    """Progress that nobody watches."""


def measure(count: int, files: list[Path]) -> None:
    """Run the engine on `count` interviews and print one line."""
    from analysis.engines.local.engine import LocalEngine
    from analysis.findings import Findings
    from analysis.readers import read
    from analysis.transcripts import Study

    made = interviews(count, files)
    study = Study(transcripts=read([(name, text.encode()) for name, text in made]).transcripts)
    words = sum(len(text.split()) for _, text in made)
    engine = LocalEngine()
    engine.warm_up()
    found = Findings()
    steps, first = [], 0.0
    started = time.perf_counter()
    for step, method in (
        ("chunking", "chunk"),
        ("inferring", "infer"),
        ("relating", "relate"),
        ("explaining", "explain"),
        ("activating", "activate"),
    ):
        begun = time.perf_counter()
        for item in getattr(engine, method)(study, found, unheard):
            first = first or time.perf_counter() - started
            found.of(step).append(item)
        steps.append(f"{step} {time.perf_counter() - begun:.1f}")
    took = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    cpu = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    print(
        f"{count:>4} interviews {words:>9,} words {took:>7.1f} s ({cpu:.0f} s CPU with start) "
        f"{words / took:>7,.0f} words/s  first chunk {first:.2f} s  peak {peak:>5,.0f} MB  "
        f"{len(found.chunks):,} chunks {len(found.patterns)} patterns  [{', '.join(steps)}]  {AIMS.get(count, '')}",
        flush=True,
    )


def main() -> None:
    """Each size in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("interviews", nargs="*", type=int, default=[1, 10, 100])
    parser.add_argument(
        "--data", nargs="*", type=Path, default=sorted((ROOT / "analysis/evaluation/samples/transcripts").iterdir())
    )
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        measure(options.interviews[0], options.data)
        return
    for count in options.interviews:
        command = [sys.executable, __file__, str(count), "--here", "--data", *map(str, options.data)]
        subprocess.run(command, check=True, timeout=3600)
    print(BERTOPIC)


if __name__ == "__main__":
    main()

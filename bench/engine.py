"""The local engine's speed and memory at 1, 10 and 100 interviews, beside BERTopic on the same texts.

    uv run python bench/engine.py [interviews …] [--data FILE …] [--rival-python PYTHON]

Interviews of about 10,000 words each are put together from sentences of the sample transcripts, shuffled with a fixed
seed so that no two are alike; files of your own can be given instead. Each size runs in a fresh process, so that memory
is its own, with the engine loaded before the clock starts, as a worker has it. BERTopic (docs/quality.md tells how to
get it) groups the chunks the engine made, in a fresh process, too: it does one of the engine's five steps.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

WORDS = 10_000
"""Words of one hour of interview."""
AIMS = {1: "aim: < 5 s", 100: "aim: < 240 s, < 1,024 MB"}
LONGEST_SECONDS = 3600
STEPS = (
    ("chunking", "chunk"),
    ("inferring", "infer"),
    ("relating", "relate"),
    ("explaining", "explain"),
    ("activating", "activate"),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run took."""

    interviews: int
    words: int
    loading: float
    """Seconds until the engine was ready to start."""
    seconds: float
    cpu: float
    """Seconds of processor time of the run, all threads and children."""
    first: float
    """Seconds from the start to the first chunk."""
    peak: float
    """MB resident at most, children included."""
    steps: dict[str, float]
    """Seconds a step."""
    counts: dict[str, int]

    def line(self) -> str:
        """One line of the table."""
        steps = ", ".join(f"{name} {seconds:.1f}" for name, seconds in self.steps.items())
        return (
            f"{self.interviews:>4} interviews {self.words:>9,} words {self.words / self.seconds:>7,.0f} words/s "
            f"{self.seconds:>7.1f} s {self.cpu:>7.1f} s CPU  first chunk {self.first:.2f} s  peak {self.peak:>5,.0f} MB"
            f"  loaded in {self.loading:.1f} s  {AIMS.get(self.interviews, '')}\n"
            f"     {steps}; {self.counts['chunking']:,} chunks, {self.counts['relating']:,} patterns"
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


def measure(count: int, files: list[Path], texts: Path) -> Figures:
    """Run the engine on `count` interviews; the chunks it makes go to `texts`."""
    from analysis.engines.local.engine import LocalEngine
    from analysis.findings import Findings
    from analysis.readers import read
    from analysis.transcripts import Study

    made = interviews(count, files)
    study = Study(transcripts=read([(name, text.encode()) for name, text in made]).transcripts)
    started = time.perf_counter()
    engine = LocalEngine()
    engine.warm_up()
    loading = time.perf_counter() - started
    found = Findings()
    steps: dict[str, float] = {}
    first = 0.0
    before, started = _processor_seconds(), time.perf_counter()
    for step, method in STEPS:
        begun = time.perf_counter()
        for item in getattr(engine, method)(study, found, unheard):
            first = first or time.perf_counter() - started
            found.of(step).append(item)
        steps[step] = time.perf_counter() - begun
    seconds = time.perf_counter() - started
    texts.write_text(json.dumps([chunk.content for chunk in found.chunks]), encoding="utf-8")
    return Figures(
        interviews=count,
        words=sum(len(text.split()) for _, text in made),
        loading=loading,
        seconds=seconds,
        cpu=_processor_seconds() - before,
        first=first,
        peak=sum(usage.ru_maxrss for usage in _usages()) / 1024,
        steps=steps,
        counts={step: len(found.of(step)) for step, _ in STEPS},
    )


def _usages() -> Iterator[resource.struct_rusage]:
    yield resource.getrusage(resource.RUSAGE_SELF)
    yield resource.getrusage(resource.RUSAGE_CHILDREN)


def _processor_seconds() -> float:
    return sum(usage.ru_utime + usage.ru_stime for usage in _usages())


def growth(measured: list[Figures]) -> str:
    """How time grows with words, as the exponent of a power, beside that of n log n over the same range."""
    small, large = measured[0], measured[-1]
    range_ = math.log(large.words / small.words)
    limit = math.log(large.words * math.log(large.words) / (small.words * math.log(small.words))) / range_
    return (
        f"growth from {small.interviews} to {large.interviews} interviews: words to the power of "
        f"{math.log(large.seconds / small.seconds) / range_:.2f} by the clock, "
        f"{math.log(large.cpu / small.cpu) / range_:.2f} in processor time; n log n would be {limit:.2f}"
    )


def rival(texts: Path, python: str) -> str:
    """One line on BERTopic with the same chunks."""
    ran = subprocess.run(
        [python, str(ROOT / "bench" / "rival.py"), str(texts)],
        check=False,
        timeout=LONGEST_SECONDS,
        capture_output=True,
        text=True,
    )
    told = ran.stdout.strip().splitlines() or ran.stderr.strip().splitlines() or ["it ended without a word"]
    return f"     BERTopic: {told[-1]}"


def main() -> None:
    """Each size in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("interviews", nargs="*", type=int, default=[1, 10, 100])
    parser.add_argument(
        "--data", nargs="*", type=Path, default=sorted((ROOT / "analysis/evaluation/samples/transcripts").iterdir())
    )
    parser.add_argument("--rival-python", default=sys.executable, help="an interpreter that has BERTopic")
    parser.add_argument("--texts", type=Path, default=None, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.texts:
        print(json.dumps(asdict(measure(options.interviews[0], options.data, options.texts))))
        return
    beside = options.rival_python != sys.executable or find_spec("bertopic") is not None
    measured = []
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts.json"
        for count in sorted(options.interviews):
            command = [sys.executable, __file__, str(count), "--texts", str(texts), "--data", *map(str, options.data)]
            ran = subprocess.run(command, check=True, timeout=LONGEST_SECONDS, stdout=subprocess.PIPE, text=True)
            measured.append(Figures(**json.loads(ran.stdout.splitlines()[-1])))
            print(measured[-1].line(), flush=True)
            if beside:
                print(rival(texts, options.rival_python), flush=True)
    if len(measured) > 1:
        print(growth(measured))
    if not beside:
        print("BERTopic is not installed, so it was not measured: uv run --extra rivals python bench/engine.py")


if __name__ == "__main__":
    main()

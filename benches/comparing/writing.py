"""What is written of a comparison: its tables, in docs/performance.md between two marks."""

import datetime
import os
import platform
import statistics

from comparing.engines import ROOT, WORKLOADS, YARDSTICKS, version
from comparing.outcomes import WORDS, column, interval, steps

DOCUMENT = ROOT / "docs/performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def processor():
    """The processor, as the system names it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            return next(line.split(":")[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def three_digits(value):
    """A number with three significant digits, without an exponent."""
    if value == 0:
        return "0"
    decimals = max(0, 2 - int(f"{value:e}".split("e")[1]))
    return f"{value:,.{decimals}f}"


def table(head, rows, words=1):
    """A Markdown table; so many columns are words, the others numbers."""
    marks = ["---"] * words + ["--:"] * (len(head) - words)
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, marks, *rows])


def times(seconds, others):
    """How many times as long as another engine, in the same rounds; nothing if that was not run."""
    return three_digits(statistics.median(a / b for a, b in zip(seconds, others))) if others else ""


def speeds(work, engines, run):
    """One workload's table of speed, the fastest first."""
    lines, doubtful = [], []
    yardsticks = [run.seconds.get((name, work.name)) for name in YARDSTICKS]
    for engine in engines:
        seconds = run.seconds[engine.name, work.name]
        if run.differs(engine, work):
            doubtful.append([engine.title, engine.language, "outcomes differ", *[""] * (len(yardsticks) + 2)])
            continue
        median = statistics.median(seconds)
        count = statistics.fmean(map(steps, run.outcomes[engine.name, work.name]))
        memory = run.memory[engine.name, work.name]
        lines.append((median, [
            engine.title, engine.language, three_digits(median), *(times(seconds, other) for other in yardsticks),
            three_digits(count / median / 1e6), f"{memory:,.0f}" if memory else ""]))
    head = ["engine", "language", "CPU s a replication", *YARDSTICKS.values(), "million steps a second", "peak memory, MB"]
    return table(head, [line for _, line in sorted(lines)] + doubtful, words=2)


def agreement(work, engines, run):
    """One workload's table of outcomes: means, half of their 95% intervals, and the verdict."""
    head = ["in a replication", *(engine.title for engine in engines)]
    lines = []
    for name in run.outcomes[engines[0].name, work.name][0]:
        cells = []
        for engine in engines:
            values = column(run.outcomes[engine.name, work.name], name)
            mean, half = interval(values) if len(values) > 1 else (0, 0)
            decimals = 3 if "wait" in name else 0
            cells.append(f"{mean:,.{decimals}f} ± {half:,.{decimals}f}" if values else "")
        lines.append([WORDS.get(name, name.replace("_", " ")), *cells])
    lines.append(["replications", *(str(len(run.outcomes[engine.name, work.name])) for engine in engines)])
    if any(engine.name == "throughcare" for engine in engines):
        lines.append(["agrees with Throughcare", *(verdict(engine, work, run) for engine in engines)])
    return table(head, lines)


def verdict(engine, work, run):
    if engine.name == "throughcare":
        return ""
    differing = run.differs(engine, work)
    return "**no**: " + ", ".join(WORDS.get(name, name.replace("_", " ")) for name in differing) if differing else "yes"


def report(engines, run, left_out, rounds):
    """The measured part of the document."""
    date = datetime.date.today()
    versions = ", ".join(dict.fromkeys(
        f"the yardsticks ({version(engine)})" if engine.name in YARDSTICKS else f"{engine.title} {version(engine)}"
        for engine in engines))
    lines = [
        f"Measured on {date.day} {date:%B %Y} on {os.cpu_count()} cores of \"{processor()}\" under {platform.system()}, in "
        f"{rounds} rounds, each process on one core. Versions: {versions}.",
        *(f"{title} is left out: {why}." for title, why in left_out)]
    for work in WORKLOADS:
        lines += [f"### {work.title}", speeds(work, engines, run)]
    lines.append("### Outcomes")
    if run.tests:
        lines.append(
            f"{run.tests} outcomes are tested, each engine's against Throughcare's, by Welch's t-test; all together at the "
            f"level of 5%, so each at {run.level:.2g} (Bonferroni). The smallest p is {run.smallest:.2g}.")
    for work in WORKLOADS:
        lines += [f"{work.title}:", agreement(work, engines, run)]
    return "\n\n".join(lines)


def write(text):
    """Puts the measured part between its marks."""
    document = DOCUMENT.read_text(encoding="utf-8")
    before, rest = document.split(BEGIN)
    _, after = rest.split(END)
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")

"""The engines and the work: how each is built, what it is told to run, and which version it is.

Every program but Throughcare's takes `journey|mmc --replications N --seed N --triage N` and prints a line of outcomes for each
replication. Throughcare is run as its users run it.
"""

import glob
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "target"
BUILT = TARGET / "peers"


@dataclass(frozen=True)
class Workload:
    """A piece of work: its name, what programs are told, and Throughcare's scenario."""

    name: str
    title: str
    words: tuple
    scenario: str
    settings: tuple = ()


WORKLOADS = (
    Workload("caseload", "The journey, caseload-bound", ("journey",), "journey.toml"),
    Workload("triage", "The journey, triage-bound", ("journey", "--triage", "12"), "journey.toml",
             ("services.triage.places=12",)),
    Workload("mmc", "Twenty servers and one queue", ("mmc",), "mmc.toml"),
)


@dataclass(frozen=True)
class Engine:
    """An engine: its name on the command line and in the tables, its program, and the replications of one timed run."""

    name: str
    title: str
    program: tuple
    replications: dict
    language: str
    options: tuple = ()

    def command(self, work, seed, replications=None):
        """What is run, for so many replications (those of a timed run)."""
        count = replications or self.replications[work.name]
        return [*self.program, *work.words, *self.options, "--replications", str(count), "--seed", str(seed)]


class Throughcare(Engine):
    """Throughcare itself: a whole run of the program, from the scenario file to the summary."""

    def command(self, work, seed, replications=None, output=None):
        settings = [word for setting in work.settings for word in ("--set", setting)]
        files = ["--output", str(output)] if output else ["--no-files"]
        count = replications or self.replications[work.name]
        return [*self.program, "run", f"scenarios/bench/{work.scenario}", *settings, *files, "--threads", "1", "--quiet",
                "--replications", str(count), "--seed", str(seed)]


def each(caseload, triage, mmc):
    return {"caseload": caseload, "triage": triage, "mmc": mmc}


def rust(name):
    return (str(BUILT / "release" / name),)


YARDSTICK = (str(TARGET / "release/yardstick"),)
# What engines are held against: their names, and the heads of the columns.
YARDSTICKS = {"yardstick-heap": "times the heap yardstick", "yardstick-buckets": "times the bucket yardstick"}

# In one run so many replications that it lasts a good part of a second.
ENGINES = (
    Engine("yardstick-heap", "yardstick, heap", YARDSTICK, each(60, 120, 12), "Rust, by hand", ("--calendar", "heap")),
    Engine("yardstick-buckets", "yardstick, buckets", YARDSTICK, each(100, 200, 20), "Rust, by hand",
           ("--calendar", "buckets")),
    Throughcare("throughcare", "Throughcare", (str(TARGET / "release/throughcare"),), each(10, 10, 10), "Rust"),
    Engine("desque", "desque", rust("desque"), each(30, 100, 10), "Rust"),
    Engine("simu-des", "simu-des", rust("simu_des"), each(20, 50, 4), "Rust"),
    Engine("odem-rs", "odem-rs", rust("odem"), each(20, 50, 5), "Rust"),
    Engine("nexosim", "nexosim", rust("nexosim"), each(10, 30, 2), "Rust"),
    Engine("cimba", "Cimba", (str(BUILT / "cimba_peer"),), each(10, 30, 4), "C"),
    Engine("simpy", "SimPy", (str(BUILT / "venv/bin/python"), "benches/peers/python/simpy_peer.py"), each(2, 4, 2), "Python"),
)


class LeftOut(Exception):
    """An engine cannot be built here, and why."""


def call(*words):
    """Runs a build step from the root; its own words are shown."""
    if subprocess.run(words, cwd=ROOT, stdout=sys.stderr).returncode != 0:
        raise LeftOut(f"`{' '.join(words[:3])} …` failed")


def read(*words):
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    return (done.stdout + done.stderr).strip()


def build_cimba():
    """Compiles the model against an installed Cimba, which `CIMBA_HOME` names: the prefix it was installed to."""
    home = os.environ.get("CIMBA_HOME")
    if not home:
        raise LeftOut("CIMBA_HOME does not say where an installed Cimba is")
    libraries = glob.glob(f"{home}/lib/**/libcimba.so", recursive=True)
    if not libraries:
        raise LeftOut("there is no libcimba.so below CIMBA_HOME/lib")
    folder = os.path.dirname(libraries[0])
    BUILT.mkdir(parents=True, exist_ok=True)
    call("cc", "-std=c2x", "-O3", "-DNDEBUG", f"-I{home}/include", "benches/peers/c/cimba_peer.c", "-o",
         str(BUILT / "cimba_peer"), f"-L{folder}", "-lcimba", "-lm", f"-Wl,-rpath,{folder}")


def build_simpy():
    """Brings SimPy into a virtual environment below target/."""
    python = BUILT / "venv/bin/python"
    if not python.exists():
        call(sys.executable, "-m", "venv", str(BUILT / "venv"))
    call(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r",
         "benches/peers/python/requirements.txt")


def build(engine):
    """Builds an engine's program in release."""
    if engine.name == "throughcare" or engine.name in YARDSTICKS:
        call("cargo", "build", "--release", "--locked", "--quiet", "--package", Path(engine.program[0]).name, "--target-dir",
             str(TARGET))
    elif engine.name == "cimba":
        build_cimba()
    elif engine.name == "simpy":
        build_simpy()
    else:
        call("cargo", "build", "--release", "--locked", "--quiet", "--manifest-path", "benches/peers/rust/Cargo.toml",
             "--target-dir", str(BUILT), "--bin", Path(engine.program[0]).name)


def version(engine):
    """The version of an engine, as it or its lock file says."""
    if engine.name in YARDSTICKS:
        return read("rustc", "--version").split(" (")[0]
    if engine.name == "throughcare":
        return read(*engine.program, "--version").split()[-1]
    if engine.name == "cimba":
        return read(*engine.program, "mmc", "--replications", "0").splitlines()[-1].split()[-1]
    if engine.name == "simpy":
        found = read(engine.program[0], "-c", "import platform, simpy; print(simpy.__version__, platform.python_version())")
        return "{} on CPython {}".format(*found.split())
    lock = (ROOT / "benches/peers/rust/Cargo.lock").read_text(encoding="utf-8")
    return re.search(rf'name = "{engine.name}"\nversion = "([^"]+)"', lock).group(1)

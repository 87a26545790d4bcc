"""How a program is timed: user CPU time of a whole process on one processor, and in a run of its own its peak memory."""

import csv
import io
import os
import subprocess
import tempfile
import time

from comparing.engines import ROOT


def pin():
    """Keeps this process and all that it starts on one processor, where the system can do that."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def timed(command):
    """User CPU seconds of one run, and what it printed."""
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen(command, cwd=ROOT, stdout=printed, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise subprocess.CalledProcessError(process.returncode, command)
        printed.seek(0)
        return usage.ru_utime, printed.read().decode()


def peak_memory(command):
    """The most memory a run held, in MB; its own account is read while it runs, since wait4 counts this script's too."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        try:
            with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
                lines = [line for line in status if line.startswith("VmHWM:")]
        except OSError:
            break
        if lines:
            most = max(most, int(lines[0].split()[1]))
        time.sleep(0.002)
    process.wait()
    return most / 1024 if most else None


def rows(printed):
    """The replications in what a program printed: a value for each outcome."""
    return [{name: float(value) for name, value in row.items() if name != "replication"}
            for row in csv.DictReader(io.StringIO(printed))]

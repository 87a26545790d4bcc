"""Whether the engines did the same work: their outcomes, and Welch's test of each against Throughcare's."""

import csv
import math
import statistics
import subprocess
import tempfile

from comparing.engines import ROOT

# What is counted in a replication of 520 weeks, and of 1,000,000 minutes; Throughcare's results are by year and day.
YEARS = {"journey.toml": 3640 / 365.25, "mmc.toml": 1_000_000 / 1440 / 365.25}
WEEK, MINUTE = 1 / 7, 1440
MEASURES = {
    "journey.toml": {
        "referrals": ("all", "referrals_per_year"),
        "triage_starts": ("triage", "starts_per_year"),
        "gave_up_triage": ("triage", "gave_up_per_year"),
        "gave_up_keyworking": ("keyworking", "gave_up_per_year"),
        "delivery_starts": ("delivery", "starts_per_year"),
        "drop_outs": ("dropped_out", "exits_per_year"),
        "completions": ("completed", "exits_per_year"),
        "detox_starts": ("detox", "starts_per_year"),
        "rehab_starts": ("rehab", "starts_per_year"),
        "relapses": ("relapse", "risk_firings_per_year"),
        "triage_wait": ("triage", "wait_days_mean"),
        "keyworking_wait": ("keyworking", "wait_days_mean"),
        "detox_wait": ("detox", "wait_days_mean"),
        "rehab_wait": ("rehab", "wait_days_mean"),
    },
    "mmc.toml": {
        "arrivals": ("all", "referrals_per_year"),
        "starts": ("serving", "starts_per_year"),
        "ends": ("served", "exits_per_year"),
        "wait": ("counter", "wait_days_mean"),
    },
}
WORDS = {"wait": "mean wait (min)", "triage_wait": "mean wait for triage (weeks)",
         "keyworking_wait": "mean wait for a keyworker (weeks)", "detox_wait": "mean wait for detox (weeks)",
         "rehab_wait": "mean wait for rehab (weeks)"}


def of_throughcare(engine, work, replications):
    """Outcomes of Throughcare, from the results files of an untimed run."""
    with tempfile.TemporaryDirectory() as folder:
        command = engine.command(work, 1, replications, output=f"{folder}/results")
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        with open(f"{folder}/results/replications.csv", encoding="utf-8", newline="") as lines:
            values = {(row["replication"], row["subject"], row["measure"]): row["value"]
                      for row in csv.DictReader(lines) if row["group"] == "all"}
    years, unit = YEARS[work.scenario], WEEK if work.scenario == "journey.toml" else MINUTE
    return [{name: float(values[number, *measure] or "nan") * (unit if "wait" in name else years)
             for name, measure in MEASURES[work.scenario].items()}
            for number in sorted({key[0] for key in values}, key=int)]


def steps(row):
    """What happened to clients in a replication: they join, start, end and leave. What is under way at the end has ended."""
    if "arrivals" in row:
        return row["arrivals"] + row["starts"] + 2 * row["ends"]
    starts = sum(row[f"{of}_starts"] for of in ("triage", "delivery", "detox", "rehab"))
    left = sum(row[name] for name in ("gave_up_triage", "gave_up_keyworking", "drop_outs", "completions"))
    return row["referrals"] + 2 * starts + left


def beta_fraction(a, b, x):
    """The continued fraction of the incomplete beta function (Lentz's method)."""
    c, d = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1.0))
    value = d
    for m in range(1, 500):
        for term in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                     -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1.0 / (1.0 + term * d)
            c = 1.0 + term / c
            value *= c * d
        if abs(c * d - 1.0) < 1e-14:
            break
    return value


def incomplete_beta(a, b, x):
    """The regularised incomplete beta function."""
    if x <= 0.0 or x >= 1.0:
        return min(max(x, 0.0), 1.0)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * beta_fraction(a, b, x) / a
    return 1.0 - front * beta_fraction(b, a, 1 - x) / b


def two_sided(t, freedom):
    """The chance of so large a t, either way."""
    return incomplete_beta(freedom / 2, 0.5, freedom / (freedom + t * t))


def quantile(freedom, chance=0.05):
    """The t that is exceeded, either way, with a chance."""
    low, high = 0.0, 1000.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if two_sided(middle, freedom) > chance else (low, middle)
    return low


def interval(values):
    """The mean and half of its 95% interval."""
    half = quantile(len(values) - 1) * statistics.stdev(values) / math.sqrt(len(values)) if len(values) > 1 else math.nan
    return statistics.fmean(values), half


def chance_of_difference(a, b):
    """Welch's test: the chance of a difference of means so large if there is none; nothing where nothing varies."""
    error_a, error_b = statistics.variance(a) / len(a), statistics.variance(b) / len(b)
    error = error_a + error_b
    if error == 0:
        return None if a[0] == b[0] else 0.0
    freedom = error * error / (error_a**2 / (len(a) - 1) + error_b**2 / (len(b) - 1))
    return two_sided((statistics.fmean(a) - statistics.fmean(b)) / math.sqrt(error), freedom)


def column(replications, name):
    """An outcome's values, without those of replications in which there was nobody to wait."""
    return [row[name] for row in replications if not math.isnan(row[name])]


def chances(seen, reference):
    """For each outcome of an engine the chance of its difference from the reference's."""
    found = {}
    for name in reference[0]:
        a, b = column(seen, name), column(reference, name)
        if len(a) > 1 and len(b) > 1 and (chance := chance_of_difference(a, b)) is not None:
            found[name] = chance
    return found

"""What PM4Py makes of an event log, as JSON: process_map.py LOG."""

import json
import sys

import pandas as pd
import pm4py

DAY = 86_400


def main(path):
    log = pd.read_parquet(path) if path.endswith(".parquet") else pd.read_csv(path)
    log = pm4py.format_dataframe(
        log, case_id="case", activity_key="activity", timestamp_key="end", start_timestamp_key="start"
    )
    # What lasts: mean length of each intervention, and days waited in all by those who were served.
    running = log[log.kind == "intervention"]
    waits = log[(log.kind == "waiting") & (log.ended == "served")]
    # The way through the system: one thing after another, by their starts.
    on_main = (log.strand == "main") & log.kind.isin(["waiting", "intervention"])
    steps = log[on_main | log.kind.isin(["referral", "exit"])].sort_values(["case", "start", "end"])
    process_map, first, last = pm4py.discover_dfg(steps)
    times, _, _ = pm4py.discover_performance_dfg(steps)
    print(json.dumps({
        "rows": len(log),
        "map": sorted([one, next, int(times_seen)] for (one, next), times_seen in process_map.items()),
        "first": {name: int(count) for name, count in first.items()},
        "last": {name: int(count) for name, count in last.items()},
        "days_between": sorted([one, next, time["sum"] / DAY] for (one, next), time in times.items()),
        "mean_days": in_days(running, "mean"),
        "waited_days": in_days(waits, "sum"),
        "referrals_and_exits": counts(log[log.kind.isin(["referral", "exit"])]),
    }))


def counts(log):
    """How often each activity."""
    return {name: int(count) for name, count in pm4py.get_event_attribute_values(log, "activity").items()}


def in_days(log, measure):
    """PM4Py's time for each activity."""
    times = pm4py.get_service_time(log, measure, start_timestamp_key="start_timestamp")
    return {name: seconds / DAY for name, seconds in times.items()}


if __name__ == "__main__":
    main(*sys.argv[1:])

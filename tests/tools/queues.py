"""What vidigi makes of an event log, as JSON: queues.py LOG DAYS DAY,DAY,…

Whatever vidigi warns of ends it, but for places that are still held when the run ends.
"""

import json
import sys
import warnings

import pandas as pd

warnings.simplefilter("error")
warnings.filterwarnings("ignore", message=".* still open at the end of the window")

from vidigi.analysis import queue_size_over_time, resource_use_intervals  # noqa: E402
from vidigi.animation import animate_activity_log  # noqa: E402
from vidigi.prep import reshape_for_animations  # noqa: E402
from vidigi.process_mapping import discover_dfg  # noqa: E402
from vidigi.utils import EventPosition, create_event_position_df  # noqa: E402


def main(path, length, days):
    log = pd.read_csv(path, parse_dates=["timestamp"])
    days = [int(day) for day in days.split(",")]
    print(json.dumps({
        "queues": queues(log, days),
        "occupied": occupied(log, days),
        "occupied_days": occupied_days(log, float(length)),
        "at_an_end": at_an_end(log, days),
        **animated(log[log.pathway == "main"], days),
    }))


def queues(log, days):
    """How many wait for each service on each of these days."""
    found = []
    for day in days:
        # Of a single day: vidigi warns of queues that there are none of on it.
        waits = [event for event in log[log.time <= day].event.unique() if event.startswith("waiting_for_")]
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".* did not occur in any run")
            sizes = queue_size_over_time(log, waits, day, every_x_time_units=1, warm_up=day, run_col_name="run_number")
        sizes = sizes[sizes.snapshot_time == day]
        found += [[event.removeprefix("waiting_for_"), day, int(size)] for event, size in zip(sizes.event, sizes["count"])]
    return found


def intervals(log, length=None):
    """Who holds which place when, by what vidigi pairs."""
    held = resource_use_intervals(log, limit_duration=length, resource_col_name="unique_resource_id")
    held["service"] = held.resource_id.str.split(":").str[0]
    return held


def occupied(log, days):
    """How many places of each service are held on each of these days."""
    held = intervals(log)
    found = []
    for day in days:
        now = held[(held.start <= day) & ((held.end > day) | held.censored)]
        found += [[service, day, int(count)] for service, count in now.service.value_counts().items()]
    return found


def occupied_days(log, length):
    """Days for which places of each service are held."""
    return intervals(log, length).groupby("service").busy_time.sum().to_dict()


def at_an_end(log, days):
    """How many, day by day, are where they have just ended what they did, with nothing new."""
    snapshots = reshape_for_animations(
        log, every_x_time_units=7, limit_duration=days[-1], step_snapshot_max=1_000_000, run_col_name="run_number"
    )
    return int((snapshots.event_type == "resource_use_end").sum())


def animated(main, days):
    """The animation of the main strand, and the process map."""
    is_place = main.event_type == "resource_use"
    places = set(main[is_place].event)
    names = [name for name in main[is_place | (main.event_type == "queue")].event.unique()]
    positions = create_event_position_df([
        EventPosition(event=name, x=60 + 90 * (at % 8), y=60 + 60 * (at // 8), label=name, resource="places" if name in places else None)
        for at, name in enumerate([*names, "arrival", "depart"])
    ])
    figure = animate_activity_log(
        main, positions, scenario={"places": 20}, simulation_time_unit="days", every_x_time_units=28,
        limit_duration=days[-1], step_snapshot_max=20,
    )
    nodes, edges = discover_dfg(main[main.event_type != "resource_use_end"], time_unit="days")
    return {
        "frames": len(figure.frames),
        "arrivals": int(nodes[nodes.activity == "arrival"]["count"].sum()),
        "steps": int(edges.frequency.sum()),
        "stays": int(main.entity_id.nunique()),
        "moments": int((main.event_type != "resource_use_end").sum()),
    }


if __name__ == "__main__":
    main(*sys.argv[1:])

"""SimPy: a process for each client, over resources. Usage: simpy_peer.py journey|mmc [--replications N] [--triage N] [--seed N]

A wait that may be given up is a condition of the request and a timeout, and only a real wait is one. SimPy cannot take back a
timeout: those of clients who were served first pass unheard.
"""

import argparse
import math
import random

import simpy

WEEKS = 520
MINUTES = 1_000_000
# A lognormal whose standard deviation is half its mean: sigma^2 = ln 1.25, and mu = ln mean - sigma^2 / 2.
SIGMA = math.sqrt(math.log(1.25))
TRIAGE, DETOX, REHAB = (math.log(mean) - math.log(1.25) / 2 for mean in (1, 2, 13))
COLUMNS = (
    "referrals triage_starts gave_up_triage gave_up_keyworking delivery_starts drop_outs completions detox_starts "
    "rehab_starts relapses triage_wait keyworking_wait detox_wait rehab_wait"
).split()


class System:
    """What all clients of the journey share."""

    def __init__(self, env, triage, seed):
        self.env = env
        self.random = random.Random(seed)
        self.triage = simpy.Resource(env, triage)
        self.keyworking = simpy.Resource(env, 1200)
        self.detox = simpy.Resource(env, 15)
        self.rehab = simpy.Resource(env, 40)
        self.seen = dict.fromkeys(COLUMNS, 0)

    def referrals(self):
        env, draw = self.env, self.random.expovariate
        while True:
            yield env.timeout(draw(60))
            env.process(self.client())

    def client(self):
        env, draw, seen = self.env, self.random, self.seen
        while True:
            seen["referrals"] += 1
            left = yield from self.treatment()
            if left == "gave up":
                return
            if left == "dropped out":
                seen["drop_outs"] += 1
                if draw.random() >= 0.5:
                    return
                yield env.timeout(draw.expovariate(1 / 26))
            else:
                seen["completions"] += 1
                relapse = draw.expovariate(1 / 100)
                if relapse >= 52:
                    return
                yield env.timeout(12 + relapse)
                seen["relapses"] += 1
                if draw.random() >= 0.6:
                    return
                yield env.timeout(draw.expovariate(1 / 10))

    def treatment(self):
        env, draw, seen = self.env, self.random, self.seen
        since = env.now
        with self.triage.request() as place:
            if not place.triggered:
                yield place | env.timeout(draw.expovariate(1 / 6))
                if not place.triggered:
                    seen["gave_up_triage"] += 1
                    return "gave up"
            seen["triage_starts"] += 1
            seen["triage_wait"] += env.now - since
            yield env.timeout(draw.lognormvariate(TRIAGE, SIGMA))

        since = env.now
        with self.keyworking.request() as keyworker:
            if not keyworker.triggered:
                yield keyworker | env.timeout(draw.expovariate(1 / 8))
                if not keyworker.triggered:
                    seen["gave_up_keyworking"] += 1
                    return "gave up"
            seen["delivery_starts"] += 1
            seen["keyworking_wait"] += env.now - since
            course, drop_out = draw.weibullvariate(30, 0.8), draw.expovariate(1 / 40)
            yield env.timeout(min(course, drop_out))
            if drop_out < course:
                return "dropped out"
            if draw.random() >= 0.15:
                return "completed"

            # The keyworker's place is kept until there is a bed; who waits may still drop out.
            since = env.now
            bed = self.detox.request()
            if not bed.triggered:
                yield bed | env.timeout(draw.expovariate(1 / 40))
                if not bed.triggered:
                    bed.cancel()
                    return "dropped out"

        with bed:
            seen["detox_starts"] += 1
            seen["detox_wait"] += env.now - since
            yield env.timeout(draw.lognormvariate(DETOX, SIGMA))

        since = env.now
        with self.rehab.request() as place:
            yield place
            seen["rehab_starts"] += 1
            seen["rehab_wait"] += env.now - since
            yield env.timeout(draw.lognormvariate(REHAB, SIGMA))
        return "completed"


def journey(triage, seed):
    env = simpy.Environment()
    system = System(env, triage, seed)
    env.process(system.referrals())
    env.run(until=WEEKS)
    seen = system.seen
    for of, starts in (("triage",) * 2, ("keyworking", "delivery"), ("detox",) * 2, ("rehab",) * 2):
        served = seen[f"{starts}_starts"]
        seen[f"{of}_wait"] = seen[f"{of}_wait"] / served if served else math.nan
    return seen


def mmc(seed):
    env = simpy.Environment()
    draw = random.Random(seed).expovariate
    servers = simpy.Resource(env, 20)
    seen = dict.fromkeys(("arrivals", "starts", "ends", "wait"), 0)

    def customer():
        since = env.now
        with servers.request() as server:
            yield server
            seen["starts"] += 1
            seen["wait"] += env.now - since
            yield env.timeout(draw(1 / 18))
            seen["ends"] += 1

    def customers():
        while True:
            yield env.timeout(draw(1))
            seen["arrivals"] += 1
            env.process(customer())

    env.process(customers())
    env.run(until=MINUTES)
    seen["wait"] /= seen["starts"]
    return seen


def main():
    parser = argparse.ArgumentParser(description="The journey and the plain queue in SimPy")
    parser.add_argument("workload", choices=("journey", "mmc"))
    parser.add_argument("--replications", type=int, default=10)
    parser.add_argument("--triage", type=int, default=80)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for replication in range(asked.replications):
        seed = asked.seed + replication
        seen = journey(asked.triage, seed) if asked.workload == "journey" else mmc(seed)
        if replication == 0:
            print("replication", *seen, sep=",")
        print(replication + 1, *seen.values(), sep=",")


if __name__ == "__main__":
    main()

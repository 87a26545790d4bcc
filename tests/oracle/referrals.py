"""When people come: one SimPy process for each route."""

from math import log


def poisson(env, draws, route, rate, welcome):
    """Gaps by inversion: the number drawn is what the rate must gather until the next comes."""
    number = 0
    while True:
        name = f"{route}/{number}"
        gap = draws.threshold(name, f"arrival:{route}") / rate
        yield env.timeout(gap)
        welcome(name, route)
        number += 1


def poisson_by_cycle(env, draws, route, rate, cycle, weights, welcome):
    """The same where the rate of each equal part of a cycle is in proportion to its weight, the mean being `rate`."""
    part = cycle / len(weights)
    rates = [rate * weight * len(weights) / sum(weights) for weight in weights]
    # How far along the cycle it is is counted, not worked out from the clock, so that rounding cannot skip a part.
    index, into = 0, 0.0
    number = 0
    while True:
        name = f"{route}/{number}"
        left = -log(draws.uniform(name, f"arrival:{route}"))
        gap = 0.0
        while left > rates[index] * (part - into):
            left -= rates[index] * (part - into)
            gap += part - into
            index, into = (index + 1) % len(rates), 0.0
        into += left / rates[index]
        gap += left / rates[index]
        yield env.timeout(gap)
        welcome(name, route)
        number += 1


def renewal(env, draws, route, between, welcome):
    """Independent gaps from a distribution."""
    number = 0
    while True:
        name = f"{route}/{number}"
        yield env.timeout(between(draws.uniform(name, f"arrival:{route}")))
        welcome(name, route)
        number += 1

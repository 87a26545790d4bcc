"""Hazards: what has been gathered by an age in days, and the age at which so much has been gathered."""

from math import erfc, exp, expm1, inf, log, log1p, sqrt

from durations import NORMAL


class Hazard:
    """`gathered(age)` and its inverse `age_at(gathered)`, which is infinite where that is never reached."""

    def __init__(self, gathered, age_at):
        self.gathered = gathered
        self.age_at = age_at


def constant(rate):
    return Hazard(lambda age: rate * age, lambda h: h / rate)


def constant_probability(probability, by):
    return constant(-log(1 - probability) / by)


def weibull(shape, scale):
    return Hazard(lambda age: (age / scale) ** shape, lambda h: scale * h ** (1 / shape))


def weibull_probability(shape, probability, by):
    return weibull(shape, by / (-log(1 - probability)) ** (1 / shape))


def weibull_two_points(probabilities, by):
    first, second = (-log(1 - probability) for probability in probabilities)
    shape = log(second / first) / log(by[1] / by[0])
    return weibull(shape, by[0] / first ** (1 / shape))


def gompertz(rate, growth):
    """rate x exp(growth x age), both per day."""

    def age_at(h):
        grown = h * growth / rate
        return inf if grown <= -1 else log1p(grown) / growth

    return Hazard(lambda age: rate * expm1(growth * age) / growth, age_at)


def lognormal(median, sigma):
    # Each half by the tail that keeps its digits.
    def gathered(age):
        if age <= 0:
            return 0.0
        z = log(age / median) / sigma
        return -log(erfc(z / sqrt(2)) / 2) if z > 0 else -log1p(-erfc(-z / sqrt(2)) / 2)

    def age_at(h):
        if h <= 0:
            return 0.0
        z = NORMAL.inv_cdf(-expm1(-h)) if h < log(2) else -NORMAL.inv_cdf(exp(-h))
        return median * exp(sigma * z)

    return Hazard(gathered, age_at)


def lognormal_median_p90(median, p90):
    return lognormal(median, log(p90 / median) / NORMAL.inv_cdf(0.9))


def log_logistic(shape, median):
    """Survival 1 / (1 + (age / median) ^ shape)."""
    return Hazard(
        lambda age: log1p((age / median) ** shape),
        lambda h: median * expm1(h) ** (1 / shape),
    )


def pieces(steps):
    """Constant rates: (until, rate per day), the last until infinity."""

    def gathered(age):
        sum_, since = 0.0, 0.0
        for until, rate in steps:
            sum_ += rate * (min(age, until) - since)
            if age <= until:
                break
            since = until
        return sum_

    def age_at(h):
        since = 0.0
        for until, rate in steps:
            if rate > 0 and h <= rate * (until - since):
                return since + h / rate
            h -= rate * (until - since) if rate > 0 else 0.0
            since = until
        return inf

    return Hazard(gathered, age_at)


def survival(points):
    """Survival at ages, from (0, 1): a constant hazard between them and none after the last."""
    steps = [
        (age, log(before / after) / (age - since))
        for (since, before), (age, after) in zip(points, points[1:])
    ]
    return pieces(steps + [(inf, 0.0)])


def certain(age):
    """It happens at this age, whatever is drawn."""
    return Hazard(lambda now: 1.0 if now >= age else 0.0, lambda h: age)

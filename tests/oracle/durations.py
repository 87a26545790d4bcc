"""Distributions of durations in days, each by the inverse of its distribution function, and units of time."""

from math import exp, gamma, log, sqrt
from statistics import NormalDist

MINUTE = 1 / 1440
HOUR = 1 / 24
WEEK = 7
YEAR = 365.25
MONTH = YEAR / 12
NORMAL = NormalDist()


def fixed(value):
    return lambda u: value


def uniform(low, high):
    return lambda u: low + (high - low) * u


def triangular(low, mode, high):
    turn = (mode - low) / (high - low)

    def inverse(u):
        if u < turn:
            return low + sqrt(u * (high - low) * (mode - low))
        return high - sqrt((1 - u) * (high - low) * (high - mode))

    return inverse


def exponential(mean):
    return lambda u: -mean * log(1 - u)


def weibull(shape, scale):
    return lambda u: scale * (-log(1 - u)) ** (1 / shape)


def weibull_mean(shape, mean):
    return weibull(shape, mean / gamma(1 + 1 / shape))


def weibull_median(shape, median):
    return weibull(shape, median / log(2) ** (1 / shape))


def weibull_median_p90(median, p90):
    shape = log(log(10) / log(2)) / log(p90 / median)
    return weibull_median(shape, median)


def lognormal(mu, sigma):
    return lambda u: exp(mu + sigma * NORMAL.inv_cdf(u))


def lognormal_mean_sd(mean, sd):
    variance = log(1 + (sd / mean) ** 2)
    return lognormal(log(mean) - variance / 2, sqrt(variance))


def lognormal_median_p90(median, p90):
    return lognormal(log(median), log(p90 / median) / NORMAL.inv_cdf(0.9))


def normal_between(mean, sd, low, high):
    whole = NormalDist(mean, sd)
    below, upto = whole.cdf(low), whole.cdf(high)
    return lambda u: whole.inv_cdf(below + u * (upto - below))


def piecewise(points):
    """A distribution function that is linear between points of (duration, share at or below)."""

    def inverse(u):
        for (low, below), (high, upto) in zip(points, points[1:]):
            if u <= upto:
                return low + (high - low) * (u - below) / (upto - below)
        return points[-1][0]

    return inverse

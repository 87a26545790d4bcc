"""Runs one of the models in SimPy on a file of draws: simulate.py MODEL DRAWS HAPPENINGS."""

import importlib
import sys

import simpy

from draws import Draws
from happenings import Happenings


def main(model, draws, written):
    env = simpy.Environment()
    happenings = Happenings(env)
    importlib.import_module(f"{model}_model").run(env, Draws(draws), happenings)
    happenings.write(written)


if __name__ == "__main__":
    main(*sys.argv[1:])

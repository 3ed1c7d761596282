"""The demonstration: two invented forces (or forty-three) with years of history, and somebody of every role to be."""

from exchange.demo.register import LEAST, MOST, SEED, DemoRefused, Loaded, load, sign_ins
from exchange.demo.shape import DEFAULT
from exchange.demo.staff import SIGN_INS

__all__ = ["DEFAULT", "LEAST", "MOST", "SEED", "SIGN_INS", "DemoRefused", "Loaded", "load", "sign_ins"]

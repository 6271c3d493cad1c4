"""Zalo's side of the Official Account OpenAPI, as a strict stand-in on loopback; imports nothing of the bot."""

from simulator.clock import HandClock, SystemClock
from simulator.events import Signing
from simulator.ledger import Sent, Violation
from simulator.report import Misbehaved
from simulator.stand_in import Simulator
from simulator.switches import FaultKind

__all__ = ["FaultKind", "HandClock", "Misbehaved", "Sent", "Signing", "Simulator", "SystemClock", "Violation"]

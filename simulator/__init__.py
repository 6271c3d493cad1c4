"""Zalo's side of the Official Account OpenAPI, strict and local; it imports nothing of the bot.

account, clock, people, switches, errors, events, oauth, uploads are its parts; `platform` puts them together
(and is what tests use), `messages` judges what the bot sends, `api` answers its calls, `control` serves the
browser page, `server` speaks HTTP and keeps header names with underscores.
"""

from simulator.platform import Simulator

__all__ = ["Simulator"]

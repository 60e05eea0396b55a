"""The verifier: re-derives every rule, count, cost and claim of a plan. Shares no code with what makes plans."""

from turnout.verifier.verify import verify

__all__ = ["verify"]

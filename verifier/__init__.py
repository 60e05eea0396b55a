"""Derives every rule, count, cost and claim again from the raw tables and the written plan."""

"""Visits: which supervisor sits in on which discussion."""

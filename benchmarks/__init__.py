"""Measurements of turnout and of two ways to do without it. Not installed with the package."""

"""Computational graphs: trees taken apart into elementary operations, values forward, adjoints backward."""

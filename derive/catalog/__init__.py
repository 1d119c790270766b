"""The named derivations."""

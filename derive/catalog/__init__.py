"""The named derivations: rows of data, worked out by the engine when they are shown."""

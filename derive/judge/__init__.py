"""The judge: what is said of a formula or of a step is decided here, by numbers and exactly, never by a rule."""

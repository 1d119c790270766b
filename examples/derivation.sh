#!/bin/sh
# A derivation for a post: Markdown with one aligned block, the name of the rule beside each line.
derive diff "\frac{1}{2}(\sigma(w x + b) - y)^2" --wrt w --format markdown

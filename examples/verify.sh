#!/bin/sh
# Is a formula true? Each link of the chain gets a verdict; a false one gets a counterexample, and status 1.
derive verify "\tanh(x) = \frac{e^x - e^{-x}}{e^x + e^{-x}} = 2\sigma(2x) - 1"
derive verify "\frac{d}{dx} x e^{x} = (1 - x) e^{x}"
echo "status $?"

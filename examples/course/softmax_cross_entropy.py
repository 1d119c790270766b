"""Softmax and cross entropy: what is left is the probability minus the label."""

import numpy as np

import derive

section = derive.show("softmax-cross-entropy")
d = section[0]
print(d.result.latex(), section.verify().status)
z, y = np.array([2.0, 1.0, -1.0]), np.array([1.0, 0.0, 0.0])
p = np.exp(z) / np.exp(z).sum()
print(np.round(d.numpy()(z=z, y=y), 6).ravel(), np.round(p - y, 6))

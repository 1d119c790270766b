"""Backpropagation through a small network: the lines an author writes, code from them, and one step that learns."""

import numpy as np

import derive

NETWORK = r"""z_1 = W_1 x + b_1;\; h = \operatorname{ReLU}(z_1);\; z_2 = W_2 h + b_2;\; \hat y = \sigma(z_2);\;
L = -[y\log\hat y+(1-y)\log(1-\hat y)]"""

d = derive.gradient(NETWORK, "W_1, b_1, W_2, b_2", let="x: 3, W_1: 2x3, b_1: 2, W_2: 1x2, b_2: scalar, y: scalar")
print(d.text().split("\n\nFind")[0])
print(d.verify().status, end="\n\n")

source = d.code("numpy")
print(source)

space = {}
exec(source, space)  # the code that was printed
x, y = np.array([1, 0.5, -1.5]), 1.0
W_1, b_1 = np.array([[0.2, -0.4, 0.1], [0.7, 0.3, -0.5]]), np.array([0.1, -0.2])
W_2, b_2 = np.array([0.5, -1.0]), 0.2
z_1, h, y_hat, L = space["forward"](W_1, b_1, x, W_2, b_2, y)
print("z_1 =", z_1.round(5), " y_hat =", round(y_hat, 5), " L =", round(L, 5))
gradients = space["backward"](x, W_2, y, z_1, h, y_hat)
W_1, b_1, W_2, b_2 = space["update"](W_1, b_1, W_2, b_2, *gradients)
print("after a step: W_2 =", W_2.round(5), " b_2 =", round(b_2, 5))
print("L =", round(space["forward"](W_1, b_1, x, W_2, b_2, y)[-1], 5))

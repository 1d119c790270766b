"""Two linear layers are one; with a rectifier between them they compute XOR."""

import derive

let = "W_1: h x n, b_1: h, W_2: m x h, b_2: m, x: n"
print(derive.verify("W_2 (W_1 x + b_1) + b_2 = (W_2 W_1) x + (W_2 b_1 + b_2)", let=let).status)
print(derive.jacobian("W_2 (W_1 x + b_1) + b_2", "x", let=let).result.latex())
print(derive.jacobian(r"W_2 f(W_1 x)", "x", let=f"{let}, f: elementwise").result.latex())
network = derive.read(r"u^\top \operatorname{ReLU}(A x + c)", let="A: 2x2, x: 2, c: 2, u: 2").numpy()
for x in ([0, 0], [0, 1], [1, 0], [1, 1]):
    print(x, float(network(x=x, A=[[1, 1], [1, 1]], c=[0, -1], u=[1, -2])))

"""The gradient of an inner product, in components, and where the other factor depends on the letter."""

import derive

print(derive.gradient(r"u^\top h", "u", let="u: n, h: n").result.latex())
print(derive.jacobian(r"u^\top h", "u", let="u: n, h: n").result.latex())
print(derive.gradient(r"\sum_i u_i h_i", "u_k", let="u: n, h: n").result.latex())
d = derive.gradient(r"u^\top f(u)", "u", let="u: n, f: elementwise")
print(d.result.latex(), d.verify().status)
wrong = derive.verify(r"\frac{\partial}{\partial u} u^\top \sigma(u) = \sigma(u)", let="u: n")
print("the other term left out:", wrong.status)

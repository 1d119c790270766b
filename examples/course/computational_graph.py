"""z = (x + y) w: values forward, adjoints backward, each compared with the derivative of the whole formula."""

import derive

at = {"x": 2, "y": 3, "w": 4}
g = derive.graph("(x + y) w", at=at)
print(g)
print("verdict", g.verify().status)
for node in g.nodes:
    if node.op == "input":
        whole = derive.differentiate("(x + y) w", node.name).numpy()
        print(node.name, node.adjoint, float(whole(**{k: v for k, v in at.items() if k in whole.letters})))

"""The four gradients of GloVe, and AdaGrad with them on a small table of counts."""

import derive
from derive.catalog.glove import trained

section = derive.show("glove")
for d in section:
    print(d.problem.wrt, d.verify().status, d.result.latex())
costs = trained(section.derivations)
print("cost", round(costs[0], 2), "after 50 steps", round(costs[-1], 2))

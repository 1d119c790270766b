"""Skip-gram: the gradients with a full softmax and with negative samples."""

import derive

for d in derive.show("word2vec"):
    print(f"by {d.problem.wrt.plain if hasattr(d.problem.wrt, 'plain') else d.problem.wrt}: {d.result.text()}")
    print("  ", d.verify().status)

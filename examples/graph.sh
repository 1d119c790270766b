#!/bin/sh
# A computational graph: elementary operations, values forward, local derivatives and adjoints backward.
derive graph "(x+y) w" --at "x=2, y=3, w=4"
# The same of a small network, as text that Graphviz draws; `-o graph.svg` draws it at once.
derive graph "z = W x + b; h = \operatorname{ReLU}(z); L = (u^\top h - y)^2" --picture dot \
  --at "W=[[0.2, -0.4], [0.7, 0.3]], x=[1, 0.5], b=[0.1, -0.2], u=[0.5, -1], y=1"

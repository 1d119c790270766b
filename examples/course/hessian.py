"""Critical points, classified by the eigenvalues of the derived Hessian."""

import numpy as np

import derive
from derive.catalog.maps import critical, kind

gradient, hessian, *_ = derive.show("hessian")
print(gradient.problem.of, hessian.result.text(), hessian.verify().status)
for point, eigenvalues in critical(gradient, hessian):
    print(np.round(point, 6) + 0.0, np.round(eigenvalues, 6), kind(eigenvalues))

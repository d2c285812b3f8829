"""Raw access logs and exports of counters into the Report that ranks popular articles."""

import os

# numpy brings a library of linear algebra, which would start threads and take memory for what nothing here needs.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

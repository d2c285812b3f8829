"""The ``support-portal`` command: each verb a thin face of core."""

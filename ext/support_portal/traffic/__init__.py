"""Raw access logs and exports of counters into the Report that ranks popular articles."""

"""What people decide about findings: kept beside them, found again after a re-run, laid over them."""

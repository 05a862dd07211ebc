"""How good an engine is: measures, rivals and the table of them. Run by `manage.py evaluate_engine`."""

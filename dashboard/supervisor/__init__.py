"""Starts the processes of the product on one machine, keeps them alive, and stops them in order."""

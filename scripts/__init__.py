"""What is run by hand or by make, and no part of the running system."""

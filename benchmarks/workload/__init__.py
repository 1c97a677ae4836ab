"""One workload for every tool."""

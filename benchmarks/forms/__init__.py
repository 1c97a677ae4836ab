"""The workload as each tool's users would write it: one module a tool."""

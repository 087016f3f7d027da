"""What happens to a file between its arrival and a run: received, read by the worker, asked about, undone."""

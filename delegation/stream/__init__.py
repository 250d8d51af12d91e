"""The stream that keeps open pages true: topics of what changed, to those who may know of it, and nothing else."""

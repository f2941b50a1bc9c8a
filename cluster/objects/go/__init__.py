"""What Kubernetes owes to Go: how it reads and writes JSON, numbers, durations, values and errors."""

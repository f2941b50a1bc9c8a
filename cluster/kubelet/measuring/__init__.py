"""What pods and nodes are asked and take: requests a second, CPU, memory, and what the metrics-server says of it."""

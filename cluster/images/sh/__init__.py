"""The shell that commands of containers are run by. Computed, not executed; time is virtual."""

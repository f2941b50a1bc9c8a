"""How long each hop takes, in microseconds of virtual time: one table, two profiles.

`real` is a small real cluster; `lesson` is slow enough to see each hop.
"""

from typing import NamedTuple

MS = 1_000
S = 1_000_000


class Latency(NamedTuple):
    """One duration a hop, in µs (or bytes per second where it says so)."""

    watch: int  # a change reaching a component that watches it
    schedule: int  # one scheduling cycle; pods are scheduled one after the other
    sandbox: int  # network and sandbox of a pod, before its first container
    container_start: int  # a container process coming up
    container_stop: int  # a well-behaved process ending after SIGTERM
    pull_start: int  # resolving an image at the registry, or failing to
    pull_check: int  # finding that the image that is there is still the newest
    pull_bytes_per_s: int  # download and unpacking
    provision: int  # a provisioner making or removing a volume
    resync: int  # a kubelet noticing that a container has ended, or looking again after a failed pull
    establish: int  # a definition whose names are accepted coming to be served
    network_hop: int  # a packet from one machine or pod to the next
    network_dns: int  # a question to the nameserver and its answer


PROFILES = {
    "real": Latency(
        watch=4 * MS,
        schedule=1 * MS,
        sandbox=180 * MS,
        container_start=120 * MS,
        container_stop=150 * MS,
        pull_start=900 * MS,
        pull_check=300 * MS,
        pull_bytes_per_s=25_000_000,
        provision=20 * MS,
        resync=1 * S,
        establish=15 * MS,
        network_hop=200,
        network_dns=600,
    ),
    "lesson": Latency(
        watch=700 * MS,
        schedule=400 * MS,
        sandbox=600 * MS,
        container_start=700 * MS,
        container_stop=1500 * MS,
        pull_start=800 * MS,
        pull_check=400 * MS,
        pull_bytes_per_s=15_000_000,
        provision=900 * MS,
        resync=2 * S,
        establish=700 * MS,
        network_hop=60 * MS,
        network_dns=60 * MS,
    ),
}

"""kubelet: runs the pods of its node. One component for all nodes; what really runs is in `world.runtime[node]`.

kubelet      the component: keys node/namespace/name (a pod) and node// (the node itself)
worker       one pod: admit, start, restart, stop
containers   one container: image, start, exit, back-off
pulls        the node's images and its one puller
environment  a container's variables
admission    what a node refuses by itself
status       the pod's status, from what runs
machine      the node as a machine: addresses, conditions, being stopped and started
registration the objects by which a node makes itself known
backoff      how long crashing containers and failing pulls wait
durations    how Go writes a duration
logs         what a container has printed, computed when read
reading      what others may read of the runtime (progress of a pull, back-off)
"""

"""kubelet: runs the pods of its node. One component for all nodes; what really runs is in `world.runtime[node]`.

kubelet      the component: keys node/namespace/name (a pod) and node// (the node itself)
worker       one pod: admit, start, restart, stop
containers   one container: image, start, exit, back-off
pulls        the node's images and its one puller
admission    what a node refuses by itself
status       the pod's status, from what runs
machine      the node: registration, status, being stopped and started
durations    how Go writes a duration
logs         what a container has printed, computed when read
reading      what others may read of the runtime (progress of a pull, back-off)
"""

"""kubelet: runs the pods of its node. One component for all nodes; what really runs is in `world.runtime[node]`.

kubelet     the component: keys node/namespace/name (a pod) and node// (the node itself)
worker      one pod: admit, start, restart, stop; what it asks of its neighbours here is a module each
containers  one container: image, start, exit, back-off
status      the pod's status, from what runs
probes      when probes are due and what their answers make; probing: what they find out
node/       the machine, its images, its Node and Lease, pressure and eviction
processes/  the inside of a container: its surroundings, its main process, exec and attach, logs
volumes/    what is mounted, where it comes from, and what is written into it
measuring/  load, CPU and memory, the metrics-server

Read `kubelet`, `worker` and `containers` in this order.
"""

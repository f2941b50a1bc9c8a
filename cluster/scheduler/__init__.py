"""kube-scheduler: which node a pod goes to.

scheduler    the component: queue and back-off, events, binding
preemption   which pods would have to go
diagnosis    why a pod cannot be scheduled, in words
cycle        filter, score, choose
plugins/     one filter or score each
nodes        what stands on each node
pods         what a pod asks for (with cluster.objects.demand)
"""

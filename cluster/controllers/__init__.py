"""The control loops of kube-controller-manager, one reconciler a file. They meet only through the API.

    deployment/             Deployment: rollouts of ReplicaSets (a package of its own)
    replicaset, replicationcontroller
                            so many pods; both are `replicas`, with `scaledown` (which pod goes first), `replicastatus`,
                            `podtemplate`
    endpoints, endpointslice
                            the addresses behind Services; both look with `backends`
    apiserverendpoints      the API server's own address behind the Service `kubernetes`
    namespace               everything in a namespace goes before it
    namespacebasics         what every namespace gets: an account, the root certificate
    garbage                 what becomes of objects whose owners go
    quota                   what a namespace uses
    nodelifecycle, nodetaints, nodettl
                            nodes that fall silent, and the taints that tell
    tainteviction, podgc    pods of tainted nodes, and of nodes that are gone
    events, eventttl        how components record Events, and how long those live
    claims, conditions, podstate
                            what several of them need: adoption and release, conditions, questions about a pod

Source: https://kubernetes.io/docs/concepts/architecture/controller/
"""

"""The modelled network: what becomes of a request that a container, a node or the learner's own machine makes.

network   the face: resolve, request, connect
dns       cluster DNS: CoreDNS's answers, asked over the network like anything else
routing   from an address and a port to the process behind it, or to why there is none
proxy     kube-proxy: which endpoint of a Service a connection gets
policy    NetworkPolicies
ingress   the ingress controller's routing
places    who has which address
traces    the hops of a request, as the page draws them
internet  the few hosts outside that exist
"""

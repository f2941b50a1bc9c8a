"""The modelled network: what becomes of a request that a container, a node or the learner's own machine makes.

network     the face: resolve, request, connect; made (inputs, reconciles) or computed (nothing changes)
inputs      requests that come as inputs, from the learner's terminal
exchange    one request from beginning to end
lookups     asking for a name: /etc/hosts, resolv.conf, nameservers
dns         cluster DNS: what CoreDNS answers
routing     from an address and a port to the process behind it, or to why there is none
places      who has which address
proxy       kube-proxy: which endpoint of a Service a connection gets
policy      NetworkPolicies
ingress     the ingress controller's routing (controller: its writing side; ingress_pages: nginx's pages)
apiserver, health, internet  who else answers: the API server, health-check ports, the few hosts outside that exist
traces      the hops of a request, as the page draws them
"""

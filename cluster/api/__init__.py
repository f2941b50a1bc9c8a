"""The API server: verbs, admission, patches, watches, tables and errors, the same for every kind.

handling      from a Request to a verb and back to a Response: read this first
server        the verbs that change objects; `client` is how components call them
decoding/     what clients send becomes objects
access/       who asks, and what they may do
admission/    what is filled in or refused before an object is stored
patches/      JSON, merge, strategic and server-side apply; managedFields
reads/        get, list, watch, tables
writes/       create, update, delete
subresources/ scale, binding, eviction, log, exec, proxy, approval
aggregation/  groups that another server answers for
documents/    discovery, OpenAPI, health, metrics, version
"""

"""A pod's volumes: what is in them, how they come up, how they are brought up to date.

Source: https://kubernetes.io/docs/concepts/storage/volumes/. The pod's record holds, under `volumes`, of each volume
that a container mounts:
  {"versions": [[µs, {path: [text, mode]}], ...]}   configMap, secret, projected, downwardAPI: what it held since when
     ("frozen": it stays so)
  {"token": µs, "account": uid, "machine": uid}     the automatic token, worked out when somebody looks (tokens)
  {"files", "changes"}                              emptyDir: a tree and what was changed in it (trees)
  {"disk": path}                                    hostPath and claims: a directory of the node (disks)
"""

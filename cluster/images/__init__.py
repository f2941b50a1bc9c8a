"""Container images: which exist, how large they are, and how what is in them behaves.

catalogue/   the images that the registries have; `nginx` is `docker.io/library/nginx:latest`
filesystem/  the files that come with them, and what processes see and change
running      running a command in a place: a container's main process, a probe, a hook, `kubectl exec`
sessions     a shell at a terminal, line by line; commandline: what a container runs
sh/          the shell that commands are run by; commands/: the programs that it finds
serving/     programs that listen; answers/: what they say to a request
webclients/  curl, wget, nslookup and their kin
"""

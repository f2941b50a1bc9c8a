"""Container images: which exist, how large they are, and how what is in them behaves.

names      `nginx` is `docker.io/library/nginx:latest`
catalogue  the images that the registries have
program    what a container does: exits, output, reaction to being stopped
shell      the small shell that commands are run by
"""

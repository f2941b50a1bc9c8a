"""What the registries have: repositories, the program in them, and their tags by size in MB (compressed, linux/amd64).

    REPOSITORY PROGRAM
        SIZE: TAG TAG ...

Releases that differ little share a size. nginx, of which every release exists, stands in `NGINX` by series.
"""

from __future__ import annotations

TABLE = """
docker.io/library/httpd httpd
    45.2: latest 2 2.4 2.4.65
    58.6: 2.4.62
    60.1: 2.4.58
    55.1: 2.4.54
    57.0: 2.4.41
    19.9: alpine 2-alpine 2.4-alpine
    41.0: 2.4.38-alpine 2.4.39-alpine
    58.9: 2.2
docker.io/library/redis redis
    52.5: latest 8 8.2
    49.9: 8.0
    45.0: 7 7.4
    43.4: 7.2
    41.4: 7.0
    41.3: 7.0.0
    42.0: 6 6.2
    39.9: 6.0
    37.9: 6.0.9
    38.4: 5 5.0
    36.6: 5.0.4
    34.9: 4
    28.5: 3.2
    29.0: alpine 8-alpine
    17.2: 7-alpine 7.4-alpine
    16.6: 7.2-alpine
    12.0: 6-alpine 6.2-alpine
    11.0: 5-alpine 5.0.5-alpine
docker.io/library/busybox shell
    2.2: latest stable 1 1.37 1.37.0 1.36 1.36.1 1.36.0 musl glibc uclibc
    0.75: 1.35 1.35.0 1.34 1.34.1 1.33 1.33.1 1.32 1.31 1.30 1.29 1.28 1.28.4 1.27 1.26 1.25 1.24
docker.io/library/alpine shell
    3.8: latest 3 3.22 3.22.1 3.21 3.20 edge
    3.3: 3.19 3.18 3.17 3.16 3.15 3.14 3.13 3.12 3.11 3.10 3.9 3.8 3.7 3.6
docker.io/library/debian shell
    48.5: latest 13 12 11 trixie bookworm bullseye stable
    28.2: stable-slim bookworm-slim trixie-slim 12-slim
docker.io/library/ubuntu shell
    29.7: latest 24.04 noble
    29.5: 22.04 jammy
    27.5: 20.04 focal
    25.7: 18.04
docker.io/library/mysql mysql
    245.0: latest 9 9.4
    232.0: 8 8.4
    228.0: 8.0
    178.0: 8.0.36
    152.0: 5.7 5.7.44
    101.0: 5.6
docker.io/library/mariadb mariadb
    102.0: latest 12
    101.0: 11 11.4
    99.0: 10 10.11
    97.0: 10.6
docker.io/library/postgres postgres
    161.0: latest 18
    156.0: 17
    149.0: 16
    145.0: 15
    142.0: 14
    141.0: 13
    139.0: 12
    105.0: 11
    79.0: 10 9.4
    78.0: 9.6
    110.0: alpine
    108.0: 17-alpine
    99.0: 16-alpine
    97.0: 15-alpine
    92.0: 14-alpine
    91.0: 13-alpine
docker.io/library/mongo mongo
    300.0: latest 8 8.0
    271.0: 7 7.0
    246.0: 6 6.0
    225.0: 5
    154.0: 4 4.4
    130.0: 4.2
docker.io/library/memcached memcached
    31.7: latest 1 1.6
    29.0: 1.5
    3.9: alpine 1.6-alpine
docker.io/library/rabbitmq rabbitmq
    104.0: latest 4
    98.0: 3
    112.0: management
    106.0: 3-management
docker.io/library/python python
    388.0: latest 3 3.14
    386.0: 3.13
    381.0: 3.12
    364.0: 3.11
    352.0: 3.10 2.7
    350.0: 3.9
    340.0: 3.8
    43.0: slim 3-slim 3.13-slim
    45.0: 3.12-slim 3.11-slim
    17.0: alpine 3-alpine
    16.0: 3.13-alpine
    17.5: 3.12-alpine
    19.0: 3.11-alpine
docker.io/library/node node
    404.0: latest 24
    386.0: 22 lts
    376.0: 20
    363.0: 18
    335.0: 16
    332.0: 14
    78.0: slim
    76.0: 22-slim
    71.0: 20-slim
    55.0: alpine 24-alpine
    52.0: 22-alpine
    47.0: 20-alpine
    44.0: 18-alpine
    37.0: 16-alpine
    39.0: 14-alpine
docker.io/library/golang shell
    300.0: latest 1.25
    297.0: 1.24
    293.0: 1.22
    78.0: alpine 1.25-alpine
docker.io/library/openjdk shell
    230.0: 17
    318.0: 11
    296.0: 8
    209.0: 17-slim
docker.io/library/perl shell
    350.0: latest 5
    336.0: 5.34.0 5.34
    341.0: 5.26
    55.0: slim
docker.io/library/bash shell
    6.6: latest 5 5.2
    5.7: 4.4
docker.io/library/hello-world hello-world
    0.003: latest linux
docker.io/library/tomcat tomcat
    215.0: latest 11
    208.0: 10
    204.0: 9
    200.0: 8.5
docker.io/library/wordpress wordpress
    262.0: latest 6
    201.0: 6.2.1-apache
    187.0: 5.6
    125.0: 4.8-apache
docker.io/library/traefik traefik
    50.0: latest v3 v3.5
    45.0: v2.11
docker.io/library/haproxy haproxy
    41.0: latest 3.2
    39.0: 2.8
    12.0: alpine
docker.io/kicbase/echo-server echo-server
    1.9: 1.0 latest
docker.io/kindest/kindnetd daemon
    44.4: v20250512-df8de77b
docker.io/nginxdemos/hello nginx-hello
    20.9: latest plain-text
docker.io/curlimages/curl shell
    9.5: latest 8.16.0
docker.io/bitnami/kubectl shell
    67.0: latest
gcr.io/google-samples/hello-app hello-app
    4.9: 1.0 2.0
gcr.io/google-samples/gb-frontend gb-frontend
    145.0: v4
    140.0: v5
gcr.io/k8s-minikube/storage-provisioner daemon
    9.06: v5
registry.k8s.io/pause pause
    0.320448: 3.10.1
    0.320368: 3.10
    0.32: 3.9 3.1 latest
    0.31: 3.8 3.7
    0.3: 3.6 3.5 3.4.1 3.2
    0.33: 2.0
registry.k8s.io/coredns/coredns coredns
    22.7: v1.13.1
    22.4: v1.12.1
    18.6: v1.11.3
registry.k8s.io/etcd daemon
    74.1: 3.6.6-0
    74.0: 3.6.5-0
    58.9: 3.5.21-0
    84.0: 3.4.13-0
registry.k8s.io/kube-apiserver daemon
    30.1: v1.35.0
    27.1: v1.34.0
registry.k8s.io/kube-controller-manager daemon
    24.6: v1.35.0
    22.8: v1.34.0
registry.k8s.io/kube-scheduler daemon
    18.8: v1.35.0
    17.4: v1.34.0
registry.k8s.io/kube-proxy daemon
    26.9: v1.35.0
    26.0: v1.34.0
registry.k8s.io/echoserver echoserver
    47.0: 1.4
    36.0: 1.10
registry.k8s.io/e2e-test-images/agnhost agnhost
    55.0: 2.59 2.57 2.56 2.55 2.54 2.53 2.52
    53.0: 2.47 2.45 2.43 2.40 2.39 2.36 2.33 2.32 2.30 2.21 2.20 2.13
registry.k8s.io/e2e-test-images/busybox shell
    0.77: 1.29-1 1.29-2 1.29-4
    2.2: 1.36.1-1 1.37.0-1
registry.k8s.io/e2e-test-images/nginx nginx
    6.9: 1.14-1 1.14-2 1.14-4
    7.0: 1.15-1 1.15-2 1.15-4
registry.k8s.io/e2e-test-images/kitten kitten
    42.0: 1.0 1.4 1.7 1.8
registry.k8s.io/e2e-test-images/nautilus nautilus
    42.0: 1.0 1.4 1.7 1.8
registry.k8s.io/e2e-test-images/nonroot nonroot
    0.77: 1.0 1.1 1.4
registry.k8s.io/e2e-test-images/sample-apiserver sample-apiserver
    22.0: 1.17 1.17.4 1.17.7 1.29.2 1.33.7
registry.k8s.io/e2e-test-images/echoserver echoserver
    36.0: 2.2 2.3 2.5
registry.k8s.io/e2e-test-images/perl shell
    341.0: 5.26
registry.k8s.io/e2e-test-images/redis redis
    11.0: 5.0.5-alpine 5.0.5-3
registry.k8s.io/nginx-slim nginx
    51.0: 0.8
    52.0: 0.21
    70.0: 0.24 0.27
registry.k8s.io/busybox shell
    0.73: latest 1.24 1.27.2
registry.k8s.io/hpa-example php-apache
    180.0: latest
registry.k8s.io/e2e-test-images/httpd httpd
    41.0: 2.4.38-1 2.4.38-2 2.4.38-4 2.4.39-1 2.4.39-2 2.4.39-4
registry.k8s.io/e2e-test-images/jessie-dnsutils shell
    112.0: 1.0 1.3 1.4 1.5 1.7
registry.k8s.io/e2e-test-images/ipc-utils shell
    2.1: 1.0 1.2 1.3
registry.k8s.io/e2e-test-images/nonewprivs nonewprivs
    2.1: 1.0 1.3
registry.k8s.io/e2e-test-images/resource-consumer consumer
    50.0: 1.5 1.9 1.10 1.13
registry.k8s.io/ingress-nginx/controller ingress-nginx
    110.0: v1.13.2 v1.14.1
registry.k8s.io/ingress-nginx/kube-webhook-certgen certgen
    20.0: v1.6.2 v1.6.5
docker.io/traefik/whoami whoami
    2.5: latest v1.11 v1.10
docker.io/hashicorp/http-echo http-echo
    3.2: latest 1.0 1.0.0 0.2.3
docker.io/polinux/stress stress
    4.0: latest 1.0.4
docker.io/vish/stress stress
    3.9: latest
registry.k8s.io/metrics-server/metrics-server daemon
    22.1: v0.8.0
"""

# series → (MB, last patch release)
NGINX: dict[str, tuple[float, int]] = {
    "1.7": (37.9, 12), "1.8": (53.0, 1), "1.9": (52.4, 15), "1.10": (70.2, 3), "1.11": (72.9, 13),
    "1.12": (43.5, 2), "1.13": (44.6, 12), "1.14": (44.7, 2), "1.15": (44.7, 12), "1.16": (50.9, 1),
    "1.17": (51.0, 10), "1.18": (53.6, 0), "1.19": (53.6, 10), "1.20": (56.6, 2), "1.21": (56.7, 6),
    "1.22": (57.0, 1), "1.23": (57.0, 4), "1.24": (57.0, 0), "1.25": (70.5, 5), "1.26": (71.0, 3),
    "1.27": (72.2, 5), "1.28": (59.7, 1), "1.29": (59.795293, 3),
}  # fmt: skip

mkdir bin
printf '#!/bin/bash\necho "foo says $1 $2 ($#)"\nexit 3\n' > bin/kubectl-foo
printf '#!/bin/sh\nkubectl get ns default -o name\n' > bin/kubectl-ns-default
printf '#!/bin/sh\necho made $@\n' > bin/kubectl-create-thing
PATH=$PATH:bin kubectl foo a b
chmod +x bin/kubectl-foo bin/kubectl-ns-default bin/kubectl-create-thing
PATH=$PATH:bin kubectl foo a b
PATH=$PATH:bin kubectl foo --flag -n x
PATH=$PATH:bin kubectl ns default
PATH=$PATH:bin kubectl ns
PATH=$PATH:bin kubectl create thing one two
PATH=$PATH:bin kubectl create other
PATH=$PATH:bin kubectl help foo
KC=$(which kubectl); PATH=bin $KC plugin list
KC=$(which kubectl); PATH=bin $KC plugin list --name-only
cp bin/kubectl-foo bin/kubectl-get
cp bin/kubectl-foo bin/kubectl-get-pods
cp bin/kubectl-foo bin/kubectl-create-deployment
cp bin/kubectl-foo bin/other
chmod -x bin/kubectl-foo
KC=$(which kubectl); PATH=bin:nowhere $KC plugin list
mkdir more
cp bin/kubectl-get more/kubectl-ns-default
KC=$(which kubectl); PATH=bin:more:bin $KC plugin list
KC=$(which kubectl); PATH=nowhere $KC plugin list
PATH=$PATH:bin kubectl get
printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b, c: d}\n' > c.yaml
kubectl apply -f c.yaml
sed -i 's/a: b/a: x/' c.yaml
kubectl diff -f c.yaml | tail -n +4
KUBECTL_EXTERNAL_DIFF=ls kubectl diff -f c.yaml
KUBECTL_EXTERNAL_DIFF='diff -r -q' kubectl diff -f c.yaml
KUBECTL_EXTERNAL_DIFF='diff -r -U1 --label=x' kubectl diff -f c.yaml | tail -n +4
KUBECTL_EXTERNAL_DIFF='diff -r -N' kubectl diff -f c.yaml | tail -n +2
KUBECTL_EXTERNAL_DIFF=nope kubectl diff -f c.yaml
KUBECTL_EXTERNAL_DIFF=false kubectl diff -f c.yaml
KUBECTL_EXTERNAL_DIFF='grep -r x' kubectl diff -f c.yaml
printf '#!/bin/sh\necho "$1" | cut -c1-9\ncat $2/* | grep a:\nexit 1\n' > bin/mine
chmod +x bin/mine
PATH=$PATH:bin KUBECTL_EXTERNAL_DIFF=mine kubectl diff -f c.yaml

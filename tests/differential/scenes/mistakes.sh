# Words that no command takes: found by trying every flag and every command with wrong words.
kubectl certificate foo
kubectl alpha foo
kubectl certificate approve nope/nope
kubectl certificate deny nope/nope
kubectl drain --delete-local-data=xyz
kubectl diff --foo
kubectl diff -?
kubectl diff a b c d
kubectl diff --concurrency=xyz
kubectl diff --filename
kubectl replace --record=xyz
kubectl set env --record=xyz
kubectl config delete-cluster
kubectl config delete-cluster a b c d
kubectl config delete-context
kubectl config delete-user
kubectl config set-cluster empty
kubectl config set-context empty
kubectl config view -o jsonpath='{.contexts[?(@.name=="empty")]}'
kubectl cluster-info dump -o name
kubectl set selector nope/nope
kubectl set subject a b c d
kubectl proxy --port=99999

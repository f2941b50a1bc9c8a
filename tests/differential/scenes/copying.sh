# kubectl cp, both ways. From relative paths: of an absolute one tar warns, and the real client may end before it has printed that.
kubectl run a --image=busybox --restart=Never -- tail -f /dev/null
kubectl run web --image=nginx
kubectl wait --for=condition=Ready pod/a pod/web
echo hello > h.txt
mkdir d; echo one > d/1; mkdir d/e; echo two > d/e/2
kubectl cp h.txt a:/tmp/h.txt
kubectl exec a -- cat /tmp/h.txt
kubectl cp h.txt default/a:/tmp
kubectl cp d a:/tmp/d
kubectl exec a -- find /tmp
kubectl cp a:tmp/d back
cat back/1 back/e/2
kubectl cp a:tmp/h.txt h2.txt
cat h2.txt
kubectl cp nope a:/tmp
kubectl cp h.txt nope:/tmp
kubectl cp h.txt h3.txt
kubectl cp a:/x a:/y
kubectl cp a
kubectl cp
kubectl cp a:/tmp/h.txt
kubectl cp h.txt a:
kubectl cp h.txt :x
kubectl cp h.txt x/y/z:/tmp
kubectl cp h.txt a:/tmp/q -c nope
kubectl cp h.txt a:/tmp/q -c a
kubectl cp h.txt a:/nonexistent/dir/q
kubectl cp --no-preserve h.txt a:/tmp/z
kubectl cp a:etc/hostname hn
kubectl cp -n kube-system h.txt a:/tmp
kubectl cp --retries=3 a:tmp/h.txt r.txt
kubectl cp --foo a b
kubectl cp d/ a:/tmp/d2/
kubectl exec a -- find /tmp/d2
kubectl cp a:tmp/d .
ls
kubectl cp a:tmp/ t

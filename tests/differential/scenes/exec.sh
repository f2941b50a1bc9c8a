kubectl run web --image=nginx
kubectl wait --for=condition=Ready pod/web --timeout=60s
kubectl exec web -- echo hello
kubectl exec web -- sh -c 'echo one; echo two >&2; exit 3'
echo 'echo from a pipe; exit 5' | kubectl exec -i web -- sh
kubectl exec -it web -- echo no terminal here
kubectl exec web -- nonsense
kubectl exec web -c nope -- ls
kubectl exec nope -- ls
kubectl exec web ls
kubectl exec web
kubectl exec
kubectl exec deploy/nope -- ls
kubectl run --rm -i once --image=busybox --restart=Never -- echo done
kubectl run --rm -i twice --image=busybox --restart=Never -- sh -c 'sleep 2; echo later; exit 4'
kubectl run -i --tty third --image=busybox -- sh -c 'echo hi; sleep 5; echo bye'
echo 'echo typed' | kubectl run -i fourth --image=busybox --restart=Never -- sh
kubectl attach web --timeout
kubectl attach
kubectl attach a b c
kubectl attach fourth
kubectl delete pod web --now

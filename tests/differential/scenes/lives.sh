kubectl run oom --image=busybox:1.36 --restart=Never --overrides='{"spec":{"containers":[{"name":"oom","image":"busybox:1.36","command":["tail","/dev/zero"],"resources":{"limits":{"memory":"50Mi"}}}]}}'
kubectl get pod oom --no-headers
kubectl get pod oom -o jsonpath='{.status.phase} {.status.containerStatuses[0].state.terminated.reason} {.status.containerStatuses[0].state.terminated.exitCode}'
kubectl describe pod oom
kubectl run web --image=nginx --overrides='{"spec":{"containers":[{"name":"web","image":"nginx","resources":{"requests":{"cpu":"100m","memory":"100Mi"},"limits":{"cpu":"100m","memory":"100Mi"}}}]}}'
kubectl patch pod web --subresource resize -p '{"spec":{"containers":[{"name":"web","resources":{"requests":{"cpu":"200m"},"limits":{"cpu":"200m"}}}]}}'
kubectl patch pod web --subresource resize -p '{"spec":{"containers":[{"name":"web","resources":{"requests":{"cpu":"50m"}}}]}}'
kubectl get pod web -o jsonpath='{.status.containerStatuses[0].resources} {.status.containerStatuses[0].restartCount}'
kubectl patch pod web --subresource resize -p '{"spec":{"containers":[{"name":"web","resources":{"requests":{"cpu":"99"},"limits":{"cpu":"99"}}}]}}'
kubectl get pod web -o jsonpath='{.status.conditions[?(@.type=="PodResizePending")].reason}'
kubectl patch pod web --subresource ephemeralcontainers -p '{"spec":{"ephemeralContainers":[{"name":"probe","image":"busybox:1.36","command":["sleep","1000"]}]}}'
kubectl describe pod web
kubectl exec web -c probe -- wget -q -O- localhost
kubectl logs web -c probe
kubectl logs web --tail=1
kubectl run message --image=busybox:1.36 --restart=Never -- sh -c 'echo it broke > /dev/termination-log; exit 3'
kubectl describe pod message
kubectl get pods
kubectl delete pod oom web message

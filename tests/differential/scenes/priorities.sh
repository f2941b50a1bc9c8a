kubectl get pc
kubectl get priorityclasses -o yaml
kubectl create priorityclass high --value=1000 --description="for what matters"
kubectl create priorityclass high --value=1000
kubectl create priorityclass gentle --value=500 --preemption-policy=Never
kubectl create priorityclass usual --value=10 --global-default=true
kubectl create priorityclass second --value=20 --global-default=true
kubectl create priorityclass huge --value=2000000000
kubectl create priorityclass odd --value=1 --preemption-policy=Sometimes
kubectl create priorityclass system-mine --value=1
kubectl create priorityclass none
kubectl create priorityclass dry --value=-7 --dry-run=client -o yaml
kubectl get pc
kubectl get pc high -o yaml
kubectl describe pc high
kubectl describe pc usual
kubectl describe pc system-node-critical
kubectl patch pc high -p '{"value":5}'
kubectl patch pc high -p '{"preemptionPolicy":"Never"}'
kubectl patch pc high -p '{"globalDefault":true}'
kubectl patch pc high -p '{"description":"changed"}'
kubectl delete pc system-node-critical
kubectl run plain --image=nginx
kubectl run vip --image=nginx --overrides='{"spec":{"priorityClassName":"gentle"}}'
kubectl run lost --image=nginx --overrides='{"spec":{"priorityClassName":"nope"}}'
kubectl run wrong --image=nginx --overrides='{"spec":{"priorityClassName":"high","priority":3}}'
kubectl get pods -o custom-columns=NAME:.metadata.name,CLASS:.spec.priorityClassName,VALUE:.spec.priority,POLICY:.spec.preemptionPolicy
kubectl describe pod vip
kubectl explain pc
kubectl delete pc high gentle usual

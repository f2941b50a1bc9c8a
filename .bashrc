source <(kubectl completion bash)
source <(kubectl completion bash)

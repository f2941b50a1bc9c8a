"""Codes of what the kubelet does. Words for them live in static/js/words/."""

from cluster.reasons import register

register(
    {
        "kubelet.admit": ("node",),
        "kubelet.reject": ("node", "message"),
        "kubelet.pull": ("image",),
        "kubelet.pull_failed": ("image", "message"),
        "kubelet.pull_backoff": ("image", "seconds"),
        "kubelet.start": ("container",),
        "kubelet.crash": ("container", "exit"),
        "kubelet.oom": ("container",),
        "kubelet.evict": ("resource",),
        "kubelet.resize": ("container",),
        "kubelet.resize_waits": ("message",),
        "kubelet.unhealthy": ("container", "probe"),
        "kubelet.ended": ("container",),
        "kubelet.backoff": ("container", "seconds"),
        "kubelet.waiting": ("container",),
        "kubelet.mounting": ("volume",),
        "kubelet.unnamed": ("name",),
        "kubelet.devices": ("message",),
        "kubelet.refreshed": ("volume",),
        "kubelet.ready": (),
        "kubelet.not_ready": (),
        "kubelet.done": ("phase",),
        "kubelet.stop": ("seconds",),
        "kubelet.removed": (),
        "kubelet.node_status": (),
    }
)

"""One ASGI application: pages over HTTP, live clusters over WebSocket.

Real Kubernetes clients (`/c/<token>/...`) are mounted in MOUNTS, in front of Django and outside the Origin check,
because kubectl's WebSockets have no Origin: {"/c/": an ASGI application that gets the scope as it is}.
"""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutorial.settings")

from django.core.asgi import get_asgi_application

pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402  (models load with the line above)
from channels.sessions import CookieMiddleware  # noqa: E402
from django.urls import path, re_path  # noqa: E402

from cluster.http import taught  # noqa: E402
from tutorial.live.consumer import ClusterConsumer  # noqa: E402
from tutorial.live.kubernetes import kubernetes  # noqa: E402
from tutorial.live.origin import SameOrigin, refuse  # noqa: E402

taught.install()

MOUNTS: dict = {"/c/": kubernetes}

routes = URLRouter(
    [
        path("ws/clusters/<str:cluster>/", ClusterConsumer.as_asgi()),
        re_path("", refuse),  # the router raises where nothing fits
    ]
)
sockets = SameOrigin(CookieMiddleware(routes))
site = ProtocolTypeRouter({"http": pages, "websocket": sockets})


async def application(scope, receive, send):
    """Hands each connection to a mount whose prefix its path has, else to the site."""
    for prefix, mounted in MOUNTS.items():
        if scope.get("path", "").startswith(prefix):
            return await mounted(scope, receive, send)
    return await site(scope, receive, send)

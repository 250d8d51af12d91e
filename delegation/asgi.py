"""What the server runs: Django's WSGI handler in threads, which serves pages three times faster than its ASGI one.

The stream under /live/ stands in front of it, where it needs no thread.
"""

import os
from typing import cast

from a2wsgi import WSGIMiddleware
from a2wsgi.asgi_typing import Receive, Scope, Send
from a2wsgi.wsgi_typing import WSGIApp
from django.core.wsgi import get_wsgi_application

# Each keeps one connection to the database.
PAGE_THREADS = 10

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "delegation.settings")

django = WSGIMiddleware(cast(WSGIApp, get_wsgi_application()), workers=PAGE_THREADS)

# The settings and the models are there only now.
from delegation.bodies import arrived_whole  # noqa: E402
from delegation.stream.endpoint import live  # noqa: E402

pages = arrived_whole(django)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        await django(scope, receive, send)
    elif scope["path"].startswith("/live/"):
        await live(scope, receive, send)
    else:
        await pages(scope, receive, send)

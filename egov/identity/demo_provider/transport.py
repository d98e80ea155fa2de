"""How the site talks to the provider that lives in the same process.

Over the network a call would wait for a free thread of the very server that makes it: with eight threads, eight people
who sign in at once wait for each other until all fail. Requests and answers are the same as over HTTP.
"""

from contextvars import Context
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import requests
from flask import Flask
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from werkzeug.test import EnvironBuilder, run_wsgi_app


class SameProcess(BaseAdapter):
    """Carries requests to an application by calling it, for ``requests.Session.mount``."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self.app = app

    def send(self, request: requests.PreparedRequest, *_options: Any, **_more: Any) -> requests.Response:
        """The answer, made in an empty context: the other request has a database session of its own."""
        address = urlsplit(str(request.url))
        environ = EnvironBuilder(
            method=request.method or "GET",
            base_url=f"{address.scheme}://{address.netloc}",
            path=address.path,
            query_string=address.query,
            headers=list(request.headers.items()),
            data=request.body,
        ).get_environ()
        body, status, headers = Context().run(run_wsgi_app, self.app, environ, buffered=True)
        answer = requests.Response()
        answer.status_code = int(status.split()[0])
        answer.headers = CaseInsensitiveDict(headers.items())
        answer.raw = BytesIO(b"".join(body))
        answer.url, answer.request = str(request.url), request
        return answer

    def close(self) -> None:
        """Nothing is held open."""

"""Pages go out packed (gzip, RFC 1952) to whoever can unpack them: on a slow line a page takes a quarter of the time.

What is packed may give away secrets to somebody who can make the page say words of his own and watch its length (the
BREACH attack). He would have to make a browser ask for pages from another site; the cookie does not go with such
requests (SameSite=Lax), so the pages he can watch hold no secret.
"""

import gzip

from flask import Flask, Response, request

WORTH_IT = 1000  # bytes
WITHOUT_BODY = (204, 206, 304)  # nothing, a part of a file, nothing new
KINDS = ("text/", "image/svg+xml", "application/javascript")


def init_compression(app: Flask) -> None:
    """Pack the answers of the application."""
    app.after_request(_packed)


def _packed(response: Response) -> Response:
    if response.is_streamed and not response.direct_passthrough:
        return response
    if response.status_code in WITHOUT_BODY or "Content-Encoding" in response.headers or not _is_kind(response):
        return response
    response.vary.add("Accept-Encoding")
    if not request.accept_encodings.quality("gzip") or (response.content_length or 0) < WORTH_IT:
        return response
    response.direct_passthrough = False
    response.set_data(gzip.compress(response.get_data(), compresslevel=6, mtime=0))
    response.headers["Content-Encoding"] = "gzip"
    tag, _weak = response.get_etag()
    if tag:
        response.set_etag(tag, weak=True)
    return response


def _is_kind(response: Response) -> bool:
    return (response.mimetype or "").startswith(KINDS)

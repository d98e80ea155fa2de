"""Pages are packed on the line, for whoever can unpack them."""

import gzip

import pytest
from flask import Flask
from werkzeug.test import TestResponse


def asked(app: Flask, address: str, **headers: str) -> TestResponse:
    response = app.test_client().get(address, headers=headers)
    response.get_data()
    response.close()
    return response


@pytest.mark.parametrize("address", ["/", "/static/base.css", "/nowhere"])
def test_what_is_read_is_packed_and_unpacks_to_the_same(app: Flask, address: str) -> None:
    plain = asked(app, address)
    packed = asked(app, address, **{"Accept-Encoding": "gzip, br"})
    assert plain.headers.get("Content-Encoding") is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 2
    assert gzip.decompress(packed.data)[:100] == plain.data[:100]
    assert "Accept-Encoding" in packed.vary
    assert "Accept-Encoding" in plain.vary


def test_a_style_sheet_that_was_packed_is_not_sent_again(app: Flask) -> None:
    first = asked(app, "/static/base.css", **{"Accept-Encoding": "gzip"})
    again = asked(app, "/static/base.css", **{"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("address", ["/static/icon.svg"])
def test_what_is_not_worth_it_goes_as_it_is(app: Flask, address: str) -> None:
    assert "Content-Encoding" not in asked(app, address, **{"Accept-Encoding": "gzip"}).headers

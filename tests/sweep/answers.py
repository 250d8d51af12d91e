"""An answer as bytes that may be compared, with exactly two things taken out: the CSRF token and the nonce."""

import io
import re
import zipfile

TOKENS = (
    re.compile(rb'(name="csrfmiddlewaretoken" value=")\w{64}'),
    re.compile(rb'("X-CSRFToken": ")\w{64}'),
    re.compile(rb"(&quot;X-CSRFToken&quot;: &quot;)\w{64}"),
)
NONCE = re.compile(r"'nonce-([^']+)'")


def comparable(response):
    """Status, headers and body."""
    headers = dict(response.items())
    body = response.content
    for token in TOKENS:
        body = token.sub(rb"\1", body)
    if found := NONCE.search(headers.get("Content-Security-Policy", "")):
        headers["Content-Security-Policy"] = headers["Content-Security-Policy"].replace(found[1], "")
        body = body.replace(found[1].encode(), b"")
    cookies = {
        name: dict(morsel.items()) | {"value": "" if name == "csrftoken" else morsel.value}
        for name, morsel in response.cookies.items()
    }
    return response.status_code, headers, cookies, body


def everything_in(response):
    """The words of an answer: headers, body, and what stands inside a packed file."""
    words = repr(response.headers).encode() + repr(response.cookies).encode() + response.content
    if response.content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
            words += b"".join(name.encode() + packed.read(name) for name in packed.namelist())
    return words.decode(errors="replace")

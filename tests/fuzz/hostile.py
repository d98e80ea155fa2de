"""What somebody types who means no good, and the shapes in which he sends it."""

from hypothesis import strategies as st

MARK = "pwned"  # the function that every script below tries to call

SCRIPTS = (
    f"<script>{MARK}('script')</script>",
    f"\"><img src=x onerror={MARK}('img')>",
    f"'><svg onload={MARK}('svg')>",
    f"\" autofocus onfocus={MARK}('focus') x=\"",
    f"</title></textarea></option></script><details open ontoggle={MARK}('toggle')>",
    f"<iframe srcdoc='<script>parent.{MARK}(1)</script>'></iframe><style onload={MARK}('style')></style>",
    f"javascript:{MARK}('address')",
    f"<a href=\"javascript:{MARK}('link')\">&lt;img src=x onerror={MARK}('twice')&gt;</a>",
    f"\u202e<math><mtext><img src=x onerror={MARK}('math')></mtext></math>{{{{ 7*'7' }}}}",
)
WORDS = (
    "{{ 7*'7' }}{% raw %}", "${7*7}#{7*7}<%= 7*7 %>", "%(count)s %s %n %", "{0.__class__} {}",
    "'; DROP TABLE person; --", '" OR 1=1 --', "%' ESCAPE '_", "\\", "=HYPERLINK(\"http://evil.example\")",
    "+1+cmd|' /C calc'!A0", "@SUM(A1)", "\x00", "Rex\x00", "\x01\x08\x1f\x7f\x85", "x\r\nSet-Cookie: owner=evil",
    "x\r\nBcc: evil@example.org", "\u202eevil\u2066\u2069", "\u200f\u200b\ufeff\u2028", "\ufffe\uffff",
    "\U0001f600\U0001f1e6\u200d" * 20, "e\u0301\u0302" * 60, "\ufdfa" * 30, "\u0130\u1e9e\u00df\ufb03", "\ud800",
    "x\udfff",
    "../../etc/passwd", "..\\..\\boot.ini", "//evil.example/", "http://evil.example/", "\\\\evil.example", ".", "CON",
    "null", "true", "[]", '{"$ne": null}', "__class__", "csrf_token", " ", "\t\n",
)  # fmt: skip
NUMBERS = (
    "0", "-1", "1", "01", "+1", "1.5", "1e999", "NaN", "Infinity", "1_000", "0x10", "\u0663\u0664\u0665", "\u00b2",
    "\u00bd",
    "1,000.00", "2147483648", str(2**53), str(2**63 - 1), str(2**63), str(2**64), str(-(2**63) - 1), "9" * 400,
    "9" * 5000,
)  # fmt: skip
DATES = (
    "2026-02-30", "9999-12-31", "0001-01-01", "10000-01-01", "275760-09-13", "31", "13", "0000", "1799", "99999",
    "9999-12-31_1", f"2026-01-01_{2**63}", "2026-01-01_-1", "2026-W01-1",
)  # fmt: skip
LONG = ("A" * 5_000, "\u0639" * 3_000, "<" * 5_000)
VAST = "A" * 1_000_000

words = st.text(st.characters(codec=None, exclude_categories=()), max_size=12)
hostile = st.one_of(
    st.sampled_from(SCRIPTS + WORDS), st.sampled_from(NUMBERS + DATES), words, st.sampled_from(LONG)
)  # whatever is typed into a box
short = st.one_of(st.sampled_from(SCRIPTS + WORDS + NUMBERS + DATES), words)  # what fits into an address

LANGUAGES = ("ar", "ar;q=0.9,en;q=0.1", "en", "xx", "*", "ar;q=nan", "en;q=1e999", "\xff\xfe", ",;,;", "x" * 3000, "")
HEADERS: dict[str, tuple[str, ...]] = {
    "HTTP_HOST": ("evil.example", "localhost:99999", "localhost:abc", "[::1", "", "a b", "\xff", "x" * 300,
    "@evil.example"),
    "HTTP_X_FORWARDED_FOR": ("127.0.0.1, evil", "' OR 1=1", "\xff" * 9, "::1", ""),
    "HTTP_X_FORWARDED_HOST": ("evil.example",),
    "HTTP_X_FORWARDED_PROTO": ("javascript", "https"),
    "HTTP_X_FORWARDED_PREFIX": ("//evil.example",),
    "HTTP_FORWARDED": ("host=evil.example;proto=https", '";"'),
    "HTTP_RANGE": ("bytes=0-0", "bytes=-1", f"bytes={2**70}-", "bytes=5-1,0-0,0-0", "bytes=abc", "lines=1"),
    "HTTP_IF_RANGE": ('"x"', "Mon, 99 Foo 0000"),
    "HTTP_IF_NONE_MATCH": ("*", '"' * 99, "W/"),
    "HTTP_IF_MODIFIED_SINCE": ("Mon, 31 Feb 99999 25:61:61 GMT", "\xff", "0"),
    "HTTP_COOKIE": ("egov=", "egov=.eJw; egov=x", "a" * 4000, "=;=;;", "egov=\xff\x00", '"', "session=x; lang=ar"),
    "HTTP_ACCEPT": ("application/json", "*/*;q=x", "\xff"),
    "HTTP_ACCEPT_ENCODING": ("gzip;q=0", "gzip", "gzip;q=abc", "br, \xff"),
    "HTTP_AUTHORIZATION": ("Basic", "Basic !!!", "Basic " + "QTpC" * 99, "Bearer \xff", "Digest x",
    "Bearer " + "x" * 999),
    "HTTP_USER_AGENT": (SCRIPTS[0], "\xff" * 99, "", "x" * 5000),
    "HTTP_REFERER": ("http://evil.example/", "\xff", SCRIPTS[1]),
    "HTTP_ORIGIN": ("null", "http://evil.example"),
    "HTTP_SEC_FETCH_SITE": ("cross-site", "\xff"),
    "HTTP_X_REQUEST_ID": (SCRIPTS[0], "x" * 999),
    "HTTP_X_HTTP_METHOD_OVERRIDE": ("DELETE",),
    "HTTP_IDEMPOTENCY_KEY": ("\xff", "x" * 999, "'"),
    "HTTP_TRANSFER_ENCODING": ("chunked", "gzip, chunked", "xchunked"),
    "HTTP_EXPECT": ("100-continue", "miracles"),
    "HTTP_CONTENT_ENCODING": ("gzip", "zip-bomb"),
    "CONTENT_LENGTH": ("-1", "abc", "0", "5", "99999999", "9" * 50),
}  # fmt: skip
TYPES = (
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16", "application/json",
    "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=\xff", "text/plain", "x",
    "",
    "multipart/form-data; boundary=" + "b" * 300, "application/xml", "application/x-www-form-urlencoded; charset=\xff",
)  # fmt: skip
BODIES = (
    b"", b"{", b"[]", b'{"a": {"b": [1, null]}}', b"\xff\xfe\x00", b"%", b"%zz=%", b"a" * 70_000, b"&" * 5000, b"=",
    b"\x00" * 99,
    b"a=%00&a=%ff%fe&%ff=%00&a[]=1&a[b]=2", b"--b\r\n",
    b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    b'--\r\nContent-Disposition: form-data; name="a"\r\n\r\nb', b"a=1&" * 1500,
)  # fmt: skip
NAMES = (
    "plan.pdf", "../../evil.pdf", "evil.pdf\x00.exe", SCRIPTS[1] + ".pdf", "\u202efdp.exe", "x" * 400 + ".pdf",
    "\ud800.pdf",
    'a"; filename="b.html', "a\r\nX-Evil: 1", "CON", ".", "..", "/", "C:\\evil.pdf", " ", "%00.pdf", "\ufeff",
)  # fmt: skip
PDF = b"%PDF-1.7\n% a plan\n"
FILES = (
    PDF, b"", b"%PDF-", b"GIF89a" + b"\x00" * 20, b"\x89PNG\r\n\x1a\n" + b"\xff" * 99,
    b"\xff\xd8\xff\xe0" + b"\x00" * 99,
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='pwned(1)'/>", b"PK\x03\x04", b"MZ\x90",
    b"RIFF\xff\xff\xff\xffWEBPVP8 ",
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x86\xa0\x00\x01\x86\xa0\x08\x02\x00\x00\x00\xff\xff\xff\xff",
)  # fmt: skip

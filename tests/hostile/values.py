"""What broken programs, curious people and attackers type. Every value must be refused in words, or kept as it is."""

SCRIPT = "<script>alert('found me')</script>"

TEXT = {
    "NUL": "a\x00b",
    "a lone half of a character": "a\ud800b",
    "a million letters": "a" * 900_000,
    "ten thousand marks on one letter": "a" + "\u0301" * 10_000,
    "turned around": "\u202egnp.exe",
    "only what cannot be seen": "\u200b\u200c\u200d\u2060",
    "a family": "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "looks like admin": "\u0430dmin",
    "only blanks": " \t\r\n \u00a0 \n",
    "line ends of two kinds": "one\r\ntwo\rthree\n" * 50,
    "template": "{{ 7|add:7 }}{% debug %}{{7*7}}",
    "format": "%s%n{0.__class__}%(x)s",
    "SQL": "'; DROP TABLE runners_user; --",
    "script": SCRIPT,
    "image": "<img src=x onerror=alert(1)>",
    "svg": "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "link": "jav&#x09;ascript:alert(1)",
    "data link": "data:text/html,<script>alert(1)</script>",
    "Markdown link": '[x](https://x" onmouseover="alert(1))',
    "end of the box": "</textarea><script>alert(1)</script>",
    "formula": '=HYPERLINK("http://evil.example","x")',
    "log line": "x\n[INFO] admin signed in\x1b[31m",
    "looks sealed": "v1:k1:AAAAAAAAAAAAAAAA:AAAA",
    "dots and slashes": "../../etc/passwd",
    "Turkish": "\u0130stanbul \u0131\u015f\u0131k",
    "a pattern's bomb": "(a+)+$" * 50 + "a" * 5_000 + "!",
    "composed": "Zoe\u0308 Zo\u00eb",
}

NUMBERS = {
    "not a number": "nan",
    "no end": "inf",
    "beyond floats": "1e400",
    "minus one": "-1",
    "nothing": "0",
    "eleven": "11",
    "minus nothing": "-0",
    "Arabic three": "\u0663",
    "5000 digits": "9" * 5_000,
    "10^30": "1" + "0" * 30,
    "one past bigint": "9223372036854775808",
    "grouped": "1_000",
    "hexadecimal": "0x10",
    "signed": "+5",
    "nearly five": "5.0000000001",
    "comma": "8,2",
    "both": "1.000,5",
    "a word": "abc",
    "page": "last",
    "a bit": "0.0000001",
    "true": "True",
}

TIMES = {
    "hour that was skipped": "2026-03-29T01:30",
    "hour that came twice": "2026-10-25T01:30",
    "year one": "0001-01-01",
    "the last year": "9999-12-31",
    "the last instant": "9999-12-31T23:59:59-12:00",
    "leap second": "23:59:60",
    "no such day": "2027-02-29",
    "week": "2026-W53-7",
    "hour 24": "24:00",
    "minus": "-2026-01-01",
    "long ago": "1989-12-31",
    "far ahead": "2089-12-31",
    "five digits": "12026-01-01",
}

ZONES = {
    "this machine": "localtime",
    "a path": "../etc/passwd",
    "old style": "EST5EDT",
    "none": "",
    "300 letters": "Europe/" + "x" * 300,
    "absolute": "/etc/localtime",
    "without its day": "Pacific/Apia",
    "NUL": "Europe/\x00",
}

ADDRESSES = {
    "two lines": "a@example.org\nBcc: b@example.org",
    "255 letters": "a" * 250 + "@example.org",
    "international": "jos\u00e9@b\u00fccher.example",
    "quoted": '"a b"@example.org',
    "no dot": "a@b",
    "dotless": "\u0131@example.org",
    "NUL": "a\x00@example.org",
    "a list": "a@example.org,b@example.org",
    "script": "<script>@example.org",
}

KEYS = {"not one": "x", "braces": "{12345678-1234-5678-1234-567812345678}", "long": "0" * 5_000, "empty": ""}

PAGES = ["0", "-1", "99999999", "last", "x", "", "1e9", "\u0663", "9" * 400, "1&page=2", "%00", "\x00"]

EVERYTHING = {**TEXT, **NUMBERS, **TIMES, **ZONES, **ADDRESSES, **KEYS}

ELSEWHERE = [
    "//evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "%0d%0aSet-Cookie:x=1",
    "/today/\r\nSet-Cookie: x=1",
    "///evil.example",
    "http:///evil.example",
    "\x00/today/",
]

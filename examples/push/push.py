"""Sends records by offset, and goes on where it was cut off. Standard library alone.

Usage: FAULTLINE_TOKEN=flt_... python3 push.py SOURCE FILE [URL]
"""

import gzip
import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.request

BLOCK_BYTES = 4 * 1024 * 1024


def ask(url, method, path, body=None, **headers):
    """One request; the answer as JSON. A refusal is raised with its own sentence."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    headers["Authorization"] = "Bearer " + os.environ["FAULTLINE_TOKEN"]
    request = urllib.request.Request(url + path, data=body, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        problem = json.load(error)
        if error.code in (429, 502, 503, 504):
            raise ConnectionError(problem["detail"]) from error
        raise SystemExit(problem["detail"]) from error


def main(source, file, url="http://127.0.0.1:3000"):
    with open(file, "rb") as records:
        key = "sha256-" + hashlib.file_digest(records, "sha256").hexdigest()
        start = json.dumps({"source": source, "key": key}).encode()
        push = ask(url, "POST", "/api/v1/inventories", start, Content_Type="application/json")
        while push["state"] == "open":
            records.seek(push["received"])
            block = records.read(BLOCK_BYTES)
            try:
                if block:
                    path = "/api/v1/inventories/%s?offset=%d" % (push["id"], push["received"])
                    kinds = {"Content_Type": "application/x-ndjson", "Content_Encoding": "gzip"}
                    push = ask(url, "PATCH", path, gzip.compress(block, 1), **kinds)
                else:
                    path = "/api/v1/inventories/%s/complete?bytes=%d" % (push["id"], records.tell())
                    push = ask(url, "POST", path)
            except OSError as error:
                print("lost (%s), asking where to go on" % error, file=sys.stderr)
                time.sleep(5)
                push = ask(url, "GET", "/api/v1/inventories/" + push["id"])
    for wrong in push["errors"]:
        print("line %s: %s" % (wrong["line"], wrong["reason"]), file=sys.stderr)
    print(push["run"]["key"])


if __name__ == "__main__":
    main(*sys.argv[1:])

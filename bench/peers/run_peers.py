"""Runs one peer scanner on every file of a folder and prints {file name: verdict} as JSON.

Usage: run_peers.py PEER BIN_FOLDER FIXTURE_FOLDER. Verdicts: malicious, suspicious, error, silent. `silent` = exit 0 and
nothing found, which for these tools may also mean that the format was not looked at.
"""
import concurrent.futures
import json
import os
import re
import subprocess
import sys
import tempfile

PEER, BIN, FOLDER = sys.argv[1:4]


def run(arguments):
    return subprocess.run(arguments, capture_output=True, text=True, timeout=60, errors="replace")


def picklescan(path):
    done = run([os.path.join(BIN, "picklescan"), "--globals", "--path", path])
    words = done.stdout + done.stderr
    if "dangerous import" in words or done.returncode == 1:
        return "malicious"
    if done.returncode != 0:
        return "error"
    found = re.search(r"Suspicious globals: (\d+)", words)
    return "suspicious" if found and int(found.group(1)) > 0 else "silent"


def modelscan(path):
    with tempfile.TemporaryDirectory() as folder:
        report = os.path.join(folder, "report.json")
        done = run([os.path.join(BIN, "modelscan"), "-p", path, "-r", "json", "-o", report])
        if not os.path.exists(report):
            return "error"
        with open(report, encoding="utf8") as handle:
            document = json.load(handle)
    severities = document["summary"]["total_issues_by_severity"]
    if severities.get("CRITICAL", 0) or severities.get("HIGH", 0):
        return "malicious"
    if document["summary"]["total_issues"]:
        return "suspicious"
    return "error" if done.returncode == 2 or document.get("errors") else "silent"


def verdict(name):
    try:
        return name, {"picklescan": picklescan, "modelscan": modelscan}[PEER](os.path.join(FOLDER, name))
    except subprocess.TimeoutExpired:
        return name, "error"


with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
    print(json.dumps(dict(pool.map(verdict, sorted(os.listdir(FOLDER))))))

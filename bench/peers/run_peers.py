"""Runs one peer scanner, as the program it is, over files and prints {path: verdict} as JSON.

Usage: run_peers.py PEER BIN_FOLDER < JSON list of paths. Verdicts: malicious, suspicious, error, silent. `silent` = it ended
well and found nothing, which for these tools may also mean that the format was not looked at. Nothing here may reach
the network: the tools' own switches are set, and behind them every proxy is a closed port of this machine.
"""
import concurrent.futures
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

PEER, BIN = sys.argv[1:3]
CLOSED = "http://127.0.0.1:9"
SECONDS = 60
BATCH = 12
BATCH_SECONDS = 240
WEIGHTS = {".pkl", ".pt", ".pth", ".ckpt", ".bin", ".joblib", ".safetensors", ".gguf", ".onnx", ".keras", ".h5", ".npy", ".npz", ".zip", ".tar"}


def run(home, *arguments):
    environment = {
        "PATH": os.environ.get("PATH", ""), "HOME": home, "TMPDIR": home, "LANG": "C.UTF-8", "NO_COLOR": "1",
        "COLUMNS": "400", "CI": "true", "NO_ANALYTICS": "1", "PROMPTFOO_DISABLE_TELEMETRY": "1", "AISBOM_OFFLINE": "1",
        "AISBOM_NO_TELEMETRY": "1", "HF_HUB_OFFLINE": "1", "http_proxy": CLOSED, "https_proxy": CLOSED,
        "HTTP_PROXY": CLOSED, "HTTPS_PROXY": CLOSED, "ALL_PROXY": CLOSED,
    }
    return subprocess.run(
        [os.path.join(BIN, arguments[0]), *arguments[1:]], capture_output=True, text=True, timeout=BATCH_SECONDS if PEER in BATCHES else SECONDS,
        errors="replace", cwd=home, env=environment, stdin=subprocess.DEVNULL,
    )


def read_json(path):
    try:
        with open(path, encoding="utf8", errors="replace") as handle:
            return handle.read()
    except OSError:
        return ""


def picklescan(path, home):
    done = run(home, "picklescan", "--globals", "--path", path)
    words = done.stdout + done.stderr
    if "dangerous import" in words or done.returncode == 1:
        return "malicious"
    found = re.search(r"Suspicious globals: (\d+)", words)
    if found and int(found.group(1)) > 0:
        return "suspicious"
    return "silent" if done.returncode == 0 else "error"


def modelscan(paths, home):
    """A folder of several files in one process; each lies in a folder of its own there, so that it keeps its name."""
    report, folder = os.path.join(home, "report.json"), os.path.join(home, "in")
    for number, path in enumerate(paths):
        os.makedirs(os.path.join(folder, f"{number:03}"))
        shutil.copyfile(path, os.path.join(folder, f"{number:03}", os.path.basename(path)))
    try:
        run(home, "modelscan", "-p", folder, "-r", "json", "-o", report)
        document = json.loads(read_json(report))
    except (subprocess.TimeoutExpired, json.JSONDecodeError) as error:
        return halves(modelscan, paths, error)
    verdicts = {}
    for number, path in enumerate(paths):
        mark = f"{number:03}/{os.path.basename(path)}"
        said = {item["severity"] for item in document["issues"] if mark in item.get("source", "")}
        broken = any(mark in json.dumps(item, ensure_ascii=False) for item in document["errors"])
        verdicts[path] = "malicious" if said & {"CRITICAL", "HIGH"} else "suspicious" if said else "error" if broken else "silent"
    return verdicts


def halves(work, paths, error):
    """A batch that failed is tried in halves; a file that fails alone is an error."""
    if len(paths) == 1:
        print(f"{PEER}: {paths[0]}: {type(error).__name__}", file=sys.stderr)
        return {paths[0]: "error"}
    middle = len(paths) // 2
    return {**within_folder(work, paths[:middle]), **within_folder(work, paths[middle:])}


def fickling(path, home):
    """One object a stacked pickle, without separators; the worst counts."""
    report = os.path.join(home, "report.json")
    done = run(home, "fickling", "--check-safety", "--json-output", report, path)
    words, at, said = read_json(report), 0, []
    decoder = json.JSONDecoder()
    while at < len(words):
        document, at = decoder.raw_decode(words, at)
        said.append(document["severity"])
        while at < len(words) and words[at].isspace():
            at += 1
    if any(word.endswith("OVERTLY_MALICIOUS") for word in said):
        return "malicious"
    if any(word != "LIKELY_SAFE" for word in said):
        return "suspicious"
    return "silent" if said and done.returncode == 0 else "error"


def aisbom(paths, home):
    """A folder of several files in one process, told apart by a number before the name. Every pickle is said to be
    MEDIUM (Pickle Present), so that alone is no finding."""
    report, folder = os.path.join(home, "report.json"), os.path.join(home, "in")
    os.makedirs(folder)
    alone = len(paths) == 1
    marks = [os.path.basename(path) if alone else f"{number:03}-{os.path.basename(path)}" for number, path in enumerate(paths)]
    for mark, path in zip(marks, paths):
        shutil.copyfile(path, os.path.join(folder, mark))
    try:
        run(home, "aisbom", "scan", "--offline", "--output", report, folder)
        parts = json.loads(read_json(report)).get("components", [])
    except (subprocess.TimeoutExpired, json.JSONDecodeError) as error:
        return halves(aisbom, paths, error)
    verdicts = {}
    for mark, path in zip(marks, paths):
        risks = [
            row["value"] for part in parts if part["name"] == mark for row in part.get("properties", []) if row["name"] == "aisbom:risk"
        ]
        if any(risk.startswith(("CRITICAL", "HIGH")) for risk in risks):
            verdicts[path] = "malicious"
        elif any(risk.startswith("MEDIUM") and "(Pickle Present)" not in risk for risk in risks):
            verdicts[path] = "suspicious"
        else:
            verdicts[path] = "silent"
    return verdicts


def modelaudit(paths, home):
    """Several files in one process, since it takes a second to start; a batch that fails is tried file by file."""
    report = os.path.join(home, "report.json")
    try:
        run(home, "modelaudit", "scan", "--no-cache", "--format", "json", "--output", report, *paths)
        document = json.loads(read_json(report))
    except (subprocess.TimeoutExpired, json.JSONDecodeError) as error:
        return halves(modelaudit, paths, error)
    verdicts = {}
    for path in paths:
        here = [item for item in document["issues"] if in_file(item.get("location"), path)]
        failed = [item for item in document["checks"] if in_file(item.get("location"), path) and item["status"] != "passed"]
        said = {item["severity"] for item in here}
        broken = any((item.get("details") or {}).get("scan_outcome") == "inconclusive" for item in failed)
        verdicts[path] = (
            "malicious" if "critical" in said else "suspicious" if "warning" in said else "error" if broken else "silent"
        )
    return verdicts


def in_file(location, path):
    return location is not None and (location == path or location.startswith((path + " ", path + ":")))


def within_folder(work, argument):
    with tempfile.TemporaryDirectory(prefix="peer-") as home:
        return work(argument, home)


def one(path):
    try:
        return {path: within_folder(SINGLE[PEER], path)}
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return {path: "error"}


SINGLE = {"picklescan": picklescan, "fickling": fickling}
BATCHES = {"modelscan": modelscan, "modelaudit": modelaudit, "aisbom": aisbom}

files = json.load(sys.stdin)
if PEER in BATCHES:
    # aisbom knows some files by their whole name: those keep it, alone.
    together = [path for path in files if PEER != "aisbom" or os.path.splitext(path)[1].lower() in WEIGHTS]
    jobs = [together[at : at + BATCH] for at in range(0, len(together), BATCH)]
    jobs += [[path] for path in files if path not in set(together)]
else:
    jobs = files
out = {}
with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
    for verdicts in pool.map(lambda job: within_folder(BATCHES[PEER], job) if PEER in BATCHES else one(job), jobs):
        out.update(verdicts)
print(json.dumps(out))

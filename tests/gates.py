"""What `make test` runs: the cheap gates first, each with its name and seconds, then every test.

python -m tests.gates [NAME …]    only these; DATABASE_URL names a server on which tests may make databases
"""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTHON = sys.executable
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LAUNCH = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    playwright.chromium.launch(args=["--no-sandbox"]).close()
"""
# Long and varied enough for the deployment check; nothing is ever signed with it but test sessions.
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "delegation.settings",
    "SECRET_KEY": "tests-7f3kq9x2m5v8c1z4b6n0w-only-j2h4g6d8s1a3p5o7i9u0",
}
DEPLOYED = {"HTTPS": "1", "DEBUG": "0", "ALLOWED_HOSTS": "placard.example", "TRUSTED_PROXIES": "1"}
TESTED = {"STATIC_FROM_SOURCE": "1"}

GATES: dict[str, tuple[list[str], dict[str, str]]] = {
    "format": ([PYTHON, "-m", "ruff", "format", "--check", "."], {}),
    "lint": ([PYTHON, "-m", "ruff", "check", "."], {}),
    "imports": ([PYTHON, "-c", "from importlinter.cli import lint_imports_command as run; run()"], {}),
    "templates": (
        [str(Path(PYTHON).parent / "djade"), "--check", "--target-version", "5.2"]
        + [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))],
        {},
    ),
    "migrations": ([PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"], {}),
    "deployment": ([PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"], DEPLOYED),
    "types": ([PYTHON, "-m", "mypy"], {}),
    "tests": ([PYTHON, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup"], TESTED),
}


def main() -> int:
    chosen = sys.argv[1:] or list(GATES)
    if unknown := set(chosen) - set(GATES):
        sys.exit(f"There is no gate {', '.join(sorted(unknown))}; there are {', '.join(GATES)}.")
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    environment = os.environ | ENVIRONMENT
    if "tests" in chosen:
        environment["CHROMIUM"] = chromium()
    (ROOT / "var" / "static").mkdir(parents=True, exist_ok=True)
    with (ROOT / "var" / "test.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        failed = [name for name in chosen if not passes(name, environment)]
    if failed:
        print(f"\nFailed: {', '.join(failed)}.")
    return 1 if failed else 0


def passes(name: str, environment: dict[str, str]) -> bool:
    command, extra = GATES[name]
    began = time.monotonic()
    streamed = name == "tests"
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=environment | extra,
        stdout=None if streamed else subprocess.PIPE,
        stderr=None if streamed else subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(f"{name:12}{time.monotonic() - began:6.1f} s  {'passed' if done.returncode == 0 else 'FAILED'}", flush=True)
    if done.returncode and done.stdout:
        print(done.stdout, flush=True)
    return done.returncode == 0


def chromium() -> str:
    """The path of a browser for the tests; empty where Playwright's own is there."""
    if found := next(filter(None, map(shutil.which, BROWSERS)), None):
        return found
    if launches():
        return ""
    print("There is no Chromium on PATH: installing one for the browser tests …", flush=True)
    subprocess.run([PYTHON, "-m", "playwright", "install", "chromium"], check=False)
    if launches():
        return ""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update", "-q"], ["install", "-qy", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", *words], env=quiet, check=False)
        if found := shutil.which("chromium"):
            return found
    sys.exit("The browser tests need Chromium on PATH: on Debian, apt-get install chromium.")


def launches() -> bool:
    return subprocess.run([PYTHON, "-c", LAUNCH], capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())

"""The API against its own document: the real program with the example company, every check of schemathesis.

Called by `cargo xtask test` with the Python of its own environment. Fails on any server error and on any answer that the
document does not know.
"""

import re
import shutil
import socket
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path

import requests

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "target/debug/plumbline"
DATA = ROOT / "target/api-test"
HERE = Path(__file__).resolve().parent
WHO = "Miriam Castell"


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def ready(url: str) -> None:
    for _ in range(200):
        try:
            if requests.get(f"{url}/readyz", timeout=2).status_code == 200:
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.1)
    raise SystemExit("the program did not come up")


def token(url: str) -> str:
    """A token with every scope, made on the page as a person makes one."""
    browser = requests.Session()
    door = browser.get(f"{url}/sign-in", timeout=10).text
    person = re.search(rf'value="([0-9a-f-]{{36}})"[^>]*>\s*{WHO}', door)
    browser.post(f"{url}/example/look-as", data={"person": person[1]}, timeout=10)
    page = browser.get(f"{url}/settings/tokens", timeout=10).text
    scopes = re.findall(r'name="scopes"[^>]*value="([a-z:]+)"', page)
    until = (date.today() + timedelta(days=30)).isoformat()
    made = browser.post(
        f"{url}/settings/tokens", data={"name": "schemathesis", "scopes": scopes, "until": until}, timeout=10
    )
    return re.search(r"plb_[0-9a-f]{64}", made.text)[0]


def things(url: str, secret: str) -> str:
    """What the story has in every place of an address, so that the tester comes further than 404."""
    lists = {
        "system": ("systems", "id"),
        "vendor": ("vendors", "id"),
        "attestation": ("attestations", "id"),
        "policy": ("policies", "id"),
        "assessment": ("risks/assessments", "id"),
        "deficiency": ("deficiencies", "id"),
        "incident": ("incidents", "id"),
        "evidence": ("evidence", "id"),
        "requirement": ("tasks", "requirement"),
        "programme": ("readiness", "id"),
    }
    lines = ["", "[parameters]", '"path.subject" = "organisation"', '"path.version" = 1']
    for name, (path, key) in lists.items():
        page = requests.get(f"{url}/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"}, timeout=20).json()
        lines.append(f'"path.{name}" = "{page["data"][0][key]}"')
    return "\n".join(lines) + "\n"


def tested(url: str, secret: str, config: str, *more: str) -> int:
    file = DATA / "schemathesis.toml"
    file.write_text(config)
    command = [
        Path(sys.executable).parent / "schemathesis",
        f"--config-file={file}",
        "run",
        f"{url}/api/v1/openapi.json",
        f"--header=Authorization: Bearer {secret}",
        "--checks=all",
        # A token may ask 6,000 times a minute.
        "--rate-limit=80/s",
        "--continue-on-failure",
        "--suppress-health-check=all",
        "--warnings=off",
        *more,
        *sys.argv[1:],
    ]
    return subprocess.run(command, cwd=DATA, check=False).returncode


def main() -> int:
    shutil.rmtree(DATA, ignore_errors=True)
    DATA.mkdir(parents=True)
    subprocess.run([PROGRAM, "--data", DATA, "example", "load"], check=True, stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{free_port()}"
    log = (DATA / "log").open("w")
    program = subprocess.Popen(
        [PROGRAM, "--data", DATA, "serve", "--listen", url.removeprefix("http://")], stdout=log, stderr=log
    )
    try:
        ready(url)
        secret, config = token(url), (HERE / "schemathesis.toml").read_text()
        anything = tested(url, secret, config, "--phases=examples,coverage,fuzzing,stateful")
        known = tested(url, secret, config + things(url, secret), "--phases=coverage,fuzzing")
        return anything or known
    finally:
        program.terminate()
        program.wait(20)


if __name__ == "__main__":
    raise SystemExit(main())

"""What each program is asked to do, and what the server has to see of it."""
import dataclasses
import glob
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import report

ROOT = pathlib.Path(__file__).resolve().parents[2]
BENCH = ROOT / "target" / "bench"
HOMES = BENCH / "homes"
ATTACHMENT = BENCH / "figures.bin"
CERTIFICATE = BENCH / "ca.pem"
BUNDLE = BENCH / "bundle.pem"
# Nobody is measured with what happens to be set here: NODE_EXTRA_CA_CERTS alone costs Node some
# 40 ms a start.
CLEAN = {"PATH": os.environ["PATH"], "HOME": str(BENCH / "home"), "LANG": "C.UTF-8"}


@dataclasses.dataclass(frozen=True)
class Case:
    """One work of one program."""

    work: str
    program: str
    command: list
    env: dict = dataclasses.field(default_factory=dict)
    home: str = ""
    tls: bool = False
    expired: bool = False
    messages: int = 0
    labels: int = 0
    attachment: bool = False
    prints_ids: bool = True


def all_cases(stub, java_homes, bulk):
    cases = []
    for major, java_home in java_homes.items():
        cases += posthorn_cases(stub, major, java_home, bulk)
    node = [shutil.which("node"), str(BENCH / "peers/gmail.js")]
    cases += quickstart_cases(stub, "Node", node, {"CA_FILE": str(CERTIFICATE)}, bulk)
    python = [sys.executable, str(BENCH / "peers/gmail.py")]
    trust = {"HTTPLIB2_CA_CERTS": str(BUNDLE), "REQUESTS_CA_BUNDLE": str(BUNDLE)}
    cases += quickstart_cases(stub, "Python", python, trust, bulk)
    return cases + transfer_cases(stub)


def find_java_homes():
    """The default JDK, and a JDK 25 from JDK_25_HOME or beside it, where that is another one."""
    javac = os.path.realpath(shutil.which("javac"))
    default = os.environ.get("JAVA_HOME") or javac.removesuffix("/bin/javac")
    found = {java_version(default).split(".")[0]: default}
    neighbours = sorted(glob.glob(os.path.dirname(default) + "/*"))
    for each in [os.environ.get("JDK_25_HOME", ""), *neighbours]:
        has_compiler = os.access(os.path.join(each, "bin", "javac"), os.X_OK)
        if has_compiler and java_version(each).split(".")[0] == "25":
            found.setdefault("25", each)
    return found


def java_version(home):
    release = pathlib.Path(home, "release")
    text = release.read_text() if release.exists() else ""
    match = re.search(r'^JAVA_VERSION="([^"]+)"', text, re.M)
    return match.group(1) if match else "unknown"


def posthorn_cases(stub, major, java_home, bulk):
    """Posthorn in a copy of its own: a class archive belongs to one folder and one JVM."""
    name = report.POSTHORN + major
    home = f"posthorn-{major}"
    folder = BENCH / home
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "target/posthorn", folder)
    program = str(folder / "bin/posthorn")
    env = {"JAVA_HOME": java_home, "POSTHORN_HOME": str(HOMES / home)}
    if has_command(program, env, "archive"):
        archive = [program, "archive"]
        subprocess.run(archive, env=CLEAN | env, check=True, stdout=subprocess.DEVNULL)
    java, classes = f"{java_home}/bin/java", BENCH / f"classes-{major}"
    sources = [ROOT / "bench/speed/Bulk.java", ROOT / "bench/speed/Hello.java"]
    compiler = [f"{java_home}/bin/javac", "-d", classes, "-cp", f"{folder}/lib/*"]
    subprocess.run([*compiler, *sources], check=True)

    def case(work, *arguments, **more):
        tls = more.get("tls", False)
        addresses = {"POSTHORN_GMAIL_URL": stub.root(tls)}
        if tls:
            addresses["POSTHORN_CA_FILE"] = str(CERTIFICATE)
        return Case(work, name, [program, *arguments], env | addresses, home, **more)

    send = "send", "--to", "bob@example.com", "--subject", "Grüße", "--text", "Hello."
    attach = *send, "--attach", str(ATTACHMENT)
    # The launcher's options (a program that lives two seconds gains nothing by a longer warm-up),
    # and the one that GmailSender's Javadoc names for more than five threads.
    many = [java, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dhttp.maxConnections=8"]
    many += ["-cp", f"{classes}:{folder}/lib/*", "Bulk"]
    many += [env["POSTHORN_HOME"], stub.root(False), str(bulk)]
    cases = [
        case("small", *send, messages=1),
        case("expired", *send, messages=1, expired=True),
        case("small-tls", *send, messages=1, tls=True),
        case("expired-tls", *send, messages=1, tls=True, expired=True),
        case("labels", "labels", labels=1),
        case("20-mib", *attach, messages=1, attachment=True),
        case("20-mib-raw", *attach, "--delivery", "raw", messages=1, attachment=True),
        Case("bulk", name, many, home=home, messages=bulk),
        case("queue", *send, "--queue"),
        case("help", "--help"),
        case("version", "--version"),
        Case("version", report.HELLO + major, [java, "-cp", str(classes), "Hello"]),
    ]
    if has_command(program, env, "completion"):
        cases.append(case("completion", "completion", "bash"))
    return cases


def has_command(program, env, command):
    asking = CLEAN | env | {"POSTHORN_ARCHIVE": "off"}  # starts no making of one beside ours
    said = subprocess.run([program, "help", command], env=asking, capture_output=True)
    return said.returncode == 0


def quickstart_cases(stub, name, command, trust, bulk):
    """Node or Python; the arguments are those of bench/peers/gmail.js and gmail.py."""
    home = name.lower()

    def case(work, *arguments, **more):
        tls = more.get("tls", False)
        env = {"GMAIL_URL": stub.root(tls)} | (trust if tls else {})
        return Case(work, name, [*command, str(HOMES / home), *arguments], env, home, **more)

    return [
        case("small", "send", messages=1),
        case("expired", "send", messages=1, expired=True),
        case("small-tls", "send", messages=1, tls=True),
        case("expired-tls", "send", messages=1, tls=True, expired=True),
        case("labels", "labels", labels=1),
        case("20-mib", "media", str(ATTACHMENT), messages=1, attachment=True),
        case("20-mib-raw", "raw", str(ATTACHMENT), messages=1, attachment=True),
        case("bulk", "bulk", str(bulk), messages=bulk),
    ]


def transfer_cases(stub):
    """curl and msmtp, for scale: they are handed a message, and curl a token, that are ready."""
    small, big, body, token = (
        BENCH / name for name in ("small.eml", "big.eml", "small.json", "authorization"))
    head = "From: ann@example.com\nTo: bob@example.com\nSubject: =?utf-8?B?R3LDvMOfZQ==?=\n"
    small.write_text(head + "\nHello.\n")
    body.write_text(json.dumps({"raw": report.base64url(small.read_bytes())}))
    token.write_text("Authorization: Bearer ya29.valid\n")
    big.write_text(
        head + 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nHello.\n"
        "--b\nContent-Type: application/octet-stream\nContent-Disposition: attachment\n"
        "Content-Transfer-Encoding: base64\n\n"
        + report.base64_lines(ATTACHMENT.read_bytes()) + "--b--\n")

    def curl(work, path, *arguments, **more):
        tls = more.get("tls", False)
        command = [shutil.which("curl"), "--disable", "-sS", "--fail", "-H", f"@{token}"]
        command += ["--cacert", str(BUNDLE)] if tls else []
        return Case(work, "curl", [*command, *arguments, stub.root(tls) + path], **more)

    api = "gmail/v1/users/me/"
    send, upload = api + "messages/send", f"upload/{api}messages/send?uploadType=media"
    json_body = "-H", "Content-Type: application/json", "--data-binary", f"@{body}"
    media = "-X", "POST", "-H", "Content-Type: message/rfc822", "-T", str(big)
    msmtp = ["/bin/sh", "-c", 'exec msmtp "$@" <"$0"', str(small), "--file=/dev/null"]
    msmtp += ["--host=127.0.0.1", f"--port={stub.smtp}", "--from=ann@example.com"]
    msmtp += ["bob@example.com"]
    return [
        curl("small", send, *json_body, messages=1),
        curl("small-tls", send, *json_body, messages=1, tls=True),
        curl("labels", api + "labels", labels=1),
        curl("20-mib", upload, *media, messages=1, attachment=True),
        curl("queue", send, *json_body, messages=1),
        Case("queue", "msmtp", msmtp, messages=1, prints_ids=False),
    ]

"""Certificates for servers on loopback that nobody, or nobody else, has vouched for."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from monitor.feeds import tls
from tests.home import PATIENCE

_KEY = "-newkey rsa:2048 -nodes"
_BARE = "subjectKeyIdentifier=none\nauthorityKeyIdentifier=none\n"
_ROOT = f"""[req]
distinguished_name=name
x509_extensions=box
prompt=no
[name]
CN=Box of an office
[box]
basicConstraints=CA:TRUE
{_BARE}"""


def trust_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have this computer trust whoever has signed a certificate."""
    monkeypatch.setattr(tls, "checked", tls.unchecked)


def unsigned(folder: Path) -> ssl.SSLContext:
    """What a server shows that has signed its certificate itself, the files of it in `folder`; where nothing here
    makes one, the test is skipped."""
    _made(folder, f"req -x509 {_KEY} -days 2 -subj /CN=localhost -keyout key.pem -out certificate.pem")
    return _shown(folder)


def of_an_office(folder: Path) -> tuple[ssl.SSLContext, Path]:
    """What a server at localhost shows as the box of an office signs it that looks into all TLS, and the certificate of
    that box: neither has key identifiers."""
    (folder / "root.cnf").write_text(_ROOT)
    (folder / "names.cnf").write_text(f"subjectAltName=DNS:localhost\n{_BARE}")
    _made(folder, f"req -x509 {_KEY} -days 2 -config root.cnf -keyout root-key.pem -out root.pem")
    _made(folder, f"req -new {_KEY} -subj /CN=localhost -keyout key.pem -out request.pem")
    signing = "-CA root.pem -CAkey root-key.pem -CAcreateserial -days 2 -extfile names.cnf"
    _made(folder, f"x509 -req -in request.pem {signing} -out certificate.pem")
    return _shown(folder), folder / "root.pem"


def _made(folder: Path, command: str) -> None:
    openssl = shutil.which("openssl") or pytest.skip("there is no openssl to make a certificate")
    subprocess.run([openssl, *command.split()], cwd=folder, check=True, capture_output=True, timeout=PATIENCE)


def _shown(folder: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context

"""A certificate for servers on loopback that nobody has vouched for."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest

from tests.home import PATIENCE


def unsigned(folder: Path) -> ssl.SSLContext:
    """What a server shows that has signed its certificate itself, the files of it in `folder`; where nothing here
    makes one, the test is skipped."""
    openssl = shutil.which("openssl") or pytest.skip("there is no openssl to make a certificate")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    command = [openssl, *"req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost".split()]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True, timeout=PATIENCE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context

"""The sentences for requests that fail, where no server of the tests can make them fail so."""

import os
import ssl
import sys
from pathlib import Path
from typing import cast

import aiohttp
import pytest
from aiohttp.client_reqrep import ConnectionKey
from yarl import URL

from monitor.feeds.reasons import of_request
from monitor.model import Limits

# Where the connection led to, which the sentence does not ask.
KEY = cast(ConnectionKey, None)


@pytest.mark.parametrize("is_wrapped", [False, True])
@pytest.mark.parametrize(
    ("code", "said", "is_of_the_clock"),
    [
        (9, "certificate is not yet valid", True),
        (10, "certificate has expired", True),
        (18, "self-signed certificate", False),
        (19, "self-signed certificate in certificate chain", False),
    ],
)
def test_a_certificate_of_another_time_may_mean_that_the_clock_here_is_wrong(
    code: int, said: str, is_of_the_clock: bool, is_wrapped: bool
) -> None:
    problem = ssl.SSLCertVerificationError()
    problem.verify_code, problem.verify_message = code, said
    error = aiohttp.ClientConnectorCertificateError(KEY, problem) if is_wrapped else problem
    told = str(of_request(error, URL("https://a.example/feed"), Limits()))
    assert f"its TLS certificate is not valid: {said}" in told
    assert ("the clock of this computer is wrong" in told) == is_of_the_clock
    assert "browsers find" not in told, "nothing is left out there"


@pytest.mark.parametrize(
    ("platform", "remedy"),
    [("darwin", "Install Certificates.command"), ("linux", "install the package ca-certificates")],
)
@pytest.mark.parametrize("has_folder", [False, True])
def test_where_the_computer_has_no_certificates_to_check_others_by_no_server_is_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, remedy: str, has_folder: bool
) -> None:
    folder = tmp_path / "certs"
    if has_folder:
        folder.mkdir()
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(folder))
    problem = ssl.SSLCertVerificationError()
    problem.verify_code, problem.verify_message = 20, "unable to get local issuer certificate"
    told = of_request(problem, URL("https://a.example/feed"), Limits())
    assert remedy in str(told) and "not valid" not in str(told) and told.here
    (tmp_path / "cert.pem").write_text("those of the world")
    told = of_request(problem, URL("https://a.example/feed"), Limits())
    said = "unable to get local issuer certificate, as where a server leaves out one that browsers find by themselves"
    assert str(told) == f"its TLS certificate is not valid: {said}" and not told.here


@pytest.mark.parametrize("code", [19, 20, 21])
@pytest.mark.parametrize("more", [[], ["no folder"]], ids=["one folder", "several"])
def test_certificates_that_are_looked_up_by_name_in_a_folder_are_known_though_it_may_not_be_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, more: list[str]
) -> None:
    folder, problem = tmp_path / "certs", ssl.SSLCertVerificationError()
    folder.mkdir()
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path))
    monkeypatch.setenv("SSL_CERT_DIR", os.pathsep.join([*more, str(folder)]))
    problem.verify_code, problem.verify_message = code, "unable to get local issuer certificate"

    def told() -> str:
        return str(of_request(problem, URL("https://a.example/feed"), Limits()))

    assert "no certificates here" in told()
    with monkeypatch.context() as closed:
        closed.setattr(os, "access", lambda path, mode: path != str(folder))
        assert "not valid" in told()
    (folder / "5ed36f99.0").write_text("one of the world's")
    assert "not valid" in told()

"""The sentences for requests that fail, where no server of the tests can make them fail so."""

import ssl
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

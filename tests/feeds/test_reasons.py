"""The sentences for requests that fail, where no server of the tests can make them fail so."""

import ssl

import pytest
from yarl import URL

from monitor.feeds.reasons import of_request
from monitor.model import Limits


@pytest.mark.parametrize(
    ("code", "said", "is_of_the_clock"),
    [
        (9, "certificate is not yet valid", True),
        (10, "certificate has expired", True),
        (18, "self-signed certificate", False),
    ],
)
def test_a_certificate_of_another_time_may_mean_that_the_clock_here_is_wrong(
    code: int, said: str, is_of_the_clock: bool
) -> None:
    problem = ssl.SSLCertVerificationError()
    problem.verify_code, problem.verify_message = code, said
    told = str(of_request(problem, URL("https://a.example/feed"), Limits()))
    assert f"its TLS certificate is not valid: {said}" in told
    assert ("the clock of this computer is wrong" in told) == is_of_the_clock

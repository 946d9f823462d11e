"""What holds of a feed's next state, whatever it was and whatever its server answers."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor import outcomes
from monitor.feeds.http import Fetched
from monitor.hosts import hold_until
from monitor.model import NO_WISHES, Entry, Found, Parsed, Wishes
from monitor.outcomes import Moment
from monitor.store.feeds import State
from monitor.times import DAY, HOUR, MINUTE, NEVER
from tests.newsroom import NOW

URL, NEW = "https://news.example/feed", "https://new.example/feed"
STATE = State(1, URL, "News", '"1"', "", "h", "new", 200, "", 0, NOW - HOUR, NOW - HOUR, NOW, NOW - DAY)
WISHES = st.builds(Wishes, st.integers(0, 3 * DAY), st.sets(st.integers(0, 23)).map(tuple), st.just(())) | st.just(
    NO_WISHES
)
STATES = st.builds(
    replace,
    st.just(STATE),
    http=st.none() | st.sampled_from([200, 304, 404, 410, 429, 500]),
    failures=st.integers(0, 40),
    last_poll=st.none() | st.integers(NOW - 2 * DAY, NOW),
    next_poll=st.integers(NOW - DAY, NOW + DAY),
    newest=st.none() | st.integers(NOW - 400 * DAY, NOW + DAY),
    pace=st.just(0) | st.integers(15 * MINUTE, 12 * HOUR),
    wishes=WISHES,
    fresh=st.integers(0, DAY),
    address=st.sampled_from(["", NEW]),
    moved_to=st.sampled_from(["", NEW]),
    moved_at=st.sampled_from([-1, 0, NOW - DAY, NOW]),
)
FETCHED = st.builds(
    Fetched,
    st.sampled_from([URL, NEW]),
    st.none() | st.sampled_from([200, 304, 404, 410, 429, 503, 500]),
    retry_after=st.none() | st.floats(0, DAY),
    fresh=st.none() | st.integers(0, DAY),
    dated=st.booleans(),
    moved=st.sampled_from(["", NEW]),
    offline=st.booleans(),
)
MOMENTS = st.builds(
    Moment,
    st.floats(NOW, NOW + 1),
    st.floats(0, 1).map(lambda number: lambda: number),
    st.none() | st.integers(MINUTE, 7 * DAY),
    st.none() | st.integers(NOW - 400 * DAY, NOW + DAY),
)
FOUND = st.lists(st.none() | st.integers(NOW - 400 * DAY, NOW + DAY), max_size=4).map(
    lambda dates: tuple(Found(Entry(str(at), "t", published=date), ()) for at, date in enumerate(dates))
)


@settings(max_examples=1_000)
@given(STATES, FETCHED, MOMENTS)
def test_a_feed_that_fails_is_asked_again_within_a_day_and_never_while_its_host_wants_to_be_left_alone(
    state: State, fetched: Fetched, at: Moment
) -> None:
    update = outcomes.failed(state, replace(fetched, error="It broke."), at)
    is_held = (hold_until(fetched, at.now) or 0) > int(at.now) and update.status != "gone"
    assert update.failures >= 1 and update.error.startswith("It broke.")
    # Whoever forced the poll is told at once until when it is of no use to do so again.
    assert ("left alone until" in update.error) == is_held
    if update.status == "gone":
        # Its own address alone says so, and only where there is no other to ask.
        assert fetched.status == 410 and fetched.url == state.target and update.next_poll == NEVER
        assert state.moved_at == -1 if state.address else not (state.moved_to and state.moved_at == 0)
        return
    assert at.now < update.next_poll + 1 <= at.now + DAY + 2 * MINUTE
    if fetched.status in (429, 503) and fetched.retry_after:
        assert update.next_poll >= at.now + fetched.retry_after


@given(STATES, FETCHED, FOUND, st.sampled_from(["", "It breaks off."]), WISHES, MOMENTS)
def test_an_answer_that_was_read_is_kept_with_its_validators_only_where_it_was_read_whole(
    state: State, fetched: Fetched, found: tuple[Found, ...], error: str, wishes: Wishes, at: Moment
) -> None:
    fetched = replace(fetched, etag='"2"', last_modified="then")
    update = outcomes.read(state, fetched, Parsed(found=found, error=error, wishes=wishes), "digest", at)
    kept = ("", "", "") if error else ('"2"', "then", "digest")
    assert (update.etag, update.last_modified, update.body_hash) == kept
    assert (update.failures, update.error, update.wishes) == (0, error, wishes)
    assert update.newest == max((one.entry.published for one in found if one.entry.published), default=None)


@given(STATES, FETCHED, MOMENTS, st.booleans())
def test_a_feed_that_does_well_is_asked_again_by_its_pace_or_as_the_user_has_fixed(
    state: State, fetched: Fetched, at: Moment, quiet: bool
) -> None:
    update = outcomes.unchanged(state, fetched, at, quiet=quiet)
    wait = update.next_poll - int(at.now)
    if at.every:
        assert 0.9 * at.every - 1 <= wait <= 1.1 * at.every + 1
    else:
        assert 0.9 * 15 * MINUTE - 1 <= wait <= DAY
        assert wait >= max(update.fresh or 0, fetched.fresh or 0) or wait == DAY
    # What an answer says goes; what it leaves out a 304 alone has from the one that it stands for, but no date.
    said = state.fresh * (fetched.status == 304) if fetched.fresh is None else fetched.fresh
    assert update.fresh == said * (not fetched.dated)
    assert update.failures == 0 and update.error == ""


@pytest.mark.parametrize("failures", [4, 5])
@pytest.mark.parametrize("http", [None, 200, 400, 403, 429, 500, 503])
def test_only_a_server_that_answers_with_errors_for_most_of_a_day_is_asked_without_validators(
    failures: int, http: int | None
) -> None:
    state = replace(STATE, failures=failures, http=http)
    assert outcomes.fails_on_conditions(state) == (failures == 5 and http in (400, 403, 500))


@pytest.mark.parametrize(
    ("came", "last", "now", "asked"),
    [
        (0, 6.9, 6.99, False),
        (0, 6.9, 7, True),
        (0, 7, 13.9, False),
        (0, 13.9, 14, True),
        (0, 3, 40, True),
        (0, -1, 6, False),
        (0.1, 6.9, 7, False),
        (0.1, 13.9, 14, True),
    ],
)
def test_a_server_that_says_for_weeks_that_nothing_is_new_is_asked_for_all_once_in_each(
    came: float, last: float, now: float, asked: bool
) -> None:
    week = 2_400 * 7 * DAY - STATE.id * HOUR
    entry, last_good, at = (week + round(days * DAY) for days in (came, last, now))
    state = replace(STATE, last_good=last_good)
    assert outcomes.may_be_stuck(state, at, lambda: entry) == asked
    assert not outcomes.may_be_stuck(replace(state, failures=1, http=500), at, lambda: entry)
    assert not outcomes.may_be_stuck(replace(state, failures=1, http=None), at, lambda: entry)
    unreached = replace(state, failures=1, http=None, last_poll=NOW, next_poll=NOW + MINUTE)
    assert outcomes.may_be_stuck(unreached, at, lambda: entry) == asked, "else never, where it sleeps at that hour"


def test_the_weeks_of_a_few_feeds_begin_at_hours_of_their_own() -> None:
    def hours(number: int) -> set[int]:
        state = replace(STATE, id=number)
        spans = ((hour, replace(state, last_good=NOW + (hour - 1) * HOUR)) for hour in range(168))
        return {hour for hour, each in spans if outcomes.may_be_stuck(each, NOW + hour * HOUR, lambda: None)}

    assert [len(hours(number)) for number in range(1, 6)] == [1] * 5
    assert len(set.union(*map(hours, range(1, 6)))) == 5


@pytest.mark.parametrize("due_in", [-1, 0, 1])
def test_a_failure_before_a_feed_was_due_counts_no_more_than_the_one_before(due_in: int) -> None:
    state = replace(STATE, status="error", http=500, failures=3, next_poll=NOW + due_in)
    moment = Moment(NOW, lambda: 0.5, None, None)
    assert outcomes.failed(state, Fetched(URL, 500, error="It broke."), moment).failures == (3 if due_in > 0 else 4)


@pytest.mark.parametrize("status", [None, 400, 401, 403, 404, 405, 410, 429, 451, 500, 503])
@pytest.mark.parametrize("failures", [1, 3, 4])
def test_an_address_that_a_feed_has_moved_to_is_given_up_at_once_where_nothing_is_there_else_after_several_failures(
    failures: int, status: int | None
) -> None:
    state = replace(STATE, status="error", http=500, failures=failures, next_poll=NOW, address=NEW)
    update = outcomes.failed(state, Fetched(NEW, status, error="It broke."), Moment(NOW, lambda: 0.5, None, None))
    if status in (None, 429, 500, 503) and failures < 4:
        assert (update.address, update.moved_to, update.etag) == (None, None, None)
    else:
        # What it answered with is nothing that the other address is asked with.
        assert (update.address, update.etag, update.last_modified) == ("", "", "")
        assert update.moved_to == ("" if status == 410 else NEW)


def test_after_a_night_without_a_network_the_first_failure_of_a_server_is_its_first() -> None:
    state = replace(STATE, status="error", http=None, failures=9, last_poll=NOW - 50 * MINUTE)
    moment = Moment(NOW, lambda: 0.5, None, None)
    assert outcomes.failed(state, Fetched(URL, 500, error="It broke."), moment).failures == 1
    assert outcomes.unreadable(state, Fetched(URL, 200), Parsed(error="It is no feed."), moment).failures == 1
    assert outcomes.failed(state, Fetched(URL, error="No network.", offline=True), moment).failures == 10
    # Nor does a feed that has moved go back to where it was.
    moved = replace(state, address=NEW)
    assert outcomes.failed(moved, Fetched(NEW, error="No network.", offline=True), moment).address is None


def test_what_this_computer_lacks_counts_against_no_feed_which_is_soon_asked_again() -> None:
    moment = Moment(NOW, lambda: 0.5, None, None)
    lacking = Parsed(error="There was no memory left to read it with.", here=True)
    update = outcomes.unreadable(replace(STATE, failures=0), Fetched(URL, 200, etag='"2"'), lacking, moment)
    assert (update.status, update.error, update.failures) == ("error", lacking.error, 1)
    assert update.next_poll <= NOW + 2 * MINUTE
    # Who answers is not gone, whatever is made of it.
    gone = replace(STATE, status="gone", next_poll=NEVER)
    assert outcomes.unreadable(gone, Fetched(URL, 200), lacking, moment).next_poll <= NOW + 2 * MINUTE
    # What was read before is what the server is asked about.
    assert (update.etag, update.last_modified, update.body_hash) == (None, None, None)
    again = replace(STATE, status="error", http=update.http, failures=9, last_poll=NOW - 50 * MINUTE)
    assert outcomes.unreadable(again, Fetched(URL, 200), Parsed(error="It is no feed."), moment).failures == 1


@pytest.mark.parametrize("said", ["It", ""])
def test_what_a_feed_says_of_itself_is_kept_and_what_it_does_not_say_stays(said: str) -> None:
    parsed = Parsed(title=said, site=said and "https://news.example/")
    update = outcomes.read(STATE, Fetched(URL, 200), parsed, "h", Moment(NOW, lambda: 0.5, None, None))
    assert (update.title, update.site) == (("It", "https://news.example/") if said else (None, None))

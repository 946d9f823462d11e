"""What a list is to hold is read whole, or as far as its beginning."""

from array import array
from contextlib import closing

from monitor.store import schema
from monitor.store.entries import Choice
from monitor.tui.asked import Asked
from tests.tui.desk import Office, aged


def test_of_a_filtered_list_what_is_kept_stays_and_what_is_read_on_the_way_goes(office: Office) -> None:
    ids = [row.id for row in office.rows(Choice())]
    office.execute(f"UPDATE entries SET read = 1 WHERE id = {ids[1]}")
    with closing(schema.connect(office.store)) as db:
        listed, is_whole = Asked(Choice(), True, array("q", [ids[1]]), {ids[0]: True}, {}).read(db)
        assert ([*listed], is_whole) == (ids[1:], True)
        assert Asked(Choice(), False, array("q"), {}, {}).read(db, 2) == (array("q", ids[:2]), False)


def test_the_beginning_of_a_filtered_list_is_read_without_a_look_at_all_that_is_unread(bare: Office) -> None:
    bare.publish(aged(f"A raid {number}" for number in range(2_000)))
    looks = 0

    def look() -> None:
        nonlocal looks
        looks += 1

    with closing(schema.connect(bare.store)) as db:
        db.set_progress_handler(look, 1_000)
        for choice in (Choice(all=True), Choice(), Choice(watch="Raids")):
            assert len(Asked(choice, True, array("q"), {}, {}).read(db, 10)[0]) == 10
    assert looks < 3


def test_what_a_search_found_is_in_its_order_already(office: Office) -> None:
    ids = [row.id for row in office.rows(Choice())][::-1]
    with closing(schema.connect(office.store)) as db:
        assert Asked(Choice(all=True, ids=tuple(ids)), False, array("q"), {}, {}).read(db, 1) == (array("q", ids), True)


def test_what_is_dismissed_on_the_way_goes_from_the_lists_that_leave_it_out(office: Office) -> None:
    ids = array("q", [row.id for row in office.rows(Choice())])
    way = {ids[0]: True, ids[1]: False}

    def remaining(choice: Choice) -> list[int]:
        return [*Asked(choice, False, array("q"), {}, way).remaining(ids)]

    assert remaining(Choice()) == remaining(Choice(watch="Raids")) == [*ids[1:]]
    assert remaining(Choice(all=True, dismissed=True)) == [ids[0], *ids[2:]]
    assert remaining(Choice(all=True)) == remaining(Choice(all=True, starred=True)) == [*ids]
    with closing(schema.connect(office.store)) as db:
        assert Asked(Choice(), False, array("q"), {}, way).read(db, 2) == (ids[1:2], False)


def test_what_is_being_read_stays_beside_its_neighbours_where_it_matches_no_more(office: Office) -> None:
    ids = array("q", [row.id for row in office.rows(Choice())])

    def read(here: int, choice: Choice, kept: "array[int]" = ids) -> list[int]:
        with closing(schema.connect(office.store)) as db:
            return [*Asked(choice, False, kept, {}, {}, here).read(db)[0]]

    office.execute(f"UPDATE entries SET matched = 0 WHERE id IN ({ids[0]}, {ids[2]}, {ids[4]})")
    rest = [ids[1], ids[3]]
    assert read(0, Choice()) == [ids[0], *rest]
    assert read(1, Choice()) == rest
    assert read(2, Choice()) == [ids[1], ids[2], ids[3]]
    assert read(4, Choice()) == [*rest, ids[4]]
    assert read(0, Choice(), ids[2:3]) == [ids[2], *rest]
    assert len(read(2, Choice(all=True))) == 6
    office.execute(f"UPDATE entries SET dismissed = 1 WHERE id = {ids[2]}")
    assert read(2, Choice()) == rest
    assert read(2, Choice(all=True, starred=True)) == [ids[2]], "it may be dismissed, and have lost its star just now"
    office.execute("UPDATE entries SET matched = 0")
    assert read(0, Choice()) == [ids[0]]

"""What an empty list says: what is so, and what to do next."""

from tests.tui.desk import FEED, OTHER, Office, aged, entry, opened


async def test_without_feeds(bare: Office) -> None:
    bare.configure(feeds={})
    async with opened(bare) as desk:
        assert "No feeds yet" in desk.screen and "a adds one by its address" in desk.screen


async def test_before_the_first_poll_and_without_a_network(bare: Office) -> None:
    async with opened(bare) as desk:
        assert "Nothing is stored yet" in desk.screen
        desk.main.take_event({"state": "idle", "next_poll": None, "offline": True})
        await desk.settle()
        assert "No network" in desk.screen.split("Nothing is stored yet")[1].split("\n")[1]


async def test_after_a_first_poll_that_failed_it_says_so_and_what_to_do(bare: Office) -> None:
    bare.publish([])
    bare.execute("UPDATE feeds SET status = 'error', error = 'no such host'")
    async with opened(bare) as desk:
        assert "could not be read" not in desk.screen, "it may still be polled"
        desk.main.take_event({"state": "idle", "next_poll": None, "offline": False})
        await desk.settle()
        said = " ".join(desk.screen.split("Nothing is stored yet.")[1].split())
        assert "No feed could be read:" in said and "v tells why," in said and "R tries again." in said
        assert "The first poll takes longer" not in said
        bare.execute(f"UPDATE feeds SET status = 'new' WHERE url = '{OTHER}'")
        await desk.until(lambda: "1 of 2 feeds could not be read:" in desk.screen)
        bare.configure(feeds={FEED: "Border Ledger"})
        desk.app.on_frame_config_edited()
        await desk.until(lambda: "The only feed could not be read:" in desk.screen)
        desk.main.take_event({"state": "polling", "due": 1})
        await desk.until(lambda: "The first poll takes longer" in desk.screen)


async def test_without_a_match_it_says_how_many_there_are_and_what_comes_near(bare: Office) -> None:
    bare.configure({"Raids": ["casino AND raid"], "Comets": ["comet"]})
    bare.publish([entry("[@click=app.quit]Casino[/] opens", 3), entry("Rice", 1)])
    async with opened(bare) as desk:
        await desk.until(lambda: "Nearest" in desk.screen)
        assert "0 of 2 entries matched" in desk.screen
        assert "has “casino”, not all of “casino AND raid”" in desk.screen
        assert "[@click=app.quit]Casino[/] opens" in desk.screen
        await desk.press("h", "j", "j")
        await desk.until(lambda: "Nearest" not in desk.screen)
        assert "0 of 2 entries matched" in desk.screen and "e edits this watch" in desk.screen


async def test_with_the_filter_on_what_comes_near_is_told_of_the_watch_that_is_listed(bare: Office) -> None:
    bare.configure({"Raids": ["casino AND raid"], "Floods": ["flood AND dam"]})
    bare.publish([entry("Casino opens", 3), entry("Flood in town", 1)])
    async with opened(bare) as desk:
        await desk.press("h", "j", "tab")
        await desk.until(lambda: "has “casino”" in desk.screen)
        await desk.press("F", "h", "j")
        assert "Casino opens" not in desk.screen
        await desk.until(lambda: "has “flood”" in desk.screen)


async def test_what_comes_near_by_a_keyword_of_before_is_not_told(bare: Office) -> None:
    bare.configure({"Raids": ["casino AND raid"]})
    bare.publish([entry("Casino opens")])
    async with opened(bare) as desk:
        await desk.press("h", "j")
        await desk.until(lambda: "has “casino”" in desk.screen)
        bare.configure({"Raids": ["opens AND raid"]})
        await desk.until(lambda: "of “opens AND raid”" in desk.screen)
        assert "has “casino”" not in desk.screen


async def test_of_a_concept_the_nearest_is_told_with_what_it_comes_to(bare: Office) -> None:
    bare.configure({"Home": ["repatriation"]})
    bare.publish([entry("[b]Filipinos await their turn", summary="In town.")])
    async with opened(bare) as desk:
        await desk.until(lambda: "Nearest" in desk.screen)
        assert "“repatriation” comes to −0" in desk.screen and ", and needs 0:" in desk.screen
        assert "[b]Filipinos await their turn" in desk.screen


async def test_what_comes_near_is_looked_for_anew_as_the_store_grows(bare: Office) -> None:
    bare.configure({"Raids": ["casino AND raid"]})
    bare.publish(aged(["Rice"]))
    async with opened(bare) as desk:
        assert "Nearest" not in desk.screen
        bare.publish(aged(["Casino", "Weather", "More rice"]))
        await desk.until(lambda: "has “casino”" in desk.screen)


async def test_without_a_watch(bare: Office) -> None:
    bare.configure({})
    bare.publish(aged(["Rice"]))
    async with opened(bare) as desk:
        assert "No watches yet" in desk.screen


async def test_all_read_says_where_to_go_on(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("h", "j", "l", "A", "F")
        assert "All read" in desk.screen and "n goes to the next watch" in desk.screen
        await desk.press("n")
        assert desk.selected == "Rain all week"
        await desk.press("A", "F", "F")
        assert "All read" in desk.screen and "n goes to" not in desk.screen, "there is no other"
        await desk.press("slash", *"rain", "enter")
        assert "All read" in desk.screen


async def test_all_read_where_no_watch_is_listed_leads_to_the_unread_matches(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("m", "f", "g", "s", "F")
        assert "All read" in desk.screen and "n goes to the unread matches" in desk.screen
        await desk.press("n")
        assert (desk.main.listing.place.name, desk.selected) == ("All matches", "Rain all week")


async def test_a_filter_on_what_is_empty_anyhow_does_not_say_that_all_was_read(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("F", "g", "s")
        assert "Nothing is starred" in desk.screen and "All read" not in desk.screen


async def test_nothing_starred(office: Office) -> None:
    async with opened(office) as desk:
        desk.main.listing.go_to(next(one for one in desk.main.watch_rows.places if one.choice.starred))
        await desk.settle()
        assert "Nothing is starred" in desk.screen


async def test_nothing_starred_or_dismissed_before_the_first_poll(bare: Office) -> None:
    async with opened(bare) as desk:
        for keys, said in ((("g", "s"), "Nothing is starred."), (("h", "j"), "Nothing is dismissed.")):
            await desk.press(*keys)
            assert said in desk.screen and "first poll" not in desk.screen


async def test_while_a_search_is_typed_it_names_no_key_that_is_a_letter_there(office: Office) -> None:
    async with opened(office) as desk:
        await desk.press("slash", *"comet")
        await desk.until(lambda: "answers this search" in desk.screen)
        assert "Esc goes back, and there ? tells what to write" in desk.screen
        await desk.press("enter")
        assert "Esc goes back to where you were; ? tells what to write" in desk.screen
        await desk.press("slash")
        assert "and there ? tells" in desk.screen
        await desk.press("escape", "escape", "A", "F", "slash", *"rain")
        await desk.until(lambda: "Enter, then F lists the read ones again" in desk.screen)
        await desk.press("enter")
        assert "Enter, then" not in desk.screen and "F lists the read ones again" in desk.screen

"""Which updates wait for each other."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from itertools import count

import pytest
from telegram import Update

from bot.telegram.ordering import InOrder

_NUMBERS = count(1)


def update(chat: int, number: int | None = None) -> Update:
    number = next(_NUMBERS) if number is None else number
    message = {"message_id": number, "date": 0, "chat": {"id": chat, "type": "private"}}
    return Update.de_json({"update_id": number, "message": message}, None)


def handled_within(seconds: float, handle: Callable[[InOrder], Awaitable[None]]) -> None:
    async def within() -> None:
        async with asyncio.timeout(seconds), InOrder() as order:
            await handle(order)

    asyncio.run(within())


def test_updates_of_a_chat_are_handled_in_the_order_in_which_they_came() -> None:
    done: list[int] = []

    async def answer(number: int) -> None:
        await asyncio.sleep(0.02 if number % 2 else 0)  # the first would come last
        done.append(number)

    async def handle(order: InOrder) -> None:
        async with asyncio.TaskGroup() as group:
            for number in range(6):
                group.create_task(order.process_update(update(7), answer(number)))

    handled_within(10, handle)
    assert done == list(range(6))


def test_several_chats_are_handled_beside_each_other() -> None:
    chats = 200

    async def handle(order: InOrder) -> None:
        everybody = asyncio.Barrier(chats)  # passes nobody until all are being handled

        async def answer() -> None:
            await everybody.wait()

        async with asyncio.TaskGroup() as group:
            for chat in range(1, chats + 1):
                group.create_task(order.process_update(update(chat), answer()))

    handled_within(10, handle)


def test_a_chat_that_waits_holds_up_only_itself() -> None:
    done: list[str] = []

    async def handle(order: InOrder) -> None:
        may_go_on = asyncio.Event()

        async def wait() -> None:
            await may_go_on.wait()
            done.append("first of 1")

        async def add(name: str) -> None:
            done.append(name)

        async with asyncio.TaskGroup() as group:
            group.create_task(order.process_update(update(1), wait()))
            group.create_task(order.process_update(update(1), add("second of 1")))
            await group.create_task(order.process_update(update(2), add("2")))
            may_go_on.set()

    handled_within(10, handle)
    assert done == ["2", "first of 1", "second of 1"]


def test_an_update_that_comes_twice_is_handled_once() -> None:
    done: list[str] = []

    async def add(name: str) -> None:
        done.append(name)

    async def handle(order: InOrder) -> None:
        for name, number in (("first", 5), ("again", 5), ("another", 6), ("late", 5)):
            await order.process_update(update(1, number), add(name))

    handled_within(10, handle)
    assert done == ["first", "another"]


def test_an_update_that_comes_again_while_it_is_handled_is_handled_once() -> None:
    done: list[str] = []

    async def handle(order: InOrder) -> None:
        may_go_on = asyncio.Event()

        async def add(name: str) -> None:
            await may_go_on.wait()
            done.append(name)

        first = asyncio.create_task(order.process_update(update(1, 5), add("first")))
        await asyncio.sleep(0)
        await order.process_update(update(1, 5), add("again"))
        may_go_on.set()
        await first

    handled_within(10, handle)
    assert done == ["first"]


def test_an_update_that_fails_does_not_hold_up_its_chat() -> None:
    done: list[str] = []

    async def fail() -> None:
        raise LookupError

    async def add() -> None:
        done.append("answered")

    async def handle(order: InOrder) -> None:
        with pytest.raises(LookupError):
            await order.process_update(update(1), fail())
        await order.process_update(update(1), add())

    handled_within(10, handle)
    assert done == ["answered"]


def test_what_is_no_update_is_left_alone() -> None:
    async def fail() -> None:
        raise AssertionError

    async def handle(order: InOrder) -> None:
        coroutine: Coroutine[object, object, None] = fail()
        await order.process_update({"update_id": 1}, coroutine)

    handled_within(10, handle)

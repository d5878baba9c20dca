import asyncio
from concurrent.futures import ThreadPoolExecutor

from bot.tracing import Request, carried, current, working_for


def working() -> str | None:
    request = current()
    return request.id if request else None


def test_work_belongs_to_a_request_only_while_it_lasts() -> None:
    assert working() is None
    with working_for(Request("1", "a")):
        with working_for(Request("2", "b")):
            assert working() == "2"
        assert working() == "1"
    assert working() is None


def test_threads_and_tasks_work_for_the_request_that_began_them() -> None:
    async def handle(number: int, pool: ThreadPoolExecutor) -> list[str | None]:
        async def later() -> str | None:
            await asyncio.sleep(0.01)
            return working()

        with working_for(Request(str(number), "a")):
            task = asyncio.create_task(later())
            in_thread = asyncio.get_running_loop().run_in_executor(pool, carried(working))
            return [await in_thread, await task, working()]

    async def handle_all() -> list[list[str | None]]:
        with ThreadPoolExecutor(2) as pool:
            return await asyncio.gather(*(handle(number, pool) for number in range(20)))

    assert asyncio.run(handle_all()) == [[str(number)] * 3 for number in range(20)]


def test_a_request_counts_from_its_arrival() -> None:
    request = Request("1", "a", begun=0.0)
    assert request.ms > 0
    assert Request("2", "a").ms < 1000

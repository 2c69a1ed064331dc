"""Writers of one process share SQLite's one write transaction, and the disk's one answer.

SQLite has one writer at a time, and each commit waits for the disk. Its own waiting for another
writer is a sleep that grows to 100 ms and keeps no order. Here writers of a process take turns in
order; one that ends while others wait leaves the transaction open for the next, under a savepoint
of its own, and all return when the last of the group has committed.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

MOST = 50
"""Writers in a group: enough that the disk is no matter, few enough that nobody waits long."""


class TakenBack(Exception):
    """SQLite took the whole transaction back, and what this writer had written with it."""


class GroupCommit:
    """The turns of one process's writers."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._connection: AsyncConnection | None = None
        self._group: list[asyncio.Future[None]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A connection for one writer; what it wrote is on disk when the block has ended.

        When the block raises, what it wrote is taken back, and only that.
        """
        await self._take_turn()
        kept = asyncio.get_running_loop().create_future()
        try:
            connection = self._connection or await self._begin()
            joined = bool(self._group)
            try:
                if joined:
                    await connection.exec_driver_sql("SAVEPOINT turn")
                yield connection
                if joined:
                    await connection.exec_driver_sql("RELEASE turn")
            except BaseException:
                # A full disk takes back the whole transaction at once, the savepoints with it.
                if joined and await _goes_on(connection):
                    await connection.exec_driver_sql("ROLLBACK TO turn")
                    await connection.exec_driver_sql("RELEASE turn")
                else:
                    await self._end(keep=False)
                raise
            self._group.append(kept)
        finally:
            try:
                if not self._waiting or len(self._group) >= MOST:
                    # One writer that is cancelled must not leave the others' work open.
                    await asyncio.shield(self._end(keep=True))
            finally:
                self._turn.release()
        await kept

    async def _take_turn(self) -> None:
        self._waiting += 1
        try:
            await self._turn.acquire()
        except BaseException:
            # The one before may have left the commit to this one.
            self._beside(self._flush())
            raise
        finally:
            self._waiting -= 1

    async def _flush(self) -> None:
        async with self._turn:
            if not self._waiting:
                await self._end(keep=True)

    async def _begin(self) -> AsyncConnection:
        beginning = asyncio.create_task(self._begun())
        try:
            self._connection = await asyncio.shield(beginning)
        except asyncio.CancelledError:
            # SQLite does not stop waiting for another process because nobody wants it any more,
            # and closing the connection meanwhile would hold the loop up.
            self._beside(_give_back(beginning))
            raise
        return self._connection

    async def _begun(self) -> AsyncConnection:
        connection = await self._engine.connect()
        try:
            await connection.begin()
        except BaseException:
            await connection.close()
            raise
        return connection

    def _beside(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _end(self, *, keep: bool) -> None:
        """Commit, or take back, and tell the group."""
        connection, self._connection = self._connection, None
        group, self._group = self._group, []
        if connection is None:
            return
        try:
            if keep:
                await _commit(connection)
            else:
                await connection.rollback()
        except BaseException as error:
            _tell(group, error)
            # SQLAlchemy counts it as ended, SQLite may not: nobody gets this connection again.
            await connection.invalidate()
            raise
        else:
            _tell(group, None if keep else TakenBack())
        finally:
            await connection.close()


async def _give_back(beginning: asyncio.Task[AsyncConnection]) -> None:
    with suppress(Exception):  # nobody waits for it any more
        await (await beginning).close()


async def _commit(connection: AsyncConnection) -> None:
    if not await _goes_on(connection):
        raise TakenBack
    await connection.commit()


async def _goes_on(connection: AsyncConnection) -> bool:
    """Whether what was written so far still stands."""
    sqlite = (await connection.get_raw_connection()).driver_connection
    return sqlite is not None and bool(sqlite.in_transaction)


def _tell(group: list[asyncio.Future[None]], error: BaseException | None) -> None:
    for kept in group:
        if kept.done():
            continue
        if error is None:
            kept.set_result(None)
        else:
            kept.set_exception(error)
            kept.exception()  # a writer that was cancelled meanwhile never asks

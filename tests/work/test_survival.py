"""What durable work promises when processes die: real processes, real kills, both stores."""

import signal
from functools import partial
from pathlib import Path

from bot import app
from bot.intake.deliveries import State
from bot.settings import read
from tests.rig.processes import Running
from tests.work.stage import Stage, count


async def test_a_job_of_a_killed_process_is_done_to_its_end_once(stage: Stage) -> None:
    first = await stage.start()
    await stage.enqueue(("a", "1/1", "hold"), ("b", "1/1", "note"))
    await stage.until_written("a begins")

    first.kill()
    stage.allow("go")
    await stage.start()
    await stage.until_quiet()

    assert stage.journal == ["a begins", "a begins", "a ends", "b begins", "b ends"]


async def test_a_second_run_that_decides_otherwise_loses_and_doubles_no_follow_up(
    stage: Stage,
) -> None:
    first = await stage.start()
    await stage.enqueue(("a", "1/1", "decide anew"))
    await stage.until_dead(first)

    await stage.start()
    await stage.until_written("a ends", "first ends", "second ends")
    await stage.until_quiet()

    assert [count(stage.journal, line) for line in ("a ends", "first ends", "second ends")] == [
        1,
        1,
        1,
    ]


async def test_a_job_that_kills_its_process_each_time_becomes_a_dead_letter(stage: Stage) -> None:
    await stage.deliver("guid", "die unless mended")
    await stage.deliver("other", "note", lane="2/2")
    await _poison(stage)
    await stage.until_state("other", State.DONE)

    assert await stage.dead_letters() == ["guid:1"]
    assert count(stage.journal, "guid begins") == 3
    # The poison may kill it between its end and its record: then it rightly runs once more.
    assert 1 <= count(stage.journal, "other ends") <= 2


async def test_a_poison_that_was_mended_and_is_delivered_again_has_its_effect_once(
    stage: Stage,
) -> None:
    await stage.deliver("guid", "die unless mended")
    await _poison(stage)
    stage.allow("mended")

    await stage.deliver("guid", "die unless mended")
    await stage.deliver("guid", "die unless mended")
    await stage.until_state("guid", State.DONE)
    await stage.until_quiet()

    assert count(stage.journal, "guid ends") == 1
    assert await stage.dead_letters() == []


async def test_a_dead_letter_that_is_requeued_is_done_once_and_stays_so_after_a_restart(
    stage: Stage,
) -> None:
    await stage.deliver("guid", "die unless mended")
    await _poison(stage)
    stage.allow("mended")

    settings = read({"DATABASE_URL": stage.url, "LINCHPIN_HOME": str(stage.home)})
    async with app.open_parts(settings) as parts:
        assert await app.requeue(parts, ["guid:1"], everything=False) == ["guid:1"]
    await stage.until_state("guid", State.DONE)
    stage.players[-1].stop()
    await stage.start()
    await stage.enqueue(("later", "3/3", "note"))
    await stage.until_written("later ends")

    assert count(stage.journal, "guid ends") == 1
    assert await stage.dead_letters() == []
    assert await stage.state_of("guid") is State.DONE


async def test_a_job_that_raises_is_tried_five_times_and_then_dead(stage: Stage) -> None:
    await stage.start()
    await stage.deliver("guid", "raise unless mended")
    await stage.until_state("guid", State.DEAD)

    assert count(stage.journal, "guid begins") == 5
    assert len(await stage.dead_letters()) == 1


async def test_a_process_that_ends_in_good_order_leaves_its_unfinished_job_to_the_next(
    stage: Stage,
) -> None:
    first = await stage.start()
    await stage.deliver("guid", "raise unless mended")
    await stage.until_written("guid begins")
    first.stop()

    stage.allow("mended")
    await stage.start()
    await stage.until_state("guid", State.DONE)

    assert count(stage.journal, "guid ends") == 1


async def test_the_work_of_one_killed_process_of_two_is_taken_over(postgres_stage: Stage) -> None:
    stage = postgres_stage
    first = await stage.start()
    await stage.enqueue(("a", "1/1", "hold"), ("b", "1/1", "note"))
    await stage.until_written("a begins")
    second = await stage.start()

    first.kill()
    stage.allow("go")
    await stage.until_quiet()

    assert stage.done_by(first) == ["a begins"]
    assert stage.done_by(second) == ["a begins", "a ends", "b begins", "b ends"]


async def test_a_paused_process_that_wakes_up_is_fenced_and_writes_nothing(
    postgres_stage: Stage,
) -> None:
    stage = postgres_stage
    zombie = await stage.start()
    await stage.enqueue(("a", "1/1", "write when it may"))
    await stage.until_written("a begins")

    stage.signal(zombie, signal.SIGSTOP)
    heir = await stage.start()
    stage.allow("go")
    await stage.until_quiet()
    stage.signal(zombie, signal.SIGCONT)
    await stage.until_dead(zombie)

    assert stage.done_by(heir) == ["a begins", "a writes", "a ends"]
    assert stage.done_by(zombie) == ["a begins"]
    assert (await stage.engine.counts())["given_up"] == 0


async def _poison(stage: Stage) -> None:
    """Let the job take its process down until it is given up; a worker lives on."""
    for _ in range(5):
        player = await stage.start()
        log = stage.home / "player.log"
        await stage.until(partial(_is_over, player, log))
        if "job_given_up" in log.read_text():
            await stage.until_state("guid", State.DEAD)
            return
    raise AssertionError("it was never given up")


def _is_over(player: Running, log: Path) -> bool:
    assert player.process is not None
    return player.process.poll() is not None or "job_given_up" in log.read_text()

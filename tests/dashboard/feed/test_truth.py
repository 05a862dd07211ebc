"""However changes, sockets and processes are lost, doubled and restarted: a page ends up with the truth, and on the way
it never shows a state that was not, nor one that comes before what it showed already.

Random histories run through the real store. Two web processes follow them, each with a lag of its own.
"""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dashboard import fragments
from dashboard.analysis_view import AnalysisView
from dashboard.feed import listing
from dashboard.feed import rows as rows_module
from dashboard.feed.hub import Hub
from dashboard.feed.previews import load_previews
from dashboard.feed.rows import read_page
from dashboard.feed.topics import AnalysisTopic, ListTopic
from dashboard.feed.watch import Watch
from dashboard.list_query import ListQuery
from tests.dashboard.feed.dom import Dom
from tests.dashboard.feed.fakes import FakeSource, change_to, removal_of
from tests.dashboard.feed.loops import run
from tests.ministack import MiniStack, running, turn_to
from tests.records import Life
from tracking.errors import NotFound, Unreachable
from tracking.record import Record
from tracking.states import STEPS, Status
from tracking.store import Store
from tracking.stream import Change, Kind, Phase

pytestmark = [pytest.mark.usefixtures("store"), pytest.mark.xdist_group("ministack")]

PAGE_ROWS = 4
OPEN = '<p id="freshness"></p><div id="feed" hx-ws:connect="…"></div>'


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniStack]:
    with running(tmp_path_factory.mktemp("ministack")) as service:
        yield service


@pytest.fixture
def store(service: MiniStack, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    turn_to(service, monkeypatch, settings)


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of the list so short that a few analyses fill several."""
    for module in (rows_module, listing):
        monkeypatch.setattr(module, "PAGE_ROWS", PAGE_ROWS)


class Process:
    """A web process: a hub, and how much of the stream has reached it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.begin()

    def begin(self) -> None:
        self.source = FakeSource(ready=False)
        self.hub = Hub(self._make_source)
        self.taken = len(self._world.written)

    def _make_source(self) -> FakeSource:
        self.source = FakeSource(ready=False)
        asyncio.get_running_loop().call_later(0.05, self.catch_up_by_epoch)
        return self.source

    def catch_up_by_epoch(self) -> None:
        """Changes were missed; whatever is written from now on will come."""
        self.taken = len(self._world.written)
        self.source.begin_epoch()

    def take(self, count: int) -> None:
        news = self._world.written[self.taken : self.taken + count]
        self.taken += len(news)
        self.source.bring(*news)

    def take_again(self, dice: random.Random) -> None:
        """What came before comes once more, from some place on, as after a restart of a follower."""
        self.source.bring(*self._world.written[max(0, self.taken - dice.randint(1, 12)) : self.taken])


@dataclass
class World:
    """All there is: analyses, what was written of them, processes, open pages."""

    dice: random.Random
    lives: list[Life] = field(default_factory=list)
    written: list[Change] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    def submit(self) -> None:
        number = len(self.lives)
        # Every other one was submitted in the same second as the one before.
        at = datetime(2026, 3, 1, 9, tzinfo=UTC) + timedelta(seconds=number // 2)
        life = Life(
            Store(),
            f"analysis_{number:03d}",
            title=f"{'Onboarding' if number % 3 else 'Checkout'} {number}",
            created_at=at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        )
        self.lives.append(life)
        self.written.append(change_to(life.record, Kind.INSERT))

    def go_on(self, life: Life) -> None:
        known = len(life.history)
        life.go_on(self.dice)
        self.written += [change_to(record) for record in life.history[known:]]
        if life.gone:
            self.written.append(removal_of(life.record))


class Page:
    """A browser's page: what it showed when it opened, and what its sockets brought since."""

    def __init__(self, world: World, topic: AnalysisTopic | ListTopic) -> None:
        self.topic = topic
        self.watch: Watch | None = None
        self.dom = Dom(OPEN + fresh(topic))
        self.seen: dict[str, list[str]] = {}
        self._world = world
        self._look()

    def connect(self, process: Process) -> None:
        if self.watch is None and "hx-ws:connect" in self.dom.shows("feed"):
            self.watch = process.hub.watch(self.topic, lambda: None)

    def drop(self) -> None:
        if self.watch is not None:
            self.watch.close()
            self.watch = None

    def read(self) -> None:
        """Take in what the socket has; a socket that has ended is closed."""
        if self.watch is None:
            return
        for message in self.watch.news():
            self.dom.receive(message)
            self._look()
        if self.watch.has_ended:
            self.drop()

    def _look(self) -> None:
        for name, state in shown_states(self.topic, self.dom).items():
            states = self.seen.setdefault(name, [])
            if not states or states[-1] != state:
                states.append(state)


def fresh(topic: AnalysisTopic | ListTopic) -> str:
    """The page's live parts as a fresh read of the store has them."""
    if isinstance(topic, AnalysisTopic):
        record = Store().get(topic.request_id)
        pieces = fragments.analysis_fragments(AnalysisView(record=record, previews=load_previews(record)))
        return "".join(pieces.values())
    page = read_page(topic.query)
    rows = fragments.rows_fragment(page.records, nothing=topic.query.nothing, searched_to=page.searched_to)
    return rows + fragments.pager_fragment(topic.query, page.next_cursor, searched_to=page.searched_to)


def shown_states(topic: AnalysisTopic | ListTopic, dom: Dom) -> dict[str, str]:
    """How far a page says that each analysis on it has come."""
    if isinstance(topic, AnalysisTopic):
        return {topic.request_id: " ".join(dom.shows(f"card-{step.value}") for step in STEPS) + dom.shows("summary")}
    rows = dom.find("rows")
    assert rows is not None
    return {row.get("id", "").removeprefix("row-"): dom.shows(row.get("id", "")) for row in rows if row.get("id")}


def true_states(topic: AnalysisTopic | ListTopic, life: Life) -> list[str]:
    """How far it really had come, in order."""
    return [rendered_state(topic, record) for record in life.history]


def rendered_state(topic: AnalysisTopic | ListTopic, record: Record) -> str:
    if isinstance(topic, AnalysisTopic):
        pieces = fragments.analysis_fragments(AnalysisView(record=record, previews={}))
        dom = Dom("".join(pieces.values()))
        return " ".join(dom.shows(f"card-{step.value}") for step in STEPS) + dom.shows("summary")
    return Dom(fragments.row_fragment(record)).shows(f"row-{record.request_id}")


def without_counts(state: str) -> str:
    """A card also counts findings, which follow a moment later than the state itself."""
    return " ".join(re.sub(r'<span class="card-found">.*?</span>', "", state, flags=re.DOTALL).split())


def assert_forward(topic: AnalysisTopic | ListTopic, seen: Sequence[str], true: Sequence[str]) -> None:
    """What was seen is what there was, in that order; some of it may not have been seen."""
    place = 0
    states = [without_counts(state) for state in true]
    for state in map(without_counts, seen):
        try:
            place = states.index(state, place)
        except ValueError:
            pytest.fail(f"{topic} went back, or showed what never was: {state[:2000]}")


def open_page(world: World) -> None:
    dice = world.dice
    topic: AnalysisTopic | ListTopic
    if dice.random() < 0.5:
        topic = AnalysisTopic(dice.choice(world.lives).record.request_id)
    else:
        query = ListQuery(
            status=dice.choice([None, None, *Status]),
            search=dice.choice(["", "", "onboarding", "checkout"]),
        )
        if dice.random() < 0.4:
            query = query.at(read_page(query).next_cursor)
        topic = ListTopic(query)
    try:
        page = Page(world, topic)
    except NotFound:
        return
    page.connect(dice.choice(world.processes))
    world.pages.append(page)


async def live(world: World, moments: int) -> None:  # noqa: C901 - nine things that happen
    dice = world.dice
    for _ in range(moments):
        match dice.choices(range(9), [30, 5, 6, 40, 20, 4, 3, 2, 1])[0]:
            case 0:
                running = [life for life in world.lives if not life.gone]
                if running:
                    world.go_on(dice.choice(running))
            case 1:
                world.submit()
            case 2:
                open_page(world)
            case 3:
                dice.choice(world.processes).take(dice.randint(1, 6))
            case 4:
                for page in world.pages:
                    if dice.random() < 0.5:
                        page.read()
            case 5:
                if world.pages:
                    page = dice.choice(world.pages)
                    page.drop()
                    page.connect(dice.choice(world.processes))
            case 6:
                dice.choice(world.processes).take_again(dice)
            case 7:
                dice.choice(world.processes).catch_up_by_epoch()  # Messages were lost, or the stream was replaced.
            case 8:
                process = dice.choice(world.processes)  # Restarted: every socket of it drops.
                await process.hub.close()
                process.begin()
                for page in world.pages:
                    if page.watch is not None and page.watch not in page.watch.watched.watches:
                        page.watch = None
        for page in world.pages:
            page.connect(dice.choice(world.processes))
        await asyncio.sleep(dice.choice([0, 0.01, 0.3]))


async def come_to_rest(world: World) -> None:
    """Everything that is under way arrives."""
    for process in world.processes:
        process.take(len(world.written))
    for _ in range(30):
        await asyncio.sleep(1)
        for page in world.pages:
            page.connect(world.processes[0])
            page.read()


@pytest.mark.parametrize("seed", range(6))
def test_pages_end_with_the_truth_and_never_go_back(seed: int) -> None:
    world = World(random.Random(seed))

    async def told() -> None:
        world.processes += [Process(world), Process(world)]
        for _ in range(6):
            world.submit()
        await live(world, 400)
        await come_to_rest(world)
        check(world)
        for process in world.processes:
            await process.hub.close()

    run(told())


def check(world: World) -> None:
    lives = {life.record.request_id: life for life in world.lives}
    assert len(world.pages) >= 5
    for page in world.pages:
        assert page.dom.faults == []
        if isinstance(page.topic, AnalysisTopic) and lives[page.topic.request_id].gone:
            assert "not there any more" in page.dom.shows("failure")
            assert "hx-ws:connect" not in page.dom.shows("feed")
        else:
            assert 'data-state="live"' in page.dom.shows("freshness")
            truth = Dom(OPEN + fresh(page.topic))
            for name in [element.get("id") for element in truth.root if element.get("id") not in ("freshness", "feed")]:
                assert page.dom.shows(name) == truth.shows(name), f"{page.topic}: {name}"
        for request_id, seen in page.seen.items():
            assert_forward(page.topic, seen, true_states(page.topic, lives[request_id]))


def test_a_store_that_comes_and_goes_delays_the_truth_and_does_not_bend_it(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(random.Random(77))
    get_item, get_many = Store.get_item, Store.get_many
    failing = False

    def sometimes(method: Any) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            if failing and world.dice.random() < 0.7:
                raise Unreachable("No answer from AWS.")
            return method(*arguments, **named)

        return call

    async def told() -> None:
        nonlocal failing
        world.processes.append(Process(world))
        for _ in range(6):
            world.submit()
        for _ in range(8):
            open_page(world)
        for _ in range(60):
            for life in [life for life in world.lives if not life.gone]:
                world.go_on(life)
            monkeypatch.setattr(Store, "get_item", sometimes(get_item))
            monkeypatch.setattr(Store, "get_many", sometimes(get_many))
            failing = True
            if world.dice.random() < 0.3:
                world.processes[0].catch_up_by_epoch()
            world.processes[0].take(20)
            for page in world.pages:
                page.connect(world.processes[0])
                page.read()
            await asyncio.sleep(0.5)
            failing = False
        await come_to_rest(world)
        check(world)
        await world.processes[0].hub.close()

    run(told())


def test_the_freshness_is_told_where_the_source_is_lost() -> None:
    world = World(random.Random(5))

    async def told() -> None:
        world.processes.append(Process(world))
        world.submit()
        page = Page(world, AnalysisTopic(world.lives[0].record.request_id))
        world.pages.append(page)
        page.connect(world.processes[0])
        await asyncio.sleep(1)
        page.read()
        assert 'data-state="live"' in page.dom.shows("freshness")
        world.processes[0].source.tell(Phase.WAITING, "The change feed does not answer.")
        page.read()
        assert 'data-state="reconnecting"' in page.dom.shows("freshness")
        world.go_on(world.lives[0])
        world.processes[0].catch_up_by_epoch()
        await come_to_rest(world)
        assert 'data-state="live"' in page.dom.shows("freshness")
        assert page.dom.shows("summary") == Dom(fresh(page.topic)).shows("summary")
        await world.processes[0].hub.close()

    run(told())

"""Where the nodes of a BPMN diagram stand: columns by the fewest steps from the start, a lane for each role.

Flows run only in the gutters between the columns and in the corridors below the rows, so none crosses a node.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from workflows.drawing.bpmn_model import BEGIN, Element, Flow, Node, Process
from workflows.engine import By

EVENT, GATEWAY, TASK_WIDTH, TASK_HEIGHT = 36, 50, 120, 80
TIMER_PITCH = 92  # from one timer on a border to the next: its label needs room
GUTTER, ROW, CORRIDOR = 80, 200, 40
HEAD = 30  # the names of pool and lanes, written upwards
SPREAD = 7  # between flows in one gutter or corridor

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle of the diagram."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class Plan:
    """The box of each node and lane, the points of each flow, and the box of the pool."""

    pool: Box
    lanes: dict[By, Box]
    nodes: dict[str, Box]
    flows: dict[str, tuple[Point, ...]]


@dataclass(frozen=True)
class _Cell:
    column: int
    row: int


def plan_of(process: Process) -> Plan:
    """The whole layout of a process."""
    cells = _cells(process)
    left, gutters = _columns(process, cells)
    boxes = {node.id: _box(node, cells[node.id], left, process) for node in process.nodes.values() if not node.host}
    boxes |= _timers(process, boxes)
    rows, lanes, width = _rows(process), {}, gutters[-1] + GUTTER
    for lane, (first, count) in rows.items():
        lanes[lane] = Box(HEAD, first * ROW, width - HEAD, count * ROW)
    pool = Box(0, 0, width, sum(box.height for box in lanes.values()))
    router = _Router(cells, gutters, boxes)
    return Plan(pool, lanes, boxes, {flow.id: router.route(process, flow) for flow in process.flows.values()})


def _depths(process: Process) -> dict[str, int]:
    """How many nodes lie between the start and each node, on the shortest way."""
    following: dict[str, list[str]] = defaultdict(list)
    for flow in process.flows.values():
        source = process.nodes[flow.source]
        following[source.host or source.id].append(flow.target)
    depths, todo = {BEGIN: 0}, [BEGIN]
    for node in todo:
        for target in following[node]:
            if target not in depths:
                depths[target] = depths[node] + 1
                todo.append(target)
    last = max(depths.values()) + 1
    return {node.id: depths.get(node.host or node.id, last) for node in process.nodes.values()}


def _stacks(process: Process) -> dict[tuple[By, int], list[str]]:
    """The nodes of each lane and column from the top down, near those that lead to them (barycentre)."""
    depths, position = _depths(process), dict[str, float]()
    stacks: dict[tuple[By, int], list[str]] = {}
    for column in sorted(set(depths.values())):
        for lane in process.lanes:
            inside = [n.id for n in process.nodes.values() if depths[n.id] == column and n.lane == lane and not n.host]
            inside.sort(
                key=lambda node: _mean(position.get(f.source) for f in process.flows.values() if f.target == node)
            )
            position |= {node: process.lanes.index(lane) * 10.0 + number for number, node in enumerate(inside)}
            if inside:
                stacks[lane, column] = inside
    return stacks


def _mean(numbers: Iterable[float | None]) -> float:
    known = [number for number in numbers if number is not None]
    return sum(known) / len(known) if known else 0


def _rows(process: Process) -> dict[By, tuple[int, int]]:
    """The first row of each lane, and how many it has."""
    stacks = _stacks(process)
    rows, first = {}, 0
    for lane in process.lanes:
        count = max(len(stack) for (of, _column), stack in stacks.items() if of == lane)
        rows[lane] = (first, count)
        first += count
    return rows


def _cells(process: Process) -> dict[str, _Cell]:
    rows = _rows(process)
    cells = {
        node: _Cell(column, rows[lane][0] + number)
        for (lane, column), stack in _stacks(process).items()
        for number, node in enumerate(stack)
    }
    return cells | {node.id: cells[node.host] for node in process.nodes.values() if node.host}


def _timers_on(process: Process, host: str) -> list[Node]:
    return [node for node in process.nodes.values() if node.host == host]


def _width(node: Node, process: Process) -> float:
    if node.element in (Element.START, Element.END):
        return EVENT
    if node.element == Element.GATEWAY:
        return GATEWAY
    return max(TASK_WIDTH, TIMER_PITCH * len(_timers_on(process, node.id)))


def _columns(process: Process, cells: dict[str, _Cell]) -> tuple[list[float], list[float]]:
    """The left edge of each column, and of the gutters before, between and behind them."""
    count = max(cell.column for cell in cells.values()) + 1
    left, gutters, x = [], [HEAD * 2.0], HEAD * 2.0 + GUTTER
    for column in range(count):
        inside = [node for node in process.nodes.values() if cells[node.id].column == column and not node.host]
        left.append(x)
        x += max((_width(node, process) for node in inside), default=0)
        gutters.append(x)
        x += GUTTER
    return left, gutters


def _box(node: Node, cell: _Cell, left: list[float], process: Process) -> Box:
    width = _width(node, process)
    height = width if node.element in (Element.START, Element.END, Element.GATEWAY) else TASK_HEIGHT
    middle = cell.row * ROW + CORRIDOR / 2 + TASK_HEIGHT / 2
    return Box(left[cell.column], middle - height / 2, width, height)


def _timers(process: Process, boxes: dict[str, Box]) -> dict[str, Box]:
    found = {}
    for host, box in boxes.items():
        for number, timer in enumerate(_timers_on(process, host)):
            x = box.x + TIMER_PITCH * (number + 0.5) - EVENT / 2
            found[timer.id] = Box(x, box.y + box.height - EVENT / 2, EVENT, EVENT)
    return found


class _Router:
    """Leads flows through gutters and corridors; each next one in the same channel a little aside."""

    def __init__(self, cells: dict[str, _Cell], gutters: list[float], boxes: dict[str, Box]) -> None:
        self.cells, self.gutters, self.boxes = cells, gutters, boxes
        self.used: dict[tuple[str, int], int] = defaultdict(int)

    def route(self, process: Process, flow: Flow) -> tuple[Point, ...]:
        source, target = self.boxes[flow.source], self.boxes[flow.target]
        here, there = self.cells[flow.source], self.cells[flow.target]
        end = (target.x, target.middle)
        if process.nodes[flow.source].host:
            start = (source.x + source.width / 2, source.y + source.height)
            level, before = self._corridor(here.row), self._gutter(there.column)
            return start, (start[0], level), (before, level), (before, end[1]), end
        start = (source.x + source.width, source.middle)
        after = self._gutter(here.column + 1)
        if there.column == here.column + 1:
            return start, (after, start[1]), (after, end[1]), end
        level, before = self._corridor(there.row), self._gutter(there.column)
        return start, (after, start[1]), (after, level), (before, level), (before, end[1]), end

    def _gutter(self, column: int) -> float:
        return self.gutters[column] + self._next("gutter", column, GUTTER)

    def _corridor(self, row: int) -> float:
        return (row + 1) * ROW - CORRIDOR + self._next("corridor", row, CORRIDOR)

    def _next(self, kind: str, index: int, room: int) -> float:
        self.used[kind, index] += 1
        return SPREAD + SPREAD * self.used[kind, index] % (room - 2 * SPREAD)

"""The BPMN files hold together, can be looked at, and are understood by two programs that others wrote."""

import json
import shutil
import subprocess
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser, BpmnValidator

from tests.drawing.cast import SERVICES, elements, in_english
from workflows.drawing.bpmn import bpmn_of, iso_duration
from workflows.drawing.bpmn_layout import Box, plan_of
from workflows.drawing.bpmn_model import Element, process_of
from workflows.engine import Alarm, By, Since

FILES = {
    name: bpmn_of(service.workflow, str(service.title), in_english, days=service.days)
    for name, service in SERVICES.items()
}
every_file = pytest.mark.parametrize("name", FILES)
MODDLE = "bpmn-moddle@10.3.1"
READER = """
import {BpmnModdle} from "bpmn-moddle";
import fs from "fs";
const found = {};
for (const file of process.argv.slice(2)) {
  const {rootElement, warnings} = await new BpmnModdle().fromXML(fs.readFileSync(file, "utf8"));
  const process_ = rootElement.rootElements.find(element => element.$type === "bpmn:Process");
  found[file] = {
    warnings: warnings.map(warning => warning.message),
    nodes: process_.flowElements.filter(element => element.$type !== "bpmn:SequenceFlow").length,
    shown: rootElement.diagrams[0].plane.planeElement.length,
  };
}
console.log(JSON.stringify(found));
"""


@every_file
def test_every_flow_has_its_ends_and_every_shape_its_element(name: str) -> None:
    root = ET.fromstring(FILES[name])
    ids = Counter(element.attrib["id"] for element in root.iter() if "id" in element.attrib)
    assert not [found for found, count in ids.items() if count > 1]
    nodes = {ref.text for ref in elements(root, "flowNodeRef")}
    flows = {flow.attrib["id"]: flow for flow in elements(root, "sequenceFlow")}
    assert all({flow.attrib["sourceRef"], flow.attrib["targetRef"]} <= nodes for flow in flows.values())
    shown = [shape.attrib["bpmnElement"] for kind in ("BPMNShape", "BPMNEdge") for shape in elements(root, kind)]
    lanes = [lane.attrib["id"] for lane in elements(root, "lane")]
    assert sorted(shown) == sorted([*nodes, *flows, *lanes, "pool"])


@every_file
def test_every_node_can_be_reached_and_has_a_way_on(name: str) -> None:
    process = process_of(SERVICES[name].workflow, in_english)
    sources = {flow.source for flow in process.flows.values()}
    targets = {flow.target for flow in process.flows.values()}
    for node in process.nodes.values():
        assert node.element == Element.END or node.id in sources, node.id
        assert node.element in (Element.START, Element.TIMER) or node.id in targets, node.id
        if node.host:
            assert node.host in process.nodes


@every_file
def test_no_node_lies_on_another_and_each_lies_in_its_lane(name: str) -> None:
    process = process_of(SERVICES[name].workflow, in_english)
    plan = plan_of(process)
    free = {node.id: plan.nodes[node.id] for node in process.nodes.values() if not node.host}
    for (one, box), (other, there) in combinations(free.items(), 2):
        assert not overlap(box, there), f"{one} lies on {other}"
    for node in process.nodes.values():
        lane, box = plan.lanes[node.lane], plan.nodes[node.id]
        assert lane.y <= box.y
        assert box.y + box.height <= lane.y + lane.height
        assert lane.x <= box.x
        assert box.x + box.width <= lane.x + lane.width


@every_file
def test_no_flow_runs_through_a_node(name: str) -> None:
    process = process_of(SERVICES[name].workflow, in_english)
    plan = plan_of(process)
    for flow in process.flows.values():
        hosts = {process.nodes[end].host for end in (flow.source, flow.target)}
        for (x, y), (next_x, next_y) in pairwise(plan.flows[flow.id]):
            assert x == next_x or y == next_y, "flows run upright or level"
            line = Box(min(x, next_x), min(y, next_y), abs(x - next_x), abs(y - next_y))
            for node in process.nodes.values():
                if node.id not in {flow.source, flow.target, *hosts} and not node.host:
                    assert not overlap(line, plan.nodes[node.id]), f"{flow.id} runs through {node.id}"


def test_the_clock_is_a_timer_on_the_border_with_a_duration() -> None:
    root = ET.fromstring(FILES["building_permit"])
    timers = {timer.attrib["id"]: timer for timer in elements(root, "boundaryEvent")}
    lapse = timers["timer_lapse_unpaid_state_to_pay"]
    remind = timers["timer_remind_to_pay_state_to_pay"]
    assert (lapse.attrib["cancelActivity"], remind.attrib["cancelActivity"]) == ("true", "false")
    assert [time.text for time in elements(lapse, "timeDuration")] == ["P30D"]
    assert iso_duration(Alarm(Since.VALIDITY, -5)) == "-P5D"


def test_opinions_are_asked_in_parallel_and_each_role_has_its_lane() -> None:
    root = ET.fromstring(FILES["building_permit"])
    parallel = [task.attrib["id"] for task in elements(root, "userTask") if list(elements(task, "loopCardinality"))]
    assert parallel == ["state_opinions"]
    assert [lane.attrib["id"] for lane in elements(root, "lane")] == [f"lane_{role}" for role in By]


@every_file
def test_the_file_follows_the_schema_and_spiffworkflow_understands_it(name: str, tmp_path: Path) -> None:
    path = tmp_path / "run.bpmn"
    # SpiffWorkflow builds only what is meant to be run; ours is meant to be read.
    path.write_text(FILES[name].replace('isExecutable="false"', 'isExecutable="true"'), encoding="utf-8")
    parser = BpmnParser(validator=BpmnValidator())
    parser.add_bpmn_file(str(path))
    spec = parser.get_spec("process")
    assert set(process_of(SERVICES[name].workflow, in_english).nodes) <= set(spec.task_specs)


def test_bpmn_moddle_understands_the_files(tmp_path: Path) -> None:
    """The parser of bpmn.io, on which most modelling tools in browsers stand."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        pytest.skip("Node.js with npm is not installed (Debian: apt-get install nodejs npm)")
    install = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(tmp_path), MODDLE]
    if subprocess.run(install, check=False, capture_output=True, timeout=120).returncode:
        pytest.skip(f"npm could not install {MODDLE}: no network, or no registry")
    paths = [tmp_path / f"{name}.bpmn" for name in FILES]
    for path, text in zip(paths, FILES.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    (tmp_path / "read.mjs").write_text(READER, encoding="utf-8")
    command = [node, str(tmp_path / "read.mjs"), *map(str, paths)]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout
    for path, found in json.loads(said).items():
        process = process_of(SERVICES[Path(path).stem].workflow, in_english)
        assert found["warnings"] == []
        assert found["nodes"] == len(process.nodes)
        assert found["shown"] == len(process.nodes) + len(process.flows) + len(process.lanes) + 1


def overlap(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )

"""Writes a workflow as BPMN 2.0 (OMG formal/2011-01-03, ISO/IEC 19510) with its diagram, to open in other tools."""

from xml.etree import ElementTree as ET

from workflows.drawing.bpmn_layout import EVENT, TIMER_PITCH, Box, Plan, plan_of
from workflows.drawing.bpmn_model import Element, Flow, Node, Process, process_of
from workflows.drawing.words import ROLES, Say
from workflows.engine import Alarm, Workflow

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
BOUNDS = "http://www.omg.org/spec/DD/20100524/DC"
POINTS = "http://www.omg.org/spec/DD/20100524/DI"
SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"
PREFIXES = {"bpmn": MODEL, "bpmndi": DIAGRAM, "dc": BOUNDS, "di": POINTS, "xsi": SCHEMA}
TARGET = "urn:egov:workflows"
LABEL_HEIGHT = 28
HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'


def bpmn_of(workflow: Workflow, name: str, say: Say, *, days: int = 0) -> str:
    """The file; ``name`` is the title of the pool, ``days`` the working days in which the law asks for a decision."""
    for prefix, address in PREFIXES.items():
        ET.register_namespace(prefix, address)
    process = process_of(workflow, say, days)
    root = ET.Element(f"{{{MODEL}}}definitions", {"id": "definitions", "targetNamespace": TARGET})
    pool = _add(root, "collaboration", id="collaboration")
    _add(pool, "participant", id="pool", name=name, processRef="process")
    _write_process(root, process, name, say)
    _write_diagram(root, process, plan_of(process))
    ET.indent(root)
    return HEADER + ET.tostring(root, encoding="unicode") + "\n"


def iso_duration(alarm: Alarm) -> str:
    """The days of an alarm as ISO 8601 writes them. Which day they count from stands in the documentation."""
    return f"{'-' if alarm.days < 0 else ''}P{abs(alarm.days)}D"


def _write_process(root: ET.Element, process: Process, name: str, say: Say) -> None:
    element = _add(root, "process", id="process", name=name, isExecutable="false")
    lanes = _add(element, "laneSet", id="lanes")
    for role in process.lanes:
        lane = _add(lanes, "lane", id=f"lane_{role}", name=say(ROLES[role]))
        for node in process.nodes.values():
            if node.lane == role:
                _add(lane, "flowNodeRef").text = node.id
    for node in process.nodes.values():
        _write_node(element, process, node)
    for flow in process.flows.values():
        _write_flow(element, flow)


def _write_node(parent: ET.Element, process: Process, node: Node) -> None:
    element = _add(parent, node.element, id=node.id, **({"name": node.name} if node.name else {}))
    if node.documentation:
        _add(element, "documentation").text = node.documentation
    if node.host:
        element.set("attachedToRef", node.host)
        element.set("cancelActivity", "true" if node.ends else "false")
    for flow in process.flows.values():
        if flow.target == node.id:
            _add(element, "incoming").text = flow.id
    for flow in process.flows.values():
        if flow.source == node.id:
            _add(element, "outgoing").text = flow.id
    if node.parallel:
        _write_parallel(element)
    if node.alarm:
        timer = _add(element, "timerEventDefinition", id=f"{node.id}_time")
        duration = _add(timer, "timeDuration")
        duration.set(f"{{{SCHEMA}}}type", "bpmn:tFormalExpression")
        duration.text = iso_duration(node.alarm)


def _write_parallel(element: ET.Element) -> None:
    """One instance for each office that was asked, all at the same time."""
    many = _add(element, "multiInstanceLoopCharacteristics", isSequential="false")
    number = _add(many, "loopCardinality")
    number.set(f"{{{SCHEMA}}}type", "bpmn:tFormalExpression")
    number.text = "offices_asked"


def _write_flow(parent: ET.Element, flow: Flow) -> None:
    element = _add(parent, "sequenceFlow", id=flow.id, sourceRef=flow.source, targetRef=flow.target)
    if flow.name:
        element.set("name", flow.name)
    if flow.condition:
        condition = _add(element, "conditionExpression")
        condition.set(f"{{{SCHEMA}}}type", "bpmn:tFormalExpression")
        condition.text = flow.condition


def _write_diagram(root: ET.Element, process: Process, plan: Plan) -> None:
    diagram = ET.SubElement(root, f"{{{DIAGRAM}}}BPMNDiagram", id="diagram")
    plane = ET.SubElement(diagram, f"{{{DIAGRAM}}}BPMNPlane", id="plane", bpmnElement="collaboration")
    _shape(plane, "pool", plan.pool).set("isHorizontal", "true")
    for role, box in plan.lanes.items():
        _shape(plane, f"lane_{role}", box).set("isHorizontal", "true")
    for node in process.nodes.values():
        shape = _shape(plane, node.id, plan.nodes[node.id])
        if node.element == Element.GATEWAY:
            shape.set("isMarkerVisible", "true")
        if node.element in (Element.TIMER, Element.END, Element.START) and node.name:
            _label(shape, plan.nodes[node.id])
    for flow in process.flows.values():
        edge = ET.SubElement(plane, f"{{{DIAGRAM}}}BPMNEdge", id=f"edge_{flow.id}", bpmnElement=flow.id)
        for x, y in plan.flows[flow.id]:
            ET.SubElement(edge, f"{{{POINTS}}}waypoint", x=f"{x:g}", y=f"{y:g}")


def _shape(plane: ET.Element, name: str, box: Box) -> ET.Element:
    shape = ET.SubElement(plane, f"{{{DIAGRAM}}}BPMNShape", id=f"shape_{name}", bpmnElement=name)
    _bounds(shape, box)
    return shape


def _label(shape: ET.Element, box: Box) -> None:
    """The name of an event stands below it."""
    width = TIMER_PITCH - 8
    label = ET.SubElement(shape, f"{{{DIAGRAM}}}BPMNLabel")
    _bounds(label, Box(box.x + EVENT / 2 - width / 2, box.y + box.height + 4, width, LABEL_HEIGHT))


def _bounds(parent: ET.Element, box: Box) -> None:
    sizes = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    ET.SubElement(parent, f"{{{BOUNDS}}}Bounds", {name: f"{size:g}" for name, size in sizes.items()})


def _add(parent: ET.Element, name: str, /, **attributes: str) -> ET.Element:
    return ET.SubElement(parent, f"{{{MODEL}}}{name}", attributes)

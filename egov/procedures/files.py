"""The procedure of a service as a file for other tools, in the language of the reader."""

from collections.abc import Callable
from dataclasses import dataclass

from egov.catalogue import Service
from egov.procedures.drawings import drawing_for_officials, reads_from_the_right, say
from workflows.drawing.bpmn import bpmn_of
from workflows.drawing.mermaid import mermaid_of
from workflows.drawing.procedure import as_text, procedure_of


@dataclass(frozen=True)
class Format:
    """A kind of file: the ending of its name, its media type (RFC 6838), and who writes it."""

    ending: str
    media_type: str
    write: Callable[[Service], str]


def _bpmn(service: Service) -> str:
    return bpmn_of(service.workflow, str(service.title), say, days=service.days)


def _mermaid(service: Service) -> str:
    return mermaid_of(service.workflow, say, right_to_left=reads_from_the_right())


def _text(service: Service) -> str:
    title = f"{service.title} – {service.legal_basis}"
    return as_text(title, procedure_of(service.workflow, say, service.days))


def _svg(service: Service) -> str:
    return str(drawing_for_officials(service).svg)


FORMATS = {
    "bpmn": Format("bpmn", "application/xml", _bpmn),
    "mermaid": Format("mmd", "text/plain", _mermaid),
    "text": Format("txt", "text/plain", _text),
    "svg": Format("svg", "image/svg+xml", _svg),
}

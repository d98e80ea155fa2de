"""Workflows as pictures and papers: drawings, BPMN 2.0, Mermaid, and the procedure in sentences. All pure."""

"""What is different between the files of two editions, read as syntax trees: fees, conditions, figures."""

import ast
from collections.abc import Iterator

from egov.editions.content import Content
from egov.texts import Text, _


def calculated_anew(old: Content, new: Content) -> Iterator[Text]:
    """Functions that are written in another way: fees, conditions, what stands on the certificate."""
    for path in sorted({*old["files"], *new["files"]}):
        if path.endswith(".py"):
            before, after = _functions(old["files"].get(path, "")), _functions(new["files"].get(path, ""))
            names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
            yield from (_("Calculated in another way: %(name)s in %(file)s", name=name, file=path) for name in names)


def written_anew(old: Content, new: Content) -> Iterator[Text]:
    """The files that are different for no reason that has a sentence of its own; a comment is none."""
    for path in sorted({*old["files"], *new["files"]}):
        before, after = (_read(path, content["files"].get(path, "")) for content in (old, new))
        if before != after:
            yield _("Written in another way: %(file)s", file=path)


def _read(path: str, text: str) -> str:
    return ast.dump(ast.parse(text)) if path.endswith(".py") else text


def _functions(source: str) -> dict[str, str]:
    """The functions and figures of a file by name, each as its syntax tree, so that a comment is no change."""
    tree, found = ast.parse(source), dict[str, str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            found[node.name] = ast.dump(node)
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None and _is_figure(node.value):
            name = node.targets[0] if isinstance(node, ast.Assign) else node.target
            found[ast.unparse(name)] = ast.dump(node.value)
    service = found.pop("service", "")
    return {**found, **({"certificate": _on_certificate(source)} if "Certificate" in service else {})}


def _is_figure(value: ast.expr) -> bool:
    """Whether it is about numbers: words and lists of pages are part of the form."""
    said = any(isinstance(node, ast.Call) and ast.unparse(node.func) == "_" for node in ast.walk(value))
    service = isinstance(value, ast.Call) and ast.unparse(value.func) == "Service"
    listed = isinstance(value, ast.List) and all(isinstance(one, ast.Name) for one in value.elts)
    return service or not (said or listed)


def _on_certificate(source: str) -> str:
    """How it is found out what stands on the certificate."""
    calls = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Call) and ast.unparse(n.func) == "Certificate"]
    return "".join(ast.dump(k) for call in calls for k in call.keywords if k.arg in ("rows", "holder"))

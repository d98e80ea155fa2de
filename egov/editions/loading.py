"""Bringing an edition back to life: its files are run as they were, under a name of their own.

The files import each other as ``services.NAME...``; in an edition that means the edition's own files, not the folder
of today. What they say, they say in the words of the edition.
"""

import ast
import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from egov.catalogue import Service
from egov.editions.words import MODULE, SPOKEN, EditionWords
from egov.errors import Misconfigured
from egov.po_files import add_catalogue, fitting
from egov.texts import add_words
from workflows.engine import Guard
from workflows.record import from_record

ROOT, DOOR = "edition_", "egov.kit"


class EditionLoader(InspectLoader):
    """Runs one file of an edition."""

    def __init__(self, package: str, path: str, source: str, folder: str) -> None:
        self.package, self.path, self.source, self.folder = package, path, source, folder

    def get_source(self, fullname: str) -> str:
        return self.source

    def is_package(self, fullname: str) -> bool:
        return fullname == self.package

    def get_code(self, fullname: str) -> CodeType:
        tree = _Homeward(self.folder, self.package).visit(ast.parse(self.source))
        return compile(ast.fix_missing_locations(tree), f"<{self.package}/{self.path}>", "exec")


class EditionFinder(MetaPathFinder):
    """Finds the modules of the editions that were opened in this process."""

    def __init__(self) -> None:
        self.opened: dict[str, tuple[str, Mapping[str, str]]] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _dot, rest = fullname.partition(".")
        if package not in self.opened:
            return None
        folder, files = self.opened[package]
        file = f"{rest.replace('.', '/')}.py" if rest else "__init__.py"
        if file not in files:
            return None
        return spec_from_loader(fullname, EditionLoader(package, file, files[file], folder))


class _Homeward(ast.NodeTransformer):
    """Turns imports of the folder into imports of the edition."""

    def __init__(self, folder: str, package: str) -> None:
        self.folder, self.package = folder, package

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt | list[ast.stmt]:
        if node.module == DOOR:
            spoken = [one for one in node.names if one.name in SPOKEN]
            others = [one for one in node.names if one.name not in SPOKEN]
            sources = ((f"{self.package}.{MODULE}", spoken), (DOOR, others))
            return [ast.ImportFrom(module, names, 0) for module, names in sources if names]
        above, _dot, name = self.folder.rpartition(".")
        if node.module == above and not node.level:
            mine = [ast.alias(self.package, one.asname or name) for one in node.names if one.name == name]
            others = [one for one in node.names if one.name != name]
            return [*([ast.Import(mine)] if mine else []), *([ast.ImportFrom(above, others, 0)] if others else [])]
        if node.module and self._is_mine(node.module):
            node.module = self._moved(node.module)
        return node

    def visit_Import(self, node: ast.Import) -> ast.Import:
        for one in node.names:
            if self._is_mine(one.name):
                one.name = self._moved(one.name)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if ast.unparse(node) == self.folder:
            return ast.Name(self.package, node.ctx)
        self.generic_visit(node)
        return node

    def _is_mine(self, module: str) -> bool:
        return module == self.folder or module.startswith(f"{self.folder}.")

    def _moved(self, module: str) -> str:
        return self.package + module.removeprefix(self.folder)


_finder = EditionFinder()
sys.meta_path.append(_finder)


def revived(name: str, digest: str, content: Mapping[str, Any]) -> Service:
    """The service of an edition. Raises Misconfigured when its files do not run any more with this core."""
    folder, package = f"services.{name}", f"{ROOT}{digest[:20]}"
    _finder.opened[package], words = (folder, content["files"]), EditionWords(content)
    sys.modules[f"{package}.{MODULE}"] = words.module(package)
    for language, of_the_table in content["words"].items():
        add_words(language, fitting(of_the_table))
    for path, text in content["files"].items():
        if path.endswith(".po"):
            add_catalogue(path.removesuffix(".po"), text)
    try:
        service: Service = importlib.import_module(package).service
        table = from_record(content["workflow"], _guards_of(folder, package))
    except Exception as problem:  # whatever a file of long ago may raise, the sentence says which edition it is
        sentence = f"The edition {digest[:12]} of {name} does not run with this version: {problem}"
        raise Misconfigured(sentence) from problem
    return replace(service, workflow=words.said(table), folder=Path(folder.replace(".", "/")))


def _guards_of(folder: str, package: str) -> Callable[[str], Guard]:
    def guard_named(name: str) -> Guard:
        module, _colon, function = name.partition(":")
        own = module == folder or module.startswith(f"{folder}.")
        found = importlib.import_module(package + module.removeprefix(folder) if own else module)
        guard: Guard = getattr(found, function)
        return guard

    return guard_named

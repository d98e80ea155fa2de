"""Files that somebody sends with his answers."""

from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import FileStorage

from egov.forms.base import Answer, Words, component
from egov.texts import _, listed

ACCEPT = ".pdf,.png,.jpg,.jpeg,.webp"


class FileField(Answer):
    """One or several files. The value lists what is kept: ``{"id", "name", "type", "size"}`` each (size in bytes).

    What was just sent stands in ``sent`` until the case room has kept it.
    """

    def __init__(self, label: Words, *, most: int = 5, hint: Words = "", **more: Any) -> None:
        super().__init__(label, hint=hint or _("A PDF or a picture, up to 10 megabytes"), **more)
        self.most = most
        self.sent: list[FileStorage] = []

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.sent = [file for file in valuelist if isinstance(file, FileStorage) and file.filename]
        if len(self.sent) > self.most:
            raise ValueError(_("Send at most %(most)s files", most=self.most))

    def is_empty(self) -> bool:
        return not self.sent and not self.data

    def accepts(self, value: Any) -> bool:
        return isinstance(value, list) and len(value) <= self.most and all("id" in file for file in value)

    def shown(self, value: Any) -> str:
        return listed(file["name"] for file in value or [])

    def render(self, big_label: bool = False) -> Markup:
        kept = self.shown(self.data)
        note = component("kept_files", text=_("Already sent: %(names)s", names=kept)) if kept else Markup("")
        box = component(
            "file_input", label=self.label_text(), accept=ACCEPT, multiple=self.most > 1, **self.common(big_label)
        )
        return box + note

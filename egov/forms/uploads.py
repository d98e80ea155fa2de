"""Files that somebody sends with his answers."""

from typing import Any

from markupsafe import Markup
from werkzeug.datastructures import FileStorage

from egov.forms.base import Answer, Words, component
from egov.texts import Text, _, listed

ACCEPT = ".pdf,.png,.jpg,.jpeg,.webp"


def too_many(most: int) -> Text:
    """The sentence for whoever sends more files than a question takes."""
    return _("Send at most %(most)s files", most=most)


def what_is_taken(most: int) -> Text:
    """Which files may be sent, how many and how large, and what becomes of a picture (egov/files/checks.py)."""
    if most == 1:
        return _("A PDF or a picture, up to 10 megabytes. We make very large photographs smaller.")
    return _(
        "Up to %(most)s files, PDF or pictures, together up to 10 megabytes. We make very large photographs smaller.",
        most=most,
    )


class FileField(Answer):
    """One or several files. The value lists what is kept: ``{"id", "name", "type", "size"}`` each (size in bytes).

    What was just sent stands in ``sent`` until the case room has kept it. ``removable`` tells that the page has a form
    ``remove-file-ID`` for each file that is kept.
    """

    removable = False

    def __init__(self, label: Words, *, most: int = 5, hint: Words = "", **more: Any) -> None:
        super().__init__(label, hint=hint or what_is_taken(most), **more)
        self.most = most
        self.sent: list[FileStorage] = []

    @property
    def takes_one(self) -> bool:
        """Whether a new file takes the place of the one before."""
        return self.most == 1

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.sent = [file for file in valuelist if isinstance(file, FileStorage) and file.filename]
        if len(self.sent) > self.most:
            raise ValueError(too_many(self.most))

    def is_empty(self) -> bool:
        return not self.sent and not self.data

    def accepts(self, value: Any) -> bool:
        return isinstance(value, list) and len(value) <= self.most and all("id" in file for file in value)

    def shown(self, value: Any) -> str:
        return listed(file["name"] for file in value or [])

    def render(self, big_label: bool = False) -> Markup:
        replaced = _("Already sent. Another file takes its place.")
        text = replaced if self.takes_one else _("Already sent. What you choose now is added.")
        kept = component("kept_files", text=text, files=self.data, removable=self.removable) if self.data else ""
        box = component(
            "file_input", label=self.label_text(), accept=ACCEPT, multiple=not self.takes_one, **self.common(big_label)
        )
        return box + kept

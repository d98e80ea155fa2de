"""What can be wrong with a log, a receipt or a note. The sentences are for technicians; rooms above translate."""


class LogProblem(Exception):
    """Something handed to this room cannot be believed; the message says why in one English sentence."""


class Malformed(LogProblem):
    """The bytes do not follow their format."""


class NotProven(LogProblem):
    """The format holds, but a signature, a proof, a commitment or a quorum does not."""

"""One scene in one process: commands come in as JSON lines, answers go out the same way.

The engine starts Blender's Python with this file and its neighbours in one piece (see script.rs).
"""
import json
import os
import re
import struct
import sys
import time
from array import array

# Blender prints whatever it likes to the standard output: the answers keep that pipe to themselves,
# and everything else goes where errors go.
_answers = os.dup(1)
os.dup2(2, 1)


class Refusal(Exception):
    """What is wrong, in words, and whose fault it is: "scene", "machine" or "request"."""

    def __init__(self, kind, text):
        super().__init__(text)
        self.kind = kind


def say(message, data=None):
    """Sends one line, and raw bytes behind it where there are any."""
    rest = memoryview(json.dumps(message, separators=(",", ":")).encode() + b"\n")
    while rest:
        rest = rest[os.write(_answers, rest):]
    rest = memoryview(data).cast("B") if data is not None else None
    while rest:
        rest = rest[os.write(_answers, rest[: 1 << 20]):]


def plain(error):
    """An error of Blender's as one line, without its traceback."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = "; ".join(lines) or type(error).__name__
    return text.removeprefix("Error: ")[:1000]


def serve(commands):
    """Answers until there is nobody left to answer. Blender's own way out may hang, so it is not taken."""
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer, data = commands[request["do"]](request)
            if data is not None:
                answer["bytes"] = memoryview(data).nbytes
            say({"answer": answer}, data)
        except Refusal as refusal:
            say({"refusal": {"kind": refusal.kind, "text": str(refusal)}})
        except MemoryError:
            say({"refusal": {"kind": "memory", "text": "out of memory"}})
        except Exception as error:
            say({"refusal": {"kind": "scene", "text": plain(error)}})
    os._exit(0)


def die_with_parent():
    """Asks Linux to end this process when the engine ends."""
    if sys.platform == "linux":
        import ctypes

        PR_SET_PDEATHSIG, SIGKILL = 1, 9
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, SIGKILL)

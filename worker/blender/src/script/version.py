# Says which Blender this Python has.
import json
import os
import sys

import bpy

print(
    json.dumps(
        {
            "version": list(bpy.app.version),
            "hash": bpy.app.build_hash.decode(errors="replace"),
            "base": os.path.realpath(sys.base_prefix),
        }
    ),
    flush=True,
)
os._exit(0)

# Which files the scene needs besides its own.

KINDS = (
    ("images", "image"),
    ("movieclips", "clip"),
    ("libraries", "library"),
    ("cache_files", "cache"),
    ("fonts", "font"),
    ("sounds", "sound"),
    ("volumes", "volume"),
)


def needs():
    """Every external file: where it should be, how the scene names it, what it is, whether it is there."""
    found = {}

    def add(path, stored, kind):
        path = os.path.normpath(path)
        if path not in found:
            found[path] = {"path": path, "stored": stored, "kind": kind, "there": os.path.exists(path)}

    kinds = dict(named_paths())
    skipped = set(unneeded_paths())
    # Absolute at once: a path inside a linked library is relative to that library.
    for path in bpy.utils.blend_paths(absolute=True, packed=True, local=False):
        path = os.path.normpath(path)
        if path in skipped:
            continue
        kind, stored = kinds.get(path, ("other", path))
        for file in files_of(path, kind):
            add(file, stored, "cache" if kind == "other" and os.path.isdir(path) else kind)
    for folder in cache_folders():
        for file in files_of(folder, "cache"):
            add(file, folder, "cache")
    return sorted(found.values(), key=lambda need: need["path"])


def absolute(block, path):
    return os.path.normpath(bpy.path.abspath(path, library=block.library))


def named_paths():
    for group, kind in KINDS:
        for block in getattr(bpy.data, group):
            if getattr(block, "filepath", "") and block.filepath != "<builtin>":
                exact = kind
                if kind == "image" and block.source in {"SEQUENCE", "TILED"}:
                    exact = block.source.lower()
                elif kind == "clip" and block.source == "SEQUENCE":
                    exact = "sequence"
                elif kind in {"cache", "volume"} and block.is_sequence:
                    exact = "sequence"
                yield absolute(block, block.filepath), (exact, block.filepath)


def unneeded_paths():
    """Scripts never run, and the video sequencer is never shown."""
    for text in bpy.data.texts:
        if text.filepath:
            yield absolute(text, text.filepath)
    for scene in bpy.data.scenes:
        for strip in strips(scene):
            for element in getattr(strip, "elements", None) or ():
                yield absolute(scene, os.path.join(getattr(strip, "directory", ""), element.filename))
            if getattr(strip, "filepath", ""):
                yield absolute(scene, strip.filepath)


def files_of(path, kind):
    """The files behind one name: all of a sequence, all tiles of a picture, all of a folder.

    A folder that holds the scene itself holds more than the scene's: it stands for itself, and is not packed.
    """
    if os.path.isdir(path):
        return [path] if holds_the_scene(path) else files_below(path)
    folder, name = os.path.split(path)
    if kind == "tiled" or "<UDIM>" in name or "<UVTILE>" in name:
        pattern = re.escape(name).replace("<UDIM>", r"\d{4}").replace("<UVTILE>", r"u\d+_v\d+")
        return matches(folder, re.compile(pattern + "$")) or [path]
    if kind == "sequence":
        parts = SEQUENCE.match(name)
        if parts:
            head, _, tail = parts.groups()
            return matches(folder, re.compile(re.escape(head) + r"\d+" + re.escape(tail) + "$")) or [path]
    return [path]


def matches(folder, pattern):
    try:
        return sorted(os.path.join(folder, name) for name in os.listdir(folder) if pattern.match(name))
    except OSError:
        return []


def holds_the_scene(folder):
    scene = bpy.data.filepath
    return bool(scene) and os.path.commonpath([folder, scene]) == os.path.normpath(folder)


def files_below(folder):
    """Without hidden ones: programs leave them in any folder, and they are nobody's to send."""
    found = []
    for at, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [os.path.join(at, name) for name in names if not name.startswith(".")]
    return sorted(found)


def cache_folders():
    """Simulations on disk lie in a folder beside the file, unless a path says otherwise."""
    if bpy.data.filepath:
        stem = os.path.splitext(bpy.data.filepath)[0]
        beside = os.path.join(os.path.dirname(stem), "blendcache_" + os.path.basename(stem))
        if os.path.isdir(beside):
            yield beside
    for thing in bpy.data.objects:
        for modifier in thing.modifiers:
            folder = getattr(modifier, "bake_directory", "")
            if folder and os.path.isdir(absolute(thing, folder)):
                yield absolute(thing, folder)


def list_needs(_request):
    return {"needs": needs()}, None

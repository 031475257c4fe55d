# Pixels: linear, scene-referred, Rec. 709, as Blender's film has them.

_said = {}
_kept = {}


def render(request):
    scene = bpy.context.scene
    set_up(scene, request)
    x, y, width, height = request["rect"]
    if request["engine"] == "eevee":
        # What lies on the screen decides there what a pixel looks like: only whole frames are rendered.
        key = json.dumps({name: request[name] for name in request if name != "rect"}, sort_keys=True)
        if _kept.get("key") != key:
            _kept.clear()
            _kept["pixels"] = expose(scene, (0, 0, request["width"], request["height"]))
            _kept["key"] = key
        return {}, cut(_kept["pixels"], request["width"], x, y, width, height)
    return {}, expose(scene, (x, y, width, height))


def set_up(scene, request):
    """Everything that goes into the bits is said here; the rest is the file's own."""
    output = scene.render
    output.resolution_x, output.resolution_y = request["width"], request["height"]
    output.resolution_percentage = 100
    output.use_compositing = output.use_sequencer = output.use_multiview = False
    output.use_freestyle = output.use_stamp = output.film_transparent = False
    output.use_persistent_data = False
    layer = first_layer(scene)
    for other in scene.view_layers:
        other.use = other == layer
    output.threads_mode, output.threads = "FIXED", request["threads"]
    picture = output.image_settings
    if hasattr(picture, "media_type"):
        picture.media_type = "IMAGE"
    picture.file_format, picture.color_mode, picture.color_depth = "OPEN_EXR", "RGB", "32"
    picture.exr_codec = "NONE"
    # In whatever space the file works, the pixels leave it in this one.
    picture.color_management = "OVERRIDE"
    picture.linear_colorspace_settings.name = "Linear Rec.709"
    if request["engine"] == "cycles":
        set_up_cycles(scene, layer, request)
    else:
        output.engine = eevee_name(output)
        scene.eevee.taa_render_samples = request["samples"]
    other = choose_camera(scene, request["camera"])
    if other or scene.frame_current != request["frame"] or scene.frame_subframe:
        scene.frame_set(request["frame"])


def set_up_cycles(scene, layer, request):
    scene.render.engine = "CYCLES"
    cycles = scene.cycles
    cycles.samples, cycles.seed = request["samples"], request["seed"]
    cycles.use_animated_seed = cycles.use_adaptive_sampling = cycles.use_denoising = False
    layer.cycles.use_denoising = False
    layer.samples = 0
    cycles.use_sample_subset = False
    cycles.time_limit = 0
    # These look at more than their own pixel, or learn from the pixels around.
    cycles.use_guiding = cycles.auto_scrambling_distance = False
    cycles.scrambling_distance = 1.0
    cycles.sampling_pattern = "TABULATED_SOBOL"
    # Regions are kept small by the engine: no tile goes through a file.
    cycles.use_auto_tile = False
    cycles.max_bounces = request["bounces"] or _own["bounces"]
    choose_device(cycles, request["device"])


def choose_device(cycles, name):
    settings = bpy.context.preferences.addons["cycles"].preferences
    cycles.device = "CPU" if name == "CPU" else "GPU"
    if name == "CPU":
        settings.compute_device_type = "NONE"
        return
    if name not in devices():
        raise Refusal("machine", "Blender finds no %s device here, but %s" % (name, ", ".join(devices())))
    settings.compute_device_type = name
    settings.refresh_devices()
    for device in settings.devices:
        device.use = device.type == name


def devices():
    """The kinds of device that Cycles can use here, the fastest first, the processor last."""
    settings = bpy.context.preferences.addons["cycles"].preferences
    before, found = settings.compute_device_type, []
    for name in ("OPTIX", "CUDA", "HIP", "METAL", "ONEAPI"):
        try:
            settings.compute_device_type = name
            settings.refresh_devices()
        except TypeError:
            continue
        if any(device.type == name for device in settings.devices):
            found.append(name)
    settings.compute_device_type = before
    return found + ["CPU"]


def eevee_name(output):
    """It has had two names."""
    for name in ("BLENDER_EEVEE_NEXT", "BLENDER_EEVEE"):
        try:
            output.engine = name
            return name
        except TypeError:
            continue
    raise Refusal("machine", "Blender %s has no EEVEE" % bpy.app.version_string)


def choose_camera(scene, index):
    """Whether another one looks now. Camera 0 is the scene's own, which its markers may change."""
    found = _own["cameras"]
    if index >= max(1, len(found)):
        raise Refusal("request", "camera %d was asked for, the scene has %d, counted from 0" % (index, len(found)))
    if index == _own["chosen"]:
        return False
    _own["chosen"] = index
    for marker, camera in _own["markers"]:
        marker.camera = None if index else camera
    scene.camera = found[index]
    return True


def expose(scene, rect):
    """Renders a rectangle, (0, 0) at the top left, and returns RGB as f32, row by row from the top."""
    x, y, width, height = rect
    output = scene.render
    full = (output.resolution_x, output.resolution_y)
    output.use_border = output.use_crop_to_border = (width, height) != full
    # Blender counts from the bottom, and truncates: a quarter of a pixel keeps it on the right side.
    output.border_min_x = (x + 0.25) / full[0]
    output.border_max_x = (x + width + 0.25) / full[0]
    output.border_min_y = (full[1] - y - height + 0.25) / full[1]
    output.border_max_y = (full[1] - y + 0.25) / full[1]
    path = os.path.join(os.environ["TMPDIR"], "region.exr")
    output.filepath, output.use_file_extension, output.use_overwrite, output.use_placeholder = path, False, True, False
    try:
        if "FINISHED" not in bpy.ops.render.render(write_still=True):
            raise Refusal("machine", "Blender gave the render up")
        return pixels(path, width, height)
    except FileNotFoundError:
        raise Refusal("machine", "Blender has written no picture (is there room for it?)") from None
    finally:
        if os.path.exists(path):
            os.remove(path)


def pixels(path, width, height):
    """The pixels of an uncompressed EXR of B, G and R in f32."""
    with open(path, "rb") as file:
        data = memoryview(file.read())
    block = 8 + 12 * width
    start = len(data) - height * block
    offset = start - 8 * height
    if offset < 0 or struct.unpack_from("<Q", data, offset)[0] != start:
        raise Refusal("machine", "Blender wrote a picture of another size than %dx%d" % (width, height))
    result = array("f", bytes(12 * width * height))
    for row in range(height):
        at = start + row * block
        if struct.unpack_from("<i", data, at + 4)[0] != 12 * width:
            raise Refusal("machine", "Blender wrote a picture of another kind than expected")
        values = array("f")
        values.frombytes(data[at + 8 : at + block])
        to = slice(row * 3 * width, (row + 1) * 3 * width)
        line = array("f", bytes(12 * width))
        line[0::3], line[1::3], line[2::3] = values[2 * width :], values[width : 2 * width], values[:width]
        result[to] = line
    return result


def cut(whole, full, x, y, width, height):
    part = array("f")
    for row in range(y, y + height):
        part += whole[(row * full + x) * 3 : (row * full + x + width) * 3]
    return part


def on_stats(text, _depsgraph=None):
    """A word of life, a few times a second: how many samples are done, or what it is at."""
    now = time.monotonic()
    found = re.search(r"(?:Sample|Rendering) (\d+) ?/ ?(\d+)", str(text))
    if found:
        done, of = int(found.group(1)), int(found.group(2))
        if done == of or now - _said.get("samples", 0) > 0.1:
            _said["samples"] = now
            say({"samples": [done, of]})
    elif now - _said.get("doing", 0) > 0.5:
        _said["doing"] = now
        say({"doing": str(text).rsplit("|", 1)[-1].strip()[:200]})

# What is in the file, and what the file lacks.

_own = {}
SEQUENCE = re.compile(r"^(.*?)(\d+)(\D*)$")


def open_scene(request):
    path = request["path"]
    ending = os.path.splitext(path)[1].lower()
    if ending == ".blend":
        open_blend(path)
    else:
        import_file(path, ending)
    _own["cameras"] = cameras(bpy.context.scene)
    _own["markers"] = [(marker, marker.camera) for marker in bpy.context.scene.timeline_markers if marker.camera]
    _own["chosen"] = 0
    # What a request may change and the next one may want back.
    _own["bounces"] = bpy.context.scene.cycles.max_bounces
    return info(), None


def open_blend(path):
    # Scripts stay off: a file from a stranger must not run code. Its window layout is of no use here.
    bpy.ops.wm.open_mainfile(filepath=path, load_ui=False, use_scripts=False)
    made, own = tuple(bpy.data.version)[:2], tuple(bpy.app.version)[:2]
    if made > own:
        raise Refusal(
            "scene",
            "the file was saved by Blender %d.%d, which this one, %d.%d, may misread: ask for an engine of that"
            " version, or save it with this one" % (made + own),
        )
    if not any(scene.objects for scene in bpy.data.scenes):
        raise Refusal("scene", "the file has no objects")


def import_file(path, ending):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.context.preferences.filepaths.use_scripts_auto_execute = False
    importers = {
        ".fbx": ("import_scene", "fbx"),
        ".glb": ("import_scene", "gltf"),
        ".gltf": ("import_scene", "gltf"),
        ".obj": ("wm", "obj_import"),
        ".stl": ("wm", "stl_import"),
        ".ply": ("wm", "ply_import"),
        ".dae": ("wm", "collada_import"),
        ".abc": ("wm", "alembic_import"),
        ".usd": ("wm", "usd_import"),
        ".usda": ("wm", "usd_import"),
        ".usdc": ("wm", "usd_import"),
        ".usdz": ("wm", "usd_import"),
    }
    if ending not in importers:
        raise Refusal("scene", "Blender opens .blend and imports %s, found %s" % (" ".join(importers), ending or "no ending"))
    group, name = importers[ending]
    operator = getattr(getattr(bpy.ops, group), name)
    try:
        operator.get_rna_type()
    except KeyError:
        raise Refusal("scene", "Blender %s has no importer for %s" % (bpy.app.version_string, ending)) from None
    operator(filepath=path)
    if not any(thing.type in {"MESH", "CURVE", "SURFACE", "FONT", "META", "VOLUME", "POINTCLOUD"} for thing in bpy.data.objects):
        raise Refusal("scene", "Blender's importer found nothing to draw in the file")
    furnish(bpy.context.scene)


def furnish(scene):
    """Light and a camera for a file that brings none, and the frames that its actions cover."""
    ranges = [action.frame_range for action in bpy.data.actions]
    scene.frame_start = max(0, int(min((low for low, _ in ranges), default=1)))
    scene.frame_end = max(scene.frame_start, int(max((high for _, high in ranges), default=1) + 0.5))
    scene.frame_set(scene.frame_start)
    if not any(thing.type == "LIGHT" for thing in scene.objects):
        add_daylight(scene)
    if scene.camera is None:
        cameras = sorted((thing for thing in scene.objects if thing.type == "CAMERA"), key=lambda thing: thing.name)
        scene.camera = cameras[0] if cameras else add_camera(scene)


def add_daylight(scene):
    light = bpy.data.lights.new("Sun", "SUN")
    light.energy, light.angle = 3.0, 0.02
    sun = bpy.data.objects.new("Sun", light)
    sun.rotation_euler = (0.7, 0.2, 0.6)
    scene.collection.objects.link(sun)
    world = scene.world or bpy.data.worlds.new("Sky")
    scene.world = world
    world.use_nodes = True
    for node in world.node_tree.nodes:
        if node.type == "BACKGROUND":
            node.inputs[0].default_value = (0.55, 0.7, 0.95, 1.0)
            node.inputs[1].default_value = 0.6


def add_camera(scene):
    """Looks at everything that is drawn, from the front, the right and a little above."""
    from mathutils import Vector

    low, high = Vector((1e30,) * 3), Vector((-1e30,) * 3)
    for item in bpy.context.evaluated_depsgraph_get().object_instances:
        if item.object.type not in {"MESH", "CURVE", "SURFACE", "FONT", "META", "VOLUME", "POINTCLOUD"}:
            continue
        for corner in item.object.bound_box:
            point = item.matrix_world @ Vector(corner)
            low = Vector(map(min, low, point))
            high = Vector(map(max, high, point))
    radius = max((high - low).length / 2, 1e-6)
    if not radius < 1e15:
        raise Refusal("scene", "the imported scene has no finite extent")
    lens = bpy.data.cameras.new("Camera")
    # Half the height of a 16:9 picture through the standard lens is about 0.2 of its distance.
    away = radius / 0.19
    lens.clip_start, lens.clip_end = away / 1000, away * 10
    camera = bpy.data.objects.new("Camera", lens)
    view = Vector((0.55, -0.75, 0.36)).normalized()
    camera.location = (low + high) / 2 + view * away
    camera.rotation_euler = view.to_track_quat("Z", "Y").to_euler()
    scene.collection.objects.link(camera)
    return camera


def cameras(scene):
    """The scene's own camera first (with its markers), then every camera by name."""
    rest = sorted((thing for thing in scene.objects if thing.type == "CAMERA"), key=lambda thing: thing.name)
    own = scene.camera
    return ([own] if own else []) + [thing for thing in rest if thing != own]


def info():
    scene = bpy.context.scene
    render = scene.render
    scale = render.resolution_percentage / 100
    eevee = render.engine.startswith("BLENDER_EEVEE")
    settings, name = (scene.eevee, "taa_render_samples") if eevee else (getattr(scene, "cycles", None), "samples")
    return {
        "first": max(0, scene.frame_start),
        "last": max(0, scene.frame_start, scene.frame_end),
        "step": scene.frame_step,
        "fps": render.fps / render.fps_base,
        "width": max(1, int(render.resolution_x * scale)),
        "height": max(1, int(render.resolution_y * scale)),
        "samples": getattr(settings, name, 64),
        "engine": "eevee" if eevee else "cycles" if render.engine == "CYCLES" else render.engine.lower(),
        "cameras": [thing.name for thing in cameras(scene)],
        "missing": [need["stored"] for need in needs() if not need["there"]],
        "unbaked": unbaked(scene),
        "notes": notes(scene),
        "made_by": "%d.%d" % tuple(bpy.data.version)[:2],
    }


def notes(scene):
    """What an artist may miss in the picture."""
    found = []
    if bpy.app.autoexec_fail:
        found.append("scripts and Python drivers of the file do not run (%s)" % bpy.app.autoexec_fail_message)
    if scene.render.use_compositing and getattr(scene, "use_nodes", False) and getattr(scene, "node_tree", None):
        found.append("the compositor's nodes are not applied: pixels are the render itself")
    if scene.render.use_sequencer and strips(scene):
        found.append("the video sequencer is not applied: pixels are the render itself")
    if sum(layer.use for layer in scene.view_layers) > 1:
        found.append("only the first view layer is rendered: %s" % first_layer(scene).name)
    if scene.render.film_transparent:
        found.append("the film is not transparent here: the world shows behind the scene")
    if scene.render.use_freestyle:
        found.append("Freestyle lines are not drawn")
    return found


def strips(scene):
    """Everything in the video sequencer; the list has had two names."""
    editor = scene.sequence_editor
    return () if editor is None else getattr(editor, "strips_all", None) or getattr(editor, "sequences_all", ())


def unbaked(scene):
    """Simulations whose result depends on the frames played before: a frame alone would be wrong."""
    found = []
    world = scene.rigidbody_world
    if world and world.enabled and world.collection and world.collection.objects and not world.point_cache.is_baked:
        found.append("rigid bodies")
    for thing in scene.objects:
        for modifier in thing.modifiers:
            if not modifier.show_render:
                continue
            cache = getattr(modifier, "point_cache", None)
            if modifier.type in {"CLOTH", "SOFT_BODY"} and cache and not (cache.is_baked or cache.use_external):
                found.append("%s: %s" % (thing.name, modifier.name))
            if modifier.type == "FLUID" and modifier.fluid_type == "DOMAIN" and not modifier.domain_settings.has_cache_baked_data:
                found.append("%s: %s" % (thing.name, modifier.name))
            if modifier.type == "NODES" and simulates(modifier.node_group) and not has_bake(thing, modifier):
                found.append("%s: %s (bake it to disk)" % (thing.name, modifier.name))
            if modifier.type == "DYNAMIC_PAINT" and modifier.canvas_settings:
                surfaces = modifier.canvas_settings.canvas_surfaces
                if any(one.is_active and not one.point_cache.is_baked for one in surfaces):
                    found.append("%s: %s" % (thing.name, modifier.name))
        for system in thing.particle_systems:
            moving = system.settings.type == "EMITTER" or system.use_hair_dynamics
            cache = system.point_cache
            if moving and system.settings.physics_type != "NO" and not (cache.is_baked or cache.use_external):
                found.append("%s: %s" % (thing.name, system.name))
    return found[:100]


def simulates(tree, depth=0):
    if tree is None or depth > 20:
        return False
    return any(
        node.bl_idname == "GeometryNodeSimulationOutput"
        or node.bl_idname == "GeometryNodeGroup" and simulates(node.node_tree, depth + 1)
        for node in tree.nodes
    )


def has_bake(thing, modifier):
    folder = modifier.bake_directory and absolute(thing, modifier.bake_directory)
    beside = list(cache_folders())
    return any(files_below(one) for one in ([folder] if folder else beside))


def first_layer(scene):
    return next((layer for layer in scene.view_layers if layer.use), scene.view_layers[0])

"""Makes the scenes of the tests, each in its folder: run by Blender's Python as `make(name, folder)`."""
import math
import os

import bpy


def make(name, folder):
    os.makedirs(folder, exist_ok=True)
    bpy.ops.wm.read_factory_settings(use_empty=True)
    globals()[name](folder)
    os._exit(0)


def save(folder, name="scene.blend"):
    bpy.ops.wm.save_as_mainfile(filepath=os.path.join(folder, name))


def picture(path, size=16, float_buffer=False):
    image = bpy.data.images.new("made", size, size, float_buffer=float_buffer)
    pixels = []
    for y in range(size):
        for x in range(size):
            light = 6.0 if float_buffer and (x, y) == (4, 12) else 0.5
            pixels += [light * (x + 1) / size, light * (y + 1) / size, light * ((x ^ y) & 3) / 3, 1.0]
    image.pixels = pixels
    image.filepath_raw = path
    image.file_format = "OPEN_EXR" if float_buffer else "PNG"
    image.save()
    bpy.data.images.remove(image)


def material(name, **inputs):
    made = bpy.data.materials.new(name)
    made.use_nodes = True
    shader = made.node_tree.nodes["Principled BSDF"]
    for key, value in inputs.items():
        shader.inputs[key.replace("_", " ")].default_value = value
    return made


def textured(made, path):
    nodes = made.node_tree.nodes
    texture = nodes.new("ShaderNodeTexImage")
    texture.image = bpy.data.images.load(path, check_existing=True)
    made.node_tree.links.new(texture.outputs["Color"], nodes["Principled BSDF"].inputs["Base Color"])
    return texture


def camera(scene, name, location, at=(0, 0, 0.5)):
    from mathutils import Vector

    made = bpy.data.objects.new(name, bpy.data.cameras.new(name))
    made.location = location
    made.rotation_euler = (Vector(location) - Vector(at)).to_track_quat("Z", "Y").to_euler()
    scene.collection.objects.link(made)
    return made


def plain(folder, name="scene.blend", save_it=True):
    """Glass, metal, wax and a picture under a sky of its own; things move, the lens has a depth."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.frame_start, scene.frame_end = 1, 12
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = 192, 128, 50
    scene.cycles.samples = 32
    scene.render.use_motion_blur = True
    scene.camera = camera(scene, "Main", (4, -5, 3))
    scene.camera.data.dof.use_dof, scene.camera.data.dof.focus_distance = True, 6.0
    scene.camera.data.dof.aperture_fstop = 0.8
    camera(scene, "Above", (0.1, 0, 9))
    picture(os.path.join(folder, "floor.png"))
    picture(os.path.join(folder, "sky.exr"), float_buffer=True)
    floor = material("floor", Roughness=0.4)
    textured(floor, os.path.join(folder, "floor.png"))
    things = [
        (bpy.ops.mesh.primitive_plane_add, dict(size=12, location=(0, 0, 0)), floor),
        (bpy.ops.mesh.primitive_cube_add, dict(size=1, location=(-1.2, 0, 0.6)), material("glass", Transmission_Weight=1.0)),
        (bpy.ops.mesh.primitive_uv_sphere_add, dict(radius=0.6, segments=16, ring_count=8, location=(0.2, 0.4, 0.6)), material("metal", Metallic=1.0, Roughness=0.2)),
        (bpy.ops.mesh.primitive_ico_sphere_add, dict(radius=0.6, location=(1.5, -0.3, 0.6)), material("wax", Subsurface_Weight=1.0)),
    ]
    for add, arguments, made in things:
        add(**arguments)
        bpy.context.object.data.materials.append(made)
    cube = bpy.data.objects["Cube"]
    cube.keyframe_insert("location", frame=1)
    cube.location.z += 1.5
    cube.keyframe_insert("location", frame=12)
    world = bpy.data.worlds.new("World")
    scene.world = world
    world.use_nodes = True
    sky = world.node_tree.nodes.new("ShaderNodeTexEnvironment")
    sky.image = bpy.data.images.load(os.path.join(folder, "sky.exr"))
    # A map of the sky's light as small as the sky: the automatic one takes seconds.
    world.cycles.sampling_method, world.cycles.sample_map_resolution = "MANUAL", 32
    background = world.node_tree.nodes["Background"]
    background.inputs[1].default_value = 4.0
    world.node_tree.links.new(sky.outputs[0], background.inputs[0])
    if save_it:
        bpy.ops.wm.save_as_mainfile(filepath=os.path.join(folder, name))
        bpy.ops.file.make_paths_relative()
        save(folder, name)


def simple(folder):
    """A cube and a lamp: every kind of surface costs EEVEE seconds where there is no graphics card."""
    scene = bpy.context.scene
    scene.camera = camera(scene, "Main", (4, -5, 3))
    bpy.ops.mesh.primitive_cube_add(location=(0, 0, 0.5))
    bpy.ops.object.light_add(type="POINT", location=(2, -2, 4))
    bpy.context.object.data.energy = 1000
    save(folder)


def broken(folder):
    """One good file, and what may become of it on its way."""
    plain(folder)
    data = open(os.path.join(folder, "scene.blend"), "rb").read()
    for name, bytes_ in {
        "short.blend": data[: len(data) // 3],
        "header.blend": data[:24],
        "empty.blend": b"",
        "noise.blend": bytes((at * 7919 + at // 251) & 255 for at in range(50000)),
        "mixed.blend": data[:4000] + bytes(255 - one for one in data[4000:40000]) + data[40000:],
        "future.blend": data.replace(b"BLENDER-v405", b"BLENDER-v509", 1),
        "wrong.obj": data[:4000],
        "wrong.glb": data[:4000],
        "wrong.fbx": data[:4000],
        "wrong.dae": data[:4000],
        "wrong.stl": data[:80] + b"\xff\xff\xff\xff" + data[:100],
        "what.xyz": data[:100],
    }.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(bytes_)


def lacking(folder):
    """Names files that are gone, and files elsewhere."""
    plain(folder, save_it=False)
    other = os.path.join(os.path.dirname(folder), "elsewhere.png")
    picture(other)
    textured(material("far"), other).image.name = "far"
    bpy.data.materials["far"].use_fake_user = True
    cube = bpy.data.objects["Cube"].data.materials
    gone = os.path.join(folder, "gone.png")
    picture(gone)
    made = material("gone")
    textured(made, gone)
    cube.clear()
    cube.append(made)
    bpy.ops.wm.save_as_mainfile(filepath=os.path.join(folder, "scene.blend"))
    bpy.ops.file.make_paths_relative()
    bpy.data.images["far"].filepath = other
    save(folder)
    os.remove(gone)


def library(folder):
    """Links a library, and names a sequence, the tiles of a picture and a cache."""
    os.makedirs(os.path.join(folder, "parts"))
    picture(os.path.join(folder, "parts", "part.png"))
    bpy.ops.mesh.primitive_cube_add()
    bpy.context.object.name = "Part"
    made = material("part")
    textured(made, os.path.join(folder, "parts", "part.png"))
    bpy.context.object.data.materials.append(made)
    bpy.ops.wm.save_as_mainfile(filepath=os.path.join(folder, "parts", "library.blend"))
    bpy.ops.file.make_paths_relative()
    save(folder, "parts/library.blend")
    bpy.ops.wm.read_factory_settings(use_empty=True)
    plain(folder, save_it=False)
    for number in (1, 2, 3):
        picture(os.path.join(folder, "step_%04d.png" % number))
    for tile in (1001, 1002):
        picture(os.path.join(folder, "skin.%d.png" % tile))
    picture(os.path.join(folder, "skin.unrelated.png"))
    steps = textured(material("steps"), os.path.join(folder, "step_0001.png"))
    steps.image.source = "SEQUENCE"
    tiles = textured(material("tiles"), os.path.join(folder, "skin.1001.png"))
    tiles.image.source = "TILED"
    tiles.image.filepath = os.path.join(folder, "skin.<UDIM>.png")
    for name in ("steps", "tiles"):
        bpy.data.materials[name].use_fake_user = True
    os.makedirs(os.path.join(folder, "blendcache_scene"))
    open(os.path.join(folder, "blendcache_scene", "sim_000001.bphys"), "wb").close()
    with bpy.data.libraries.load(os.path.join(folder, "parts", "library.blend"), link=True) as (_, to):
        to.objects = ["Part"]
    bpy.context.scene.collection.objects.link(to.objects[0])
    bpy.ops.wm.save_as_mainfile(filepath=os.path.join(folder, "scene.blend"))
    bpy.ops.file.make_paths_relative()
    save(folder)


def hoarding(folder):
    """Says that bakes lie in the scene's own folder, where other things lie, and in one with hidden files."""
    plain(folder, save_it=False)
    for name, place in {"Cube": "//", "Sphere": "//bakes"}.items():
        baked = bpy.data.objects[name].modifiers.new("Baked", "NODES")
        baked.node_group = bpy.data.node_groups.new("baked", "GeometryNodeTree")
        baked.bake_directory = place
    os.makedirs(os.path.join(folder, "bakes", ".trash"))
    for name in ("notes.dat", "bakes/1.blob", "bakes/.DS_Store", "bakes/.trash/2.blob"):
        open(os.path.join(folder, name), "wb").close()
    bpy.ops.wm.save_as_mainfile(filepath=os.path.join(folder, "scene.blend"))
    bpy.ops.file.make_paths_relative()
    save(folder)


def hostile(folder):
    """Two ways for a file to run code. Both leave a mark in the scene's last frame."""
    plain(folder, save_it=False)
    text = bpy.data.texts.new("run.py")
    text.write("import bpy\nbpy.context.scene.frame_end += 1000\n")
    text.use_module = True
    driver = bpy.data.objects["Cube"].driver_add("location", 0).driver
    driver.type = "SCRIPTED"
    driver.expression = "setattr(__import__('bpy').context.scene, 'frame_end', 500000) or 1.0"
    save(folder)


def trust(folder):
    """Opens the hostile scene with scripts on, and says what came of it: the trap must be real."""
    bpy.ops.wm.open_mainfile(filepath=os.path.join(folder, "scene.blend"), use_scripts=True)
    with open(os.path.join(folder, "mark"), "w") as file:
        file.write(str(bpy.context.scene.frame_end))


def greedy(folder):
    """A small file that becomes large when it is rendered."""
    plain(folder, save_it=False)
    for thing in list(bpy.context.scene.objects):
        if thing.type == "MESH":
            modifier = thing.modifiers.new("more", "SUBSURF")
            modifier.subdivision_type, modifier.render_levels, modifier.levels = "SIMPLE", 11, 0
    save(folder)


def falling(folder):
    """A simulation that nobody baked, a compositor, and a second view layer."""
    plain(folder, save_it=False)
    cube = bpy.data.objects["Cube"]
    cube.modifiers.new("Cloth", "CLOTH")
    scene = bpy.context.scene
    scene.use_nodes = True
    scene.view_layers.new("Second")
    save(folder)


def flowing(folder):
    """A simulation made of geometry nodes, in a group of its own."""
    plain(folder, save_it=False)
    inner = bpy.data.node_groups.new("inner", "GeometryNodeTree")
    start = inner.nodes.new("GeometryNodeSimulationInput")
    start.pair_with_output(inner.nodes.new("GeometryNodeSimulationOutput"))
    outer = bpy.data.node_groups.new("outer", "GeometryNodeTree")
    outer.nodes.new("GeometryNodeGroup").node_tree = inner
    bpy.data.objects["Cube"].modifiers.new("Flow", "NODES").node_group = outer
    save(folder)


def cuts(folder):
    """Another camera from frame 6 on."""
    plain(folder, save_it=False)
    markers = bpy.context.scene.timeline_markers
    markers.new("start", frame=1).camera = bpy.data.objects["Main"]
    markers.new("cut", frame=6).camera = bpy.data.objects["Above"]
    save(folder)


def formats(folder):
    """One cube and one ball, in every format that the built-in importers may refuse."""
    bpy.ops.mesh.primitive_cube_add(location=(0, 0, 1))
    bpy.ops.mesh.primitive_uv_sphere_add(location=(2, 0, 1), segments=12, ring_count=6)
    for thing in bpy.data.objects:
        thing.data.materials.append(material("red", Base_Color=(0.8, 0.1, 0.1, 1)))
    at = lambda ending: os.path.join(folder, "things." + ending)
    bpy.ops.wm.obj_export(filepath=at("obj"))
    bpy.ops.wm.stl_export(filepath=at("stl"))
    bpy.ops.wm.ply_export(filepath=at("ply"))
    bpy.ops.wm.collada_export(filepath=at("dae"))
    bpy.ops.export_scene.fbx(filepath=at("fbx"))
    bpy.ops.export_scene.gltf(filepath=at("glb"), export_draco_mesh_compression_enable=True)


def lamps(folder):
    """A dull floor under one lamp, of each kind that other formats know."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.render.resolution_x = scene.render.resolution_y = 64
    scene.camera = camera(scene, "Main", (3, -3, 5), at=(0, 0, 0))
    bpy.ops.mesh.primitive_plane_add(size=20)
    bpy.context.object.data.materials.append(material("floor", Roughness=1.0, Specular_IOR_Level=0.0))
    for kind, energy in {"POINT": 200, "SPOT": 300, "SUN": 2, "AREA": 100}.items():
        data = bpy.data.lights.new(kind, kind)
        data.energy = energy
        if kind == "AREA":
            data.size = 1.0
        elif kind == "SUN":
            data.angle = 0.0
        else:
            data.shadow_soft_size = 0.0
        if kind == "SPOT":
            # The two measure how the edge fades in two ways.
            data.spot_blend = 0.0
        lamp = bpy.data.objects.new(kind, data)
        lamp.location = (0.5, 0.3, 3)
        scene.collection.objects.link(lamp)
        name = kind.lower()
        save(folder, name + ".blend")
        bpy.ops.export_scene.fbx(filepath=os.path.join(folder, name + ".fbx"), object_types={"LIGHT", "CAMERA", "MESH"})
        bpy.ops.export_scene.gltf(filepath=os.path.join(folder, name + ".glb"), export_lights=True, export_cameras=True)
        bpy.data.objects.remove(lamp)

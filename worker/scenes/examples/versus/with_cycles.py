"""Renders a glTF scene with Cycles on the CPU, as Rayment means it, into linear pixels.

Run by the example `versus_cycles` in a Python that has `bpy`. Reads orders from standard input, one JSON object
per line, and answers each with one line that begins with "RAYMENT ":
{"load": "scene.glb", "width": 480, "height": 270, "bounces": 8, "frame": 1}
{"render": "out.f32", "samples": 16, "seed": 1}     three f32 per pixel, little-endian, row by row from the top left
"""

import json
import math
import os
import struct
import sys
import time

import bpy
import numpy


def answer(**facts):
    sys.stdout.write("RAYMENT " + json.dumps(facts) + "\n")
    sys.stdout.flush()


def gltf_document(path):
    """The JSON part of a GLB."""
    with open(path, "rb") as file:
        file.read(12)
        length, _ = struct.unpack("<II", file.read(8))
        return json.loads(file.read(length))


def load(path, width, height, bounces, frame):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.ops.import_scene.gltf(filepath=path)
    document = gltf_document(path)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    set_quality(scene, bounces)
    scene.render.resolution_x, scene.render.resolution_y = width, height
    scene.render.resolution_percentage = 100
    scene.render.fps = 24
    extras = document["scenes"][document.get("scene", 0)].get("extras", {}).get("rayment", {})
    set_world(scene, extras, os.path.dirname(os.path.abspath(path)))
    set_camera(scene, document)
    set_materials(document)
    scene.frame_set(frame)


def set_quality(scene, bounces):
    cycles = scene.cycles
    cycles.device = "CPU"
    cycles.use_adaptive_sampling = False
    cycles.use_denoising = False
    cycles.pixel_filter_type = "BLACKMAN_HARRIS"
    cycles.max_bounces = cycles.diffuse_bounces = cycles.glossy_bounces = bounces
    cycles.transmission_bounces = cycles.transparent_max_bounces = bounces
    cycles.volume_bounces = 0
    cycles.sample_clamp_direct = cycles.sample_clamp_indirect = 0.0
    cycles.blur_glossy = 0.0
    cycles.caustics_reflective = cycles.caustics_refractive = True
    cycles.use_light_tree = True
    cycles.use_auto_tile = False
    cycles.light_sampling_threshold = 0.01
    scene.render.use_persistent_data = True
    scene.render.use_motion_blur = False
    scene.view_settings.view_transform = "Standard"
    scene.render.threads_mode = "AUTO"


def set_world(scene, extras, folder):
    world = bpy.data.worlds.new("world")
    scene.world = world
    world.use_nodes = True
    nodes, links = world.node_tree.nodes, world.node_tree.links
    background = nodes["Background"]
    wish = extras.get("environment")
    if wish is None:
        background.inputs["Strength"].default_value = 0.0
        return
    picture = nodes.new("ShaderNodeTexEnvironment")
    picture.image = bpy.data.images.load(os.path.join(folder, wish["file"]))
    mapping, coordinates = nodes.new("ShaderNodeMapping"), nodes.new("ShaderNodeTexCoord")
    # The picture's middle looks along glTF's -z, which is Blender's +y; Blender's middle looks along +x.
    turn = -math.pi / 2.0 + math.radians(wish.get("rotation_degrees", 0.0))
    mapping.inputs["Rotation"].default_value = (0.0, 0.0, turn)
    links.new(coordinates.outputs["Generated"], mapping.inputs["Vector"])
    links.new(mapping.outputs["Vector"], picture.inputs["Vector"])
    links.new(picture.outputs["Color"], background.inputs["Color"])
    background.inputs["Strength"].default_value = wish.get("strength", 1.0)
    world.cycles.sampling_method = "AUTOMATIC"


def set_camera(scene, document):
    cameras = [thing for thing in bpy.data.objects if thing.type == "CAMERA"]
    scene.camera = cameras[0]
    lens = document["cameras"][0].get("extras", {}).get("rayment", {})
    data = scene.camera.data
    if lens.get("aperture", 0.0) > 0.0:
        data.dof.use_dof = True
        data.dof.focus_distance = lens["focus"]
        data.dof.aperture_fstop = data.lens * 1e-3 / (2.0 * lens["aperture"])
        data.dof.aperture_blades = 0


def set_materials(document):
    """Blender's importer leaves a volume's colour to an approximation: here it is what glTF says."""
    for described in document["materials"]:
        material = bpy.data.materials.get(described["name"])
        if material is None:
            continue
        extensions = described.get("extensions", {})
        material.use_backface_culling = not described.get("doubleSided", False)
        volume = extensions.get("KHR_materials_volume")
        if volume is not None:
            set_volume(material, volume)


def set_volume(material, volume):
    tree = material.node_tree
    output = next(node for node in tree.nodes if node.type == "OUTPUT_MATERIAL" and node.is_active_output)
    for link in list(output.inputs["Volume"].links):
        tree.links.remove(link)
    distance = volume.get("attenuationDistance", math.inf)
    coefficients = [-math.log(max(value, 1e-6)) / distance for value in volume.get("attenuationColor", [1, 1, 1])]
    density = max(coefficients)
    if density <= 0.0:
        return
    absorption = tree.nodes.new("ShaderNodeVolumeAbsorption")
    absorption.inputs["Density"].default_value = density
    absorption.inputs["Color"].default_value = [1.0 - value / density for value in coefficients] + [1.0]
    tree.links.new(absorption.outputs["Volume"], output.inputs["Volume"])


def render(path, samples, seed):
    scene = bpy.context.scene
    scene.cycles.samples = samples
    scene.cycles.seed = seed
    scene.render.image_settings.file_format = "OPEN_EXR"
    scene.render.image_settings.color_depth = "32"
    scene.render.image_settings.color_mode = "RGB"
    scene.render.image_settings.exr_codec = "NONE"
    exr = path + ".exr"
    scene.render.filepath = exr
    before, start = os.times(), time.monotonic()
    bpy.ops.render.render(write_still=True)
    wall, after = time.monotonic() - start, os.times()
    image = bpy.data.images.load(exr)
    image.colorspace_settings.name = "Linear Rec.709"
    width, height = image.size
    pixels = numpy.empty(width * height * 4, dtype=numpy.float32)
    image.pixels.foreach_get(pixels)
    bpy.data.images.remove(image)
    os.remove(exr)
    pixels.reshape(height, width, 4)[::-1, :, :3].astype("<f4").tofile(path)
    cpu = after.user + after.system - before.user - before.system
    return {"wall": wall, "cpu": cpu}


def main():
    answer(blender=bpy.app.version_string)
    for line in sys.stdin:
        order = json.loads(line)
        if "load" in order:
            start = time.monotonic()
            load(order["load"], order["width"], order["height"], order["bounces"], order["frame"])
            answer(seconds=time.monotonic() - start)
        else:
            answer(**render(order["render"], order["samples"], order["seed"]))
    # bpy may hang while Python takes it down.
    sys.stdout.flush()
    os._exit(0)


main()

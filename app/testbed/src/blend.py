"""Makes a small animated scene: run by Blender's Python as `make(path)`."""
import os

import bpy


def make(path):
    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    bpy.ops.mesh.primitive_plane_add(size=8)
    bpy.ops.mesh.primitive_cube_add(size=1, location=(0, 0, 0.5))
    cube = bpy.context.object
    for frame, turn in ((1, 0.0), (8, 1.5)):
        cube.rotation_euler.z = turn
        cube.keyframe_insert("rotation_euler", frame=frame)
    bpy.ops.object.light_add(type="SUN", rotation=(0.6, 0.2, 0.0))
    bpy.context.object.data.energy = 3.0
    bpy.ops.object.camera_add(location=(4, -4, 3), rotation=(1.1, 0.0, 0.785))
    scene.camera = bpy.context.object
    scene.frame_start, scene.frame_end = 1, 8
    bpy.ops.wm.save_as_mainfile(filepath=path)
    os._exit(0)

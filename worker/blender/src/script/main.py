# Starts when everything above is defined.


def about(_request):
    return {"devices": devices()}, None


def graphics(_request):
    """Draws a picture of nothing: without a graphics context this ends the process."""
    import gpu

    bpy.ops.wm.read_factory_settings(use_empty=True)
    scene = bpy.context.scene
    scene.collection.objects.link(bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera")))
    scene.camera = scene.objects["Camera"]
    eevee_name(scene.render)
    scene.eevee.taa_render_samples = 1
    scene.render.resolution_x = scene.render.resolution_y = 8
    bpy.ops.render.render()
    return {"renderer": gpu.platform.renderer_get(), "version": gpu.platform.version_get()}, None


die_with_parent()
import bpy

# Opening a file would take it off the list.
bpy.app.handlers.render_stats.append(bpy.app.handlers.persistent(on_stats))
say(
    {
        "ready": {
            "version": list(bpy.app.version),
            "hash": bpy.app.build_hash.decode(errors="replace"),
            "platform": bpy.app.build_platform.decode(errors="replace"),
        }
    }
)
serve({"open": open_scene, "needs": list_needs, "render": render, "about": about, "graphics": graphics})

# Tries what a file from a stranger must never be able to do, and says what worked.
import socket


def attempts(request):
    def read():
        with open(request["secret"]) as file:
            return file.read(1)

    def look():
        os.listdir(os.path.dirname(request["secret"]))

    def write_beside():
        open(os.path.join(os.path.dirname(request["secret"]), "left"), "w").close()

    def write_scene():
        open(os.path.join(request["scene"], "left"), "w").close()

    def write_system():
        for folder in ("/usr", "/etc", "/", "/dev", "/dev/shm"):
            path = os.path.join(folder, "rayment-left")
            try:
                open(path, "w").close()
            except OSError:
                continue
            os.remove(path)
            return
        raise PermissionError

    def connect():
        socket.create_connection(("127.0.0.1", request["port"]), timeout=2).close()

    def listen():
        with socket.socket() as server:
            server.bind(("127.0.0.1", 0))

    def environment():
        allowed = set(request["environment"]) | {"LC_CTYPE", "PWD", "SHLVL", "_"}
        if not set(os.environ) - allowed:
            raise PermissionError

    def signal():
        os.kill(request["parent"], 0)

    def fork():
        if os.fork() == 0:
            os._exit(0)

    def trace():
        import ctypes

        libc = ctypes.CDLL(None, use_errno=True)
        if libc.unshare(0x10000000) != 0:
            raise PermissionError

    return {
        "read another file": read,
        "list another folder": look,
        "write to another folder": write_beside,
        "change the scene": write_scene,
        "write to the system": write_system,
        "connect to the network": connect,
        "listen on the network": listen,
        "read the environment": environment,
        "signal another process": signal,
        "start a process": fork,
        "make a namespace": trace,
    }


def prove(request):
    worked = []
    for name, attempt in attempts(request).items():
        try:
            attempt()
        except Exception:
            continue
        worked.append(name)
    return {"worked": worked}, None


say({"ready": {}})
serve({"prove": prove})

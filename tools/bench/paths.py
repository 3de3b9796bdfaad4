"""The paths from a client to servers that the benchmark of the global network compares.

Namespaces: the client c, the ingress i (node 1), the servers 2, 3 and 4. The client is joined by veth to the ingress and to
each server, the ingress to each server. The client's connections come from several addresses of its own, so that no
path runs out of ports. What is asked for is

    veth          server 2 itself, by the veth between client and server
    haproxy       a HAProxy in TCP mode on the ingress, which connects to servers by veth
    ring-pump     server 2 behind the ingress, which forwards over the bare ring of two C processes
    ring-direct   the same; replies go by the veth between server and client
    smtap         the global address of four nodes by way of the ingress; replies over the local network and the ingress
    smtap-one     the same with server 2 alone: two nodes carry what ring-pump carries
    smtap-direct  the same; replies go by the veth between server and client
"""
import json, os, shutil, signal, subprocess, sys, tempfile, time

from machine import HERE, IMAGE

NAMES = ("veth", "haproxy", "ring-pump", "ring-direct", "smtap", "smtap-one", "smtap-direct")
SERVERS = (2, 3, 4)
GLOBAL = "10.99.0.1"
CLIENTS = "198.51.100.0/24"
FIRST_CLIENT, CLIENT_ADDRESSES = "198.51.100.1", 8
LIMIT = 30
LOAD = os.path.join(HERE, "load")
BUILT = os.path.join(HERE, "target", "load")
# Ports do not run out: HAProxy's documentation advises both for a proxy that opens many connections.
SYSCTLS = "net.ipv4.ip_local_port_range=1024 65535", "net.ipv4.tcp_tw_reuse=1", "net.ipv4.conf.all.arp_announce=2", \
    "net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.default.rp_filter=0"
HAPROXY = f"""global
    nbthread 2
    maxconn 2000
defaults
    mode tcp
    option splice-auto
    timeout connect 10s
    timeout client 60s
    timeout server 60s
""" + "".join(f"listen port{port}\n    bind {GLOBAL}:{port}\n    balance roundrobin\n" + "".join(
    f"    server s{s} 10.81.{s}.2:{port}\n" for s in SERVERS) for port in (7000, 7001))


class Failure(Exception):
    """What went wrong, as a sentence for the user."""


def sh(command):
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failure(f"'{command}' failed: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def compiled(name, sources, flags):
    """A C program, compiled if a source is newer; its path."""
    os.makedirs(BUILT, exist_ok=True)
    binary = os.path.join(BUILT, name)
    if not os.path.exists(binary) or any(os.path.getmtime(s) > os.path.getmtime(binary) for s in sources):
        sh(f"gcc -std=gnu17 -O2 -pthread {flags} -o {binary} " + " ".join(s for s in sources if s.endswith(".c")))
    return binary


def compiled_load(name, *sources):
    sources = [os.path.join(LOAD, s) for s in (*sources, "load.h")]
    return compiled(name, sources, "-Wall -Wextra -Wconversion -Wmissing-prototypes -Werror")


def compiled_ring_pump(compare):
    """The bare ring, which lies beside the yardstick's program."""
    directory = os.path.dirname(os.path.abspath(compare))
    source = os.path.join(directory, "ring-pump.c")
    return compiled("ring-pump", [source, os.path.join(directory, "tap-open.h")], f"-I {directory}")


def end(programs):
    """Asks programs to end, all at once, and kills those that do not."""
    for program in programs:
        program.send_signal(signal.SIGTERM)
    for program in programs:
        try:
            program.wait(10)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


def clean_up_on_signals():
    """Makes SIGTERM and SIGHUP an exit by way of what removes what was made, as SIGINT is."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))


def until(what, holds, said=lambda: ""):
    """Waits for what must come true within the limit."""
    deadline = time.monotonic() + LIMIT
    while not holds():
        if time.monotonic() > deadline:
            raise Failure(f"{what}: not within {LIMIT} s. {said()}")
        time.sleep(0.02)


class Path:
    """One path while it stands: `with Path(name, ring_pump) as path`; removes all that it made, also on failure."""

    def __init__(self, name, ring_pump=None):
        self.name, self.ring_pump = name, ring_pump
        self.prefix = f"smtap-bench-{os.getpid()}-"
        self.partition = f"bench-{os.getpid()}"
        self.children, self.target = [], GLOBAL
        self.servers = SERVERS[:1] if name == "smtap-one" else SERVERS

    def __enter__(self):
        # On tmpfs, as a facility is; the outputs of children are beside it.
        self.directory = tempfile.mkdtemp(prefix=self.prefix, dir="/dev/shm")
        try:
            self.join()
            for server in self.servers:
                self.spawn(server, compiled_load("serve", "serve.c"), "ready")
            getattr(self, self.name.split("-")[0])()
            if self.name in ("veth", "haproxy") or self.name.endswith("-direct"):
                self.reply_by_veth()
            until(f"{self.name}: an answer from {self.target}", self.answers, self.said)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        end([child for child, _ in self.children])
        for name in ("c", "i", *self.servers):
            subprocess.run(["ip", "netns", "del", self.ns(name)], capture_output=True)
        shutil.rmtree(self.directory, ignore_errors=True)

    def ns(self, name):
        return f"{self.prefix}{name}"

    def ip(self, name, command):
        sh(f"ip -n {self.ns(name)} {command}")

    def set(self, name, *settings):
        for setting in settings:
            sh(f"ip netns exec {self.ns(name)} sysctl -qw '{setting}'")

    def spawn(self, name, command, awaited, inside=True):
        """Starts a program in a namespace, and waits for what it says when it is ready, if it says something."""
        output = os.path.join(self.directory, f"{len(self.children)}.out")
        command = (f"ip netns exec {self.ns(name)} " if inside else "") + command
        with open(output, "w") as file:
            child = subprocess.Popen(command.split(), stdout=file, stderr=subprocess.STDOUT)
        self.children.append((child, output))
        if awaited:
            until(f"'{command}' is ready", lambda: awaited in open(output).read() or child.poll() is not None, self.said)
        if child.poll() is not None:
            raise Failure(f"'{command}' ended with {child.returncode}. {self.said()}")

    def said(self):
        return " | ".join(text for text in (open(output).read()[-300:].strip() for _, output in self.children) if text)

    def join(self):
        for name in ("c", "i", *self.servers):
            sh(f"ip netns add {self.ns(name)}")
            self.ip(name, "link set lo up")
            self.set(name, *SYSCTLS)
        for i in range(CLIENT_ADDRESSES):
            self.ip("c", f"addr add 198.51.100.{i + 1}/32 dev lo")
        self.pair("c", "i", "10.80.1")
        self.set("i", "net.ipv4.ip_forward=1")
        self.ip("i", f"route add {CLIENTS} via 10.80.1.1")
        self.ip("c", "route add 10.0.0.0/8 via 10.80.1.2")
        for server in self.servers:
            self.pair("c", server, f"10.80.{server}")
            self.pair("i", server, f"10.81.{server}")

    def pair(self, a, b, prefix):
        """Joins two namespaces."""
        self.ip(a, f"link add to-{b} type veth peer name to-{a} netns {self.ns(b)}")
        for name, peer, host in ((a, b, 1), (b, a, 2)):
            self.ip(name, f"addr add {prefix}.{host}/24 dev to-{peer}")
            self.ip(name, f"link set to-{peer} up")

    def reply_by_veth(self):
        for server in self.servers:
            self.ip(server, f"route replace {CLIENTS} via 10.80.{server}.1")

    def veth(self):
        self.target = "10.80.2.2"

    def haproxy(self):
        self.ip("i", f"addr add {GLOBAL}/32 dev lo")
        config = os.path.join(self.directory, "haproxy.cfg")
        with open(config, "w") as file:
            file.write(HAPROXY)
        self.spawn("i", f"haproxy -db -f {config}", None)

    def ring(self):
        self.target = "10.82.0.2"
        self.spawn("i", f"{self.ring_pump} {self.ns('i')} {self.ns(2)} y0 1 32", "ready", inside=False)
        for name, host in (("i", 1), (2, 2)):
            self.ip(name, "link set y0 up")
            self.ip(name, f"addr add 10.82.0.{host}/24 dev y0")
        self.ip(2, f"route add {CLIENTS} via 10.82.0.1")

    def smtap(self):
        for node, name in enumerate(("i", *self.servers), 1):
            self.spawn(name, f"{IMAGE} run --netns {self.ns(name)} --facility {self.directory} --partition {self.partition}"
                       f" --node {node} --local sml0 --global smg0", "ready", inside=False)
            self.ip(name, "link set sml0 up")
            self.ip(name, f"addr add 10.77.0.{node}/24 dev sml0")
            self.ip(name, "link set smg0 up")
            self.ip(name, f"addr add {GLOBAL}/32 dev smg0")
        for server in self.servers:
            self.ip(server, f"route add {CLIENTS} via 10.77.0.1")
        until("all nodes serve the global address", self.all_serve, self.said)

    def shown(self, command):
        return json.loads(sh(f"{IMAGE} {command} --json --facility {self.directory} --partition {self.partition}"))

    def all_serve(self):
        """Whether each server's node publishes the address and its two listeners."""
        nodes = self.shown("connections")["nodes"]
        ready = [n for n in nodes if n["state"] == "up" and n["isGlobal"] and n["addresses"]]
        listening = [n for n in ready if any(l["port"] == 7001 for l in n["listeners"])]
        return len(ready) == 1 + len(self.servers) and len(listening) == len(self.servers)

    def answers(self):
        for child, _ in self.children:
            if child.poll() is not None:
                raise Failure(f"{self.name}: a program ended with {child.returncode}. {self.said()}")
        try:
            return subprocess.run(self.load("rtt", 1, 0, 0.01), capture_output=True, timeout=3).returncode == 0
        except subprocess.TimeoutExpired:
            return False

    def load(self, what, clients, warm, seconds):
        program = compiled_load("load", "load.c", "common.c", "rate.c", "flows.c")
        return ["ip", "netns", "exec", self.ns("c"), program, what, self.target, FIRST_CLIENT,
                str(CLIENT_ADDRESSES), str(clients), str(warm), str(seconds)]

    def measure(self, what, clients, warm, seconds):
        """What the load program measured, as a dictionary."""
        try:
            done = subprocess.run(self.load(what, clients, warm, seconds), capture_output=True, text=True,
                                  timeout=warm + seconds + LIMIT)
        except subprocess.TimeoutExpired:
            raise Failure(f"{self.name}: load {what} did not end. {self.said()}") from None
        if done.returncode != 0:
            raise Failure(f"{self.name}: load {what} failed: {done.stderr.strip()}. {self.said()}")
        return json.loads(done.stdout)

    def searches(self):
        """What the ingress node has counted of its searches and drops, but for zeros; empty for other paths."""
        if not self.name.startswith("smtap"):
            return {}
        node = next(n for n in self.shown("status")["nodes"] if n["id"] == 1)
        adapter = next(a for a in node["adapters"] if a["network"] == "smg0")
        counts = {**adapter["global"]["search"], **adapter["global"]["connections"], "mostFlows": 0}
        for part in (adapter, *adapter["rings"]):
            for drop, count in (*part["sent"]["drops"].items(), *part["received"]["drops"].items()):
                counts["dropped: " + drop] = counts.get("dropped: " + drop, 0) + count
        return {name: count for name, count in counts.items() if count}

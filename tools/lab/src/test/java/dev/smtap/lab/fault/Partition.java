package dev.smtap.lab.fault;

import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.Namespace;
import dev.smtap.wire.MacAddress;
import dev.smtap.wire.NodeAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/** Namespaces with a node each, on one network of a partition of their own. */
final class Partition implements AutoCloseable {
  static final String INTERFACE = "sm0";

  private static final Path SMTAP =
      Path.of(System.getProperty("smtap.image", "../../packaging/target/smtap"))
          .toAbsolutePath()
          .normalize()
          .resolve("bin/smtap");
  private static final AtomicInteger NEXT = new AtomicInteger();

  /** Something to do in a namespace for as long as a thread lives. */
  interface Work {
    void run() throws IOException;
  }

  /** One node's namespace; stays while nodes come and go. */
  record Place(int id, String namespace) {
    String address() {
      return address(id);
    }

    private static String address(int id) {
      return "10.77.0." + id;
    }

    /** Runs something inside, on a thread that is given up afterwards. */
    <T> T call(Callable<T> action) throws Exception {
      FutureTask<T> task = new FutureTask<>(action);
      thread("call", task::run).join();
      return task.get();
    }

    /** Starts a thread inside. */
    Thread thread(String name, Work work) {
      return Thread.ofPlatform()
          .daemon()
          .name(name)
          .start(() -> {
            try (Namespace entered = Namespace.parse(namespace)) {
              entered.enter();
              work.run();
            } catch (Exception e) {
              throw new AssertionError(name, e);
            }
          });
    }

    Commands.Result in(String words) {
      return Commands.run("ip netns exec " + namespace + " " + words);
    }
  }

  private final String name;
  private final Path root;
  private final String flags;
  private final List<Place> places = new ArrayList<>();
  private final List<NodeProcess> nodes = new ArrayList<>();

  /** A partition of nodes 1 to {@code count}, none of which runs. */
  Partition(int count, String flags) throws IOException {
    Assumptions.assumeTrue(ControlCalls.geteuid() == 0, "needs root");
    this.name = "smft" + ProcessHandle.current().pid() + "x" + NEXT.incrementAndGet();
    this.root = Path.of("/dev/shm", name);
    this.flags = flags;
    Files.createDirectory(root);
    for (int id = 1; id <= count; id++) {
      Place place = new Place(id, name + "-" + id);
      Commands.run("ip netns add " + place.namespace()).ok();
      places.add(place);
      Commands.run("ip -n " + place.namespace() + " link set lo up").ok();
    }
  }

  Place place(int id) {
    return places.get(id - 1);
  }

  /** Where the sections lie. */
  Path directory() {
    return root.resolve(name);
  }

  Path root() {
    return root;
  }

  String name() {
    return name;
  }

  /** A node's section. */
  Path section(int id) {
    return directory().resolve("node-" + id);
  }

  /** A command about this partition. */
  List<String> command(String command, String arguments) {
    List<String> words = new ArrayList<>(List.of(SMTAP.toString(), command));
    words.addAll(List.of("--facility", root.toString(), "--partition", name));
    Stream.of(arguments.split(" ")).filter(word -> !word.isEmpty()).forEach(words::add);
    return words;
  }

  Status status() {
    return new Status(Commands.run(command("status", "--json")).ok());
  }

  /** Starts a node; it is not ready yet. */
  NodeProcess launch(int id, String javaOptions) {
    NodeProcess node =
        new NodeProcess(
            id,
            command(
                "run",
                "--control "
                    + root
                    + " --node "
                    + id
                    + " --netns "
                    + place(id).namespace()
                    + " --local "
                    + INTERFACE
                    + " "
                    + flags),
            javaOptions);
    nodes.add(node);
    return node;
  }

  /** Starts a node and gives its interface an address. */
  NodeProcess start(int id) {
    NodeProcess node = launch(id, "");
    Awaitility.await("node " + id + " ready")
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(30))
        .failFast(() -> !node.isAlive() && !node.isReady())
        .until(node::isReady);
    configure(id).ok();
    return node;
  }

  /** Waits until a node is ready or dead; true if it is ready. */
  static boolean awaitStartOrDeath(NodeProcess node) {
    Awaitility.await("node " + node.id() + " ready or dead")
        .pollInterval(Duration.ofMillis(5))
        .atMost(Duration.ofSeconds(30))
        .until(() -> node.isReady() || !node.isAlive());
    return node.isReady();
  }

  /** Gives a node's interface its address and its neighbours; may fail when the node is dead. */
  Commands.Result configure(int id) {
    StringBuilder batch = new StringBuilder();
    batch.append("addr add 10.77.0." + id + "/24 brd + dev " + INTERFACE + "\n");
    // Before it is up: what the kernel keeps back for want of a neighbour it may send behind later
    // datagrams.
    for (Place other : places) {
      if (other.id() != id) {
        batch
            .append("neigh replace " + other.address() + " lladdr ")
            .append(MacAddress.format(NodeAddress.of(0, other.id())))
            .append(" dev " + INTERFACE + " nud permanent\n");
      }
    }
    batch.append("link set " + INTERFACE + " up\n");
    batch.append("route add 239.0.0.0/8 dev " + INTERFACE + "\n");
    try {
      Path file = Files.createTempFile(name, ".ip");
      try {
        Files.writeString(file, batch);
        return Commands.run("ip -n " + place(id).namespace() + " -batch " + file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A flow from one node to another, or to all (0). */
  FlowSender flow(int from, int to, FlowSender.Pace pace, long seed) {
    InetSocketAddress destination =
        new InetSocketAddress(to == 0 ? "10.77.0.255" : Place.address(to), FlowReceiver.PORT);
    return new FlowSender(place(from), flowId(from, to), destination, pace, seed);
  }

  static int flowId(int from, int to) {
    return from * 100 + to;
  }

  /** Pings from one node to another; true if an answer came. */
  boolean ping(int from, int to) {
    return place(from).in("ping -q -c 1 -W 3 " + place(to).address()).exit() == 0;
  }

  /** All that its nodes printed. */
  String printed(int id) {
    StringBuilder text = new StringBuilder();
    nodes.stream().filter(node -> node.id() == id).forEach(node -> text.append(node).append('\n'));
    return text.toString();
  }

  /** Nodes that were started, dead ones too. */
  List<NodeProcess> nodes() {
    return List.copyOf(nodes);
  }

  @Override
  public void close() throws IOException {
    nodes.forEach(NodeProcess::close);
    for (Place place : places) {
      Commands.run("ip netns del " + place.namespace()).ok();
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}

package dev.smtap.cli.bench;

import dev.smtap.cli.AtExit;
import dev.smtap.cli.SystemProgram;
import dev.smtap.posix.ControlCalls;
import dev.smtap.posix.Namespace;
import dev.smtap.posix.SystemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * Two network namespaces with a veth pair between them and a node of a partition of its own in
 * each. The namespaces have no name, so that nothing is left of them when this process ends,
 * whatever ends it; the facility lies in a directory of its own. Closed once, by any thread.
 */
final class TestBed implements AutoCloseable {
  private static final String ROOT = "/dev/shm/smtap-bench-";
  private static final String VETH = "veth0";
  private static final String ADAPTER = "sml0";
  private static final String VETH_NETWORK = "192.0.2.";
  private static final String SMTAP_NETWORK = "198.51.100.";
  private static final int CLONE_NEWNET = 0x40000000;

  private final Path directory = Path.of(ROOT + ProcessHandle.current().pid());
  private final List<NodeChild> nodes = new ArrayList<>();
  private final List<Namespace> namespaces = new ArrayList<>();
  private boolean closed;

  private TestBed() {}

  /**
   * Makes all of it.
   *
   * @param smtap the command by which this very program is started
   * @param mtu of all interfaces
   */
  static TestBed make(List<String> smtap, int mtu) throws SystemException {
    if (ControlCalls.geteuid() != 0) {
      throw SystemException.because(
          "make", "network namespaces", "only root may", "run it as root");
    }
    TestBed bed = new TestBed();
    AtExit.run("smtap-bench-end", bed::close);
    try {
      bed.open(smtap, mtu);
      return bed;
    } catch (SystemException | RuntimeException e) {
      bed.close();
      throw e;
    }
  }

  private void open(List<String> smtap, int mtu) throws SystemException {
    try {
      Files.createDirectory(directory);
    } catch (IOException e) {
      throw SystemException.because(
          "make", directory.toString(), String.valueOf(e.getMessage()), "check /dev/shm");
    }
    namespaces.add(newNamespace());
    namespaces.add(newNamespace());
    makeVeth(mtu);
    for (int node = 1; node <= namespaces.size(); node++) {
      startNode(smtap, node, mtu);
    }
    for (int node = 1; node <= nodes.size(); node++) {
      nodes.get(node - 1).awaitReady();
      configure(node, ADAPTER, SMTAP_NETWORK);
    }
  }

  /** By a thread that goes there and ends. */
  private static Namespace newNamespace() throws SystemException {
    CompletableFuture<Namespace> made = new CompletableFuture<>();
    Thread maker =
        new Thread(
            () -> {
              int result = ControlCalls.unshare(CLONE_NEWNET);
              try {
                if (result < 0) {
                  throw new SystemException("make", "a network namespace", -result, "");
                }
                boolean _ = made.complete(Namespace.current());
              } catch (SystemException e) {
                boolean _ = made.completeExceptionally(e);
              }
            },
            "smtap-bench-namespace");
    maker.start();
    try {
      return made.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SystemException failure) {
        throw failure;
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SystemException.because("make", "a network namespace", "it was interrupted", "");
    }
  }

  private void makeVeth(int mtu) throws SystemException {
    String there = "/proc/" + ProcessHandle.current().pid() + "/fd/" + namespaces.getLast().fd();
    String size = " mtu " + mtu;
    ip(1, "link add " + VETH + size + " type veth peer name " + VETH + size + " netns " + there);
    configure(1, VETH, VETH_NETWORK);
    configure(2, VETH, VETH_NETWORK);
  }

  private void startNode(List<String> smtap, int node, int mtu) throws SystemException {
    List<String> command = new ArrayList<>(smtap);
    command.addAll(List.of("run", "--facility", directory.toString(), "--partition", "bench"));
    command.addAll(List.of("--control", directory.toString(), "--node", String.valueOf(node)));
    command.addAll(List.of("--config", "/dev/null"));
    command.addAll(List.of("--local", ADAPTER + ",mtu=" + mtu));
    nodes.add(NodeChild.start(namespaces.get(node - 1), command));
  }

  private void configure(int node, String device, String network) throws SystemException {
    ip(node, "addr add " + network + node + "/24 dev " + device);
    ip(node, "link set " + device + " up");
  }

  private void ip(int node, String words) throws SystemException {
    String _ =
        namespaces.get(node - 1).run(() -> SystemProgram.run(("ip " + words).split(" ", -1)));
  }

  /** The paths that can be measured, the base of comparison first. */
  List<MeasuredPath> paths() {
    Namespace first = namespaces.getFirst();
    Namespace last = namespaces.getLast();
    return List.of(
        new SocketPath(Results.BASE, first, last, VETH_NETWORK + namespaces.size()),
        new SocketPath(Results.SMTAP, first, last, SMTAP_NETWORK + namespaces.size()),
        new RingPath(directory));
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    nodes.forEach(NodeChild::close);
    namespaces.forEach(Namespace::close);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path each : files.sorted(Collections.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      System.err.println("smtap: cannot remove " + directory + ": " + e.getMessage());
    }
  }
}

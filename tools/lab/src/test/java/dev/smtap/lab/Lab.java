package dev.smtap.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.smtap.posix.ControlCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Namespaces with nodes in them, under names of their own, and one partition in a directory of its
 * own; all is gone after the test, or after the class if the field is static. A failing test shows
 * what the nodes printed and their status.
 */
final class Lab
    implements BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback,
        LifecycleMethodExecutionExceptionHandler,
        TestExecutionExceptionHandler {
  static final Path IMAGE =
      Path.of(System.getProperty("smtap.image", "../../packaging/target/smtap")).toAbsolutePath();
  static final String SMTAP = IMAGE.normalize().resolve("bin/smtap").toString();

  /** Commands that need the control sockets of nodes, which lie beside the partition here. */
  private static final Set<String> CONTROLLING =
      Set.of("run", "drain", "undrain", "balance", "capture", "clean");

  private static final Duration BALANCE_WITHIN = Duration.ofSeconds(10);
  private static final AtomicInteger NEXT = new AtomicInteger();

  /** Hundreds of nodes that have their code compiled in advance would take minutes for it. */
  private static final List<String> WITHOUT_REHEARSAL =
      List.of("env", "SMTAP_JAVA_OPTIONS=-Dsmtap.rehearsal=off");

  private final List<String> starter;
  private final List<Netns> namespaces = new ArrayList<>();
  private final List<Program> programs = new ArrayList<>();
  private String prefix = "";
  private Path directory = Path.of("/");
  private boolean ofClass;

  Lab() {
    this(WITHOUT_REHEARSAL);
  }

  private Lab(List<String> starter) {
    this.starter = starter;
  }

  /** A lab whose nodes rehearse, as they do for users: where they carry much. */
  static Lab rehearsing() {
    return new Lab(List.of());
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    ofClass = true;
    open();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    if (!ofClass) {
      open();
    }
  }

  private void open() {
    Assumptions.assumeTrue(ControlCalls.geteuid() == 0, "needs root");
    prefix = "smlab" + ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet();
    directory = Path.of("/dev/shm", prefix);
    try {
      Files.createDirectory(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where this lab's facility lies. */
  Path facility() {
    return directory;
  }

  /** Name of this lab's partition, and what its other names begin with. */
  String partition() {
    return prefix;
  }

  /** The files of the partition. */
  Path section(String name) {
    return directory.resolve(prefix).resolve(name);
  }

  Netns namespace(String name) {
    Netns namespace = new Netns(this, prefix + "-" + name);
    namespaces.add(namespace);
    return namespace;
  }

  Program start(List<String> command) {
    Program program = new Program(command);
    programs.add(program);
    return program;
  }

  /** Starts a node and waits until it is ready. */
  LabNode node(Netns namespace, int id, String flags) {
    LabNode node = launch(id, "--netns " + namespace.name() + " " + flags);
    node.awaitReady();
    return node;
  }

  /** A namespace and a node with ID, interface up and addresses. */
  Host host(int id, String flags) {
    Netns namespace = namespace("n" + id);
    return new Host(namespace, node(namespace, id, "--local " + Host.INTERFACE + " " + flags))
        .configure();
  }

  /** Hosts with IDs from 1 on, started together. */
  List<Host> hosts(int count, String flags) {
    return hosts(Collections.nCopies(count, flags));
  }

  /** The same, each with flags of its own. */
  List<Host> hosts(List<String> flags) {
    List<Host> hosts = new ArrayList<>();
    for (int id = 1; id <= flags.size(); id++) {
      Netns namespace = namespace("n" + id);
      String all =
          "--netns %s --local %s %s".formatted(namespace.name(), Host.INTERFACE, flags.get(id - 1));
      hosts.add(new Host(namespace, launch(id, all)));
    }
    for (Host host : hosts) {
      host.node().awaitReady();
      var _ = host.configure();
    }
    return hosts;
  }

  /** Starts a node; ID 0 takes the first free one. */
  LabNode launch(int id, String flags) {
    return launch(List.of(), id, flags);
  }

  /** Starts a node by another program, such as one that drops privileges. */
  LabNode launch(List<String> by, int id, String flags) {
    List<String> command = new ArrayList<>(starter);
    command.addAll(by);
    command.addAll(smtap("run", (id == 0 ? "" : "--node " + id + " ") + flags));
    LabNode node = new LabNode(id, command);
    programs.add(node);
    return node;
  }

  /** Starts all nodes of a configuration file in one process. */
  LabNode launchConfigured(Path file) {
    return launchConfigured(List.of(), file);
  }

  /** The same by another program, such as one that sets the environment. */
  LabNode launchConfigured(List<String> by, Path file) {
    List<String> command = new ArrayList<>(starter);
    command.addAll(by);
    command.addAll(smtap("run", "--config " + file));
    LabNode process = new LabNode(0, command);
    programs.add(process);
    return process;
  }

  /** A command of smtap about this lab's partition. */
  List<String> smtap(String subcommand, String flags) {
    List<String> command = new ArrayList<>(List.of(SMTAP, subcommand));
    command.addAll(List.of("--facility", directory.toString(), "--partition", prefix));
    if (CONTROLLING.contains(subcommand)) {
      command.addAll(List.of("--control", directory.toString()));
    }
    Stream.of(flags.split(" ", -1)).filter(word -> !word.isEmpty()).forEach(command::add);
    return command;
  }

  /** The control socket of a node. */
  Path controlSocket(int id) {
    return directory.resolve(prefix + "-" + id + ".sock");
  }

  /** What {@code smtap status --json} says. */
  Status status() {
    return Status.parse(Program.run(Duration.ofSeconds(20), smtap("status", "--json")).ok());
  }

  /** Waits until every pair's books are even: the last acknowledgements may be on their way. */
  void awaitBalance() {
    Awaitility.await()
        .pollInSameThread()
        .atMost(BALANCE_WITHIN)
        .untilAsserted(() -> assertThat(status().imbalances()).isEmpty());
  }

  /** What {@code smtap status} says. */
  String statusInWords() {
    return Program.run(Duration.ofSeconds(20), smtap("status", "")).ok();
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    failure.addSuppressed(new AssertionError("what was there:\n" + describe()));
    throw failure;
  }

  @Override
  public void handleBeforeAllMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    handleTestExecutionException(context, failure);
  }

  @Override
  public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    handleTestExecutionException(context, failure);
  }

  private String describe() {
    StringBuilder text = new StringBuilder();
    for (Program each : programs) {
      text.append(each).append(each.isAlive() ? " runs:\n" : " has ended:\n");
      text.append(each.printed()).append('\n');
    }
    text.append(Program.run(Duration.ofSeconds(20), smtap("status", "")));
    for (Netns each : namespaces) {
      if (each.exists()) {
        text.append(each.run(Duration.ofSeconds(5), "ip -s addr"));
      }
    }
    return text.toString();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (!ofClass) {
      close();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    close();
  }

  private void close() {
    Collections.reverse(programs);
    // Nodes go as they do for users, so that none leaves anything; those that cannot are killed.
    programs.forEach(Program::askToEnd);
    programs.forEach(Program::close);
    programs.clear();
    namespaces.forEach(Netns::delete);
    namespaces.clear();
    deleteTree(directory);
  }

  /** Deletes a directory and what is in it. */
  static void deleteTree(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

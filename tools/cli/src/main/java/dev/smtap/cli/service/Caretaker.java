package dev.smtap.cli.service;

import dev.smtap.node.Checkup;
import dev.smtap.node.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all nodes how they are, again and again, and tells the service manager. A sign of life is
 * sent only when every thread of every node has proved, since the last one, that it goes on. A
 * thread of its own.
 */
final class Caretaker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Caretaker.class);
  private static final Duration USUAL_PERIOD = Duration.ofSeconds(5);
  private static final int LOOK_MILLIS = 5;

  private final ServiceManager manager;
  private final Supplier<List<Node>> nodes;
  private final Duration period;
  private final boolean isWatched;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().name("smtap-service").daemon().unstarted(this::run);
  private volatile String remark = "";
  private String told = "";

  /** One that asks those nodes that run; a sign of life is due twice in the watchdog's time. */
  Caretaker(ServiceManager manager, Inheritance given, Supplier<List<Node>> nodes) {
    this.manager = manager;
    this.nodes = nodes;
    this.isWatched = given.watchdog().isPresent();
    this.period = given.watchdog().map(time -> time.dividedBy(2)).orElse(USUAL_PERIOD);
  }

  void start() {
    thread.start();
  }

  /** What else belongs into the status; empty for nothing. Any thread. */
  void remark(String sentence) {
    remark = sentence;
  }

  /** The status at this moment. Any thread. */
  String status() throws InterruptedException {
    return StatusLine.of(look(System.nanoTime() + period.toNanos()), remark);
  }

  private void run() {
    try {
      do {
        round(System.nanoTime() + period.toNanos());
      } while (!stopped.await(period.toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round(long deadline) throws InterruptedException {
    List<Checkup> all = look(deadline);
    List<String> standing = all.stream().flatMap(each -> each.standing().stream()).toList();
    long running = nodes.get().stream().filter(node -> !node.hasEnded()).count();
    if (stopped.getCount() == 0) {
      return;
    }
    if (standing.isEmpty() && all.size() >= running) {
      tell(StatusLine.of(all, remark));
      if (isWatched) {
        manager.alive();
      }
    } else {
      String who = standing.isEmpty() ? "a control thread" : String.join(", ", standing);
      LOG.error("no sign of life from {} within {} s", who, period.toSeconds());
    }
  }

  private void tell(String status) {
    if (!status.equals(told)) {
      manager.status(status);
      told = status;
    }
  }

  /** What the nodes answer until then; proven by then, or never. */
  private List<Checkup> look(long deadline) throws InterruptedException {
    List<Checkup> answers = new ArrayList<>();
    for (Asked each : nodes.get().stream().map(Asked::new).toList()) {
      each.await(deadline, answers);
    }
    while (!answers.stream().allMatch(Checkup::isProven) && System.nanoTime() - deadline < 0) {
      if (stopped.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    return answers;
  }

  /** A node that was asked. */
  private record Asked(Node node, Future<Checkup> answer) {
    Asked(Node node) {
      this(node, node.checkUp());
    }

    void await(long deadline, List<Checkup> answers) throws InterruptedException {
      while (!node.hasEnded() && System.nanoTime() - deadline < 0) {
        try {
          answers.add(answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS));
          return;
        } catch (TimeoutException e) {
          LOG.trace("node {} has not answered yet", node.nodeId());
        } catch (ExecutionException e) {
          throw new IllegalStateException("a node could not be asked", e.getCause());
        }
      }
    }
  }

  /** Ends it; nothing is sent any more. */
  @Override
  public void close() {
    stopped.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
